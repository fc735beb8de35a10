import { normalCdf, normalPdf } from '../../stats/normal/normal.js'
import type { KernelName } from './options.js'

/** The states of a column as kernels see them. Plain data. */
export interface KernelColumn {
  /** Share of the rows in each state. */
  readonly shares: Float64Array
  /** States that stand in line, ascending: cells of numbers, or ordered levels; empty for other levels. */
  readonly line: Uint16Array
  /** Whether the line is one of numbers, along which a place moves, or of levels. */
  readonly numeric: boolean
}

/** How far one column spreads. */
export interface Bandwidth {
  /** Along the line: for numbers a share of their ranks, for levels the odds of one level further. */
  readonly along: number
  /** The share of rows that take any state instead, each as often as it occurs. */
  readonly across: number
}

/**
 * The chance of each state (column) around a real row's state (row), as a flat square table whose rows sum to 1.
 *
 * Of `across` of the rows, the state is drawn from the column's own shares: Aitchison and Aitken's kernel, except that what leaves a
 * level is spread as levels occur and not evenly, so that margins stay as they are. The others keep their state, or move along
 * the line: numbers by the kernel on the scale of ranks, mirrored at both ends, which keeps margins as well; ordered levels
 * by Wang and van Ryzin's kernel, over the levels there are.
 * @see Aitchison and Aitken, 1976, Multivariate binary discrimination by the kernel method
 * @see Wang and van Ryzin, 1981, A class of smooth estimators for discrete distributions
 */
export function kernelTable(column: KernelColumn, bandwidth: Bandwidth, kernel: KernelName): Float64Array {
  return kernelTables(column, kernel)(bandwidth)
}

/** See `kernelTable`. */
export type KernelTables = (bandwidth: Bandwidth) => Float64Array

/** The kernels of a column, for several bandwidths one after the other: what moves along the line is kept while `along` stays. */
export function kernelTables(column: KernelColumn, kernel: KernelName): KernelTables {
  const { shares, line, numeric } = column
  const ends = lineEnds(shares, line)
  let kept: Float64Array = new Float64Array()
  let keptAlong = Number.NaN
  return ({ along, across }) => {
    if (along !== keptAlong) kept = numeric ? rankKernel(ends, along, kernel) : orderedKernel(line.length, along)
    keptAlong = along
    return mixedTable(column, kept, across)
  }
}

/** Moves along the line, or any state with the chance `across`. */
function mixedTable({ shares, line }: KernelColumn, moves: Float64Array, across: number): Float64Array {
  const states = shares.length
  const table = new Float64Array(states * states)
  for (let state = 0; state < states; state++) table[state * states + state] = 1
  for (let i = 0; i < line.length; i++) {
    for (let j = 0; j < line.length; j++) {
      table[line[i] * states + line[j]] = moves[i * line.length + j]
    }
  }
  for (let cell = 0; cell < table.length; cell++) table[cell] = (1 - across) * table[cell] + across * shares[cell % states]
  return table
}

/** Where the states of the line end, as shares of the rows that are on it; starts with 0. */
function lineEnds(shares: Float64Array, line: Uint16Array): Float64Array {
  const ends = new Float64Array(line.length + 1)
  for (let i = 0; i < line.length; i++) ends[i + 1] = ends[i] + shares[line[i]]
  const total = ends[line.length]
  return total > 0 ? ends.map((end) => end / total) : ends
}

/** Wang and van Ryzin's weights, 1 for the level itself and half `odds` to the number of steps for others, made to sum to 1. */
function orderedKernel(levels: number, odds: number): Float64Array {
  const powers = new Float64Array(levels).fill(1)
  for (let step = 1; step < levels; step++) powers[step] = odds * (step === 1 ? 0.5 : powers[step - 1])
  const table = new Float64Array(levels * levels)
  for (let i = 0; i < levels; i++) {
    let total = 0
    for (let j = 0; j < levels; j++) total += powers[Math.abs(i - j)]
    for (let j = 0; j < levels; j++) table[i * levels + j] = powers[Math.abs(i - j)] / total
  }
  return table
}

/** The kernel of bandwidth 1, integrated twice: convex, 0 far to the left and x far to the right. */
const integrated: Readonly<Record<KernelName, (x: number) => number>> = {
  gaussian: (x) => (x < -reach.gaussian ? 0 : x > reach.gaussian ? x : x * normalCdf(x) + normalPdf(x)),
  epanechnikov: (x) => (x <= -1 ? 0 : x >= 1 ? x : (3 + x * (8 + x * (6 - x * x))) / 16),
}
/** Bandwidths beyond which nothing of a kernel is left, in double precision. */
const reach = { gaussian: 9, epanechnikov: 1 } as const

/**
 * From a place anywhere in cell i the kernel leads to cell j with this chance, places beyond 0 and 1 being mirrored back. Symmetric
 * in places, so that evenly spread places stay so. A second integral of the kernel, at the ends of the cells, gives it exactly.
 */
function rankKernel(ends: Float64Array, bandwidth: number, kernel: KernelName): Float64Array {
  const cells = ends.length - 1
  const F = integrated[kernel]
  // Mirrored at 0 and at 1, a place repeats at every 2; the kernel reaches no further images.
  const images = Math.ceil((bandwidth * reach[kernel]) / 2) + 1
  const corners = new Float64Array((cells + 1) * (cells + 1))
  for (let i = 0; i <= cells; i++) {
    for (let j = i; j <= cells; j++) {
      let sum = 0
      for (let image = -images; image <= images; image++) {
        sum += F((ends[j] - ends[i] + 2 * image) / bandwidth)
        sum -= F((ends[j] + ends[i] + 2 * image) / bandwidth)
      }
      corners[i * (cells + 1) + j] = sum * bandwidth
      // The other way round: F(-x) is F(x) - x, and what 2 * image adds cancels out.
      corners[j * (cells + 1) + i] = sum * bandwidth - (2 * images + 1) * (ends[j] - ends[i])
    }
  }
  return cellChances(corners, ends)
}

/** Chances from cell to cell, out of the twice integrated kernel between their ends; each row made to sum to 1, against rounding. */
function cellChances(corners: Float64Array, ends: Float64Array): Float64Array {
  const cells = ends.length - 1
  const at = (i: number, j: number): number => corners[i * (cells + 1) + j]
  const table = new Float64Array(cells * cells)
  for (let i = 0; i < cells; i++) {
    let total = 0
    for (let j = 0; j < cells; j++) {
      const chance = Math.max(0, at(i, j + 1) - at(i, j) - at(i + 1, j + 1) + at(i + 1, j))
      table[i * cells + j] = chance
      total += chance
    }
    for (let j = 0; j < cells; j++) table[i * cells + j] = total > 0 ? table[i * cells + j] / total : i === j ? 1 : 0
  }
  return table
}
