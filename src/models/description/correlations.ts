import { hermiteCoefficients, latentCorrelation, type ScoreInterval } from '../../stats/normal/hermite.js'
import { normalCdf } from '../../stats/normal/normal.js'
import { type Law, lawQuantile } from './law.js'

/** A correlation that was stated, of two of the columns by number. */
export interface Stated {
  readonly a: number
  readonly b: number
  readonly value: number
}

/** A column's values as a transform of a standard normal variable, with mean 0 and variance 1. */
interface Transform {
  readonly coefficients: Float64Array
  readonly values: Float64Array
}

/** The normal line in equal stretches, from minus to plus `reach`. */
const stretches = 3200
const reach = 8
const masses = Float64Array.from({ length: stretches }, (_, i) => normalCdf(edge(i + 1)) - normalCdf(edge(i)))

function edge(i: number): number {
  return ((2 * i) / stretches - 1) * reach
}

/** How a law makes values of a normal variable. */
export function transformOf(law: Law): Transform {
  const quantile = lawQuantile(law)
  const values = Float64Array.from({ length: stretches }, (_, i) => quantile(normalCdf((edge(i) + edge(i + 1)) / 2)))
  const mean = values.reduce((sum, value, i) => sum + value * masses[i], 0)
  const variance = values.reduce((sum, value, i) => sum + (value - mean) ** 2 * masses[i], 0)
  const deviation = Math.sqrt(variance)
  for (let i = 0; i < stretches; i++) values[i] = (values[i] - mean) / deviation
  const steps = Array.from(values, (value, i): ScoreInterval => {
    const low = i === 0 ? Number.NEGATIVE_INFINITY : edge(i)
    return { low, high: i === stretches - 1 ? Number.POSITIVE_INFINITY : edge(i + 1), value }
  })
  return { coefficients: hermiteCoefficients(steps), values }
}

/** The least and the greatest correlation that two columns of these distributions can have. */
export function reachable(a: Transform, b: Transform): readonly [number, number] {
  let [least, most] = [0, 0]
  for (let i = 0; i < stretches; i++) {
    most += a.values[i] * b.values[i] * masses[i]
    least += a.values[i] * b.values[stretches - 1 - i] * masses[i]
  }
  return [least, most]
}

/**
 * The correlation of the normal variables behind two columns that correlate by `value`.
 * @see Cario and Nelson, 1997, Modeling and generating random vectors with arbitrary marginal distributions and correlation matrix
 */
export function behind(value: number, a: Transform, b: Transform): number {
  return latentCorrelation(value, a.coefficients, b.coefficients)
}

/**
 * The lower triangle L with L Lᵀ = `matrix` (size × size, row by row), which may be singular; null where it has a negative eigenvalue.
 */
export function semidefiniteFactor(matrix: Float64Array, size: number): Float64Array | null {
  const lower = new Float64Array(size * size)
  for (let j = 0; j < size; j++) {
    const left = (i: number): number => {
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
      return sum
    }
    const pivot = left(j)
    if (pivot < -rounding) return null
    for (let i = j + 1; i < size; i++) {
      const rest = left(i)
      if (pivot > rounding) lower[i * size + j] = rest / Math.sqrt(pivot)
      else if (Math.abs(rest) > Math.sqrt(rounding)) return null
    }
    lower[j * size + j] = pivot > rounding ? Math.sqrt(pivot) : 0
  }
  return lower
}

const rounding = 1e-9

/** The columns of a matrix that is no correlation matrix which contradict each other, while each fewer of them don't: three, if any three do. */
export function contradicting(matrix: Float64Array, size: number): number[] {
  const contradict = (chosen: readonly number[]): boolean => {
    const part = Float64Array.from(chosen.flatMap((i) => chosen.map((j) => matrix[i * size + j])))
    return semidefiniteFactor(part, chosen.length) === null
  }
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) for (let c = b + 1; c < size; c++) if (contradict([a, b, c])) return [a, b, c]
  let chosen = Array.from({ length: size }, (_, i) => i)
  for (const one of [...chosen]) {
    const fewer = chosen.filter((i) => i !== one)
    if (contradict(fewer)) chosen = fewer
  }
  return chosen
}
