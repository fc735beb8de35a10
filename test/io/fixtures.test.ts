import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readArrow } from '../../src/io/arrow/arrow.js'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import { randomAccess, readParquet } from '../../src/io/parquet/parquet.js'
import type { RawColumn } from '../../src/table/raw.js'

const folder = new URL('../fixtures/io/', import.meta.url)

interface Expected {
  readonly columns: Record<string, { cells: (string | number | null)[]; levels?: string[]; ordered?: boolean }>
  readonly files: Record<string, [name: string, type: string][]>
}

const { columns, files } = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Expected

/** The cells as the file holds them: numbers as numbers, tokens as text. */
function cellsOf(column: RawColumn): (string | number | null)[] {
  return Array.from({ length: column.length }, (_, i) => {
    const code = column.codes?.[i] ?? -1
    if (code >= 0) return column.tokens[code] as string
    const number = column.numbers?.[i] ?? Number.NaN
    return Number.isNaN(number) ? null : number
  })
}

async function read(name: string) {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
  return name.endsWith('.parquet') ? readParquet(randomAccess(bytes), { where: name }) : readArrow(bytesFrom(bytes), { where: name })
}

describe.each(Object.entries(files))('%s', (name, types) => {
  it('is read with its columns in order, its types, and every cell without loss', async () => {
    const { raw } = await read(name)
    expect(raw.rows).toBe(3)
    expect(raw.columns.map((column) => [column.name, column.declared?.type])).toEqual(types)
    for (const column of raw.columns) expect([column.name, cellsOf(column)]).toEqual([column.name, columns[column.name]?.cells])
  })

  it('keeps the levels of a dictionary, also those that no row has, and whether they are in order', async () => {
    const { raw } = await read(name)
    const level = raw.columns.find((column) => column.name === 'level')
    if (level?.declared?.type !== 'dictionary') return
    const { levels, ordered } = columns.level as Expected['columns'][string]
    expect(level.declared.levels).toEqual(levels)
    expect(level.tokens).toEqual(['low', 'high'])
    expect(level.declared.ordered).toBe(ordered)
  })
})

it('nanoseconds that get lost are noted', async () => {
  const { facts } = await read('pyarrow.arrow')
  expect(facts.notes).toEqual(["column 'nano': nanoseconds were rounded down to microseconds"])
})
