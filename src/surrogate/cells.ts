import ln from '@stdlib/math-base-special-ln'
import { clampShare } from '../encode/margin.js'
import { numberDensity, numberInterval } from '../encode/number-margin.js'
import type { QueriedColumn } from '../learn/pcc/query/cell-scorer.js'
import { normalPdf, normalQuantile } from '../stats/normal/normal.js'
import type { Column } from '../table/column.js'
import type { LevelCoding, NumberCoding, SurrogateCoding } from './coding.js'

/** The cells of a column as the mixture scores them. */
export interface ScoredCells extends QueriedColumn {
  /** What is to be added to the log probability of each cell: the share of a level in its outcome, or the change of scale of a density. */
  readonly logFactors: Float64Array
}

export function scoredCells(column: Column, coding: SurrogateCoding): ScoredCells {
  return coding.kind === 'level' ? levelCells(column.values as Int32Array, coding) : numberCells(column.values as Float64Array, coding)
}

function levelCells(values: Int32Array, { outcomeOf, shareOf, missing }: LevelCoding): ScoredCells {
  const cells = emptyCells(values.length)
  for (let i = 0; i < values.length; i++) {
    const level = values[i]
    if (level < 0) cells.codes[i] = missing
    else if (shareOf[level] > 0) {
      cells.codes[i] = outcomeOf[level]
      cells.logFactors[i] = ln(shareOf[level])
    }
  }
  return cells
}

function numberCells(values: Float64Array, { spikes, missing, margin }: NumberCoding): ScoredCells {
  const cells = emptyCells(values.length)
  const places = new Map([...spikes].map((value, outcome) => [value, outcome]))
  for (let i = 0; i < values.length; i++) {
    const value = values[i] + 0
    if (Number.isNaN(value)) {
      cells.codes[i] = missing
      continue
    }
    const spike = places.get(value) ?? -1
    cells.codes[i] = spike
    if (!margin) continue
    const [low, high] = numberInterval(margin, value)
    if (high > low) {
      cells.low[i] = normalQuantile(low)
      cells.high[i] = normalQuantile(high)
    } else if (spike < 0 && !margin.grid) {
      const density = numberDensity(margin, value)
      if (density === 0) continue
      const score = normalQuantile(clampShare(low, margin.present))
      cells.low[i] = score
      cells.high[i] = score
      cells.logFactors[i] = ln(density / normalPdf(score))
    }
  }
  return cells
}

/** Cells that nothing gives. */
function emptyCells(rows: number): ScoredCells {
  return {
    codes: new Int32Array(rows).fill(-1),
    low: new Float64Array(rows).fill(Number.NaN),
    high: new Float64Array(rows).fill(Number.NaN),
    logFactors: new Float64Array(rows),
  }
}
