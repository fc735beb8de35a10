import { createRng, type Rng } from '../../random/rng.js'
import { type Column, isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { parseSchema } from '../../table/shape/schema.js'
import { Table } from '../../table/table.js'

/** A row of an audit: numbers, codes of levels, -1 or NaN where missing. */
export type AuditRow = readonly number[]

/** A column whose values are protected, then one of every kind; small, so that a fit takes no time. */
export const auditSchema: Schema = parseSchema({
  columns: [
    { name: 'person', role: 'sequence-key', kind: 'id', pattern: '{n:6}', nullable: false },
    { name: 'age', kind: 'integer', nullable: false, min: 0, max: 40 },
    { name: 'income', kind: 'numeric', decimals: 1, min: 0, max: 5 },
    { name: 'weight', kind: 'numeric', min: -1, max: 1 },
    { name: 'since', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 0, max: 30 },
    { name: 'job', kind: 'categorical', levels: ['cook', 'clerk', 'nurse', 'other'] },
    { name: 'size', kind: 'ordinal', nullable: false, levels: ['small', 'medium', 'large'] },
    { name: 'member', kind: 'boolean', levels: ['no', 'yes'] },
  ],
})

/**
 * Several columns of each kind: numbers of any precision, of two decimals and of many integers, times by the second and by the day, 150 levels
 * and few, a single point. What is right for one column of a kind may be wrong for two.
 */
export const wideSchema: Schema = parseSchema({
  columns: [
    { name: 'person', role: 'sequence-key', kind: 'id', pattern: '{n:6}', nullable: false },
    { name: 'height', kind: 'numeric', min: -1, max: 1 },
    { name: 'debt', kind: 'numeric', nullable: false, min: 0, max: 1000 },
    { name: 'price', kind: 'numeric', decimals: 2, min: 0, max: 100 },
    { name: 'steps', kind: 'integer', min: 0, max: 1_000_000 },
    { name: 'born', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 0, max: 20_000 },
    { name: 'seen', role: 'order', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's', nullable: false, min: 0, max: 1_000_000 },
    { name: 'town', kind: 'categorical', levels: Array.from({ length: 150 }, (_, i) => `town ${i}`) },
    { name: 'job', kind: 'categorical', levels: ['cook', 'clerk', 'nurse', 'guard', 'other'] },
    { name: 'team', kind: 'categorical', nullable: false, levels: ['red', 'blue', 'green'] },
    { name: 'size', kind: 'ordinal', levels: ['small', 'medium', 'large'] },
    { name: 'member', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'constant', kind: 'numeric', min: 2, max: 2 },
  ],
})

/** Tables of one shape. */
export interface AuditWorld {
  readonly schema: Schema
  rows(count: number, seed: number): AuditRow[]
}

/** A level that no schema knows; every column of levels has it after its own. */
export const unheardOf = 'canary 7f3a'

/** The table of these rows, whose levels go beyond those of the schema. */
export function auditTable(rows: readonly AuditRow[], schema = auditSchema): Table {
  const people = 1 + rows.reduce((most, row) => Math.max(most, row[0]), 0)
  const columns = schema.columns.map((column, i): Column => {
    const { name, kind } = column
    const values = rows.map((row) => row[i])
    if (isNumberKind(kind)) return { name, kind, values: Float64Array.from(values) } as Column
    const levels = kind === 'id' ? Array.from({ length: people }, (_, person) => `P${person}`) : [...levelsOf(column), unheardOf]
    return { name, kind, values: Int32Array.from(values), levels } as Column
  })
  return new Table(columns, rows.length)
}

/** Rows of which each person has two, with dependences and gaps; nobody has the last job, the greatest age or a gap in `since`. */
export function auditRows(count: number, seed: number): AuditRow[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, (_, i) => {
    const job = rng.integer(3)
    const income = rng.uniform() < 0.2 ? Number.NaN : Math.round(10 * (job + rng.uniform())) / 10
    return [i >> 1, 10 * job + rng.integer(10), income, rng.uniform() * 2 - 1, rng.integer(31), job, rng.integer(3), rng.integer(3) - 1]
  })
}

/** Rows of `wideSchema`, as above: a third of them alike in all columns, so that runs of numbers fill up and pairs of columns hang together. */
function wideRows(count: number, seed: number): AuditRow[] {
  const rng = createRng(seed, 1)
  return Array.from({ length: count }, (_, i) => {
    const kind = rng.integer(3)
    const few = kind === 0 ? 0 : rng.integer(40)
    const [height, debt, price] = [kind / 2 - 0.5 + few / 1000, 300 * kind + few, 10 * kind + few / 100]
    const gap = kind === 2 && rng.uniform() < 0.3
    const times = [1000 * kind + few, 30_000 * kind + 60 * few]
    return [
      i >> 1,
      gap ? Number.NaN : height,
      debt,
      price,
      1000 * kind + few,
      ...times,
      3 * few,
      kind + 1,
      kind,
      kind,
      gap ? -1 : kind % 2,
      2,
    ]
  })
}

export const narrowWorld: AuditWorld = { schema: auditSchema, rows: auditRows }
export const wideWorld: AuditWorld = { schema: wideSchema, rows: wideRows }

/** What somebody's row may hold, whatever the schema says. */
const numbers: Readonly<Record<string, (low: number, high: number) => number>> = {
  'at the lower bounds': (low) => low,
  'at the upper bounds': (_, high) => high,
  'below all bounds': (low) => low - 1,
  'above all bounds': (_, high) => high + 1,
  'of 1e308': () => 1e308,
  'of -1e308': () => -1e308,
  infinite: () => Number.POSITIVE_INFINITY,
  'minus infinite': () => Number.NEGATIVE_INFINITY,
  missing: () => Number.NaN,
  'of negative zeros': () => -0,
  'of the least numbers there are': () => 5e-324,
  'between the points of the lattices': (low, high) => low + (high - low) / 7.3,
}
const codes: readonly ((levels: number) => number)[] = [(levels) => levels, () => 0, (levels) => levels - 1, () => -1]

export interface OddRow {
  readonly what: string
  readonly row: AuditRow
}

/** Rows of a new person that are odd in every way, and `mixed` more in which the ways are mixed. */
export function oddRows(person: number, mixed: number, rng: Rng, schema = auditSchema): OddRow[] {
  const ways = Object.keys(numbers)
  const rowOf = (way: () => number): AuditRow => schema.columns.map((column, i) => (i === 0 ? person : oddValue(column, way())))
  return [
    ...ways.map((what, i) => ({ what: `a row ${what}`, row: rowOf(() => i) })),
    ...Array.from({ length: mixed }, (_, i) => ({ what: `mixed row ${i + 1}`, row: rowOf(() => rng.integer(ways.length)) })),
  ]
}

function oddValue(column: ColumnSchema, way: number): number {
  if ('min' in column) return Object.values(numbers)[way](column.min as number, column.max as number)
  return codes[way % codes.length](levelsOf(column).length)
}
