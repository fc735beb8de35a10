import type { Rng } from '../../random/rng.js'

/** Training rows dealt to folds, again and again: by round and row, a number less than `count`. All columns share them. */
export interface Folds {
  readonly count: number
  readonly rounds: readonly Uint8Array[]
}

/** So many rounds of folds of equal size, drawn at random. */
export function dealFolds(rows: number, count: number, rounds: number, rng: Rng): Folds {
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  const dealt = Array.from({ length: rounds }, () => {
    const fold = new Uint8Array(rows)
    for (let i = 0; i < rows; i++) {
      const j = i + rng.integer(rows - i)
      const moved = order[i] as number
      order[i] = order[j] as number
      order[j] = moved
      fold[order[i] as number] = i % count
    }
    return fold
  })
  return { count, rounds: dealt }
}

/** Those of the rows that are dealt to the fold, and the others. */
export function partsOf(dealt: Uint8Array, fold: number, rows: Int32Array): { readonly own: Int32Array; readonly others: Int32Array } {
  return { own: rows.filter((row) => dealt[row] === fold), others: rows.filter((row) => dealt[row] !== fold) }
}

/** Rows in the making, and how many columns were drawn before this one. */
export interface Turns {
  /** By row: the tree that draws the first column. */
  readonly turns: Uint8Array
  readonly position: number
}

/**
 * Which tree of a column draws for each row: of the trees of the row's own round, one after the other from column to column. Each has
 * another fold for donors, so no training row hands on more than one cell of so many in turn as there are folds.
 */
export function treesOf({ turns, position }: Turns, folds: number): Uint8Array {
  return turns.map((turn) => turn - (turn % folds) + ((turn + position) % folds))
}
