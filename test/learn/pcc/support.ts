import type { Grids } from '../../../src/learn/pcc/chain/grids.js'
import { type ColumnPrior, outcomeShares, type PccColumn } from '../../../src/learn/pcc/state/columns.js'
import type { Rng } from '../../../src/random/rng.js'

/** A column of outcomes alone. */
export function discrete(codes: readonly number[], base: readonly number[]): PccColumn {
  return { codes: Int32Array.from(codes), base: Float64Array.from(base), rest: -1, values: new Float64Array() }
}

/** A column whose cells are numbers, or outcome 0 where NaN is given. */
export function mixed(values: readonly number[], base: readonly number[] = [0.3, 0.7]): PccColumn {
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1))
  return { codes, base: Float64Array.from(base), rest: 1, values: Float64Array.from(values, (value) => (Number.isNaN(value) ? 0 : value)) }
}

/** A column of numbers as it is learned from data. */
export function numbers(values: Float64Array): PccColumn {
  return { codes: new Int32Array(values.length), base: Float64Array.of(1), rest: 0, values }
}

/** A column of levels as it is learned from data. */
export function levels(codes: Int32Array, outcomes: number): PccColumn {
  return { codes, base: outcomeShares(codes, outcomes), rest: -1, values: new Float64Array() }
}

export const somePrior: ColumnPrior = {
  concentration: 1.5,
  normal: { location: 0.25, meanRows: 0.8, varianceRows: 3, variance: 0.6 },
}

/** Grids of one value each: nothing but partitions is left to draw. */
export function fixedGrids(prior: ColumnPrior, columnConcentration: number, rowConcentration: number): Grids {
  return {
    columnConcentration: Float64Array.of(columnConcentration),
    rowConcentration: Float64Array.of(rowConcentration),
    concentration: Float64Array.of(prior.concentration),
    location: Float64Array.of(prior.normal.location),
    meanRows: Float64Array.of(prior.normal.meanRows),
    varianceRows: Float64Array.of(prior.normal.varianceRows),
    variance: Float64Array.of(prior.normal.variance),
  }
}

/** All partitions of so many things, each as the groups in order of appearance. */
export function partitions(count: number): number[][] {
  if (count === 0) return [[]]
  return partitions(count - 1).flatMap((groups) => {
    const used = groups.length === 0 ? 0 : Math.max(...groups) + 1
    return Array.from({ length: used + 1 }, (_, group) => [...groups, group])
  })
}

/** The same groups, numbered in order of appearance. */
export function canonical(groups: ArrayLike<number>): number[] {
  const names = new Map<number, number>()
  return Array.from(groups, (group) => {
    if (!names.has(group)) names.set(group, names.size)
    return names.get(group) as number
  })
}

/** Mean of a series and its standard error from the means of 50 stretches, which lets neighbours depend on each other. */
export function batchMean(series: readonly number[]): { mean: number; error: number } {
  const batches = 50
  const size = Math.floor(series.length / batches)
  const means = Array.from({ length: batches }, (_, b) => series.slice(b * size, (b + 1) * size).reduce((sum, x) => sum + x, 0) / size)
  const mean = means.reduce((sum, x) => sum + x, 0) / batches
  const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (batches - 1)
  return { mean, error: Math.sqrt(variance / batches) }
}

/** A level drawn from these probabilities. */
export function drawLevel(probabilities: ArrayLike<number>, rng: Rng): number {
  let left = rng.uniform()
  for (let x = 0; x < probabilities.length - 1; x++) {
    left -= probabilities[x] as number
    if (left < 0) return x
  }
  return probabilities.length - 1
}
