import ln from '@stdlib/math-base-special-ln'
import { stateMasses } from '../../encode/bin-values.js'
import { type BinnedColumn, binCodes } from '../../encode/bins.js'
import { logMeasures } from '../../encode/log-measure.js'
import { missingShare } from '../../encode/margin.js'
import type { Column } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { type Chances, compile } from './compiled.js'
import { GroupSums, groupRows } from './row-groups.js'
import type { DensityState } from './state.js'

/**
 * Log of the density of each row: of the mean, over the training rows, of the product of the kernels, and of each value within
 * its state. Exact to 1e-12: training rows too far off to matter are passed over in groups. Takes time with rows × training rows.
 */
export function kernelLogDensity(state: DensityState, schema: Schema, table: Table): Float64Array {
  const total = new Float64Array(table.rows)
  if (state.rows === 0) return total.fill(Number.NEGATIVE_INFINITY)
  const targets = state.columns.map(({ binned, restriction }, i) => {
    const cells = table.column((schema.columns[i] as { name: string }).name)
    return addWithin(total, { margin: binned.margin, bins: restriction?.bins ?? binned.bins }, cells)
  })
  const columns = compile(state).columns.map(({ chances }) => scaledKernels(chances))
  const codes = state.columns.map((column) => column.codes)
  const states = state.columns.map(({ kernel }) => kernel.shares.length)
  const sharpest = state.columns.map(({ kernel }, i) => meanFactor(columns[i], kernel.shares))
  const order = [...codes.keys()].sort((a, b) => sharpest[a] - sharpest[b] || a - b)
  const weights = state.weights ?? new Float64Array(state.rows).fill(1 / state.rows)
  const sums = new GroupSums(groupRows(codes, states, weights, order))
  const chosen: Float64Array[] = []
  for (let row = 0; row < table.rows; row++) {
    if (total[row] === Number.NEGATIVE_INFINITY) continue
    let logScale = 0
    for (let i = 0; i < columns.length; i++) {
      const { kernels, logScales } = columns[i]
      const target = targets[i]?.[row]
      chosen[i] = kernels[target]
      logScale += logScales[target]
    }
    total[row] = total[row] + ln(sums.sum(chosen)) + logScale
  }
  return total
}

interface ScaledKernels {
  /** For each target state, its chances from every source, over the largest of them. */
  readonly kernels: readonly Float64Array[]
  readonly logScales: Float64Array
}

function scaledKernels({ values, targets, left }: Chances): ScaledKernels {
  const sources = left.length
  const logScales = new Float64Array(targets)
  const kernels = Array.from({ length: targets }, (_, target) => {
    const kernel = new Float64Array(sources)
    let largest = 0
    for (let source = 0; source < sources; source++) {
      kernel[source] = values[source * targets + target]
      largest = Math.max(largest, kernel[source])
    }
    logScales[target] = ln(largest)
    if (largest > 0) for (let source = 0; source < sources; source++) kernel[source] /= largest
    return kernel
  })
  return { kernels, logScales }
}

/** The mean factor over pairs of states: small for a column that sets rows apart. */
function meanFactor({ kernels }: ScaledKernels, shares: Float64Array): number {
  let sum = 0
  for (const kernel of kernels) for (let source = 0; source < kernel.length; source++) sum += kernel[source] * shares[source]
  return sum / kernels.length
}

/**
 * The state of each cell, and added to `total` the log of the value's part in its state: its measure in the margin over that of the
 * state. A value that has no state adds -Infinity, and is given state 0, so that any look-up works.
 */
export function addWithin(total: Float64Array, column: BinnedColumn, cells: Column): Int16Array {
  const { margin, bins } = column
  const states = binCodes(column, cells)
  const measures = logMeasures(margin, cells)
  const logPresent = ln(1 - missingShare(margin))
  const logMasses = stateMasses(bins).map((mass) => ln(mass) + logPresent)
  for (let row = 0; row < total.length; row++) {
    const state = states[row]
    if (state < 0) {
      total[row] = Number.NEGATIVE_INFINITY
      states[row] = 0
    } else if (state !== bins.missing) total[row] = total[row] + measures[row] - logMasses[state]
  }
  return states
}
