import type { Rng } from '../../../../random/rng.js'
/** Training rows dealt to folds: by row, a number less than `count`. All columns share them. */
export interface Folds {
  readonly count: number
  readonly dealt: Uint8Array
}

/** Folds of equal size, drawn at random. */
export function dealFolds(rows: number, count: number, rng: Rng): Folds {
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  const dealt = new Uint8Array(rows)
  for (let i = 0; i < rows; i++) {
    const j = i + rng.integer(rows - i)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
    dealt[order[i]] = i % count
  }
  return { count, dealt }
}

/** Rows of a fold, and the others. */
export interface Parts {
  readonly own: Int32Array
  readonly others: Int32Array
}

/** Those of the rows that are dealt to each fold, and the others; folds without any, of few rows, are left out, since they would have nothing to hand on. */
export function foldParts({ dealt, count }: Folds, rows: Int32Array): Parts[] {
  const parts = Array.from({ length: count }, (_, fold) => ({
    own: rows.filter((row) => dealt[row] === fold),
    others: rows.filter((row) => dealt[row] !== fold),
  }))
  return parts.filter(({ own }) => own.length > 0)
}

/** Rows in the making, and how many columns stand before this one, computed ones too. */
export interface Turns {
  /** By row: the fold that hands on the first column. */
  readonly turns: Uint8Array
  readonly position: number
}

/**
 * Which tree of a column draws for each row: one fold after the other from column to column, so that no training row hands on more than
 * one cell of so many in turn as there are folds.
 */
export function treesOf({ turns, position }: Turns, folds: number): Uint8Array {
  return turns.map((turn) => (turn + position) % folds)
}
