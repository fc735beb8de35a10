import type { Feature } from './bins.js'

/** Room for a partition, made once. */
export interface Spare {
  readonly isLeft: Uint8Array
  readonly moved: Int32Array
}

export function createSpare(features: readonly Feature[], rows: number): Spare {
  const bins = features.reduce((most, feature) => Math.max(most, feature.bins), 1)
  return { isLeft: new Uint8Array(bins), moved: new Int32Array(rows) }
}

/** What of a split decides where a row goes. */
interface Division {
  readonly threshold: number
  readonly order: Int32Array
  readonly leftCodes: number
}

/** Brings the rows that go left to the front, both parts in the order they had. The first `allCodes` of a nominal split's order occur here. */
export function partitionRows(
  { codes, nominal }: Feature,
  { threshold, order, leftCodes }: Division,
  allCodes: number,
  rows: Int32Array,
  from: number,
  to: number,
  { isLeft, moved }: Spare,
): void {
  let right = 0
  let left = from
  // Without branches, which would be mispredicted half the time: both places are written, one of them advances.
  if (nominal) {
    for (let i = 0; i < allCodes; i++) isLeft[order[i]] = i < leftCodes ? 1 : 0
    for (let i = from; i < to; i++) {
      const row = rows[i]
      const goes = isLeft[codes[row]]
      rows[left] = row
      moved[right] = row
      left += goes
      right += 1 - goes
    }
  } else {
    for (let i = from; i < to; i++) {
      const row = rows[i]
      const goes = (codes[row] - threshold - 1) >>> 31
      rows[left] = row
      moved[right] = row
      left += goes
      right += 1 - goes
    }
  }
  for (let i = 0; i < right; i++) rows[left + i] = moved[i]
}
