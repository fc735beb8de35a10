import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FamilyRows } from '../../../src/models/relational/draw/family.js'
import { prepareRun } from '../../../src/models/relational/draw/prepare.js'
import type { RelationalModel } from '../../../src/models/relational/state.js'
import { countName } from '../../../src/models/relational/views.js'
import type { Pool } from '../../../src/models/synthesizer.js'
import { fitDatabase, sampleDatabase, sampleFamilies } from '../../../src/pipeline/jobs/database.js'
import { findTask } from '../../../src/pipeline/threads/tasks.js'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { childCounts, linkRows } from '../../../src/relations/links.js'
import { repairDatabase } from '../../../src/relations/repair.js'
import { parseDatabaseSchema } from '../../../src/relations/schema.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole } from './support.js'

type Row = Record<string, string | number | null>

interface Made {
  readonly tables: Record<string, Row[]>
  readonly keys: Record<string, string[]>
  readonly relations: string[]
}

/**
 * Up to six tables of up to 60 rows: single and composite keys, missing references and ones to rows that aren't there, references to oneself,
 * circles, two ways to one table, lookups.
 */
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
    meet(made, name, rng)
    if (rng.integer(4) === 0) forest(made, name, rng)
    if (rng.integer(4) === 0 && i > 0) composite(made, name, rng)
  }
  // A circle: the first table refers to the last, which may refer to it.
  if (rng.integer(2) === 0) refer(made, 't0', names[count - 1] as string, 'late', rng)
  const parts: Record<string, object> =
    rng.integer(3) === 0 && !made.relations.some((relation) => relation.startsWith('t0.')) ? { t0: { role: 'lookup' } } : {}
  const isOrphaned = rng.integer(3) === 0 && orphan(made, rng)
  const whole = databaseOf(made.tables, made.keys, made.relations, parts)
  if (!isOrphaned) return whole
  expect(() => expectWhole(whole.database, whole.schema)).toThrow('refer to no row of')
  return repairDatabase(whole.database, whole.schema, { orphans: (['drop', 'null', 'stub'] as const)[rng.integer(3)] as 'drop' })
}

function refer({ tables, keys, relations }: Made, child: string, parent: string, column: string, rng: Rng): void {
  const [, second] = keys[parent] as string[]
  if (second !== undefined) {
    referByTwo({ tables, keys, relations }, child, parent, column, rng)
    return
  }
  const ids = (tables[parent] as Row[]).map(({ id }) => id)
  const isNullable = rng.integer(2) === 0
  for (const row of tables[child] as Row[])
    row[column] = isNullable && rng.integer(5) === 0 ? null : (ids[rng.integer(ids.length)] as string | number)
  relations.push(`${child}.${column} -> ${parent}.id`)
}

/** A reference by the two columns of a composite key. */
function referByTwo({ tables, keys, relations }: Made, child: string, parent: string, column: string, rng: Rng): void {
  const key = keys[parent] as string[]
  const rows = tables[parent] as Row[]
  for (const row of tables[child] as Row[]) {
    const to = rng.integer(6) === 0 ? null : (rows[rng.integer(rows.length)] as Row)
    for (const [i, name] of key.entries()) row[`${column}${i}`] = to && (to[name] as string | number)
  }
  relations.push(`${child}.${column}0+${column}1 -> ${parent}.${key.join('+')}`)
}

/** Where two parents of a table refer to one, most rows get a second parent that leads where the first one does. */
function meet({ tables, relations }: Made, name: string, rng: Rng): void {
  const ends = relations.map((relation) => relation.split(' -> ').flatMap((end) => end.split('.')))
  const own = ends.filter(([child, column]) => child === name && !column?.includes('+'))
  for (const [first, second] of [[own[0], own[1]] as const]) {
    if (!first || !second || rng.integer(3) === 0) continue
    const [a, b] = [first, second].map(([, , parent]) => ends.filter(([child, column]) => child === parent && !column?.includes('+')))
    const far = a?.flatMap((x) => (b ?? []).filter((y) => y[2] === x[2]).map((y) => [x, y] as const))[0]
    if (!far) continue
    const end = (row: Row, way: readonly string[], next: readonly string[]): Row[string] =>
      tables[way[2] as string]?.find((parent) => parent.id === row[way[1] as string])?.[next[1] as string] ?? null
    for (const row of tables[name] as Row[]) {
      const to = end(row, first, far[0])
      const suiting = (tables[second[2] as string] as Row[]).filter((parent) => to !== null && parent[far[1][1] as string] === to)
      if (suiting.length > 0 && rng.integer(8) > 0) row[second[1] as string] = (suiting[rng.integer(suiting.length)] as Row).id as string
    }
  }
}

/** Some references of one relation lead to rows that aren't there; false where there is none but in keys. */
function orphan({ tables, keys, relations }: Made, rng: Rng): boolean {
  const open = relations
    .map((relation) => relation.split(/[. ]/))
    .filter(([child, column]) => !keys[child as string]?.includes(column as string) && !column?.includes('+'))
  const [child, column] = (open[rng.integer(Math.max(1, open.length))] ?? []) as string[]
  if (child === undefined || column === undefined) return false
  const rows = (tables[child] as Row[]).filter((row) => row[column] !== null)
  for (const row of rows.slice(0, 1 + rng.integer(3))) row[column] = typeof row[column] === 'number' ? 9999 : 'k-9999'
  return rows.length > 0
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
  const own = relations.filter((relation) => relation.startsWith(`${name}.`) && !relation.includes('+'))
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

/** Every table has as many rows as were counted before any was drawn, every owner as many children as it was drawn with. */
function expectCounted(model: RelationalModel, drawn: Readonly<Record<string, Table>>, options: { seed: number; scale: number }): void {
  const run = prepareRun(model, options)
  for (const [name, table] of Object.entries(drawn)) expect([name, run.totals.get(name)]).toEqual([name, table.rows])
  const families = run.blocks.map((block) => new FamilyRows(run, block))
  for (const { child, parent, part, ...rest } of model.plan.relations) {
    if (part !== 'owner') continue
    const links = linkRows(drawn, { child, parent, ...rest })
    const counts = childCounts(links, drawn[parent]?.rows as number)
    const said = families
      .filter((family) => family.tables.includes(parent))
      .flatMap((family) => Array.from(family.rows(parent).virtuals.get(countName(child, rest.columns)) as ArrayLike<number>))
    expect([...counts]).toEqual(said)
  }
}

const runs = Number(process.env.ROWSMITH_RUNS ?? 4)

test(
  'any database comes out whole, whatever the seed, and the same on other threads and block by block',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 1000 }), async (which, seed) => {
        const { database, schema } = randomDatabase(which)
        const model = await fitDatabase(database, { schema, seed, options: { trees: 2 } })
        // A block has 1,024 rows of a table that nothing owns: every fifth database gets more.
        const scale = which % 5 === 0 ? 40 : 1.5
        const drawn = await sampleDatabase(model, { seed, scale })
        expectWhole(drawn, model.schema)
        expect(parseDatabaseSchema(JSON.parse(JSON.stringify(model.schema)))).toBeTruthy()
        expect(cellsOf(await sampleDatabase(model, { seed, scale, pool: copying }))).toEqual(cellsOf(drawn))
        const parts: Readonly<Record<string, Table>>[] = []
        for await (const { tables } of sampleFamilies(model, { seed, scale, blocks: [0, 1] })) parts.push(tables)
        for await (const { tables } of sampleFamilies(model, { seed, scale, blocks: [1, 100] })) parts.push(tables)
        const joined = Object.entries(drawn).map(([name, table]) => {
          const own = parts.flatMap((tables) => tables[name] ?? [])
          return [name, own.length > 0 ? concatTables(own) : table]
        })
        expect(cellsOf(Object.fromEntries(joined))).toEqual(cellsOf(drawn))
        expectCounted(model, drawn, { seed, scale })
      }),
      { numRuns: runs, seed: Number(process.env.ROWSMITH_SEED ?? 3) },
    )
  },
  60_000 + 4000 * runs,
)
