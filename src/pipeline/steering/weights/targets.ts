import { compileNumber, compilePredicate } from '../../../constraints/compile.js'
import type { Target } from '../../../constraints/language/statistics.js'
import { ConstraintError } from '../../../errors.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'

/** A target over the rows of a pool. */
export interface Aim {
  readonly name: string
  readonly wanted: number
  /** The statistic of the rows under these weights; NaN where no row counts. */
  value(weights: Float64Array): number
  /** A feature whose mean is 0 where the target is met: exactly, or at the weights given and near them. */
  feature(weights: Float64Array): Float64Array
  /** Whether the feature is the same for all weights. */
  readonly linear: boolean
  /** Standard deviation of what one row adds to the statistic; NaN where nothing simple is known. */
  spread(weights: Float64Array): number
}

/** The target over these rows. Missing values don't count; throws a ConstraintError where no row does. */
export function aimOf(target: Target, table: Table, schema: Schema): Aim {
  const counts = target.where ? compilePredicate(target.where, schema)(table) : new Uint8Array(table.rows).fill(1)
  const aim = target.statistic === 'share' ? shareAim(target, counts, table, schema) : numberAim(target, counts, table, schema)
  if (!counts.includes(1)) {
    throw new ConstraintError('target', `${target.text}: no row that the model makes counts for it; loosen what stands behind where`)
  }
  return aim
}

type Feature = (row: number, weights: Float64Array) => number

function shareAim(target: Target, counts: Uint8Array, table: Table, schema: Schema): Aim {
  const holds = compilePredicate(target.operands[0], schema)(table)
  return meanAim(target, counts, Float64Array.from(holds), target.value)
}

function numberAim(target: Target, counts: Uint8Array, table: Table, schema: Schema): Aim {
  const columns = target.operands.map((operand) => compileNumber(operand, schema)(table))
  for (let row = 0; row < counts.length; row++) if (columns.some((values) => !Number.isFinite(values[row]))) counts[row] = 0
  const [x, y] = columns as [Float64Array, Float64Array?]
  switch (target.statistic) {
    case 'variance':
      return varianceAim(target, counts, x, target.value)
    case 'sd':
      return { ...varianceAim(target, counts, x, target.value ** 2), value: (weights) => Math.sqrt(momentsOf(x, counts, weights).variance) }
    case 'correlation':
      return correlationAim(target, counts, x, y as Float64Array)
    case 'median':
    case 'quantile': {
      const below = x.map((value) => (value <= target.value ? 1 : 0))
      return {
        ...meanAim(target, counts, below, target.level),
        value: (weights) => quantileOf(x, counts, weights, target.level),
        spread: () => Number.NaN,
      }
    }
    default:
      return meanAim(target, counts, x, target.value)
  }
}

function featureOf(counts: Uint8Array, at: Feature): (weights: Float64Array) => Float64Array {
  return (weights) => Float64Array.from(counts, (own, row) => (own ? at(row, weights) : 0))
}

/** The mean of rows that count is t where the mean of x - t over them is 0, which needs no division. */
function meanAim({ text, value }: Target, counts: Uint8Array, x: Float64Array, wanted: number): Aim {
  return {
    ...{ name: text, wanted: value, linear: true },
    feature: featureOf(counts, (row) => x[row] - wanted),
    value: (weights) => momentsOf(x, counts, weights).mean,
    spread(weights) {
      const { sum, variance } = momentsOf(x, counts, weights)
      return Math.sqrt(variance / sum)
    },
  }
}

function varianceAim({ text, value }: Target, counts: Uint8Array, x: Float64Array, wanted: number): Aim {
  return {
    ...{ name: text, wanted: value, linear: false },
    feature(weights) {
      const { mean } = momentsOf(x, counts, weights)
      return featureOf(counts, (row) => (x[row] - mean) ** 2 - wanted)(weights)
    },
    value: (weights) => momentsOf(x, counts, weights).variance,
    spread: () => Number.NaN,
  }
}

/** The influence function of the correlation r is ab - r (a² + b²) / 2 of standardised a, b: of mean 0 where r is what it should be. */
function correlationAim({ text, value: wanted }: Target, counts: Uint8Array, x: Float64Array, y: Float64Array): Aim {
  const standard = (weights: Float64Array): Feature => {
    const [a, b] = [momentsOf(x, counts, weights), momentsOf(y, counts, weights)]
    return (row) => {
      const [u, v] = [(x[row] - a.mean) / Math.sqrt(a.variance), (y[row] - b.mean) / Math.sqrt(b.variance)]
      return u * v - (wanted * (u * u + v * v)) / 2
    }
  }
  return {
    ...{ name: text, wanted, linear: false },
    feature: (weights) => featureOf(counts, standard(weights))(weights),
    value(weights) {
      const [a, b] = [momentsOf(x, counts, weights), momentsOf(y, counts, weights)]
      let [sum, product] = [0, 0]
      for (let row = 0; row < counts.length; row++) {
        if (!counts[row]) continue
        const weight = weights[row]
        sum += weight
        product += weight * (x[row] - a.mean) * (y[row] - b.mean)
      }
      return product / sum / Math.sqrt(a.variance * b.variance)
    },
    spread: () => Number.NaN,
  }
}

function momentsOf(x: Float64Array, counts: Uint8Array, weights: Float64Array): { sum: number; mean: number; variance: number } {
  let [sum, total] = [0, 0]
  for (let row = 0; row < x.length; row++) {
    if (!counts[row]) continue
    sum += weights[row]
    total += weights[row] * x[row]
  }
  const mean = total / sum
  let squares = 0
  for (let row = 0; row < x.length; row++) if (counts[row]) squares += weights[row] * (x[row] - mean) ** 2
  return { sum, mean, variance: squares / sum }
}

function quantileOf(x: Float64Array, counts: Uint8Array, weights: Float64Array, level: number): number {
  const rows = Int32Array.from(x.keys()).filter((row) => counts[row] === 1 && weights[row] > 0)
  rows.sort((a, b) => x[a] - x[b])
  const wanted = level * rows.reduce((sum, row) => sum + weights[row], 0) * (1 - 1e-9)
  let reached = 0
  for (const row of rows) {
    reached += weights[row]
    if (reached >= wanted) return x[row]
  }
  return Number.NaN
}
