import { expect, test } from 'vitest'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { decode } from '../../../src/table/typing/decode.js'
import { rawOf } from '../raw-of.js'

test('an id of whole numbers of which one has a sign before it stays one column, and is read', () => {
  const raw = rawOf({ id: Array.from({ length: 150 }, (_, i) => (i === 40 ? `é${i}` : String(i))) })
  for (const roles of [{}, { key: 'id' }]) {
    const { schema } = inferSchema(raw, { roles })
    expect(schema.columns.map(({ name }) => name)).toEqual(['id'])
    expect(decode(raw, schema).rows).toBe(150)
  }
})
