import type { BinnedColumn } from '../../encode/bins.js'
import type { NumberMargin } from '../../encode/number-margin.js'
import { isNumberKind } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { Restriction } from '../binned/restrict.js'
import type { Bandwidth, KernelColumn } from './kernel.js'
import type { KernelName } from './options.js'

/** A column of a kernel density: the states of the training rows, and how far they spread. Plain data. */
export interface DensityColumn {
  readonly binned: BinnedColumn
  readonly kernel: KernelColumn
  readonly bandwidth: Bandwidth
  /** The state of each training row. */
  readonly codes: Uint16Array
  /** What evidence leaves of the states; null without any. */
  readonly restriction: Restriction | null
}

/** Plain data. */
export interface DensityState {
  readonly rows: number
  readonly kernel: KernelName
  /** How likely each training row is the one to start from, under evidence; null where all are alike. */
  readonly weights: Float64Array | null
  /** In the schema's order. */
  readonly columns: readonly DensityColumn[]
}

/** A repeated number in this share of the present rows stands apart, like a level: a 0 among amounts, say. */
const apartShare = 0.1

/** How kernels see a column whose rows have these states. */
export function kernelColumn({ margin, bins }: BinnedColumn, codes: Uint16Array, schema: ColumnSchema): KernelColumn {
  const counts = new Float64Array(bins.states)
  for (let row = 0; row < codes.length; row++) counts[codes[row]] += 1
  const shares = counts.map((count) => (codes.length > 0 ? count / codes.length : 1 / bins.states))
  const numeric = isNumberKind(schema.kind)
  const present = Array.from({ length: bins.from.length }, (_, state) => state)
  if (!numeric && schema.kind !== 'ordinal') return { shares, line: new Uint16Array(), numeric }
  const line = numeric ? present.filter((state) => !isApart(margin as NumberMargin, bins.from[state], bins.to[state])) : present
  return { shares, line: Uint16Array.from(line), numeric }
}

/** Whether a stretch of the margin is one single, frequent value. */
function isApart({ below, upTo, present }: NumberMargin, from: number, to: number): boolean {
  if (to - from < apartShare) return false
  return below.some((rows, k) => rows / present === from && upTo[k] / present === to)
}
