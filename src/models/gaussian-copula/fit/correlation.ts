import type { Work } from '../../../learn/turn.js'
import { covarianceSlope, hermiteCoefficients, latentCorrelation, type ScoreInterval } from '../../../stats/normal/hermite.js'

/** What is known of a latent variable apart from its rows. */
export interface Latent {
  /** Where the score is a step function of the variable. */
  readonly steps: readonly ScoreInterval[]
  /** Share of its correlations that is no mere fit to chance. */
  readonly reliability: number
}

/** What the correlations are estimated from: one latent variable as it shows in the data. */
export interface Observed extends Latent {
  /** Scores with mean 0 where the variable is observed; 0 elsewhere. */
  readonly scores: Float64Array
  /** 1 where it is observed; null where it is everywhere. */
  readonly mask: Float64Array | null
}

/** Sums over the rows of two latent variables. */
export interface Products {
  /** Of the products of their scores. */
  readonly productOf: (i: number, j: number) => number
  readonly overlapOf: (i: number, j: number) => Overlap
}

/**
 * Correlations of the latent normal variables, size × size: covariances of their scores over the rows in which both are
 * observed, corrected for ties by inverting Mehler's expansion, times the reliabilities; and the numbers of those rows.
 * A covariance needs no correction for the rows being selected as long as what selects them is uncorrelated with one of
 * the two, as a variable is with its own gap.
 * @see Cario and Nelson 1997, Modeling and generating random vectors with arbitrary marginal distributions and correlation matrix
 * @see Xiao 2014, Evaluating correlation coefficient for Nataf transformation
 */
export function* latentCorrelations(observed: readonly Observed[]): Work<Correlations> {
  return yield* correlationsOf(observed, yield* productsOf(observed))
}

/** Latent correlations, the rows that each is from, and how sure each is; size × size. */
export interface Correlations {
  readonly matrix: Float64Array
  readonly rows: Float64Array
  readonly weights: Float64Array
}

/** The same from sums over the rows. */
export function* correlationsOf(observed: readonly Latent[], { productOf, overlapOf }: Products): Work<Correlations> {
  const size = observed.length
  const rows = new Float64Array(size * size)
  const coefficients = observed.map(({ steps }) => hermiteCoefficients(steps))
  const matrix = new Float64Array(size * size)
  const weights = new Float64Array(size * size).fill(1)
  for (let i = 0; i < size; i++) {
    const a = observed[i]
    matrix[i * size + i] = 1
    yield
    for (let j = 0; j < i; j++) {
      const b = observed[j]
      const overlap = overlapOf(i, j)
      const covariance = overlap.rows > 1 ? productOf(i, j) / overlap.rows - (overlap.a / overlap.rows) * (overlap.b / overlap.rows) : 0
      // What is left of scores that don't vary in these rows, such as a gap's where its own column is present.
      const isNothing = Math.abs(covariance) < 1e-10
      const correlation = isNothing ? 0 : latentCorrelation(covariance, coefficients[i], coefficients[j])
      const value = correlation * a.reliability * b.reliability
      matrix[i * size + j] = value
      matrix[j * size + i] = value
      rows[i * size + j] = overlap.rows
      const slope = covarianceSlope(correlation, coefficients[i], coefficients[j])
      weights[i * size + j] = Math.min(1, Math.max(0.001, slope * slope))
      weights[j * size + i] = weights[i * size + j]
    }
  }
  return { matrix, rows, weights }
}

/** In how many rows two variables are observed, and the sums of their scores there. */
interface Overlap {
  readonly rows: number
  readonly a: number
  readonly b: number
}

/**
 * Tells of two variables, the first one after the second, the sum of the products of their scores and their overlap. A score is 0 where it
 * is not observed, so that all of these are products of columns: scores, masks, and for the rows of a mask the mask with itself.
 */
function* productsOf(observed: readonly Observed[]): Work<Products> {
  const size = observed.length
  const total = observed[0]?.scores.length ?? 0
  const masks = [...new Set(observed.flatMap(({ mask }) => (mask ? [mask] : [])))]
  const maskOf = observed.map(({ mask }) => (mask ? size + masks.indexOf(mask) : -1))
  const columns = [...observed.map(({ scores }) => scores), ...masks, ...masks]
  const sums = yield* scoreProducts(columns)
  const productOf = (i: number, j: number): number => sums[Math.max(i, j) * columns.length + Math.min(i, j)]
  const overlapOf = (i: number, j: number): Overlap => {
    const [own, other] = [maskOf[i], maskOf[j]]
    if (own < 0 && other < 0) return { rows: total, a: 0, b: 0 }
    const [a, b] = [own < 0 ? other : own, other < 0 ? own : other]
    return { rows: productOf(a, masks.length + b), a: productOf(i, b), b: productOf(j, a) }
  }
  return { productOf, overlapOf }
}

/**
 * The correlations drawn towards 0 by a share λ: a given one, or ('auto') the one that is best on average for so many
 * correlations from so many rows, which is next to nothing for tables of a thousand rows.
 * @see Schäfer and Strimmer 2005, A shrinkage approach to large-scale covariance matrix estimation
 */
export function shrinkCorrelations(matrix: Float64Array, rows: Float64Array, size: number, shrinkage: number | 'auto'): Float64Array {
  const share = shrinkage === 'auto' ? bestShare(matrix, rows, size) : shrinkage
  return matrix.map((value, index) => (index % (size + 1) === 0 ? 1 : value * (1 - share)))
}

function bestShare(matrix: Float64Array, rows: Float64Array, size: number): number {
  let noise = 0
  let squares = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = matrix[i * size + j]
      const rest = 1 - value * value
      const count = rows[i * size + j]
      if (count < 3) continue
      noise += (rest * rest) / (count - 1)
      squares += value * value
    }
  }
  return squares > 0 ? Math.min(1, noise / squares) : 0
}

/** Rows of a block: five columns of it stay in the first cache. */
const blockRows = 512
/** Blocks after which others may have their turn. */
const blocksInATurn = 8

/** Rows whose sums of products stay whole in a double, since scores are whole numbers of 2^-16 and below 8. */
const exactRows = 1 << 15

/**
 * Sums over the rows of the products of any two columns of scores, size × size, below the diagonal: exact for scores in whole parts, rounded
 * once.
 */
export function* scoreProducts(scores: readonly Float64Array[]): Work<Float64Array> {
  const size = scores.length
  const total = scores[0]?.length ?? 0
  const sums = new Float64Array(size * size)
  const wholes = new Float64Array(size * size)
  for (let start = 0; start < total; start += blockRows) {
    const end = Math.min(total, start + blockRows)
    if (start % (blockRows * blocksInATurn) === 0) yield
    for (let i = 1; i < size; i++) {
      const own = scores[i]
      let j = 0
      for (; j + 4 <= i; j += 4) addFour(own, scores, j, start, end, sums, i * size + j)
      for (; j < i; j++) addOne(own, scores[j], start, end, sums, i * size + j)
    }
    if (end % exactRows === 0) carry(sums, wholes)
  }
  return sums.map((sum, index) => wholes[index] + sum)
}

/** Puts the whole part of each sum aside. */
function carry(sums: Float64Array, wholes: Float64Array): void {
  for (let index = 0; index < sums.length; index++) {
    const whole = Math.trunc(sums[index])
    wholes[index] += whole
    sums[index] -= whole
  }
}

/** Four sums at a time: each has to wait for itself, and one column is read once for all of them. */
function addFour(
  own: Float64Array,
  scores: readonly Float64Array[],
  j: number,
  start: number,
  end: number,
  sums: Float64Array,
  index: number,
): void {
  const [a, b, c, d] = [scores[j], scores[j + 1], scores[j + 2], scores[j + 3]] as [Float64Array, Float64Array, Float64Array, Float64Array]
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  for (let row = start; row < end; row++) {
    const score = own[row]
    first += score * a[row]
    second += score * b[row]
    third += score * c[row]
    fourth += score * d[row]
  }
  sums[index] += first
  sums[index + 1] += second
  sums[index + 2] += third
  sums[index + 3] += fourth
}

function addOne(a: Float64Array, b: Float64Array, start: number, end: number, sums: Float64Array, index: number): void {
  let sum = 0
  for (let row = start; row < end; row++) sum += a[row] * b[row]
  sums[index] += sum
}
