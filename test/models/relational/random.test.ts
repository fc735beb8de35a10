import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Pool } from '../../../src/models/synthesizer.js'
import { fitDatabase, sampleDatabase, sampleFamilies } from '../../../src/pipeline/jobs/database.js'
import { findTask } from '../../../src/pipeline/threads/tasks.js'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { parseDatabaseSchema } from '../../../src/relations/schema.js'
import type { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole } from './support.js'

type Row = Record<string, string | number | null>

interface Made {
  readonly tables: Record<string, Row[]>
  readonly keys: Record<string, string[]>
  readonly relations: string[]
}

/** Up to six tables of up to 60 rows: single and composite keys, missing references, references to oneself, circles, lookups. */
function randomDatabase(seed: number): ReturnType<typeof databaseOf> {
  const rng = createRng(seed)
  const count = 2 + rng.integer(5)
  const made: Made = { tables: {}, keys: {}, relations: [] }
  const names = Array.from({ length: count }, (_, i) => `t${i}`)
  for (const [i, name] of names.entries()) {
    const rows = 1 + rng.integer(60)
    made.tables[name] = Array.from({ length: rows }, (_, row) => ({
      id: i % 2 ? `k-${row + 100}` : row + 1,
      level: ['a', 'b', 'c'][rng.integer(3)] as string,
      number: Math.round(rng.normal() * 100) / 10,
    }))
    made.keys[name] = ['id']
    const parents = Array.from({ length: Math.min(i, rng.integer(3)) }, () => rng.integer(i))
    for (const [p, parent] of [...new Set(parents)].entries()) refer(made, name, names[parent] as string, `p${p}`, rng)
    if (rng.integer(4) === 0) forest(made, name, rng)
    if (rng.integer(4) === 0 && i > 0) composite(made, name, rng)
  }
  // A circle: the first table refers to the last, which may refer to it.
  if (rng.integer(2) === 0) refer(made, 't0', names[count - 1] as string, 'late', rng)
  const parts: Record<string, object> =
    rng.integer(3) === 0 && !made.relations.some((relation) => relation.startsWith('t0.')) ? { t0: { role: 'lookup' } } : {}
  return databaseOf(made.tables, made.keys, made.relations, parts)
}

function refer({ tables, relations }: Made, child: string, parent: string, column: string, rng: Rng): void {
  const ids = (tables[parent] as Row[]).map(({ id }) => id)
  const isNullable = rng.integer(2) === 0
  for (const row of tables[child] as Row[])
    row[column] = isNullable && rng.integer(5) === 0 ? null : (ids[rng.integer(ids.length)] as string | number)
  relations.push(`${child}.${column} -> ${parent}.id`)
}

function forest({ tables, relations }: Made, name: string, rng: Rng): void {
  const rows = tables[name] as Row[]
  rows.forEach((row, i) => {
    row.above = i === 0 || rng.integer(4) === 0 ? null : ((rows[rng.integer(i)] as Row).id as string | number)
  })
  relations.push(`${name}.above -> ${name}.id`)
}

/** The key of a table becomes its first reference, if it has one, and a number within. */
function composite({ tables, keys, relations }: Made, name: string, rng: Rng): void {
  const own = relations.filter((relation) => relation.startsWith(`${name}.`))
  const isReferred = relations.some((relation) => relation.includes(`-> ${name}.`))
  if (own.length === 0 || isReferred || own.some((relation) => relation.includes('above'))) return
  const column = (own[0] as string).slice(name.length + 1, (own[0] as string).indexOf(' '))
  const isPlace = rng.integer(2) === 0
  const seen = new Map<string | number | null, number>()
  const rows = (tables[name] as Row[]).filter((row) => row[column] !== null)
  for (const row of rows) {
    const next = (seen.get(row[column] as string) ?? 0) + 1
    seen.set(row[column] as string, next)
    row.line = isPlace ? next : next * 3 + rng.integer(3)
  }
  if (rows.length === 0) return
  tables[name] = rows
  keys[name] = [column, 'line']
}

/** Runs tasks on copies of what they are given, as threads do. */
const copying: Pool = {
  size: 4,
  async *map<Shared, Input, Output>(name: string, shared: Shared, inputs: Iterable<Input>): AsyncIterable<Output> {
    const task = await findTask(name)
    const copy = structuredClone(shared)
    for (const input of inputs) yield structuredClone((await task(copy, structuredClone(input))) as Output)
  },
  close: async () => {},
}

const cellsOf = (tables: Readonly<Record<string, Table>>): unknown =>
  Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name,
      table.columns.map((column) =>
        'levels' in column ? Array.from(column.values, (code) => column.levels[code] ?? null) : Array.from(column.values),
      ),
    ]),
  )

test('any database comes out whole, whatever the seed, and the same on other threads and block by block', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 1000 }), async (which, seed) => {
      const { database, schema } = randomDatabase(which)
      const model = await fitDatabase(database, { schema, seed, options: { trees: 2 } })
      const drawn = await sampleDatabase(model, { seed, scale: 1.5 })
      expectWhole(drawn, model.schema)
      expect(parseDatabaseSchema(JSON.parse(JSON.stringify(model.schema)))).toBeTruthy()
      expect(cellsOf(await sampleDatabase(model, { seed, scale: 1.5, pool: copying }))).toEqual(cellsOf(drawn))
      const parts: Readonly<Record<string, Table>>[] = []
      for await (const { tables } of sampleFamilies(model, { seed, scale: 1.5, blocks: [0, 1] })) parts.push(tables)
      for await (const { tables } of sampleFamilies(model, { seed, scale: 1.5, blocks: [1, 100] })) parts.push(tables)
      for (const name of Object.keys(drawn)) {
        const rows = parts.reduce((sum, tables) => sum + (tables[name]?.rows ?? 0), 0)
        expect(rows).toBe(drawn[name]?.rows)
      }
    }),
    { numRuns: Number(process.env.ROWSMITH_RUNS ?? 15), seed: Number(process.env.ROWSMITH_SEED ?? 3) },
  )
}, 60_000)
