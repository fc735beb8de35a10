import * as z from 'zod/mini'
import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately, type Rational } from '../../dp/accounting/rational.js'
import { type ColumnCells, cellCount, runOf, valueCells } from '../../dp/domain/cells.js'
import { type CodedRows, codeRows, type PrivateRows } from '../../dp/domain/coded-rows.js'
import type { Lattice } from '../../dp/domain/lattice.js'
import { type PublicColumn, publicDomain } from '../../dp/domain/public-domain.js'
import { boundedProducts, bringProducts, sumProducts } from '../../dp/domain/row-products.js'
import type { Gate } from '../../dp/gate.js'
import { clampShare, type Margin, missingShare } from '../../encode/margin.js'
import { nearestCorrelation } from '../../stats/matrix/nearest-correlation.js'
import { covarianceSlope, hermiteCoefficients, latentCorrelation, meanBetween, type ScoreInterval } from '../../stats/normal/hermite.js'
import { normalQuantile } from '../../stats/normal/normal.js'
import { releaseMargins } from '../private/independent.js'
import { marginShape } from '../private/network-state.js'
import { refuseOptions } from '../private/refusals.js'
import type { PrivateFit } from '../synthesizer.js'
import { type Gap, gapThreshold } from './draw/gaps.js'
import { stepBetween } from './fit/scores.js'
import type { CopulaOptions } from './options.js'
import { copulaDefaults } from './settings.js'
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

/** Numbers are told by about so many stretches: what their scores vary within one is far below the noise. */
const scoreStretches = 256

/** A latent variable: how it shows in the rows, as far as that is public. */
interface Variable {
  readonly steps: readonly ScoreInterval[]
  /** Share of the rows in which it shows. */
  readonly shown: number
  /** The column whose cells show it. */
  readonly shownBy: number
  /** By cell; 0 where it doesn't show. */
  readonly scoreOf: Float64Array
  /** The column whose gap it is, or -1. */
  readonly gapOf: number
  readonly column: number
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

/**
 * The copula with differential privacy: noisy margins, and the noisy sum of the rows' products of normal scores. A row's scores are whole
 * numbers of bounded size that follow from its cells, so that its products have a bounded length: of the triangle of z z', at most (|z|^4 + B^2 |z|^2) / 2, squared.
 * Levels without an order are taken in the schema's, which tells little: for nominal columns `mst` and `aim` are better.
 * @see Li, Xiong, Jiang, 2014, Differentially private synthesization of multi-dimensional data using copula functions
 */
export const privateCopula: PrivateFit<CopulaOptions, CopulaState> = {
  state: copulaShape,
  async fit(gate, schema, given) {
    refuseOptions('gaussian-copula', copulaDefaults, given, ['knots', 'targetWeight', 'shrinkage'])
    const domain = publicDomain(schema)
    const { margins, cells, counts, rows } = await releaseMargins(gate, domain, marginsShare)
    const gaps = gapsOf(margins)
    const fine = cells.map((own, i) => scoreCells(own, domain[i]))
    const shown = fine.map((own, i) => scoresOf(own, cells[i], counts[i], domain[i]))
    const variables = variablesOf(margins, gaps, fine, shown)
    const size = variables.length
    const coded = gate.through((table: PrivateRows) => codeRows(table, domain, fine, true))
    const correlations = size < 2 ? new Float64Array(size * size) : await correlationsOf(coded, variables, rows)
    const matrix = size < 2 ? correlations : await nearestCorrelation(correlations, size)
    return { state: { margins, gaps, correlations: packCorrelations(matrix, size) }, rows }
  },
}

/** A gap for each column that misses some values: which go together isn't looked at. */
function gapsOf(margins: readonly Margin[]): Gap[] {
  return margins.flatMap(({ present, missing }, i) =>
    missing > 0 && present > 0 ? [{ columns: [i], entailedBy: [], missing, rows: present + missing }] : [],
  )
}

/** The cells by which scores are told: runs of points that were counted together in even parts. */
function scoreCells(cells: ColumnCells, { lattice }: PublicColumn): ColumnCells {
  if (cells.kind === 'level' || !lattice) return cells
  const most = Math.ceil(scoreStretches / cells.starts.length)
  const starts = [...cells.starts.keys()].flatMap((cell) => {
    const [from, to] = runOf(cells.starts, cell, lattice)
    const parts = Math.min(most, to - from)
    return Array.from({ length: parts }, (_, part) => from + Math.floor(((to - from) * part) / parts))
  })
  return { ...cells, starts: Float64Array.from(starts) }
}

/** What the cells of a column show of its variable: the mean of its stretch, on which the rows of a run are spread evenly. */
function scoresOf(
  fine: ColumnCells,
  cells: ColumnCells,
  counts: Uint32Array,
  { lattice }: PublicColumn,
): Pick<Variable, 'steps' | 'scoreOf'> {
  const present = counts.subarray(0, valueCells(cells)).reduce((sum, count) => sum + count, 0)
  const steps: ScoreInterval[] = []
  const scoreOf = new Float64Array(cellCount(fine))
  let [run, before] = [0, 0]
  const shareAt = (part: number): number => (before + counts[run] * part) / present
  for (let cell = 0; cell < valueCells(fine); cell++) {
    const [low, high, isLast] = partOf(fine, cells, lattice, cell, run)
    const step = stepBetween(shareAt(low), shareAt(high))
    steps.push(...step)
    scoreOf[cell] = step[0]?.value ?? normalQuantile(clampShare(shareAt(low), present))
    if (isLast) before += counts[run++]
  }
  return { steps, scoreOf }
}

/** Where in its run a cell begins and ends, in shares of the run, and whether it is the last one there. */
function partOf(
  fine: ColumnCells,
  cells: ColumnCells,
  lattice: Lattice | null,
  cell: number,
  run: number,
): [low: number, high: number, isLast: boolean] {
  if (fine.kind === 'level' || cells.kind === 'level' || !lattice) return [0, 1, true]
  const [[start, end], [from, to]] = [runOf(fine.starts, cell, lattice), runOf(cells.starts, run, lattice)]
  return [(start - from) / (to - from), (end - from) / (to - from), end === to]
}

/** In the order of `latentLayout`: columns that vary, then gaps. */
function variablesOf(
  margins: readonly Margin[],
  gaps: readonly Gap[],
  cells: readonly ColumnCells[],
  shown: readonly Pick<Variable, 'steps' | 'scoreOf'>[],
): Variable[] {
  const { ofColumn } = latentLayout(margins, gaps)
  const columns = margins.flatMap((margin, column): Variable[] =>
    ofColumn[column] < 0 ? [] : [{ ...shown[column], shown: 1 - missingShare(margin), shownBy: column, gapOf: -1, column }],
  )
  return [...columns, ...gaps.map((gap) => gapVariable(gap, cells))]
}

function gapVariable({ columns, missing, rows }: Gap, cells: readonly ColumnCells[]): Variable {
  const column = columns[0]
  const share = missing / rows
  const threshold = gapThreshold(missing, rows)
  const present = { low: Number.NEGATIVE_INFINITY, high: threshold, value: meanBetween(Number.NEGATIVE_INFINITY, threshold, 1 - share) }
  const absent = { low: threshold, high: Number.POSITIVE_INFINITY, value: meanBetween(threshold, Number.POSITIVE_INFINITY, share) }
  const scoreOf = new Float64Array(cellCount(cells[column])).fill(present.value)
  scoreOf[valueCells(cells[column])] = absent.value
  return { steps: [present, absent], shown: 1, shownBy: column, scoreOf, gapOf: column, column: -1 }
}

/** Latent correlations, size × size, drawn towards 0 as far as noise may account for them. */
async function correlationsOf(gate: Gate<CodedRows>, variables: readonly Variable[], rows: number): Promise<Float64Array> {
  const size = variables.length
  const { sums, variance, parts } = await measureProducts(gate, variables)
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

interface NoisyProducts {
  /** In squares of `1 / parts`. */
  readonly sums: Float64Array
  readonly variance: number
  readonly parts: number
}

/** The noisy sum over the rows of the products of any two scores, and the variance of the noise. */
async function measureProducts(gate: Gate<CodedRows>, variables: readonly Variable[]): Promise<NoisyProducts> {
  const size = variables.length
  const rho = approximately(gate.left) * within
  let parts = finestParts
  const mostOf = (): number => Math.floor(meanSquare * size * parts * parts)
  const squaredSensitivity = (): number => {
    const most = mostOf()
    return Math.ceil((most * most + (mostScore * parts) ** 2 * most) / 2)
  }
  let variance: Rational = varianceFor(rho, squaredSensitivity(), gate.rowsPerUnit)
  while (parts > 1 && approximately(variance) > largestVariance) {
    parts /= 2
    variance = varianceFor(rho, squaredSensitivity(), gate.rowsPerUnit)
  }
  const scores = variables.map(({ shownBy, scoreOf }) => ({
    variable: shownBy,
    values: Int32Array.from(scoreOf, (score) => Math.round(score * parts)),
  }))
  const wanted = boundedProducts(scores, { most: mostScore * parts, square: mostOf() })
  await gate.bring((rows) => bringProducts(rows, wanted))
  const of = (rows: CodedRows): Float64Array => sumProducts(rows, wanted)
  const name = 'products of the normal scores of any two columns'
  const query = { name, length: (size * (size + 1)) / 2, squaredSensitivity: squaredSensitivity(), of }
  return { sums: gate.measure(query, variance).value, variance: approximately(variance), parts }
}
