import type { Rng } from '../../../random/rng.js'
import { normalQuantile } from '../../../stats/normal/normal.js'

/** A column of numbers on the scale of normal ranks, but for its atoms. */
export interface Scores {
  /** By place in the support: the score up to which the value reaches; an atom reaches no further than the value before it. */
  readonly uppers: Float64Array
  /** By place in the support: 1 for a value that far more rows have than its neighbours. */
  readonly isAtom: Uint8Array
  /** By training row: a score of its value, at random where several rows have the same; 0 where it is an atom or missing. */
  readonly ofRows: Float64Array
  /** Whether a training row has a value that is no atom. */
  readonly isMoved: (row: number) => boolean
}

/** An atom has more rows than this, than this share of all, and so many times the median of its neighbours. */
const atomRows = 10
const atomShare = 0.05
const atomRatio = 5
const neighbours = 3
/** Fewer values than this are handed on as they are: there is no room to move them. */
const fewestValues = 9

/** The scores of a column; null where it has too few values that are no atoms. `donor` is the place in the support of each row's value. */
export function scoresOf(donor: Int32Array, rows: Int32Array, kinds: number, rng: Rng): Scores | null {
  const counts = new Int32Array(kinds)
  for (const row of rows) counts[donor[row]] = counts[donor[row]] + 1
  const isAtom = Uint8Array.from(counts, (count, code) => (isAtomAmong(counts, code, count, rows.length) ? 1 : 0))
  const values = counts.reduce((sum, count, code) => sum + (count > 0 && isAtom[code] === 0 ? 1 : 0), 0)
  if (values < fewestValues) return null
  const total = counts.reduce((sum, count, code) => sum + (isAtom[code] === 1 ? 0 : count), 0)
  const upTo = new Int32Array(kinds)
  let sum = 0
  for (let code = 0; code < kinds; code++) {
    if (isAtom[code] === 0) sum += counts[code]
    upTo[code] = sum
  }
  const ofRows = new Float64Array(donor.length)
  for (const row of rows) {
    const code = donor[row]
    const u = rng.uniform()
    if (isAtom[code] === 0) ofRows[row] = scoreOf((upTo[code] - counts[code] * u) / total, total)
  }
  // Below all at first, above all at the end.
  const uppers = Float64Array.from(upTo, (count) => normalQuantile(count / total))
  return { uppers, isAtom, ofRows, isMoved: (row) => isAtom[donor[row]] === 0 }
}

function scoreOf(share: number, total: number): number {
  return normalQuantile(Math.min(1 - 0.3 / total, Math.max(0.3 / total, share)))
}

function isAtomAmong(counts: Int32Array, code: number, count: number, rows: number): boolean {
  if (count <= Math.max(atomRows, atomShare * rows)) return false
  const around = [...counts.subarray(Math.max(0, code - neighbours), code), ...counts.subarray(code + 1, code + 1 + neighbours)]
  const ascending = around.sort((a, b) => a - b)
  const half = Math.floor(ascending.length / 2)
  const median = ascending.length % 2 === 1 ? ascending[half] : ((ascending[half - 1] ?? 0) + (ascending[half] ?? 0)) / 2
  return count > atomRatio * median
}
