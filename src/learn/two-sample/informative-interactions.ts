import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../random/rng.js'
import type { Feature } from '../trees/bins.js'

/** Parts into which a feature is cut before it is crossed with others. */
const parts = 3
/** Combinations that are looked at: all triples of 15 features, a draw of more. */
const mostTried = 455
/** Combinations that are kept. */
const mostKept = 3
/** Standard deviations by which a combination must tell more than chance lets it. */
const standardErrors = 6

/** Features that together tell of a response what no fewer of them tell. Plain data. */
export interface Interaction {
  /** Positions, ascending. */
  readonly features: readonly number[]
  /** For each of these the part of each code. */
  readonly partOf: readonly Uint8Array[]
}

/**
 * The combinations of `order` features, coarsely cut, that tell most of the classes beyond what fewer of them tell; none where that is
 * no more than chance. Trees that take one feature at a time find such a combination only by luck: of an exclusive or, no part says
 * anything. What a combination adds is its interaction information, the information of all its parts added and taken off in turn, in
 * standard deviations of what it is without any (chi-squared).
 * @see McGill, 1954, Multivariate information transmission
 */
export function informativeInteractions(
  features: readonly Feature[],
  response: { readonly codes: ArrayLike<number>; readonly classes: number },
  rows: ArrayLike<number>,
  order: 2 | 3,
  rng: Rng,
): Interaction[] {
  const cuts = features.map((feature) => partsOf(feature, rows))
  const coded = features.map(({ codes }, f) => partsOfRows(codes, cuts[f], rows))
  const classes = new Int32Array(rows.length)
  for (let i = 0; i < classes.length; i++) classes[i] = response.codes[rows[i]]
  const counter = new CellCounter(coded, classes, response.classes, order)
  const found = combinationsOf(features.length, order, rng).map((chosen) => ({
    chosen,
    excess: excessOf(counter.count(chosen), order, response.classes, rows.length),
  }))
  const telling = found.filter(({ excess }) => excess > standardErrors).sort((a, b) => b.excess - a.excess)
  return telling.slice(0, mostKept).map(({ chosen }) => ({ features: chosen, partOf: chosen.map((f) => cuts[f]) }))
}

/** The features, and after them each combination as one more. */
export function withInteractions(features: readonly Feature[], interactions: readonly Interaction[]): readonly Feature[] {
  return [...features, ...interactions.map((interaction) => interactionFeature(features, interaction))]
}

/** The combination as a feature of its own: a code for every cell. */
function interactionFeature(features: readonly Feature[], { features: chosen, partOf }: Interaction): Feature {
  const codes = new Uint8Array(features[0].codes.length).fill(1)
  let size = 1
  chosen.forEach((f, k) => {
    const own = features[f].codes
    const part = partOf[k]
    for (let row = 0; row < codes.length; row++) {
      codes[row] += size * part[own[row]]
    }
    size *= parts
  })
  return { codes, bins: size + 1, nominal: true }
}

/** The part of each code: ordered codes in parts of about equal weight, the commonest of other codes by themselves and the rest together. */
function partsOf({ codes, bins, nominal }: Feature, rows: ArrayLike<number>): Uint8Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]]
    counts[code] += 1
  }
  const part = new Uint8Array(bins).fill(parts - 1)
  if (nominal) {
    const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b)
    for (const [place, code] of order.slice(0, parts - 1).entries()) part[code] = place
    return part
  }
  let below = 0
  for (let code = 0; code < bins; code++) {
    const own = counts[code]
    part[code] = Math.min(parts - 1, Math.floor((parts * (below + own / 2)) / Math.max(1, rows.length)))
    below += own
  }
  return part
}

function partsOfRows(codes: Feature['codes'], cut: Uint8Array, rows: ArrayLike<number>): Uint8Array {
  const own = new Uint8Array(rows.length)
  for (let i = 0; i < own.length; i++) own[i] = cut[codes[rows[i]]]
  return own
}

function combinationsOf(features: number, order: 2 | 3, rng: Rng): number[][] {
  const all = order === 2 ? (features * (features - 1)) / 2 : (features * (features - 1) * (features - 2)) / 6
  const found = new Map<string, number[]>()
  const add = (chosen: number[]) => found.set(chosen.join(), chosen)
  if (all <= mostTried) {
    for (let i = 0; i < features; i++) {
      for (let j = i + 1; j < features; j++) {
        if (order === 2) add([i, j])
        else for (let k = j + 1; k < features; k++) add([i, j, k])
      }
    }
  }
  while (found.size < Math.min(all, mostTried)) {
    const drawn = Array.from({ length: order }, () => rng.integer(features)).sort((a, b) => a - b)
    if (new Set(drawn).size === order) add(drawn)
  }
  return [...found.values()]
}

/** Counts rows by cell and class, the first feature's part counting ones. What combinations begin with is told of once for those that share it. */
class CellCounter {
  readonly #coded: readonly Uint8Array[]
  readonly #classes: Int32Array
  readonly #width: number
  readonly #counts: Float64Array
  /** Two sets of counts that rows take in turn, so that no sum waits for the one before. */
  readonly #whole: Int32Array
  readonly #begun: Int32Array
  #beginning: readonly number[] = []

  constructor(coded: readonly Uint8Array[], classes: Int32Array, width: number, order: number) {
    this.#coded = coded
    this.#classes = classes
    this.#width = width
    this.#counts = new Float64Array(cellsOf(order) * width)
    this.#whole = new Int32Array(2 * this.#counts.length)
    this.#begun = new Int32Array(classes.length)
  }

  /** Good until the next call. */
  count(chosen: readonly number[]): Float64Array {
    const [whole, size] = [this.#whole.fill(0), this.#counts.length]
    const last = this.#coded[chosen.at(-1) as number]
    this.#begin(chosen.slice(0, -1))
    const begun = this.#begun
    const step = size / parts
    const even = begun.length & ~1
    for (let i = 0; i < even; i += 2) {
      whole[begun[i] + step * last[i]] += 1
      whole[size + begun[i + 1] + step * last[i + 1]] += 1
    }
    if (even < begun.length) whole[begun[even] + step * last[even]] += 1
    for (let k = 0; k < size; k++) this.#counts[k] = whole[k] + whole[size + k]
    return this.#counts
  }

  /** For each row where its counts begin: its class, and the parts of all features but the last. */
  #begin(chosen: readonly number[]): void {
    if (chosen.length === this.#beginning.length && chosen.every((f, k) => f === this.#beginning[k])) return
    this.#beginning = chosen
    const [begun, classes, width] = [this.#begun, this.#classes, this.#width]
    const first = this.#coded[chosen[0]]
    const second = chosen.length > 1 ? this.#coded[chosen[1]] : null
    for (let i = 0; i < begun.length; i++) begun[i] = width * (first[i] + (second ? parts * second[i] : 0)) + classes[i]
  }
}

/** By how many standard deviations the interaction information is above what it is by chance. */
function excessOf(counts: Float64Array, order: number, classes: number, rows: number): number {
  let information = 0
  let freedom = 1
  for (let mask = 1; mask < 1 << order; mask++) {
    const { twice, occurring } = informationOf(counts, order, mask, classes, rows)
    const size = bitsOf(mask)
    information += (order - size) % 2 === 0 ? twice : -twice
    if (size === 1) freedom *= occurring.cells - 1
    if (mask === 1) freedom *= occurring.classes - 1
  }
  return freedom <= 0 ? 0 : (information - freedom) / Math.sqrt(2 * freedom)
}

/** Twice the information, in nats and over all rows, of the features in the mask about the class. */
function informationOf(counts: Float64Array, order: number, mask: number, classes: number, rows: number) {
  const cells = cellsOf(order)
  const joint = new Float64Array(cells * classes)
  const own = new Float64Array(cells)
  const ofClass = new Float64Array(classes)
  for (let cell = 0; cell < cells; cell++) {
    const kept = collapsed(cell, order, mask)
    for (let k = 0; k < classes; k++) {
      const count = counts[cell * classes + k]
      joint[kept * classes + k] += count
      own[kept] += count
      ofClass[k] += count
    }
  }
  let sum = 0
  for (let cell = 0; cell < cells; cell++) {
    for (let k = 0; k < classes; k++) {
      const count = joint[cell * classes + k]
      if (count > 0) sum += count * ln((count * rows) / (own[cell] * ofClass[k]))
    }
  }
  return { twice: 2 * sum, occurring: { cells: positives(own), classes: positives(ofClass) } }
}

/** The cell without the parts of features that are not in the mask. */
function collapsed(cell: number, order: number, mask: number): number {
  let kept = 0
  for (let k = 0, size = 1, rest = cell; k < order; k++, size *= parts, rest = Math.floor(rest / parts)) {
    if ((mask >> k) & 1) kept += (rest % parts) * size
  }
  return kept
}

function cellsOf(order: number): number {
  return order === 2 ? parts * parts : parts * parts * parts
}

function bitsOf(mask: number): number {
  return (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1)
}

function positives(values: Float64Array): number {
  let count = 0
  for (let i = 0; i < values.length; i++) if (values[i] > 0) count++
  return count
}
