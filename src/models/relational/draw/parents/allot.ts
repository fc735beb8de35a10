import type { Rng } from '../../../../random/rng.js'
import { shuffle } from '../../../../random/shuffle.js'
import { childPlaces } from './places.js'

/** What each child of a run wants of its second parent, siblings together. */
export interface ParentRequests {
  /** The class of the row; the number of classes for no row at all. */
  readonly classes: Int32Array
  /** What the other way of a diamond leads to: `row`, to be met again; -2 - `row`, to be kept away from; -1 for nothing. */
  readonly ends: Int32Array
  readonly position: Int32Array
}

/** The rows of a second parent. */
export interface Offers {
  readonly ofRow: Int32Array
  /** Where each leads to; -1 for nowhere. */
  readonly ends: Int32Array
  /** Children of each. */
  readonly degrees: ArrayLike<number>
  readonly classes: number
}

/** Which row of a second parent each child of the run finds. Plain data. */
export interface Allotment {
  readonly rows: Int32Array
  /** By block, its first child. */
  readonly starts: ReadonlyMap<number, number>
  /** The class of each row of the parent. */
  readonly ofRow: Int32Array
}

/**
 * The rows that children find where they care where these lead. Each row of the parent is taken as often as its number of children says, but for
 * this: who has to come to a certain end takes a row that leads there, of their class if there is one, else of the next one, and once all are taken, one of
 * them again. The others take, class by class, what is left, and keep away from where they don't want to come. -1 for no row.
 */
export function allotRows({ classes, ends, position }: ParentRequests, offers: Offers, unique: boolean, rng: Rng): Int32Array {
  const found = new Int32Array(classes.length).fill(-1)
  const children = Int32Array.from(classes.keys()).filter((child) => classes[child] < offers.classes)
  const places = childPlaces(offers.degrees, offers.ofRow.length, children.length, rng)
  if (places.length === 0) return found
  shuffle(children, rng)
  shuffle(places, rng)
  const first = firstSiblings(position)
  const isFree = (child: number, row: number): boolean => {
    if (!unique) return true
    for (let other = first[child]; other < found.length && (other === first[child] || position[other] > 0); other++)
      if (found[other] === row) return false
    return true
  }
  const endOf = (row: number): number => offers.ends[row]
  const byEnd = new Shelves(places, offers, endOf)
  // Those with children first, each as often as it has some.
  const [often, all] = [membersOf(places, endOf), membersOf(offers.ofRow.keys(), endOf)]
  const left: number[] = []
  for (const child of children) {
    const end = ends[child]
    const isGood = (row: number): boolean => isFree(child, row)
    const row =
      end < 0
        ? undefined
        : (byEnd.take(end, classes[child], isGood) ?? anyOf(often.get(end), isGood, rng) ?? anyOf(all.get(end), isGood, rng))
    if (row === undefined) left.push(child)
    else found[child] = row
  }
  const rest = new Shelves(byEnd.rest(), offers, () => 0)
  for (const child of left) {
    const away = ends[child] < -1 ? -2 - ends[child] : -1
    const isElsewhere = (row: number): boolean => (away < 0 || offers.ends[row] !== away) && isFree(child, row)
    const row = rest.take(0, classes[child], isElsewhere) ?? anyOf(places, isElsewhere, rng) ?? rest.take(0, classes[child])
    found[child] = row ?? places[rng.integer(places.length)]
  }
  return found
}

/** Places in stacks by end and class, in the order in which they were given. */
class Shelves {
  readonly #stacks = new Map<number, number[]>()
  readonly #classes: number

  constructor(places: Int32Array, { classes, ofRow }: Offers, endOf: (row: number) => number) {
    this.#classes = classes
    for (const row of places) this.#stack((endOf(row) + 1) * classes + ofRow[row]).push(row)
  }

  /** A row of this end and class that is good; else of the class next to it. */
  take(end: number, k: number, isGood: (row: number) => boolean = () => true): number | undefined {
    for (let away = 0; away < this.#classes; away++) {
      for (const at of away === 0 ? [k] : [k - away, k + away]) {
        const stack = at < 0 || at >= this.#classes ? undefined : this.#stacks.get((end + 1) * this.#classes + at)
        const row = stack && takeGood(stack, isGood)
        if (row !== undefined) return row
      }
    }
    return undefined
  }

  /** What has not been taken. */
  rest(): Int32Array {
    return Int32Array.from([...this.#stacks.values()].flat())
  }

  #stack(key: number): number[] {
    const known = this.#stacks.get(key)
    if (known) return known
    const stack: number[] = []
    this.#stacks.set(key, stack)
    return stack
  }
}

/** How many rows are looked at before another way is tried. */
const mostLooks = 20

function takeGood(stack: number[], isGood: (row: number) => boolean): number | undefined {
  for (let i = stack.length - 1; i >= Math.max(0, stack.length - mostLooks); i--) {
    const row = stack[i]
    if (!isGood(row)) continue
    stack[i] = stack[stack.length - 1]
    stack.pop()
    return row
  }
  return undefined
}

/** One of these rows that is good, at random: of a few, if there is one at all. */
function anyOf(rows: ArrayLike<number> | undefined, isGood: (row: number) => boolean, rng: Rng): number | undefined {
  if (!rows) return undefined
  const start = rng.integer(rows.length)
  for (let i = 0; i < Math.min(rows.length, 50 * mostLooks); i++) {
    const row = rows[(start + i) % rows.length]
    if (isGood(row)) return row
  }
  return undefined
}

function membersOf(rows: Iterable<number>, endOf: (row: number) => number): Map<number, number[]> {
  const members = new Map<number, number[]>()
  for (const row of rows) {
    const own = members.get(endOf(row))
    if (own) own.push(row)
    else members.set(endOf(row), [row])
  }
  return members
}

/** Per child, the first of those of its owner. */
function firstSiblings(position: Int32Array): Int32Array {
  return position.map((place, child) => child - place)
}
