import * as z from 'zod/mini'
import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately, type Rational } from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'
import type { Margin } from '../../encode/margin.js'
import { missingShare } from '../../encode/margin.js'
import { nearestCorrelation } from '../../stats/matrix/nearest-correlation.js'
import { covarianceSlope, hermiteCoefficients, latentCorrelation, meanBetween, type Step } from '../../stats/normal/hermite.js'
import { isMissing } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { releaseMargins } from '../private/independent.js'
import { marginShape } from '../private/network-state.js'
import { refuseOptions } from '../private/refusals.js'
import type { PrivateFit } from '../synthesizer.js'
import { type Gap, gapThreshold } from './draw/gaps.js'
import { scoreSteps, valueScores } from './fit/scores.js'
import { type CopulaState, latentLayout, packCorrelations } from './state.js'

/** Share of the budget for the columns by themselves; the rest is for what they have to do with each other. */
const marginsShare = 0.5
/** Scores are cut off here, and their squares may add up to this much for each variable. */
const mostScore = 3
const meanSquare = 1.5
/** Scores are whole numbers of these parts, or of coarser ones where the noise would have to be too large for exact arithmetic. */
const finestParts = 256
const largestVariance = 2 ** 50
/** Keeps rounding from ever asking for more than there is. */
const within = 1 - 1e-9

/** A latent variable: how it shows in the rows, as far as that is public. */
interface Variable {
  readonly steps: readonly Step[]
  /** Share of the rows in which it shows. */
  readonly shown: number
  /** Scores of all rows, 0 where it doesn't show. */
  scores(table: Table): Float64Array
  /** The column whose gap it is, or -1. */
  readonly gapOf: number
  readonly column: number
}

/**
 * The copula with differential privacy: noisy margins, and the noisy sum of the rows' products of normal scores. A row's scores are whole
 * numbers of bounded size, so that its products have a bounded length: of the triangle of z z', at most (|z|^4 + B^2 |z|^2) / 2, squared.
 * Levels without an order are taken in the schema's, which tells little: for nominal columns `mst` and `aim` are better.
 * @see Li, Xiong, Jiang, 2014, Differentially private synthesization of multi-dimensional data using copula functions
 */
export function privateCopula(options: z.ZodMiniType): PrivateFit<unknown, CopulaState> {
  return {
    state: copulaShape,
    async fit(gate, schema, given) {
      refuseOptions('gaussian-copula', options, given, ['knots', 'targetWeight', 'shrinkage'])
      const { margins, rows } = await releaseMargins(gate, schema, marginsShare)
      const gaps = gapsOf(margins)
      const variables = variablesOf(margins, gaps, schema)
      const size = variables.length
      const correlations = size < 2 ? new Float64Array(size * size) : correlationsOf(gate, variables, rows)
      const matrix = size < 2 ? correlations : await nearestCorrelation(correlations, size)
      return { state: { margins, gaps, correlations: packCorrelations(matrix, size) }, rows }
    },
  }
}

const copulaShape: z.ZodMiniType<CopulaState> = z.strictObject({
  margins: z.array(marginShape),
  gaps: z.array(
    z.strictObject({
      columns: z.array(z.int()),
      entailedBy: z.array(z.int()).check(z.maxLength(0)),
      missing: z.number().check(z.gte(0)),
      rows: z.number().check(z.gte(0)),
    }),
  ),
  correlations: z.instanceof(Float64Array),
}) as z.ZodMiniType<CopulaState>

/** A gap for each column that misses some values: which go together isn't looked at. */
function gapsOf(margins: readonly Margin[]): Gap[] {
  return margins.flatMap(({ present, missing }, i) =>
    missing > 0 && present > 0 ? [{ columns: [i], entailedBy: [], missing, rows: present + missing }] : [],
  )
}

/** In the order of `latentLayout`: columns that vary, then gaps. */
function variablesOf(margins: readonly Margin[], gaps: readonly Gap[], schema: Schema): Variable[] {
  const { ofColumn } = latentLayout(margins, gaps)
  const columns = margins.flatMap((margin, column): Variable[] => {
    if (ofColumn[column] < 0) return []
    const { name } = schema.columns[column]
    const scores = (table: Table): Float64Array => valueScores(margin, table.column(name).values)
    return [{ steps: scoreSteps(margin), shown: 1 - missingShare(margin), scores, gapOf: -1, column }]
  })
  return [...columns, ...gaps.map((gap) => gapVariable(gap, schema))]
}

function gapVariable({ columns, missing, rows }: Gap, schema: Schema): Variable {
  const column = columns[0]
  const { name } = schema.columns[column]
  const share = missing / rows
  const threshold = gapThreshold(missing, rows)
  const present = { low: Number.NEGATIVE_INFINITY, high: threshold, value: meanBetween(Number.NEGATIVE_INFINITY, threshold, 1 - share) }
  const absent = { low: threshold, high: Number.POSITIVE_INFINITY, value: meanBetween(threshold, Number.POSITIVE_INFINITY, share) }
  const scores = (table: Table): Float64Array => {
    const cells = table.column(name)
    return Float64Array.from({ length: table.rows }, (_, row) => (isMissing(cells, row) ? absent.value : present.value))
  }
  return { steps: [present, absent], shown: 1, scores, gapOf: column, column: -1 }
}

/** Latent correlations, size × size, drawn towards 0 as far as noise may account for them. */
function correlationsOf(gate: Gate<Table>, variables: readonly Variable[], rows: number): Float64Array {
  const size = variables.length
  const { sums, variance, parts } = measureProducts(gate, variables)
  const coefficients = variables.map(({ steps }) => hermiteCoefficients(steps))
  const squares = coefficients.map((own) => own.reduce((sum, value) => sum + value * value, 0))
  const unit = parts * parts * rows
  const noise = Math.sqrt(variance) / unit
  // Half of what is expected at least: noise may leave nothing of a sum of squares.
  const spread = variables.map(({ shown }, i) => {
    const expected = squares[i] * shown
    return Math.max(sums[triangle(i, i)] / unit, expected / 2)
  })
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 1
    for (let j = 0; j < i; j++) {
      const [a, b] = [variables[i], variables[j]]
      if (a.gapOf >= 0 && a.gapOf === b.column) continue
      const scale = Math.sqrt((squares[i] * squares[j]) / (spread[i] * spread[j]))
      const covariance = (sums[triangle(i, j)] / unit) * (scale / Math.sqrt(a.shown * b.shown))
      const [first, second] = [coefficients[i], coefficients[j]]
      const found = latentCorrelation(covariance, first, second)
      const noiseError = (noise * scale) / (Math.sqrt(a.shown * b.shown) * Math.max(0.01, covarianceSlope(found, first, second)))
      const value = (found * found * found) / (found * found + noiseError * noiseError)
      matrix[i * size + j] = value
      matrix[j * size + i] = value
    }
  }
  return matrix
}

function triangle(i: number, j: number): number {
  return (i * (i + 1)) / 2 + j
}

/** The noisy sum over the rows of the products of any two scores, in squares of `1 / parts`, and the variance of the noise. */
function measureProducts(gate: Gate<Table>, variables: readonly Variable[]): { sums: Float64Array; variance: number; parts: number } {
  const size = variables.length
  const rho = approximately(gate.left) * within
  let parts = finestParts
  const squaredSensitivity = (): number => {
    const most = Math.floor(meanSquare * size * parts * parts)
    return Math.ceil((most * most + (mostScore * parts) ** 2 * most) / 2)
  }
  let variance: Rational = varianceFor(rho, squaredSensitivity(), gate.rowsPerUnit)
  while (parts > 1 && approximately(variance) > largestVariance) {
    parts /= 2
    variance = varianceFor(rho, squaredSensitivity(), gate.rowsPerUnit)
  }
  const of = (table: Table): Float64Array => {
    const scores = variables.map((variable) => variable.scores(table))
    return productSums(scores, table.rows, parts)
  }
  const name = 'products of the normal scores of any two columns'
  const query = { name, length: (size * (size + 1)) / 2, squaredSensitivity: squaredSensitivity(), of }
  return { sums: gate.measure(query, variance).value, variance: approximately(variance), parts }
}

function productSums(scores: readonly Float64Array[], rows: number, parts: number): Float64Array {
  const size = scores.length
  const sums = new Float64Array((size * (size + 1)) / 2)
  const own = new Float64Array(size)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) own[i] = wholeScore(scores[i][row], parts)
    shorten(own, Math.floor(meanSquare * size * parts * parts))
    for (let i = 0, at = 0; i < size; i++) {
      const value = own[i]
      for (let j = 0; j <= i; j++, at++) sums[at] += value * own[j]
    }
  }
  return sums
}

/** The score in whole parts, between the bounds whatever it is. */
function wholeScore(score: number, parts: number): number {
  const clipped = !(score >= -mostScore) ? -mostScore : !(score <= mostScore) ? mostScore : score
  return Math.round(clipped * parts) + 0
}

/** Makes the vector so short that its square is at most `most`, in whole numbers: no rounding may leave it longer. */
function shorten(vector: Float64Array, most: number): void {
  let square = squareOf(vector)
  if (square <= most) return
  const factor = Math.sqrt(most / square)
  for (let i = 0; i < vector.length; i++) vector[i] = Math.trunc(vector[i] * factor) + 0
  for (square = squareOf(vector); square > most; square = squareOf(vector)) {
    let largest = 0
    for (let i = 1; i < vector.length; i++) if (Math.abs(vector[i]) > Math.abs(vector[largest])) largest = i
    vector[largest] -= Math.sign(vector[largest])
  }
}

function squareOf(vector: Float64Array): number {
  let square = 0
  for (let i = 0; i < vector.length; i++) square += vector[i] * vector[i]
  return square
}
