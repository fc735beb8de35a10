import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { writtenFormats } from '../../../src/io/facts.js'
import { tableFromBytes, tableToBytes } from '../../../src/pipeline/tables/bytes.js'
import { dataset } from '../../support/cli.js'

test.each(writtenFormats)('a table goes through %s in memory and comes back the same', async (format) => {
  const { table, schema } = await tableFromBytes(await readFile(dataset('penguins.csv')))
  const again = await tableFromBytes(await tableToBytes(table, schema, format), { schema })
  expect(again.facts.format === format || (format === 'tsv' && again.facts.format === 'csv') || format === 'ndjson').toBe(true)
  expect(again.table.columns).toEqual(table.columns)
})

test('kinds that are known are not guessed', async () => {
  const text = new TextEncoder().encode(`code,x\n${'1,2\n3,4\n5,6\n'.repeat(20)}`)
  const { schema } = await tableFromBytes(text, { kinds: { code: 'categorical' }, roles: { target: ['x'] } })
  expect(schema.columns).toMatchObject([
    { kind: 'categorical', levels: ['1', '3', '5'] },
    { kind: 'integer', role: 'target' },
  ])
})
