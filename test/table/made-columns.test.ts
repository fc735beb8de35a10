import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBytes } from '../../src/io/read.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { newColumn } from '../../src/table/schema.js'
import { columnSchema } from '../../src/table/shape/columns.js'
import { dialect as dialectShape, parseSchema } from '../../src/table/shape/schema.js'

const kinds = columnSchema.def.options.map((option) => ({
  kind: [...option.shape.kind.def.values][0] as 'text',
  fields: Object.keys(option.shape),
}))
const needed = { levels: ['a', 'b'], format: '%Y', unit: 'day', pattern: '{n:1}' }

describe('columns that the library makes', () => {
  test.each(kinds)('of kind $kind are those that their shape makes of the same, field by field', ({ kind, fields }) => {
    const said = Object.fromEntries(Object.entries(needed).filter(([field]) => fields.includes(field)))
    const given = { name: 'x', kind, nullable: undefined, ...said } as const
    expect(JSON.stringify(newColumn(given))).toBe(JSON.stringify(columnSchema.parse(given)))
  })

  test.each(kinds)('of kind $kind have the fields of their shape in its order', ({ kind, fields }) => {
    const all = Object.fromEntries([...fields].reverse().map((field) => [field, 0]))
    expect(Object.keys(newColumn({ ...all, name: 'x', kind }))).toEqual(fields)
  })
})

test('schemas that are found are read back as they are', async () => {
  const names = (await readdir('datasets', { recursive: true })).filter((name) => name.endsWith('.csv'))
  for (const name of names) {
    const { raw, facts } = await readBytes(
      (async function* () {
        yield await readFile(join('datasets', name))
      })(),
    )
    const headers = { b: 'B', a: 'A' }
    const { dialect: _, ...rest } = inferSchema(raw).schema
    const dialect = { ...dialectShape.parse(facts.dialect), multiline: true, quote: "'", headers }
    const { schema } = inferSchema(raw, { dialect })
    expect(JSON.stringify(parseSchema(schema)), name).toBe(JSON.stringify(schema))
    expect(JSON.stringify(parseSchema(rest)), name).toBe(JSON.stringify(rest))
  }
})
