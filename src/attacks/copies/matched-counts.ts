import type { Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'

/** Real units and synthetic ones in classes of equals. */
export interface Equals {
  readonly count: number
  /** Class of each target and then of each control. */
  readonly real: Int32Array
  /** Class of each synthetic unit; -1 where no real one is its equal. */
  readonly synthetic: Int32Array
}

/** For each target and then each control, how many real units are its equals, itself included, and how many synthetic ones. */
export interface MatchedCounts {
  readonly real: Int32Array
  readonly synthetic: Int32Array
  readonly allReal: number
  readonly allSynthetic: number
}

/** Classes of equal keys. */
export function equalKeys(real: ArrayLike<number>, synthetic: ArrayLike<number>): Equals {
  const known = new Map<number, number>()
  const own = new Int32Array(real.length)
  for (let i = 0; i < own.length; i++) {
    const key = real[i]
    const id = known.get(key) ?? known.size
    known.set(key, id)
    own[i] = id
  }
  const made = new Int32Array(synthetic.length)
  for (let i = 0; i < made.length; i++) made[i] = known.get(synthetic[i]) ?? -1
  return { count: known.size, real: own, synthetic: made }
}

/** Classes of equal cells of a column; missing is a value like any other. */
export function equalCells(attacked: Attacked, name: string, synthetic: Table): Equals {
  return attacked.memo(`equal cells ${name}`, [attacked, synthetic], () => {
    const [own, other] = [attacked.targets, attacked.controls].map((table) => table.column(name).values) as [Float64Array, Float64Array]
    const real = new Float64Array(own.length + other.length)
    real.set(own)
    real.set(other, own.length)
    return equalKeys(real, synthetic.column(name).values)
  })
}

/** The classes parted further by those of one more column. */
export function refined(classes: Equals, by: Equals): Equals {
  const keyed = (side: 'real' | 'synthetic') => {
    const [ids, codes] = [classes[side], by[side]]
    const keys = new Float64Array(ids.length)
    for (let i = 0; i < keys.length; i++) {
      const [id, code] = [ids[i], codes[i]]
      keys[i] = id < 0 || code < 0 ? -1 : id * by.count + code
    }
    return keys
  }
  return equalKeys(keyed('real'), keyed('synthetic'))
}

export function matchedCounts({ count, real, synthetic }: Equals): MatchedCounts {
  const [own, made] = [new Int32Array(count), new Int32Array(count)]
  for (const id of real) own[id] += 1
  for (const id of synthetic) if (id >= 0) made[id] += 1
  const at = (sizes: Int32Array) => Int32Array.from(real, (id) => sizes[id])
  return { real: at(own), synthetic: at(made), allReal: real.length, allSynthetic: synthetic.length }
}

/** Marks units of which there are more synthetic equals than there are, in proportion, among the other real units. */
export function moreThanOthers({ real, synthetic, allReal, allSynthetic }: MatchedCounts): Uint8Array {
  const others = allSynthetic / Math.max(1, allReal - 1)
  return Uint8Array.from(real, (own, i) => (synthetic[i] > (own - 1) * others ? 1 : 0))
}

/** How many synthetic equals of each unit there would be if its kind were as frequent as among real units; the unit itself counts half. */
function expectedOf({ real, allReal, allSynthetic }: MatchedCounts): Float64Array {
  return Float64Array.from(real, (own) => ((own - 0.5) * allSynthetic) / Math.max(1, allReal))
}

/**
 * Scores of units whose sum over training units grows fastest where each of these has the same small chance of being copied: synthetic equals over those
 * expected, so that a copy of a common unit counts for little and many of them for much. The logarithm keeps one unit that is copied very often from
 * hiding all others.
 */
export function excessScores(counts: MatchedCounts): Float64Array {
  const expected = expectedOf(counts)
  return Float64Array.from(counts.synthetic, (made, i) => Math.log1p(made / expected[i]))
}

/** Chance that a unit is called repeated where its kind is as frequent as among real units. */
const repeatLevel = 0.01

/** Marks units that have two synthetic equals or more, more than chance gives. */
export function repeatedUnits(counts: MatchedCounts): Uint8Array {
  const expected = expectedOf(counts)
  return Uint8Array.from(counts.synthetic, (made, i) => (made >= 2 && poissonTail(made, expected[i]) < repeatLevel ? 1 : 0))
}

/** How probable a count of at least `k` is where the mean is `mean`. */
function poissonTail(k: number, mean: number): number {
  let [term, below] = [Math.exp(-mean), 0]
  for (let i = 0; i < k; i++) {
    below += term
    term *= mean / (i + 1)
  }
  // Where the mean is so great that the first term is none, the counts are large and their distribution is as good as symmetric.
  return below === 0 ? (k > mean + 3 * Math.sqrt(mean) ? 0 : 1) : 1 - below
}
