import type { Work } from '../turn.js'
import type { MixedRows } from './box-tree.js'

/** Rows after which others have their turn. */
const stretch = 100

/**
 * The squared distance of two rows: the sum of squared differences of numbers, none of which may be missing, and 1 for each code that
 * differs; or any number above `bound` once it is clear that it is.
 */
export function squaredDistance(a: MixedRows, i: number, b: MixedRows, j: number, bound: number): number {
  const { codeColumns, numberColumns } = a
  let differing = 0
  for (let c = 0, x = i * codeColumns, y = j * codeColumns; c < codeColumns; c++, x++, y++) {
    // Without a branch, which would be mispredicted half the time.
    const bits = a.codes[x] ^ b.codes[y]
    differing += (bits | -bits) >>> 31
  }
  if (differing > bound) return differing
  let sum = differing
  for (let c = 0, x = i * numberColumns, y = j * numberColumns; c < numberColumns; c++, x++, y++) {
    const difference = a.numbers[x] - b.numbers[y]
    sum += difference * difference
    if (sum > bound) return sum
  }
  return sum
}

/** For each row its squared distances to the `k` nearest other rows, ascending, row by row; infinite where there aren't as many. O(rows²) time; stops every hundred rows. */
export function* nearestOthers(rows: MixedRows, k: number): Work<Float64Array> {
  const nearest = new Float64Array(rows.rows * k).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < rows.rows; i++) {
    for (let j = 0; j < i; j++) {
      const reach = Math.max(nearest[i * k + k - 1], nearest[j * k + k - 1])
      const distance = squaredDistance(rows, i, rows, j, reach)
      if (distance >= reach) continue
      insert(nearest, i * k, k, distance)
      insert(nearest, j * k, k, distance)
    }
    if (i % stretch === 0) yield
  }
  return nearest
}

/** Puts a distance in its place among `k` ascending ones that start at `at`, where it is less than the last. */
function insert(nearest: Float64Array, at: number, k: number, distance: number): void {
  let place = at + k - 1
  if (distance >= nearest[place]) return
  for (; place > at && nearest[place - 1] > distance; place--) nearest[place] = nearest[place - 1]
  nearest[place] = distance
}

/** What the balls around two samples' rows hold of each other. */
export interface Balls {
  /** For each row of the second, in how many balls around rows of the first it lies. */
  readonly holding: Int32Array
  /** 1 for each row of the first in whose ball a row of the second lies, and for each that lies in a ball around one of those. */
  readonly reached: Uint8Array
  readonly covered: Uint8Array
  /** For each row of the first, squared distance and position of the nearest row of the second, the first of several; -1 where there is none. */
  readonly nearest: Float64Array
  readonly nearestAt: Int32Array
}

/** Compares every row of one sample with every one of another, given the squared radius of the ball around each. O(rows × rows) time, memory only for the result; stops every hundred rows. */
export function* compareBalls(first: MixedRows, second: MixedRows, firstRadii: Float64Array, secondRadii: Float64Array): Work<Balls> {
  const holding = new Int32Array(second.rows)
  const reached = new Uint8Array(first.rows)
  const covered = new Uint8Array(first.rows)
  const nearest = new Float64Array(first.rows).fill(Number.POSITIVE_INFINITY)
  const nearestAt = new Int32Array(first.rows).fill(-1)
  for (let i = 0; i < first.rows; i++) {
    const radius = firstRadii[i]
    for (let j = 0; j < second.rows; j++) {
      const other = secondRadii[j]
      const distance = squaredDistance(first, i, second, j, Math.max(radius, other, nearest[i]))
      if (distance <= radius) {
        holding[j] += 1
        reached[i] = 1
      }
      if (distance <= other) covered[i] = 1
      if (distance < nearest[i]) {
        nearest[i] = distance
        nearestAt[i] = j
      }
    }
    if (i % stretch === 0) yield
  }
  return { holding, reached, covered, nearest, nearestAt }
}
