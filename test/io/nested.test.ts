import { describe, expect, it } from 'vitest'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import type { FileFormat } from '../../src/io/facts.js'
import { readBytes } from '../../src/io/read.js'
import { createTableWriter } from '../../src/io/writer.js'
import { fit, sample } from '../../src/pipeline/library.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows, toRows } from '../../src/table/rows.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'
import { Collected } from './support.js'

/** Orders of people with addresses, tags, measures and items. */
const orders = Array.from({ length: 60 }, (_, i) => ({
  id: i + 1,
  user:
    i % 7 === 0
      ? null
      : { name: ['Ann', 'Bo'][i % 2], age: 20 + ((i * 13) % 40), address: { city: ['Rome', 'Oslo'][i % 2], zip: `0${1000 + i * 7}` } },
  tags: ['new', 'red', 'old'].slice(0, i % 4),
  scores: Array.from({ length: 1 + (i % 3) }, (_, k) => (i * 37 + k * 11) / 8),
  items: Array.from({ length: 1 + (i % 2) }, (_, k) => ({ sku: `A${100 + i + k}`, qty: 1 + (i % 5) })),
}))

async function written(table: Table, schema: Schema, format: FileFormat): Promise<Uint8Array> {
  const sink = new Collected()
  const writer = await createTableWriter(format, schema, sink)
  await writer.write(table)
  await writer.close()
  return sink.bytes
}

const json = async (value: unknown) => (await readBytes(bytesFrom(new TextEncoder().encode(JSON.stringify(value))), { format: 'json' })).raw

describe('objects in records', () => {
  it.each(['json', 'ndjson', 'parquet', 'arrow', 'arrow-stream'] as const)(
    'are columns of their own, and put together again in %s',
    async (format) => {
      const raw = await json(orders)
      expect(raw.columns.map(({ name }) => name)).toEqual([
        'id',
        'user.name',
        'user.age',
        'user.address.city',
        'user.address.zip',
        'tags',
        'scores',
        'items',
      ])
      const { schema } = inferSchema(raw)
      const again = await readBytes(bytesFrom(await written(decode(raw, schema), schema, format)), { format })
      expect(again.facts.notes).toContain(
        "column 'user' holds objects: read as user.name, user.age, user.address.city, user.address.zip, and put together again in files that nest",
      )
      const { schema: own } = inferSchema(again.raw)
      // Lists of a JSON file have no type there, so that they are texts in typed files.
      const asText = ({ tags, scores, items, ...rest }: (typeof orders)[number]) => ({
        ...rest,
        tags: JSON.stringify(tags),
        scores: JSON.stringify(scores),
        items: JSON.stringify(items),
      })
      expect(toRows(decode(again.raw, own), own)).toEqual(format.includes('json') ? orders : orders.map(asText))
    },
  )

  it('are one column of JSON where they are no records', async () => {
    const dictionaries = Array.from({ length: 30 }, (_, i) => ({ a: { [`k${i}`]: i, [`m${i}`]: true } }))
    const { columns } = await json(dictionaries)
    expect(columns.map(({ name, declared }) => [name, declared?.type])).toEqual([['a', 'json']])
    expect(columns[0]?.tokens[3]).toBe('{"k3":3,"m3":true}')
    const mixed = await json([{ a: { b: 1 } }, { a: 'x' }, { a: null }, { a: { b: null, c: 'y' } }])
    expect(mixed.columns[0]?.tokens).toEqual(['{"b":1}', 'x', '{"c":"y"}'])
  })

  it('have the types of a Parquet file again: lists, objects in lists, and fields', async () => {
    const raw = rawFromRows(orders)
    const schema = inferSchema(raw).schema
    const columns = schema.columns.map((column) =>
      column.name === 'scores'
        ? { ...column, storage: 'list<float32>' }
        : column.name === 'items'
          ? { ...column, storage: 'list<struct<"sku": utf8, "qty": int16>>' }
          : column,
    )
    const typed = { ...schema, columns }
    for (const format of ['parquet', 'arrow'] as const) {
      const again = await readBytes(bytesFrom(await written(decode(raw, typed), typed, format)), { format })
      const types = new Map(again.raw.columns.map(({ name, declared }) => [name, declared?.type]))
      expect([types.get('scores'), types.get('items')]).toEqual(['list<float32>', 'list<struct<"sku": utf8, "qty": int16>>'])
      expect(again.raw.columns.find(({ name }) => name === 'items')?.tokens[1]).toBe('[{"sku":"A101","qty":2},{"sku":"A102","qty":2}]')
    }
  })

  it('are read where the schema alone says what is there', async () => {
    const raw = await json(orders)
    const { schema } = inferSchema(raw)
    const { readDeclared } = await import('../../src/io/declared.js')
    const bytes = new TextEncoder().encode(orders.map((row) => JSON.stringify(row)).join('\n'))
    const { table } = await readDeclared(bytesFrom(bytes), schema, { format: 'ndjson' })
    expect([...table.column('user.age').values]).toEqual([...decode(raw, schema).column('user.age').values])
  })
})

describe('lists made anew', () => {
  it('are valid JSON of elements that many rows have, in lengths that many rows have', async () => {
    const tags = ['new', 'red', 'old', 'hot', 'top']
    const rows = Array.from({ length: 400 }, (_, i) => ({
      g: i % 3,
      tags: [...tags, `rare${i}`].filter((_, k) => (i * 7919 + k * 104729) % 11 < 4),
      points: Array.from({ length: 1 + (i % 3) }, (_, k) => ((i * 7907 + k * 331) % 2000) / 100 - 5),
      items: Array.from({ length: 1 + (i % 2) }, (_, k) => ({ sku: `A-${(i * 541 + k * 77) % 1000}`, n: (i * 17 + k) % 9 })),
    }))
    const model = await fit(rows, { model: 'independent' })
    const made = (await sample(model, 300, { seed: 5, as: 'rows' })) as typeof rows
    const known = new Set(tags)
    for (const row of made) {
      expect(row.tags.every((tag) => known.has(tag))).toBe(true)
      expect(new Set(row.tags).size).toBe(row.tags.length)
      expect(row.points.every((point) => typeof point === 'number' && point > -6 && point < 16)).toBe(true)
      expect(row.items.every(({ sku, n }) => /^A-\d{1,3}$/.test(sku) && n >= 0 && n <= 9)).toBe(true)
    }
    const lengths = (all: typeof rows) =>
      [1, 2, 3].map((length) => all.filter(({ points }) => points.length === length).length / all.length)
    // Shares of 300 draws: five standard errors are .14.
    for (const [k, share] of lengths(made).entries()) expect(Math.abs(share - (lengths(rows)[k] as number))).toBeLessThan(0.14)
  })
})

it.each(['parquet', 'arrow'] as const)('a time of day that is the only one keeps its type in %s', async (format) => {
  const raw = rawFromRows([{ at: '00:00:00.250' }])
  const column = { ...(raw.columns[0] as (typeof raw.columns)[number]), declared: { type: 'time32[ms]' } }
  const table = { rows: 1, columns: [column] }
  const { schema } = inferSchema(table)
  const again = await readBytes(bytesFrom(await written(decode(table, schema), schema, format)), { format })
  expect(again.raw.columns[0]).toMatchObject({ tokens: ['00:00:00.250'], declared: { type: 'time32[ms]' } })
})
