import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import { createRng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { type AuditRow, type AuditWorld, auditTable, narrowWorld, oddRows, wideWorld } from './neighbouring-tables.js'
import { type Neighbour, type Replay, replayNeighbours, type Subject, type TapedJob } from './replay.js'

/** A table of so many rows, of which a row or a whole person is protected. */
export interface ReplayTable {
  readonly rows: number
  readonly unit: 'row' | 'person'
  /** Rows of one person that count; 3 where absent. */
  readonly cap?: number
  /** The schema leaves levels open. */
  readonly open?: boolean
  /** Several columns of each kind. */
  readonly wide?: boolean
  /** Some neighbours only: for tables that are there for their size. */
  readonly few?: boolean
  /** In place of the epsilon that is audited: with little noise, fits go where they rarely go with much. */
  readonly epsilon?: number
  /** Instead of neighbours, tables that have nothing in common with it: no rows, thousands, all alike, all odd. */
  readonly strangers?: boolean
}

export interface ReplayOptions {
  /** Rows that mix all ways of being odd. */
  readonly mixed: number
  readonly tables?: readonly ReplayTable[]
  readonly bits?: TapedJob['bits']
  readonly progress?: (share: number) => void
}

/** Little noise: runs of numbers are split down to single points, levels stay apart, and many pairs of columns are worth measuring. */
const highEpsilon = 12

/** No rows, one, and numbers of rows at which rounding to tens, hundreds or powers of two goes another way; the first table is that of `releases`. */
export const replayTables: readonly ReplayTable[] = [
  { rows: 60, unit: 'row' },
  { rows: 60, unit: 'row', wide: true },
  { rows: 60, unit: 'person' },
  { rows: 60, unit: 'person', cap: 2, wide: true, open: true },
  { rows: 0, unit: 'row', few: true },
  { rows: 0, unit: 'person', cap: 10, few: true, wide: true },
  { rows: 1, unit: 'row', few: true, wide: true },
  { rows: 50, unit: 'row', few: true },
  { rows: 100, unit: 'row', few: true, wide: true },
  { rows: 100, unit: 'person', cap: 1, few: true },
  { rows: 512, unit: 'row', few: true },
  { rows: 1000, unit: 'person', cap: 5, few: true, open: true },
  { rows: 5000, unit: 'row', few: true, wide: true },
  { rows: 500, unit: 'row', few: true, wide: true, epsilon: highEpsilon },
  { rows: 400, unit: 'person', few: true, wide: true, open: true, epsilon: highEpsilon },
  { rows: 60, unit: 'row', strangers: true },
  { rows: 60, unit: 'row', strangers: true, wide: true },
  { rows: 60, unit: 'person', strangers: true, open: true },
  { rows: 500, unit: 'person', strangers: true, wide: true, epsilon: highEpsilon },
]

/** Record-replay of a model on tables with one unit more or less, and on tables that have nothing in common. */
export async function auditReplays(
  subject: Subject,
  privacy: PrivacyOptions,
  { mixed, tables = replayTables, bits, progress }: ReplayOptions,
): Promise<Replay[]> {
  const replays: Replay[] = []
  for (const [i, given] of tables.entries()) {
    progress?.(i / tables.length)
    // Of sequences, the person is protected always.
    const table = subject.synthesizer.unit === 'sequence' ? { ...given, unit: 'person' as const } : given
    const world = table.wide ? wideWorld : narrowWorld
    const rows = rowsOf(table, world)
    const others = table.strangers ? strangers(world) : neighbours(rows, table, { world, mixed })
    replays.push(
      await replayNeighbours(subject, inWords(table), auditTable(rows, world.schema), others, jobOf(table, world, privacy, bits)),
    )
  }
  return replays
}

const usualCap = 3

function jobOf(
  { unit, cap = usualCap, open = false, epsilon }: ReplayTable,
  { schema }: AuditWorld,
  privacy: PrivacyOptions,
  bits: TapedJob['bits'],
): TapedJob {
  const budget = { ...privacy, openLevels: open, allowHighEpsilon: true, ...(epsilon === undefined ? {} : { epsilon }) }
  return {
    schema: open ? opened(schema) : schema,
    bits,
    privacy: unit === 'row' ? budget : { ...budget, unit, maxRowsPerUnit: cap },
  }
}

/** The schema with the levels of all categorical columns left open. */
export function opened(schema: Schema): Schema {
  return { ...schema, columns: schema.columns.map((column) => (column.kind === 'categorical' ? { ...column, levels: [] } : column)) }
}

function inWords({ rows, unit, cap = usualCap, open, wide, epsilon, strangers }: ReplayTable): string {
  const words = [
    strangers ? 'tables with nothing in common' : `one ${unit} more or less`,
    `${rows} ${rows === 1 ? 'row' : 'rows'}`,
    ...(unit === 'person' ? [`${cap} of a person count`] : []),
    ...(wide ? ['several columns of each kind'] : []),
    ...(open ? ['open levels'] : []),
    ...(epsilon === undefined ? [] : [`epsilon ${epsilon}`]),
  ]
  return words.join(', ')
}

/** The rows, and people who have as many as count and more. Rows of theirs are alike, so that it makes no difference which ones are drawn. */
function rowsOf({ rows: count, unit, cap = usualCap }: ReplayTable, world: AuditWorld): AuditRow[] {
  const rows = world.rows(count, 1)
  if (unit === 'row' || count === 0) return cappedBy(rows, unit, cap)
  const person = nextPerson(rows)
  const crowd = rows[0]
  return [
    ...cappedBy(rows, unit, cap),
    ...ownedBy(person, crowd, cap + 4),
    ...ownedBy(person + 1, crowd, cap),
    ...ownedBy(nobody, crowd, 3 * cap),
  ]
}

const nobody = -1

/** Each of the two rows of a person on its own where one counts. */
function cappedBy(rows: AuditRow[], unit: 'row' | 'person', cap: number): AuditRow[] {
  return unit === 'person' && cap < 2 ? rows.map((row, i) => [i, ...row.slice(1)]) : rows
}

function nextPerson(rows: readonly AuditRow[]): number {
  return rows.length
}

function ownedBy(person: number, row: AuditRow, times: number): AuditRow[] {
  return Array.from({ length: times }, () => [person, ...row.slice(1)])
}

/** Each with a unit more that is odd, or in the crowd, or has more rows than count; or with one less. */
function neighbours(
  rows: readonly AuditRow[],
  { unit, cap = usualCap, few = false }: ReplayTable,
  { world, mixed }: { readonly world: AuditWorld; readonly mixed: number },
): Neighbour[] {
  const person = rows.length + 2
  const odd = oddRows(person, mixed, createRng(rows.length, mixed), world.schema)
  const own = few ? odd.filter(({ what }) => fewOdd.some((end) => what.endsWith(end))) : odd
  const each = unit === 'row' ? 1 : cap
  const crowd = rows[0] ?? world.rows(1, 1)[0]
  const more = [
    ...own.map(({ what, row }) => ({ what, more: ownedBy(person, row, each) })),
    { what: 'a row as others have it', more: ownedBy(person, crowd, each) },
    ...(unit === 'row'
      ? []
      : [
          { what: 'a person with one row', more: ownedBy(person, crowd, 1) },
          { what: 'a person whose rows differ', more: odd.slice(-each).map(({ row }) => row) },
          { what: 'a person with more rows than count', more: ownedBy(person, crowd, 3 * cap + 5) },
          { what: 'an odd person with more rows than count', more: ownedBy(person, odd[1].row, 2 * cap + 1) },
          { what: 'rows of nobody', more: ownedBy(nobody, crowd, 4 * cap + 5) },
        ]),
    // Before all others and behind them, in turn: rows that come later may be read by those that came first.
  ].map(({ what, more }, i) =>
    i % 2 === 0 ? { what, rows: [...rows, ...more] } : { what: `${what}, first of all`, rows: [...more, ...rows] },
  )
  const less = lessOne(rows, unit, few)
  return [...more, ...less].map(({ what, rows }) => ({ what, table: auditTable(rows, world.schema) }))
}

const fewOdd = ['above all bounds', 'missing', 'row 1']

/** Without the first, the last, or one between; of people, all their rows. */
function lessOne(rows: readonly AuditRow[], unit: 'row' | 'person', few: boolean): { what: string; rows: readonly AuditRow[] }[] {
  if (rows.length === 0) return []
  if (unit === 'row') {
    const at = few ? [0] : [0, rows.length >> 1, rows.length - 1]
    return at.map((gone) => ({ what: `without row ${gone + 1}`, rows: rows.filter((_, i) => i !== gone) }))
  }
  const people = [...new Set(rows.map(([person]) => person))].filter((person) => person >= 0)
  // The last two have as many rows as count and more.
  const at = few ? [0, people.length - 2] : [0, people.length >> 1, people.length - 2, people.length - 1]
  return at.map((gone) => ({ what: `without person ${gone + 1}`, rows: rows.filter(([person]) => person !== people[gone]) }))
}

/** Tables of the schema that share nothing else: what doesn't come out of a release must be the same for all of them. */
function strangers(world: AuditWorld): Neighbour[] {
  const tables: [string, readonly AuditRow[]][] = [0, 1, 99, 500, 5000].map((count) => [`${count} other rows`, world.rows(count, 2)])
  const alike = world.rows(1, 3)[0]
  const odd = oddRows(0, 40, createRng(5), world.schema).map(({ row }) => row)
  tables.push(
    ['rows that are all alike', Array.from({ length: 70 }, (_, i) => [i, ...alike.slice(1)])],
    ['one person with all rows', ownedBy(0, alike, 70)],
    ['odd rows only', odd.map((row, i) => [i, ...row.slice(1)])],
  )
  return tables.map(([what, rows]) => ({ what, table: auditTable(rows, world.schema), stranger: true }))
}

/** Of sequences, the key is the unit; of rows, a row is. */
export function protectedIn(unit: 'row' | 'sequence', privacy: PrivacyOptions): PrivacyOptions {
  return unit === 'row' ? privacy : { ...privacy, unit: 'person', maxRowsPerUnit: usualCap }
}
