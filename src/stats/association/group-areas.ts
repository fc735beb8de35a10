import { ascendingOrder } from '../order/ascending-order.js'
import { incompleteBeta } from '../special/incomplete-beta.js'
import type { RankCodes } from './coded.js'

/** Rows of a table in groups: the parts of a column, and for each part a score by which its rows should stand above all others (row-major). */
export interface ScoredGroups {
  readonly coded: RankCodes
  readonly groups: Int32Array
  /** For every part the rows by their scores for it. */
  readonly ranked: readonly Ranked[]
}

/** Rows in ascending order of a score, and for each place whether the row's score equals the one before (0 after the last), and whether it is of the part. */
export interface Ranked {
  readonly order: Uint32Array
  readonly tied: Uint8Array
  readonly inside: Uint8Array
}

const unranked: Ranked = { order: new Uint32Array(0), tied: new Uint8Array(1), inside: new Uint8Array(0) }

/** For every part of a column the rows ranked by their scores for it (row-major, parts by rows); none for a part of no row. */
export function rankByPart(scores: Float64Array, { codes, count: parts }: RankCodes): Ranked[] {
  const own = new Float64Array(codes.length)
  return Array.from({ length: parts }, (_, q) => {
    if (!codes.includes(q)) return unranked
    for (let row = 0; row < own.length; row++) own[row] = scores[row * parts + q]
    const order = ascendingOrder(own)
    const tied = new Uint8Array(order.length + 1)
    const inside = new Uint8Array(order.length)
    for (let at = 0; at < order.length; at++) {
      tied[at] = at > 0 && own[order[at]] === own[order[at - 1]] ? 1 : 0
      inside[at] = codes[order[at]] === q ? 1 : 0
    }
    return { order, tied, inside }
  })
}

/** Rows by groups and parts, group-major, and how well each part is told there. */
interface Placed {
  readonly sizes: Float64Array
  readonly rows: Float64Array
  /** Area under the curve of each part against all others in each group; NaN where one of the two has no rows. */
  readonly areas: Float64Array
}

function placed({ coded: { codes, count: parts }, groups, ranked }: ScoredGroups, count: number): Placed {
  const rows = new Float64Array(count)
  const sizes = new Float64Array(count * parts)
  for (let row = 0; row < codes.length; row++) {
    rows[groups[row]] += 1
    sizes[groups[row] * parts + codes[row]] += 1
  }
  const areas = new Float64Array(count * parts)
  for (const [q, own] of ranked.entries()) {
    const right = pairsInOrder(own, groups, count)
    for (let g = 0; g < count; g++) {
      const size = sizes[g * parts + q]
      areas[g * parts + q] = right[g] / (size * (rows[g] - size))
    }
  }
  return { sizes, rows, areas }
}

/** By groups the pairs of a row of the part and one of another that stands below it, ties half. */
function pairsInOrder({ order, tied, inside }: Ranked, groups: Int32Array, count: number): Float64Array {
  const pairs = new Float64Array(count)
  const outside = new Int32Array(count)
  for (let from = 0, to = 0; from < order.length; from = to) {
    to = from + 1
    if (tied[to] !== 1) {
      const g = groups[order[from]]
      if (inside[from] === 1) pairs[g] += outside[g]
      else outside[g] += 1
      continue
    }
    while (tied[to] === 1) to++
    // Rows that are equal count half: they stand above those before them, and then above half of their own.
    for (let at = from; at < to; at++) pairs[groups[order[at]]] += (inside[at] * outside[groups[order[at]]]) / 2
    for (let at = from; at < to; at++) outside[groups[order[at]]] += 1 - inside[at]
    for (let at = from; at < to; at++) pairs[groups[order[at]]] += (inside[at] * outside[groups[order[at]]]) / 2
  }
  return pairs
}

/** How well scores tell the parts of a column apart in the same group of two tables. */
export interface ComparedAreas {
  readonly rows: readonly [number, number]
  /** Mean over parts of the area under the curve, of those that both tables have enough rows of, weighted by share times what is left. */
  readonly areas: readonly [number, number]
  /** How probable areas so far apart are if both tables are of one distribution; 1 where nobody asked. */
  readonly p: number
}

/** Rows of a part, and of all others, without which its area is left out. */
const fewestOfPart = 5

/**
 * For each of `count` groups how well scores tell the parts of a column apart in two tables: the area under the curve of each part against all others
 * (in how many of 100 pairs of rows the one that has it has the higher score), averaged with weights that are the same for both. It doesn't hang on how
 * frequent a part is, and a rare one counts in it by its rank, not by its square. Null for a group without two parts of enough rows.
 *
 * `p` is that of equal areas by Student's t: the error is that of the rows' placements, of both tables together part by part, as they are alike if
 * nothing is wrong; with degrees of freedom by Satterthwaite. `judged` false leaves it out.
 * @see DeLong, DeLong, Clarke-Pearson, 1988, Comparing the Areas under Two or More Correlated Receiver Operating Characteristic Curves
 * @see Provost, Domingos, 2003, Tree Induction for Probability-Based Ranking
 */
export function compareAreas(tables: readonly [ScoredGroups, ScoredGroups], count: number, judged: boolean): (ComparedAreas | null)[] {
  const parts = tables[0].coded.count
  const both = tables.map((table) => placed(table, count)) as [Placed, Placed]
  const weights = weightsOf(both, parts)
  const variances = judged ? variancesOf(tables, both, weights, parts) : null
  return Array.from({ length: count }, (_, g): ComparedAreas | null => {
    const own = Array.from({ length: parts }, (_, q) => q).filter((q) => weights[g * parts + q] > 0)
    if (own.length === 0) return null
    const areas = both.map(({ areas }) => own.reduce((sum, q) => sum + weights[g * parts + q] * areas[g * parts + q], 0)) as [
      number,
      number,
    ]
    const rows = both.map(({ rows }) => rows[g]) as [number, number]
    return { rows, areas, p: variances ? equalBy(areas[0] - areas[1], g, parts, both, variances) : 1 }
  })
}

/** Of each part in each group, its share times what is left of both tables together, all of a group together 1; 0 for those with too few rows. */
function weightsOf(both: readonly [Placed, Placed], parts: number): Float64Array {
  const weights = both[0].sizes.map((_, k) => {
    const g = Math.floor(k / parts)
    if (both.some(({ sizes, rows }) => sizes[k] < fewestOfPart || rows[g] - sizes[k] < fewestOfPart)) return 0
    const [own, all] = [both[0].sizes[k] + both[1].sizes[k], both[0].rows[g] + both[1].rows[g]]
    return (own / all) * (1 - own / all)
  })
  for (let start = 0; start < weights.length; start += parts) {
    const group = weights.subarray(start, start + parts)
    const sum = group.reduce((all, own) => all + own, 0)
    if (sum > 0) for (let q = 0; q < parts; q++) group[q] /= sum
  }
  return weights
}

/**
 * For each part in each group the mean square of what a row of it adds to the area, times the part's share: of both tables together, and of one row
 * more that may stand anywhere, so that a few rows which all stand alike are not taken for certain.
 */
function variancesOf(
  tables: readonly [ScoredGroups, ScoredGroups],
  both: readonly [Placed, Placed],
  weights: Float64Array,
  parts: number,
): Float64Array {
  const squares = new Float64Array(weights.length)
  for (const [t, table] of tables.entries()) {
    const { codes } = table.coded
    const added = addedByRows(table, both[t], weights)
    for (let row = 0; row < codes.length; row++) {
      const k = table.groups[row] * parts + codes[row]
      squares[k] += (both[t].sizes[k] * added[row]) ** 2
    }
  }
  return squares.map((sum, k) => {
    const area = both.reduce((mean, { areas, sizes }) => mean + (areas[k] * sizes[k]) / (both[0].sizes[k] + both[1].sizes[k]), 0)
    const anywhere = weights[k] === 0 ? 0 : weights[k] ** 2 * (1 / 12 + (area - 1 / 2) ** 2)
    return (sum + anywhere) / Math.max(1, both[0].sizes[k] + both[1].sizes[k] - 2)
  })
}

/**
 * What each row adds to the mean area of its group, beyond what a row adds on the average: of its own part by the share of the other rows that it
 * stands above, of every other part by the share of that part's rows which stand above it.
 */
function addedByRows({ coded: { count: parts }, groups, ranked }: ScoredGroups, { sizes, rows, areas }: Placed, weights: Float64Array) {
  const added = new Float64Array(groups.length)
  const worth = new Float64Array(2 * rows.length)
  const slopes = new Float64Array(2 * rows.length)
  for (const [q, own] of ranked.entries()) {
    if (rows.every((_, g) => weights[g * parts + q] === 0)) continue
    for (let g = 0; g < rows.length; g++) {
      const k = g * parts + q
      const [weight, size, others] = [weights[k], sizes[k], rows[g] - sizes[k]]
      const slope = weight === 0 ? 0 : weight / (size * others)
      worth.set(weight === 0 ? [0, 0] : [(weight * (1 - areas[k])) / others, (-weight * areas[k]) / size], 2 * g)
      slopes.set([-slope, slope], 2 * g)
    }
    addPlaces(added, own, groups, worth, slopes)
  }
  return added
}

/** Adds to each row what its place in a ranking is worth: so much, and a slope per row of the other side below it, ties half. By groups outside, inside. */
function addPlaces(
  added: Float64Array,
  { order, tied, inside }: Ranked,
  groups: Int32Array,
  worth: Float64Array,
  slopes: Float64Array,
): void {
  const below = new Int32Array(worth.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    to = from + 1
    if (tied[to] !== 1) {
      const k = 2 * groups[order[from]] + inside[from]
      added[order[from]] += worth[k] + slopes[k] * below[k ^ 1]
      below[k] += 1
      continue
    }
    while (tied[to] === 1) to++
    for (let pass = 0; pass < 2; pass++) {
      for (let at = from; at < to; at++) {
        const k = 2 * groups[order[at]] + inside[at]
        added[order[at]] += (worth[k] + slopes[k] * below[k ^ 1]) / 2
      }
      for (let at = from; pass === 0 && at < to; at++) below[2 * groups[order[at]] + inside[at]] += 1
    }
  }
}

function equalBy(difference: number, group: number, parts: number, both: readonly [Placed, Placed], variances: Float64Array): number {
  let [variance, fourth] = [0, 0]
  for (let k = group * parts; k < (group + 1) * parts; k++) {
    const [a, b] = both.map(({ sizes }) => sizes[k]) as [number, number]
    if (a === 0 || b === 0) continue
    const own = variances[k] * (1 / a + 1 / b)
    variance += own
    fourth += own ** 2 / Math.max(1, a + b - 2)
  }
  if (variance === 0) return difference === 0 ? 1 : 0
  const degrees = variance ** 2 / fourth
  return incompleteBeta(degrees / (degrees + difference ** 2 / variance), degrees / 2, 0.5)
}
