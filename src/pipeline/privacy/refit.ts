import { type Attacked, type AttackInput, prepareAttack } from '../../attacks/attacked.js'
import { rareRows } from '../../attacks/copies/rare-rows.js'
import type { Trial } from '../../attacks/finding.js'
import { refitFindings } from '../../attacks/refit/refit-findings.js'
import { drawPositions } from '../../evaluate/tables/align.js'
import { findModel } from '../../models/index.js'
import { withTextsAsLevels } from '../../models/shell/layout.js'
import type { FittedModel, Pool, Progress } from '../../models/synthesizer.js'
import { isNumberColumn } from '../../table/column.js'
import { isModelled, type Schema } from '../../table/schema.js'
import { concatTables, type Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { inPlace } from '../threads/in-place.js'
import type { Recipe, Refit, RefitJob } from './refit-task.js'

export interface RefitOptions {
  /** Fits in all: half to learn from, half to test. */
  readonly refits?: number
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** What refitting came to, and for which rows of the training table, from 0. */
export interface RefitResult {
  readonly trials: readonly Trial[]
  readonly people: readonly { readonly row: number; readonly area: number }[]
}

/** People of each kind that are attacked: the most isolated, drawn ones, and those whose secret is hidden. */
const people = 10
/** Rows of a refit: few keep fits fast, and one person's part in them large. */
const mostRows = 1000
const fewestRows = 200
/** Sets of columns in which synthetic rows are compared with a person. */
const setsPerTarget = 24
const defaultRefits = 200
const stream = 14

/**
 * Attacks by an attacker who knows how the rows were made: the model is fitted again and again, with each target in or out, or with a secret set by
 * chance. Says in a trial why it can't be done, where it can't.
 */
export async function attackByRefitting(input: AttackInput, model: FittedModel, options: RefitOptions = {}): Promise<RefitResult> {
  const { refits = defaultRefits, pool = inPlace, progress, signal } = options
  const refusal = refusalOf(model, input.schema)
  if (refusal !== null) return { trials: [refused(refusal)], people: [] }
  const attacked = prepareAttack(input)
  const ready = jobOf(attacked, input, model)
  if (typeof ready === 'string') return { trials: [refused(ready)], people: [] }
  const views: Refit[] = []
  for await (const view of pool.map<RefitJob, number, Refit>('refit', ready.job, numbers(refits), signal)) {
    views.push(view)
    progress?.(views.length / refits, 'refitting')
  }
  const { trials, areas } = refitFindings(views, people, ready.job.hidden, ready.job.secret?.column ?? null, attacked.rng.split(stream, 0))
  return { trials, people: areas.map((area, i) => ({ row: attacked.targetRows[ready.targets[i]], area })) }
}

function* numbers(count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield i
}

function refused(weak: string): Trial {
  const about = { attack: 'membership-refits', title: 'Membership, by refitting', risk: 'membership', target: 'isolated people' } as const
  return { ...about, rate: null, baseline: null, control: null, residual: null, p: null, weak }
}

function refusalOf({ model, privacy, schema }: FittedModel, real: Schema): string | null {
  const known = new Set(schema.columns.map(({ name }) => name))
  const unknown = real.columns.find((column) => isModelled(column) && !known.has(column.name))
  if (unknown) return `the model has no column ${unknown.name}, so it is not what made these rows`
  if (findModel(model).unit === 'sequence') return 'the model draws sequences, and refitting is done row by row'
  if (privacy && privacy.unit !== 'row') return 'the model protects units of several rows, and refitting is done row by row'
  return null
}

function jobOf(
  attacked: Attacked,
  input: AttackInput,
  model: FittedModel,
): { readonly job: RefitJob; readonly targets: readonly number[] } | string {
  const { targets, controls } = attacked
  const rows = Math.min(mostRows, Math.floor((targets.rows + controls.rows - 3 * people) / 2))
  if (rows < fewestRows)
    return `it needs ${2 * fewestRows + 3 * people} real rows, training and holdout together (got ${targets.rows + controls.rows})`
  const chosen = chooseTargets(attacked)
  const schema = schemaOf(model, input.schema, attacked)
  const isChosen = new Set(chosen)
  const rest = targets.take(Array.from({ length: targets.rows }, (_, row) => row).filter((row) => !isChosen.has(row)))
  const fitting = (table: Table) => conform(table, schema, { unseen: 'missing' })
  const [others, sought] = [fitting(concatTables([rest, controls])), fitting(targets.take(chosen))]
  const job: RefitJob = {
    recipe: { ...recipeOf(model), schema },
    ...{ others: plain(others), targets: plain(sought), hidden: 2 * people, rows, seed: input.seed ?? 1 },
    secret: secretOf(attacked, sought.slice(2 * people), others),
    sets: chosen.map((_, i) => setsOf(attacked, i)),
  }
  return { job, targets: chosen }
}

function recipeOf({ model, options, privacy }: FittedModel): Omit<Recipe, 'schema'> {
  const own = options as Readonly<Record<string, unknown>>
  if (!privacy) return { model, options: own }
  return { model, options: own, privacy: { epsilon: privacy.epsilon, delta: privacy.delta, allowHighEpsilon: true } }
}

/** The columns that are attacked, as the real rows have them; for a private fit as the public schema has them. */
function schemaOf(model: FittedModel, real: Schema, { columns, targets }: Attacked): Schema {
  const from = model.privacy ? model.schema : real
  const kept = withTextsAsLevels({
    ...from,
    columns: from.columns.filter((column) => isModelled(column) && columns.some(({ name }) => name === column.name)),
  })
  const names = new Set(kept.columns.map(({ name }) => name))
  const wide = kept.columns.map((column) => {
    const cells = targets.column(column.name)
    return model.privacy || isNumberColumn(cells) || !('levels' in column) ? column : { ...column, levels: [...cells.levels] }
  })
  return {
    ...kept,
    columns: wide,
    dependencies: kept.dependencies.filter(({ from, to }) => names.has(from) && names.has(to)),
  }
}

/** Positions among the targets: the most isolated, others by chance, then the next most isolated. */
function chooseTargets(attacked: Attacked): number[] {
  const { isolation } = rareRows(attacked)
  const size = attacked.targets.rows
  const isolated = Array.from({ length: size }, (_, row) => row).sort((a, b) => isolation[b] - isolation[a] || a - b)
  const worst = isolated.slice(0, 2 * people)
  const others = [...drawPositions(size, size, attacked.rng.split(stream, 1))].filter((row) => !worst.includes(row)).slice(0, people)
  return [...worst.slice(0, people), ...others, ...worst.slice(people)]
}

/** Each hidden person's own value of the first secret, and another one that other people have. */
function secretOf({ secrets, rng }: Attacked, hidden: Table, others: Table): RefitJob['secret'] {
  const [column] = secrets
  if (column === undefined || hidden.columns.length < 2) return null
  const { values } = others.column(column)
  const own = rng.split(stream, 2)
  const pairs = Array.from(hidden.column(column).values, (truth): [number, number] => {
    const isOther = (row: number) => values[row] !== truth && !Number.isNaN(values[row])
    const other = drawPositions(values.length, values.length, own).find(isOther)
    return [truth, other === undefined ? truth : values[other]]
  })
  return pairs.some(([a, b]) => Object.is(a, b)) ? null : { column, values: pairs }
}

/** Sets of two columns or more, drawn by chance, the last of all columns. */
function setsOf({ columns, rng }: Attacked, target: number): number[][] {
  const own = rng.split(stream, 3, target)
  return Array.from({ length: setsPerTarget }, (_, s) => {
    const size = s === setsPerTarget - 1 ? columns.length : Math.min(columns.length, 2 + own.integer(Math.max(1, columns.length - 1)))
    return [...drawPositions(columns.length, size, own).sort()]
  })
}

function plain({ rows, columns }: Table): RefitJob['others'] {
  return { rows, columns }
}
