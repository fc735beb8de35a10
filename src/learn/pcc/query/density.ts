import ln from '@stdlib/math-base-special-ln'
import { logSumExp } from '../../../stats/special/log-probabilities.js'
import { type MixtureView, mixtureOf, type PccModel } from '../mixture.js'
import { CellScorer, type QueriedColumn } from './cell-scorer.js'

/**
 * Log probability of each row: of the columns whose cells are given, all others being summed out. Conditional densities are
 * differences of these, so that the chain rule holds: posterior samples count by how well they explain what is given.
 */
export function logDensities(model: PccModel, cells: readonly (QueriedColumn | null)[], rows: number): Float64Array {
  return meanOverChains(
    model.chains.map((chain) => chainLogDensities(mixtureOf(model, chain), cells, rows)),
    rows,
  )
}

/** The log of the mean over chains, row by row. */
function meanOverChains(logs: readonly Float64Array[], rows: number): Float64Array {
  const result = new Float64Array(rows)
  const ofRow = new Float64Array(logs.length)
  for (let row = 0; row < rows; row++) {
    for (let s = 0; s < logs.length; s++) ofRow[s] = logs[s][row]
    result[row] = logSumExp(ofRow) - ln(logs.length)
  }
  return result
}

function chainLogDensities(views: readonly MixtureView[], cells: readonly (QueriedColumn | null)[], rows: number): Float64Array {
  const total = new Float64Array(rows)
  for (const { columns, classes, logWeights, parts } of views) {
    const known = columns.flatMap((position, i) => {
      const column = cells[position]
      return column ? [new CellScorer(column, parts[i], classes)] : []
    })
    if (known.length === 0) continue
    const scores = new Float64Array(classes)
    for (let row = 0; row < rows; row++) {
      scores.set(logWeights)
      for (const scorer of known) scorer.add(row, scores)
      total[row] += logSumExp(scores)
    }
  }
  return total
}

/** Log probability of each cell by itself, all others of its row being summed out, column by column. */
export function marginalLogDensities(model: PccModel, cells: readonly QueriedColumn[], rows: number): Float64Array[] {
  const logs = cells.map(() => model.chains.map(() => new Float64Array(rows)))
  model.chains.forEach((chain, s) => {
    for (const { columns, classes, logWeights, parts } of mixtureOf(model, chain)) {
      const scores = new Float64Array(classes)
      columns.forEach((position, i) => {
        const scorer = new CellScorer(cells[position], parts[i], classes)
        const ofChain = logs[position]?.[s] as Float64Array
        for (let row = 0; row < rows; row++) {
          scores.set(logWeights)
          scorer.add(row, scores)
          ofChain[row] = logSumExp(scores)
        }
      })
    }
  })
  return logs.map((chains) => meanOverChains(chains, rows))
}
