import { permuteIndex } from '../../../../random/permutation.js'
import type { Rng } from '../../../../random/rng.js'
import { shuffle } from '../../../../random/shuffle.js'

/** Which row of a parent each child finds, by its class and its number among the children of that class. Plain data. */
export interface ParentFinder {
  readonly seed: number
  /** Children of each class. */
  readonly wanted: Int32Array
  /** Rows of the parent, each as often as it has children, by class and shuffled within. */
  readonly pool: Int32Array
  /** Where the rows of each class begin in the pool, and its length. */
  readonly starts: Int32Array
  /** Places of the pool that their own class leaves over, by class; and per class where those that are too many begin among them. */
  readonly left: Int32Array
  readonly leftStarts: Int32Array
  /** By block of the run and class: how many children the blocks before have. */
  readonly before: ReadonlyMap<number, Int32Array>
}

/**
 * Children of a class take the rows of the class in a shuffled order, each as often as its number of children says; those that are too many take, class
 * by class, what other classes leave over: neighbouring classes are alike. If the numbers don't add up, places are added or taken away at random.
 */
export function createFinder(
  classes: number,
  ofRow: Int32Array,
  degrees: ArrayLike<number>,
  counts: ReadonlyMap<number, Int32Array>,
  seed: number,
  rng: Rng,
): ParentFinder {
  const wanted = new Int32Array(classes)
  const before = new Map<number, Int32Array>()
  for (const [block, own] of counts) {
    before.set(block, wanted.slice())
    for (let k = 0; k < classes; k++) wanted[k] += own[k]
  }
  const total = wanted.reduce((sum, count) => sum + count, 0)
  const rows = childPlaces(degrees, ofRow.length, total, rng)
  const starts = new Int32Array(classes + 1)
  for (const row of rows) starts[ofRow[row] + 1] += 1
  for (let k = 0; k < classes; k++) starts[k + 1] += starts[k]
  const next = starts.slice()
  const pool = new Int32Array(rows.length)
  for (const row of rows) {
    const k = ofRow[row]
    pool[next[k]] = row
    next[k] += 1
  }
  const left: number[] = []
  const leftStarts = new Int32Array(classes)
  let excess = 0
  for (let k = 0; k < classes; k++) {
    const [from, to] = [starts[k], starts[k + 1]]
    shuffle(pool.subarray(from, to), rng)
    leftStarts[k] = excess
    excess += Math.max(0, wanted[k] - (to - from))
    for (let place = from + wanted[k]; place < to; place++) left.push(pool[place])
  }
  return { seed, wanted, pool, starts, left: Int32Array.from(left), leftStarts, before }
}

/** The row of the parent that child number `index` of a class in a block finds; -1 where the parent has no rows. */
export function findRow(
  { seed, wanted, pool, starts, left, leftStarts, before }: ParentFinder,
  block: number,
  k: number,
  index: number,
): number {
  if (pool.length === 0) return -1
  const number = permuteIndex((before.get(block)?.[k] as number) + index, wanted[k], seed + k)
  const own = starts[k + 1] - starts[k]
  return number < own ? pool[starts[k] + number] : left[leftStarts[k] + number - own]
}

/** Rows, each as often as it has children; so many in all. */
export function childPlaces(degrees: ArrayLike<number>, rows: number, total: number, rng: Rng): Int32Array {
  if (rows === 0) return new Int32Array()
  const places: number[] = []
  for (let row = 0; row < rows; row++) for (let d = Math.round(degrees[row]); d > 0; d--) places.push(row)
  if (places.length === 0) for (let row = 0; row < rows; row++) places.push(row)
  const known = places.length
  while (places.length < total) places.push(places[rng.integer(known)])
  if (places.length === total) return Int32Array.from(places)
  const mixed = Int32Array.from(places)
  shuffle(mixed, rng)
  return mixed.slice(0, total)
}

/**
 * Makes the rows that siblings refer to different ones, by exchange with a child of the same class elsewhere among these; where none helps, by any row that
 * the owner doesn't refer to. Siblings stand together, `position` counts them.
 */
export function partSiblings(rows: Int32Array, classes: Int32Array, position: Int32Array, parents: number, rng: Rng): void {
  const groupOf = new Int32Array(rows.length)
  const members: Set<number>[] = []
  for (let row = 0; row < rows.length; row++) {
    if (position[row] === 0) members.push(new Set())
    groupOf[row] = members.length - 1
  }
  const repeated: number[] = []
  for (let row = 0; row < rows.length; row++) {
    const to = rows[row]
    const own = members[groupOf[row]]
    if (to >= 0 && own.has(to)) repeated.push(row)
    else if (to >= 0) own.add(to)
  }
  const byClass = new Map<number, number[]>()
  if (repeated.length > 0) {
    for (let row = 0; row < rows.length; row++) {
      const own = byClass.get(classes[row])
      if (own) own.push(row)
      else byClass.set(classes[row], [row])
    }
  }
  const isRepeated = new Set(repeated)
  for (const row of repeated) {
    const own = members[groupOf[row]]
    const others = byClass.get(classes[row]) as number[]
    let done = false
    for (let attempt = 0; attempt < mostAttempts && !done; attempt++) {
      const other = others[rng.integer(others.length)]
      const there = members[groupOf[other]]
      const [mine, its] = [rows[row], rows[other]]
      if (isRepeated.has(other) || own.has(its) || there.has(mine) || its < 0 || own === there) continue
      there.delete(its)
      there.add(mine)
      own.add(its)
      rows[row] = its
      rows[other] = mine
      done = true
    }
    if (!done) {
      const free = freeRow(own, parents, rng)
      rows[row] = free
      if (free >= 0) own.add(free)
    }
    isRepeated.delete(row)
  }
}

const mostAttempts = 20

function freeRow(taken: ReadonlySet<number>, rows: number, rng: Rng): number {
  if (taken.size >= rows) return -1
  const start = rng.integer(rows)
  for (let i = 0; i < rows; i++) if (!taken.has((start + i) % rows)) return (start + i) % rows
  return -1
}
