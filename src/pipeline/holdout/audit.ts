import { PrivacyError } from '../../errors.js'
import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/trees/bins.js'
import { twoSampleArea } from '../../learn/two-sample/two-sample.js'
import { defaultModel, loadModel } from '../../models/loaded.js'
import { type FitOptions, fitModel, parseModelOptions } from '../../models/shell/fit.js'
import { createRng, type Rng } from '../../random/rng.js'
import { isNumberColumn, type NumberColumn } from '../../table/column.js'
import { conform } from '../../table/conform.js'
import { isModelled, levelsOf, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { sampleTable } from '../jobs/sample.js'
import { type Closeness, closenessOver, type Split } from './closeness.js'
import { type LostDependence, lostDependence } from './lost-dependence.js'
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
}

/** An audit, and how the model's privacy knob was set to pass it. */
export interface Tuning {
  readonly audit: Audit
  /** The options to fit with. */
  readonly options: Readonly<Record<string, unknown>>
  /** What was turned; null for a model without a knob, or with nothing promised. */
  readonly knob: {
    readonly option: string
    readonly value: number
    readonly target: number
    readonly met: boolean
    /** By how much the share may be above the target: so many rows can't tell it from that. */
    readonly allowance: number
    readonly tried: readonly { readonly value: number; readonly nearerTraining: number }[]
  } | null
  /** The dependence between two columns of numbers that synthetic rows lose most of; null where none is lost to speak of. */
  readonly loss: LostDependence | null
}

/** Rows in each half at most: more sharpen the measures little and cost time in the square. */
const mostRows = 10_000
/** Rows in each half at least, below which the measures say nothing. */
const fewestRows = 50
/** Rows in a half from which one split is enough, and splits at most where there are fewer. */
const enoughRows = 2000
const mostSplits = 4
/** A promise counts as broken when the share is above it by more than so many standard errors. */
const doubt = 2
/** What the promise leaves to chance, times the square root of the rows of a half: somewhat less than two standard errors of one halving, which are 1 over that root. */
const usualDoubt = 0.82
/** Synthetic rows that are drawn at least: their number is not what makes an audit unsure. */
const fewestSynthetic = 2000
const splitStream = -5

/** What a model fitted to half of the rows gives away, by the other half; null where there are too few rows to tell. */
export async function auditModel(table: Table, schema: Schema, options: FitOptions = {}): Promise<Audit | null> {
  refuseBudget(options)
  const halvings = halve(conform(table, schema), options.seed)
  if (!halvings) return null
  const splits = await splitsOf(halvings, schema, options)
  return auditOf(splits, schema, closenessOver(splits), options.seed)
}

/**
 * The options with which a model keeps the promise that they make (see `privacyKnob`): the knob is turned from its value towards
 * privacy until a model of one half of the rows passes the audit by the other half. Null where there are too few rows to tell.
 */
export async function tunePrivacy(table: Table, schema: Schema, options: FitOptions = {}): Promise<Tuning | null> {
  const { model = defaultModel, options: own = {} } = options
  const synthesizer = await loadModel(model)
  const parsed = parseModelOptions(synthesizer, own)
  const knob = synthesizer.privacyKnob
  const target = knob?.target(parsed) ?? null
  if (!knob || target === null) {
    const audit = await auditModel(table, schema, options)
    return audit && { audit, options: own, knob: null, loss: null }
  }
  const halvings = halve(conform(table, schema), options.seed)
  if (!halvings) return null
  const start = knob.current(parsed)
  const values = [start, ...knob.ladder.filter((value) => value > start)]
  const tried: { value: number; nearerTraining: number }[] = []
  for (const value of values) {
    const tuned = value === start ? own : { ...own, [knob.option]: value }
    const splits = await splitsOf(halvings, schema, { ...options, options: { ...tuned, ...knob.settled?.(parsed, table.rows) } })
    const closeness = closenessOver(splits)
    tried.push({ value, nearerTraining: closeness.nearerTraining })
    const allowance = allowanceOf(closeness, splits[0]?.training.rows ?? 1)
    const met = closeness.nearerTraining <= target + allowance
    if (!met && tried.length < values.length) continue
    const audit = auditOf(splits, schema, closeness, options.seed)
    return { audit, options: tuned, knob: { option: knob.option, value, target, met, allowance, tried }, loss: lostDependence(splits) }
  }
  return null
}

/** Two standard errors: those found, or those of a share over one halving, which vary less from seed to seed. */
function allowanceOf({ nearerTrainingError }: Closeness, rows: number): number {
  return Math.max(doubt * nearerTrainingError, usualDoubt / Math.sqrt(rows))
}

/** Fits to parts of the rows would each spend a budget that nobody books. */
function refuseBudget({ privacy }: FitOptions): void {
  if (privacy)
    throw new PrivacyError('audit', 'fits again and again to the rows, which no budget covers; a private fit is audited by auditPrivacy')
}

type Halves = Omit<Split, 'synthetic'>

/** Halves of the rows: one pair where rows are many, else several, each pair of halves both ways round. */
function halve(table: Table, seed = 1): Halves[] | null {
  const size = Math.min(mostRows, Math.floor(table.rows / 2))
  if (size < fewestRows) return null
  const rng = createRng(seed, splitStream)
  const order = Int32Array.from({ length: table.rows }, (_, row) => row)
  const halves: Halves[] = []
  const count = size >= enoughRows ? 1 : Math.min(mostSplits, 2 * Math.ceil(enoughRows / (2 * size)))
  while (halves.length < count) {
    shuffleFirst(order, 2 * size, rng)
    const [trainingRows, holdoutRows] = [order.slice(0, size).sort(), order.slice(size, 2 * size).sort()]
    const [training, holdout] = [table.take(trainingRows), table.take(holdoutRows)]
    halves.push({ training, holdout, trainingRows, holdoutRows })
    if (count > 1) halves.push({ training: holdout, holdout: training, trainingRows: holdoutRows, holdoutRows: trainingRows })
  }
  return halves
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

/** Each training half with rows by a model of it, and all tables with the columns that the model learns. */
async function splitsOf(halvings: readonly Halves[], schema: Schema, { progress, ...options }: FitOptions): Promise<Split[]> {
  const { seed = 1, pool, signal } = options
  const names = schema.columns.filter(isModelled).map(({ name }) => name)
  const splits: Split[] = []
  for (const { training, holdout, ...rows } of halvings) {
    const done = splits.length
    const model = await fitModel(training, schema, {
      ...options,
      progress: progress && ((share) => progress((done + share) / halvings.length, 'auditing')),
    })
    const count = Math.max(Math.ceil(fewestSynthetic / halvings.length), training.rows)
    const synthetic = await sampleTable(model, count, { seed, pool, signal })
    splits.push({ training: training.select(names), holdout: holdout.select(names), synthetic: synthetic.select(names), ...rows })
  }
  return splits
}

function auditOf(splits: readonly Split[], schema: Schema, closeness: Closeness, seed = 1): Audit {
  const areas = splits.map(({ holdout, synthetic }) => twoSampleArea(...twoSamples(holdout, synthetic.slice(0, holdout.rows), schema)))
  const { training, holdout } = splits[0]
  const separable = areas.reduce((sum, area) => sum + area, 0) / areas.length
  const strangers = findNearCopies(splits, schema, seed)
  return { training: training.rows, holdout: holdout.rows, splits: splits.length, ...closeness, separable, strangers }
}

/** The features of the rows of two tables, one after the other, and which rows are of the second. */
function twoSamples(first: Table, second: Table, schema: Schema): [Feature[], Uint8Array, { rounds: number; leaves: number }] {
  const features = first.columns.map((column): Feature => {
    const other = second.column(column.name)
    if (isNumberColumn(column)) {
      const values = new Float64Array(first.rows + second.rows)
      values.set(column.values)
      values.set((other as NumberColumn).values, first.rows)
      return binNumbers(values, binEdges(values))
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
