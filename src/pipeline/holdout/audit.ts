import { PrivacyError } from '../../errors.js'
import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/trees/bins.js'
import { twoSampleArea } from '../../learn/two-sample/two-sample.js'
import { type FitOptions, fitModel } from '../../models/shell/fit.js'
import { createRng, type Rng } from '../../random/rng.js'
import { isNumberColumn, type NumberColumn } from '../../table/column.js'
import { isModelled, levelsOf, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { sampleTable } from '../jobs/sample.js'
import { type Closeness, type ClosenessSplit, closenessOver } from './closeness.js'
import { countExactCopies, type ExactCopies } from './exact-copies.js'
import { findNearCopies, type Strangers } from './near-copies.js'
/** What a model gives away, measured on rows that it never saw. Plain JSON; shares are of 1. */
export interface Audit extends Closeness {
  /** Rows that the audited model learned from, and as many that it didn't. */
  readonly training: number
  readonly holdout: number
  /** Ways in which the rows were dealt to the two. */
  readonly splits: number
  /** How well boosted trees tell synthetic from holdout rows: 0.5 not at all, 1 always. */
  readonly separable: number
  /** What a stranger finds who looks for copies. */
  readonly strangers: Strangers
  /** Synthetic rows that equal real ones, with and without what is made anew. */
  readonly copies: ExactCopies
}

/** What is said of a table whose rows can't be halved and compared. Plain JSON. */
export interface Unaudited {
  /** Too few rows, or none of the columns is learned: all are keys, or texts that are made anew. */
  readonly why: 'few rows' | 'nothing learned'
  readonly rows: number
  /** Rows from which on an audit is made. */
  readonly needed: number
  /** Synthetic rows that were compared with all real ones. */
  readonly synthetic: number
  readonly copies: ExactCopies
}

/** Rows in each half at most: more sharpen the measures little and cost time in the square. */
const mostRows = 10_000
/** Rows in each half at least, below which the measures say nothing. */
const fewestRows = 50
/** Rows in a half from which one split is enough, and splits at most where there are fewer. */
const enoughRows = 2000
const mostSplits = 4
/** Synthetic rows that are drawn at least: their number is not what makes an audit unsure. */
const fewestSynthetic = 1500
const mostSyntheticCells = 150_000
/** Rows of either kind that boosted trees tell apart at most, for a standard error of 0.6 %; few rows have no use for many bins. */
const mostJudged = 5000
const rowsPerBin = 16
const judgedBins = [32, 255] as const
const splitStream = -5
/**
 * From so much work for a half, as `isWide` counts it, a table is wide: its fits are audited by two halves, and no larger leaves are tried. Adult's halves
 * are 1.6 million, 100 rows of 1,000 columns 19.
 */
const wideWork = 16_000_000
/** A column takes as long as so many rows of it, whatever their number, and looks at so many others at most. */
const rowsOfColumn = 500
const mostSeen = 32

/** What a model fitted to half of the rows gives away, by the other half; null where there are too few rows to tell. */
export async function auditModel(table: Table, schema: Schema, options: FitOptions = {}): Promise<Audit | null> {
  refuseBudget(options)
  const halvings = halve(conform(table, schema), schema, options.seed)
  if (!halvings) return null
  const splits = await splitsOf(halvings.choosing, schema, options)
  return auditOf(splits, schema, closenessOver(splits), options.seed)
}

/**
 * Why the table can't be audited, and what was counted instead: how many rows of a model of all rows equal real ones. Null where it can be.
 */
export async function withoutAudit(table: Table, schema: Schema, options: FitOptions = {}): Promise<Unaudited | null> {
  refuseBudget(options)
  const why = schema.columns.some(isModelled) ? 'few rows' : 'nothing learned'
  if (why === 'few rows' && table.rows >= 2 * fewestRows) return null
  const training = conform(table, schema)
  const { progress, ...others } = options
  const model = await fitModel(training, schema, others)
  const synthetic = await sampleTable(model, Math.min(mostRows, Math.max(fewestSynthetic, table.rows)), options)
  const copies = countExactCopies([{ training, holdout: null, synthetic }], model.schema)
  return { why, rows: table.rows, needed: 2 * fewestRows, synthetic: synthetic.rows, copies }
}

/** Fits to parts of the rows would each spend a budget that nobody books. */
export function refuseBudget({ privacy }: FitOptions): void {
  if (privacy)
    throw new PrivacyError('audit', 'fits again and again to the rows, which no budget covers; a private fit is audited by auditPrivacy')
}

/** Halves of the rows, with all columns. */
export type Halves = Omit<ClosenessSplit, 'synthetic'>

/** Halves, rows by a model of one of them, all with the columns that the model learns; and the same with all columns. */
export interface AuditSplit extends ClosenessSplit {
  readonly whole: Pick<ClosenessSplit, 'training' | 'holdout' | 'synthetic'>
}

/** Halves of the rows to choose by, and others to confirm it by. */
export interface Halvings {
  readonly choosing: readonly Halves[]
  readonly confirming: readonly Halves[]
}

/**
 * Halves of the rows: one pair where rows are many, else several, each pair both ways round, and none to confirm a choice in a wide table, where
 * nothing is chosen; null where rows are too few, or nothing is learned of them.
 */
export function halve(table: Table, schema: Schema, seed = 1): Halvings | null {
  if (!schema.columns.some(isModelled)) return null
  const size = Math.min(mostRows, Math.floor(table.rows / 2))
  if (size < fewestRows) return null
  const rng = createRng(seed, splitStream)
  const order = Int32Array.from({ length: table.rows }, (_, row) => row)
  const halves = (count: number): Halves[] => {
    const all: Halves[] = []
    while (all.length < count) all.push(...halvedOnce(table, size, order, count > 1, rng))
    return all
  }
  if (isWide(table, schema)) return { choosing: halves(size >= enoughRows ? 1 : 2), confirming: [] }
  if (size >= enoughRows) return { choosing: halves(1), confirming: halves(1) }
  return { choosing: halves(Math.min(mostSplits, 2 * Math.ceil(enoughRows / (2 * size)))), confirming: halves(2) }
}

/** Whether fits to halves of the table take so long that there are but two of them. */
export function isWide({ rows }: Table, schema: Schema): boolean {
  const columns = schema.columns.filter(isModelled).length
  const size = Math.min(mostRows, Math.floor(rows / 2))
  return columns * (size + rowsOfColumn) * Math.min(mostSeen, columns / 2) > wideWork
}

/** Two parts of so many rows, and perhaps the same the other way round; mixes `order`, in which rows are taken. */
function halvedOnce(table: Table, size: number, order: Int32Array, isTurned: boolean, rng: Rng): Halves[] {
  shuffleFirst(order, 2 * size, rng)
  const [trainingRows, holdoutRows] = [order.slice(0, size).sort(), order.slice(size, 2 * size).sort()]
  const [training, holdout] = [table.take(trainingRows), table.take(holdoutRows)]
  const halves = { training, holdout, trainingRows, holdoutRows }
  return isTurned ? [halves, { training: holdout, holdout: training, trainingRows: holdoutRows, holdoutRows: trainingRows }] : [halves]
}

/** Puts random ones first. */
function shuffleFirst(order: Int32Array, count: number, rng: Rng): void {
  for (let i = 0; i < count; i++) {
    const j = i + rng.integer(order.length - i)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
}

/** Each training half with rows by a model of it. */
export async function splitsOf(halvings: readonly Halves[], schema: Schema, { progress, ...options }: FitOptions): Promise<AuditSplit[]> {
  const { seed = 1, pool, signal } = options
  const names = schema.columns.filter(isModelled).map(({ name }) => name)
  const splits: AuditSplit[] = []
  for (const { training, holdout, ...rows } of halvings) {
    const done = splits.length
    const model = await fitModel(training, schema, {
      ...options,
      progress: progress && ((share) => progress((done + share) / halvings.length, 'auditing')),
    })
    const count = Math.max(Math.ceil(Math.min(fewestSynthetic, mostSyntheticCells / names.length) / halvings.length), training.rows)
    const synthetic = await sampleTable(model, count, { seed, pool, signal })
    const learned = { training: training.select(names), holdout: holdout.select(names), synthetic: synthetic.select(names) }
    splits.push({ ...learned, ...rows, whole: { training, holdout, synthetic } })
  }
  return splits
}

/** What the rows of such models give away. */
export function auditOf(splits: readonly AuditSplit[], schema: Schema, closeness: Closeness, seed = 1): Audit {
  const { training, holdout } = splits[0]
  const judged = Math.min(mostJudged, holdout.rows)
  const areas = splits.map((own) => twoSampleArea(...twoSamples(own.holdout.slice(0, judged), own.synthetic.slice(0, judged), schema)))
  const separable = areas.reduce((sum, area) => sum + area, 0) / areas.length
  const strangers = findNearCopies(splits, schema, seed)
  const copies = countExactCopies(
    splits.map(({ whole }) => whole),
    schema,
  )
  return { training: training.rows, holdout: holdout.rows, splits: splits.length, ...closeness, separable, strangers, copies }
}

/** The features of the rows of two tables, one after the other, and which rows are of the second. */
function twoSamples(first: Table, second: Table, schema: Schema): [Feature[], Uint8Array, { rounds: number; leaves: number }] {
  const [fewest, most] = judgedBins
  const bins = Math.min(most, Math.max(fewest, Math.floor((first.rows + second.rows) / rowsPerBin)))
  const features = first.columns.map((column): Feature => {
    const other = second.column(column.name)
    if (isNumberColumn(column)) {
      const values = new Float64Array(first.rows + second.rows)
      values.set(column.values)
      values.set((other as NumberColumn).values, first.rows)
      return binNumbers(values, binEdges(values, bins))
    }
    const codes = new Int32Array(first.rows + second.rows)
    codes.set(column.values)
    codes.set(other.values as Int32Array, first.rows)
    const { kind } = column
    return levelFeature(codes, levelsOf(schemaColumn(schema, column.name)).length, kind !== 'ordinal')
  })
  const isSecond = Uint8Array.from({ length: first.rows + second.rows }, (_, row) => (row < first.rows ? 0 : 1))
  return [features, isSecond, { rounds: 60, leaves: 16 }]
}
