import { InputError, SchemaError } from '../../errors.js'
import type { MixedRows } from '../../learn/neighbours.js'
import { createRng, type Rng } from '../../random/rng.js'
import { type ColumnSchema, isModelled, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { alignTables, drawPositions } from '../align.js'
import { checkTables } from '../check-tables.js'
import { createMemo } from '../memo.js'
import type { Memo } from '../metric.js'
import { mixedRows, scalesOf } from './mixed-rows.js'

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
  readonly columns: readonly ColumnSchema[]
  /** Training rows, and as many holdout rows; drawn where a table has more. */
  readonly targets: Table
  readonly controls: Table
  /** Which row of the training table each target is, from 0. */
  readonly targetRows: Int32Array
  /** Synthetic rows, drawn where there are many. */
  readonly synthetic: Table
  /** All of them: a copy is one, however many rows hide it. */
  readonly everySynthetic: Table
  readonly secrets: readonly string[]
  readonly known: readonly string[] | null
  readonly focal: readonly (readonly string[])[] | null
  /** Only ever split from, with a key of one's own. */
  readonly rng: Rng
  readonly memo: Memo
  /** The rows of a table for distances; numbers count in the range of the middle 98 % of the real ones. */
  mixed(table: Table, columns?: readonly string[]): MixedRows
}

/** Rows of each table at most: more sharpen the results little and cost time in the square. */
const mostRows = 25_000
const mostSynthetic = 20_000
const drawStream = 1

/** The tables as attacks see them. Throws a SchemaError for a column that isn't there, an InputError for a table without rows. */
export function prepareAttack({ training, holdout, synthetic, schema, secrets, known, focal, seed = 1 }: AttackInput): Attacked {
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
  const size = Math.min(training.rows, holdout.rows, mostRows)
  const most = [size, size, mostSynthetic]
  const positions = tables.map(({ rows }, i) => drawPositions(rows, most[i] as number, rng.split(drawStream, i)).sort())
  const drawn = [training, holdout].map((table, i) => table.take(positions[i] as Int32Array))
  const [targets, controls, every] = alignTables([drawn[0] as Table, drawn[1] as Table, synthetic], columns) as [Table, Table, Table]
  const made = every.take(positions[2] as Int32Array)
  const scales = scalesOf([targets, controls])
  const names = columns.map(({ name }) => name)
  return {
    ...{
      columns,
      targets,
      controls,
      synthetic: made,
      everySynthetic: every,
      targetRows: positions[0] as Int32Array,
      rng,
      memo: createMemo(),
    },
    secrets: secrets ?? defaultSecrets(columns),
    known: known ?? null,
    focal: focal?.map((set) => set.filter((name) => names.includes(name))).filter((set) => set.length > 0) ?? null,
    mixed: (table, only = names) => mixedRows(table, only, scales),
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
