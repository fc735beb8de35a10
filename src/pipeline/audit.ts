import { binEdges, binNumbers, type Feature, levelFeature } from '../learn/bins.js'
import { twoSampleArea } from '../learn/two-sample.js'
import { type FitOptions, fitModel, parseModelOptions } from '../models/fit.js'
import { defaultModel, findModel } from '../models/index.js'
import { createRng } from '../random/rng.js'
import { isNumberColumn, type NumberColumn } from '../table/column.js'
import { conform } from '../table/conform.js'
import { isModelled, levelsOf, type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type Closeness, measureCloseness } from './closeness.js'
import { sampleTable } from './sample.js'

/** What a model gives away, measured on rows that it never saw. Plain JSON; shares are of 1. */
export interface Audit extends Closeness {
  /** Rows that the audited model learned from, and as many that it didn't. */
  readonly training: number
  readonly holdout: number
  /** How well boosted trees tell synthetic from holdout rows: 0.5 not at all, 1 always. */
  readonly separable: number
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
    readonly tried: readonly { readonly value: number; readonly nearerTraining: number }[]
  } | null
}

/** Rows in each half at most: more sharpen the measures little and cost time in the square. */
const mostRows = 25_000
/** Rows in each half at least, below which the measures say nothing. */
const fewestRows = 50
/** A promise counts as broken when the share is above it by more than so many standard errors. */
const doubt = 2
/** Synthetic rows that are drawn at least: their number is not what makes an audit unsure. */
const fewestSynthetic = 4000
const splitStream = -5

/** What a model fitted to half of the rows gives away, by the other half; null where there are too few rows to tell. */
export async function auditModel(table: Table, schema: Schema, options: FitOptions = {}): Promise<Audit | null> {
  const halves = halve(conform(table, schema), options.seed)
  if (!halves) return null
  const synthetic = await synthesize(halves, schema, options)
  return auditOf(halves, synthetic, schema, measureCloseness(...compared(halves, synthetic, schema)))
}

/**
 * The options with which a model keeps the promise that they make (see `privacyKnob`): the knob is turned from its value towards
 * privacy until a model of one half of the rows passes the audit by the other half. Null where there are too few rows to tell.
 */
export async function tunePrivacy(table: Table, schema: Schema, options: FitOptions = {}): Promise<Tuning | null> {
  const { model = defaultModel, options: own = {} } = options
  const synthesizer = findModel(model)
  const parsed = parseModelOptions(synthesizer, own)
  const knob = synthesizer.privacyKnob
  const target = knob?.target(parsed) ?? null
  if (!knob || target === null) {
    const audit = await auditModel(table, schema, options)
    return audit && { audit, options: own, knob: null }
  }
  const halves = halve(conform(table, schema), options.seed)
  if (!halves) return null
  const start = knob.current(parsed)
  const values = [start, ...knob.ladder.filter((value) => value > start)]
  const tried: { value: number; nearerTraining: number }[] = []
  for (const value of values) {
    const tuned = value === start ? own : { ...own, [knob.option]: value }
    const synthetic = await synthesize(halves, schema, { ...options, options: tuned })
    const closeness = measureCloseness(...compared(halves, synthetic, schema))
    tried.push({ value, nearerTraining: closeness.nearerTraining })
    const met = closeness.nearerTraining - doubt * closeness.nearerTrainingError <= target
    if (!met && tried.length < values.length) continue
    const audit = auditOf(halves, synthetic, schema, closeness)
    return { audit, options: tuned, knob: { option: knob.option, value, target, met, tried } }
  }
  return null
}

interface Halves {
  readonly training: Table
  readonly holdout: Table
}

function halve(table: Table, seed = 1): Halves | null {
  const size = Math.min(mostRows, Math.floor(table.rows / 2))
  if (size < fewestRows) return null
  const rng = createRng(seed, splitStream)
  const order = Int32Array.from({ length: table.rows }, (_, row) => row)
  for (let i = 0; i < 2 * size; i++) {
    const j = i + rng.integer(table.rows - i)
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return { training: table.take(order.subarray(0, size).sort()), holdout: table.take(order.subarray(size, 2 * size).sort()) }
}

/** Rows by a model of the one half: as many as it has learned from, or more. */
async function synthesize({ training }: Halves, schema: Schema, { progress, ...options }: FitOptions): Promise<Table> {
  const { seed = 1, pool, signal } = options
  const model = await fitModel(training, schema, { ...options, progress: progress && ((share) => progress(share, 'auditing')) })
  return sampleTable(model, Math.max(fewestSynthetic, training.rows), { seed, pool, signal })
}

/** The columns that a model learns, of all three tables. */
function compared({ training, holdout }: Halves, synthetic: Table, schema: Schema): [Table, Table, Table] {
  const names = schema.columns.filter(isModelled).map(({ name }) => name)
  return [training.select(names), holdout.select(names), synthetic.select(names)]
}

function auditOf(halves: Halves, synthetic: Table, schema: Schema, closeness: Closeness): Audit {
  const [training, holdout, made] = compared(halves, synthetic, schema)
  const separable = twoSampleArea(...twoSamples(holdout, made.slice(0, holdout.rows), schema))
  return { training: training.rows, holdout: holdout.rows, ...closeness, separable }
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
