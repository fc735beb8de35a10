import { describe, expect, it } from 'vitest'
import { readBytes } from '../../../src/io/read.js'
import { typeTable } from '../../../src/pipeline/tables/bytes.js'
import { typeCompared } from '../../../src/pipeline/tables/compared.js'
import { compareWriting, tallyWriting } from '../../../src/pipeline/tables/writing.js'

async function* once(text: string) {
  yield new TextEncoder().encode(text)
}
const rawOf = (header: string, rows: readonly string[]) => readBytes(once(`${header}\n${rows.join('\n')}\n`), { format: 'csv' })

/** What is said of synthetic cells beside real ones. */
async function compared(header: string, real: readonly string[], synthetic: readonly string[]) {
  const raw = await rawOf(header, real)
  const known = typeTable(raw, 'real', {})
  const made = await rawOf(header, synthetic)
  const said: string[] = []
  const table = typeCompared(made, 'synthetic', known.schema, (sentence) => said.push(sentence))
  const writing = compareWriting(tallyWriting(raw.raw, known.table, known.schema), tallyWriting(made.raw, table, known.schema))
  return { known, table, said, writing }
}

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 200 }, (_, i) => make(i))
const day = (i: number) => new Date(Date.UTC(2021, 0, 1 + ((i * 37) % 300))).toISOString().slice(0, 10)

describe('how cells are written', () => {
  it('tells lost zeros, added decimals and other words for truth, each with an example', async () => {
    const { writing } = await compared(
      'i,b,z',
      many((i) => `${i % 9},${i % 2 ? 'True' : 'False'},0${100 + (i % 20)}`),
      many((i) => `${i % 9}.0,${i % 2 ? 'true' : 'false'},${100 + (i % 20)}`),
    )
    expect(writing.map(({ column, example }) => [column, example])).toEqual([
      ['i', { got: '0.0', wanted: '0' }],
      ['b', { got: 'false', wanted: 'False' }],
      ['z', { got: '100', wanted: '0100' }],
    ])
    for (const { real, synthetic } of writing) {
      expect(real.otherwise).toBe(0)
      expect(synthetic).toEqual({ cells: 200, otherwise: 200 })
    }
  })

  it('reads dates with midnight added, and tells them', async () => {
    const { known, table, said, writing } = await compared(
      'd,i',
      many((i) => `${day(i)},${i % 7}`),
      many((i) => `${day(i)} 00:00:00,${i % 7}`),
    )
    expect(table.column('d').values).toEqual(known.table.column('d').values)
    expect(said.join()).toMatch(/d: read times of the format %Y-%m-%d %H:%M:%S where real ones have %Y-%m-%d/)
    expect(writing.map(({ column, example }) => [column, example?.wanted])).toEqual([['d', day(0)]])
  })

  it('reads numbers with separators of thousands', async () => {
    const { known, table, writing } = await compared(
      'x;i',
      many((i) => `${1000 + i * 37};${i % 7}`),
      many((i) => `${(1000 + i * 37).toLocaleString('en')};${i % 7}`),
    )
    expect(table.column('x').values).toEqual(known.table.column('x').values)
    expect(writing.map(({ column, example }) => [column, example])).toEqual([['x', { got: '1,000', wanted: '1000' }]])
  })

  it('tells codes that have none of the forms of a key', async () => {
    const { writing } = await compared(
      'key,i',
      many((i) => `AB-${String(i).padStart(5, '0')},${i % 7}`),
      many((i) => `AB-${i},${i % 7}`),
    )
    expect(writing.map(({ column, example }) => [column, example])).toEqual([['key', { got: 'AB-0', wanted: null }]])
  })

  it('says nothing of cells written as they are, of other levels, or of files with types', async () => {
    const line = (i: number) => `${i % 9},${i % 2 ? 'True' : 'False'},0${100 + (i % 20)},${day(i)},${(i * 1.37).toFixed(i % 3)}`
    const same = await compared(
      'i,b,z,d,x',
      many(line),
      many((i) => line(i + 3)),
    )
    // Real cells of mixed decimals are no rule themselves: as many synthetic ones, give or take three, are not as the schema has it.
    for (const { column, real, synthetic } of same.writing) {
      expect(column).toBe('x')
      expect(Math.abs(synthetic.otherwise - real.otherwise)).toBeLessThan(4)
    }
    const { writing } = await compared(
      'i,z',
      many((i) => `${i % 9},a${i % 4}`),
      many((i) => `${i % 9},b${i % 4}`),
    )
    expect(writing).toEqual([])
    const raw = await rawOf(
      'i,j',
      many((i) => `${i % 9},${i % 4}`),
    )
    const { table, schema } = typeTable(raw, 'real', {})
    const declared = { ...raw.raw, columns: raw.raw.columns.map((column) => ({ ...column, declared: { type: 'int64' } })) }
    expect(tallyWriting(declared, table, schema).size).toBe(0)
  })
})
