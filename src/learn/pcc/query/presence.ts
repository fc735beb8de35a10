import type { PccModel } from '../mixture.js'
import type { ChainState, ComponentState } from '../state/state.js'
import type { Cells } from './cell-scorer.js'

/** The outcomes of a cell of which only one thing is asked. */
const outcomes = { present: 0, missing: 1 } as const

/**
 * The model of which cells are missing, whatever values the others have; `missing` is each column's outcome of a missing value, -1 where it
 * has none. Exact: counts of outcomes add up, and so do the shares that a category expects of them.
 */
export function presenceModel({ columns, chains }: PccModel, missing: readonly number[]): PccModel {
  return {
    columns: columns.map(({ base }, position) => {
      const share = base[missing[position]] ?? 0
      return { base: Float64Array.of(1 - share, share), rest: -1 }
    }),
    chains: chains.map(
      (chain): ChainState => ({
        ...chain,
        views: chain.views.map((view) => ({
          ...view,
          components: view.components.map((component, i) => presenceComponent(component, missing[view.columns[i]])),
        })),
      }),
    ),
  }
}

function presenceComponent({ prior, starts, outcomes: found, counts }: ComponentState, missing: number): ComponentState {
  const categories = starts.length - 1
  const both = new Uint32Array(2 * categories)
  for (let k = 0; k < categories; k++) {
    for (let i = starts[k]; i < starts[k + 1]; i++) {
      const at = 2 * k + (found[i] === missing ? outcomes.missing : outcomes.present)
      both[at] += counts[i]
    }
  }
  return {
    prior,
    starts: Uint32Array.from({ length: categories + 1 }, (_, k) => 2 * k),
    outcomes: Uint16Array.from(both, (_, i) => i % 2),
    counts: both,
  }
}

/** The cells of a column for the model of which are missing; `missing` tells it row by row. */
export function presenceCells(rows: number, missing: (row: number) => boolean): Cells {
  const codes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) codes[row] = missing(row) ? outcomes.missing : outcomes.present
  const none = new Float64Array(rows).fill(Number.NaN)
  return { codes, low: none, high: none }
}
