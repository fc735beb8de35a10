import { InputError, SchemaError } from '../errors.js'
import { createMemo } from '../evaluate/context.js'
import type { Memo } from '../evaluate/metric.js'
import { sequenceRows } from '../evaluate/metrics/sequence/sequences.js'
import { alignTables, drawPositions, rowKeys } from '../evaluate/tables/align.js'
import { checkTables } from '../evaluate/tables/check-tables.js'
import type { MixedRows } from '../learn/neighbours/box-tree.js'
import { createRng, type Rng } from '../random/rng.js'
import { type ColumnSchema, isModelled, type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { mixedRows, scalesOf } from './copies/mixed-rows.js'
import { asSequences, type SequenceRows } from './copies/sequence-table.js'

/** The tables of an attack and what the attacker is after. */
export interface AttackInput {
  /** The rows that the synthetic ones were learned from. */
  readonly training: Table
  /** Rows of the same source, of other people, that nothing was learned from. */
  readonly holdout: Table
  readonly synthetic: Table
  readonly schema: Schema
  /** Columns whose value somebody would like to learn; those marked as sensitive, or the targets, or all, where absent. */
  readonly secrets?: readonly string[]
  /** Columns that an attacker knows of a person; all but the secret where absent. */
  readonly known?: readonly string[]
  /** Sets of columns that the maker of the rows measures together, where it is known: what marginals an attacker looks at. */
  readonly focal?: readonly (readonly string[])[]
  readonly seed?: number
}

/** What attacks see: tables of the same columns and levels, the first two of equal size. */
export interface Attacked {
  /** What a row of these tables is: a row as it was read, or what a whole sequence comes to. */
  readonly unit: 'row' | 'sequence'
  readonly columns: readonly ColumnSchema[]
  /** Names of columns that an attacker knows together or not at all; those that tell of one column of a sequence. */
  readonly groups: readonly (readonly string[])[]
  /** Training rows, and as many holdout rows; drawn where a table has more. */
  readonly targets: Table
  readonly controls: Table
  /** Which row of the training table each target is, or begins with, from 0. */
  readonly targetRows: Int32Array
  /** Synthetic rows, drawn where there are many. */
  readonly synthetic: Table
  /** All of them: a copy is one, however many rows hide it. */
  readonly everySynthetic: Table
  /** A number that equal units share and different ones don't: of targets, controls and all synthetic units. */
  readonly keys: readonly [Float64Array, Float64Array, Float64Array]
  /** Keys of the rows of each sequence, without the column that puts them in order; null where units are rows. */
  readonly steps: readonly [Steps, Steps, Steps] | null
  readonly secrets: readonly string[]
  readonly known: readonly string[] | null
  readonly focal: readonly (readonly string[])[] | null
  /** Only ever split from, with a key of one's own. */
  readonly rng: Rng
  readonly memo: Memo
  /** The rows of a table for distances; numbers count in the range of the middle 98 % of the real ones. */
  mixed(table: Table, columns?: readonly string[]): MixedRows
}

export type Steps = readonly (readonly number[])[]

/** The tables as attacks see them. */
export interface AttackViews {
  /** Row by row; where a key ties rows together, one of each real person's, by chance, so that targets have nothing to do with each other. */
  readonly rows: Attacked
  /** Person by person: what each sequence comes to, or, without a key, the rows. */
  readonly units: Attacked
  /** Why rows are looked at one by one though the schema has a key. */
  readonly problem: string | null
}

/** Real rows or sequences of each table at most: more sharpen the results little and cost time in the square. */
const mostUnits = 25_000
const mostSynthetic = 20_000
const streams = { draw: 1, row: 15 } as const

/** The tables row by row. Throws a SchemaError for a column that isn't there, an InputError for a table without rows. */
export function prepareAttack(input: AttackInput): Attacked {
  return prepareViews(input).rows
}

/** The tables row by row and person by person. Throws as `prepareAttack` does. */
export function prepareViews(input: AttackInput): AttackViews {
  const { training, holdout, synthetic, schema, secrets, known, seed = 1 } = input
  for (const [called, { rows }] of Object.entries({ 'real rows': training, 'synthetic rows': synthetic })) {
    if (rows === 0) throw new InputError(called, 'there are none, so there is nothing to attack; give a table with rows')
  }
  const columns = schema.columns.filter(isModelled)
  for (const name of [...(secrets ?? []), ...(known ?? [])]) checkAttackable(schema, name)
  const tables = [training, holdout, synthetic] as const
  const called = ['the real table', 'the holdout', 'the synthetic table'] as const
  checkTables(
    tables.map((table, i) => ({ called: called[i] as string, table })),
    columns,
  )
  const rng = createRng(seed)
  const aligned = alignTables(tables, columns) as [Table, Table, Table]
  const sequences = tables.map((table) => sequenceRows(table, schema))
  const lacking = called.filter((_, i) => sequences[i] === null)
  const parts = aligned.map((table, i) => ({ table, sequences: (lacking.length === 0 ? sequences[i] : null) ?? null })) as unknown as Parts
  const drawn = drawUnits(parts, rng)
  const rows = rowsView(drawn, columns, input, rng)
  const keyed = schema.columns.some(({ role }) => role === 'sequence-key')
  const problem =
    keyed && lacking.length > 0 ? `${lacking.join(' and ')} has no column for the key, so people are attacked row by row` : null
  return { rows, units: lacking.length === 0 ? sequencesView(drawn, columns, schema, rows) : rows, problem }
}

type Part = Omit<SequenceRows, 'sequences'> & { readonly sequences: SequenceRows['sequences'] | null }
type Parts = readonly [Part, Part, Part]

/** As many real units of either side, and all synthetic ones. */
function drawUnits(parts: Parts, rng: Rng): Parts {
  const counts = parts.map(({ table, sequences }) => sequences?.length ?? table.rows) as [number, number, number]
  const size = Math.min(counts[0], counts[1], mostUnits)
  return parts.map((part, i): Part => {
    if (i === 2) return part
    const units = drawPositions(counts[i], size, rng.split(streams.draw, i)).sort()
    return { ...part, sequences: Array.from(units, (unit) => part.sequences?.[unit] ?? [unit]) }
  }) as unknown as Parts
}

function rowsView(parts: Parts, columns: readonly ColumnSchema[], { secrets, known, focal }: AttackInput, rng: Rng): Attacked {
  const [own, other] = parts.slice(0, 2).map(({ table, sequences }, i) => {
    const chance = rng.split(streams.row, i)
    const rows = Int32Array.from(sequences ?? [], (sequence) => sequence[sequence.length > 1 ? chance.integer(sequence.length) : 0])
    return { table: table.take(rows), rows }
  }) as [Drawn, Drawn]
  const names = columns.map(({ name }) => name)
  const every = parts[2].table
  return {
    ...viewOf(own.table, other.table, every, rng),
    ...{ unit: 'row', columns, groups: names.map((name) => [name]), targetRows: own.rows, steps: null },
    keys: [own.table, other.table, every].map(rowKeys) as unknown as Attacked['keys'],
    secrets: secrets ?? defaultSecrets(columns),
    known: known ?? null,
    focal: focal?.map((set) => set.filter((name) => names.includes(name))).filter((set) => set.length > 0) ?? null,
  }
}

interface Drawn {
  readonly table: Table
  readonly rows: Int32Array
}

function sequencesView(parts: Parts, columns: readonly ColumnSchema[], schema: Schema, rows: Attacked): Attacked {
  const laid = asSequences(parts as readonly SequenceRows[], columns, schema)
  const [own, other, every] = laid.tables as [Table, Table, Table]
  return {
    ...rows,
    ...viewOf(own, other, every, rows.rng),
    ...{ unit: 'sequence', columns: laid.columns, groups: laid.groups, focal: null },
    targetRows: Int32Array.from(parts[0].sequences ?? [], ([first]) => first),
    keys: laid.keys as unknown as Attacked['keys'],
    steps: laid.steps as unknown as Attacked['steps'],
  }
}

function viewOf(
  targets: Table,
  controls: Table,
  everySynthetic: Table,
  rng: Rng,
): Pick<Attacked, 'targets' | 'controls' | 'synthetic' | 'everySynthetic' | 'rng' | 'memo' | 'mixed'> {
  const scales = scalesOf([targets, controls])
  const many = everySynthetic.rows > mostSynthetic
  const drawn = () => everySynthetic.take(drawPositions(everySynthetic.rows, mostSynthetic, rng.split(streams.draw, 2)).sort())
  return {
    ...{ targets, controls, everySynthetic, rng, memo: createMemo() },
    synthetic: many ? drawn() : everySynthetic,
    mixed: (table, only = targets.names) => mixedRows(table, only, scales),
  }
}

function checkAttackable(schema: Schema, name: string): void {
  if (!isModelled(schemaColumn(schema, name))) {
    throw new SchemaError(name, 'is a key or free text, which is made anew and tells nothing; name another column')
  }
}

function defaultSecrets(columns: readonly ColumnSchema[]): string[] {
  const marked = columns.filter(({ sensitive }) => sensitive)
  const targets = columns.filter(({ role }) => role === 'target')
  return (marked.length > 0 ? marked : targets.length > 0 ? targets : columns).map(({ name }) => name)
}

/** At most so many training rows and as many holdout rows, drawn by this stream. */
export function drawTargets(
  { targets, controls, rng }: Attacked,
  most: number,
  ...stream: readonly number[]
): { readonly own: Table; readonly other: Table } {
  return {
    own: targets.take(drawPositions(targets.rows, most, rng.split(...stream, 0)).sort()),
    other: controls.take(drawPositions(controls.rows, most, rng.split(...stream, 1)).sort()),
  }
}
