import type { ChainState } from '../../src/models/markov-chain/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { toRows } from '../../src/table/rows.js'
import type { Known } from '../support/tables.js'

export type Row = Record<string, unknown>
/** The rows of each sequence. */
export type Lines = readonly (readonly Row[])[]

export const fitChain = ({ table, schema }: Known, options: object = {}): Promise<FittedModel> =>
  fitModel(table, schema, { model: 'markov-chain', options: { ...options } })

export const stateOf = ({ state }: FittedModel): ChainState => state as ChainState

/** So many sequences drawn from the model. */
export async function drawLines(model: FittedModel, count: number, where?: string): Promise<Lines> {
  return linesOf(toRows(await sampleTable(model, count, { seed: 5, where }), model.schema))
}

export const realLines = ({ table, schema }: Known): Lines => linesOf(toRows(table, schema))

function linesOf(rows: readonly Row[]): Row[][] {
  const lines: Row[][] = []
  for (const [i, row] of rows.entries()) {
    if (i === 0 || row.id !== rows[i - 1]?.id) lines.push([])
    lines.at(-1)?.push(row)
  }
  return lines
}

/** Every `size` successive rows of a sequence. */
export const runs = (lines: Lines, size: number): (readonly Row[])[] =>
  lines.flatMap((line) => Array.from({ length: Math.max(0, line.length - size + 1) }, (_, i) => line.slice(i, i + size)))

export interface Share {
  readonly p: number
  readonly n: number
}

export function shareOf<T>(all: readonly T[], given: (one: T) => boolean, holds: (one: T) => boolean): Share {
  const among = all.filter(given)
  return { p: among.filter(holds).length / among.length, n: among.length }
}

/** How far two shares are apart, in standard deviations of chance; 6 are passed once in 500 million times. */
export function apart(a: Share, b: Share): number {
  const p = (a.p * a.n + b.p * b.n) / (a.n + b.n)
  return Math.abs(a.p - b.p) / Math.sqrt(p * (1 - p) * (1 / a.n + 1 / b.n) + 1e-12)
}

/** Greatest distance of two empirical distributions, over what chance exceeds once in a million times. */
export function distributionsApart(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a, b].map((values) => Float64Array.from(values).sort()) as [Float64Array, Float64Array]
  let most = 0
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    most = Math.max(most, Math.abs(i / x.length - j / y.length))
  }
  // Two-sided Kolmogorov-Smirnov: exp(-2 d²) = 5e-7.
  return most / (2.7 * Math.sqrt(1 / x.length + 1 / y.length))
}

export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  let [xy, xx, yy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    xy += (x - a) * (y - b)
    xx += (x - a) ** 2
    yy += (y - b) ** 2
  }
  return xy / Math.sqrt(xx * yy)
}
