import { ascendingOrder } from '../order/ascending-order.js'
import { incompleteBeta } from '../special/incomplete-beta.js'
import type { RankCodes } from './coded.js'

/** Rows of a table in groups: the parts of a column, and for each part a score by which its rows should stand above all others (row-major). */
export interface ScoredGroups {
  readonly coded: RankCodes
  readonly groups: Int32Array
  /** For every part the rows by their scores for it, ascending, and where equal ones end. */
  readonly ranked: readonly Ranked[]
}

/** Rows in ascending order of a score, and for each place whether the row's score equals the one before. */
export interface Ranked {
  readonly order: Uint32Array
  readonly tied: Uint8Array
}

/** For every part of a column the rows ranked by their scores for it (row-major, parts by rows). */
export function rankByPart(scores: Float64Array, parts: number): Ranked[] {
  const rows = scores.length / parts
  return Array.from({ length: parts }, (_, q) => {
    const own = Float64Array.from({ length: rows }, (_, row) => scores[row * parts + q])
    const order = ascendingOrder(own)
    const tied = Uint8Array.from(order, (row, at) => (at > 0 && own[row] === own[order[at - 1]] ? 1 : 0))
    return { order, tied }
  })
}

/** What share of the rows of other parts each row stands above (of its own part's score), or of that part's rows below (of another's). */
interface Placed {
  /** Rows of each part in each group, group-major. */
  readonly sizes: Float64Array
  readonly rows: Float64Array
  /** Area under the curve of each part against all others in each group; NaN where one of the two has no rows. */
  readonly areas: Float64Array
  /** By row and part; empty where nobody asks for errors. */
  readonly placements: Float64Array
}

function placed({ coded: { codes, count: parts }, groups, ranked }: ScoredGroups, count: number, judged: boolean): Placed {
  const rows = new Float64Array(count)
  const sizes = new Float64Array(count * parts)
  const ofPart = new Float64Array(parts)
  for (let row = 0; row < codes.length; row++) {
    rows[groups[row]] += 1
    sizes[groups[row] * parts + codes[row]] += 1
    ofPart[codes[row]] += 1
  }
  const placements = new Float64Array(judged ? codes.length * parts : 0)
  const areas = new Float64Array(count * parts)
  for (let q = 0; q < parts; q++) {
    if (ofPart[q] === 0) continue
    const outside = new Float64Array(count)
    const inside = new Float64Array(count)
    const { order, tied } = ranked[q]
    for (let from = 0, to = 0; from < order.length; from = to) {
      to = from + 1
      while (to < order.length && tied[to] === 1) to++
      // Rows that are equal count half: they stand above those before them, and then above half of their own.
      for (let pass = 0; pass < 2; pass++) {
        for (let at = from; at < to; at++) {
          const row = order[at]
          const g = groups[row]
          const isOwn = codes[row] === q
          if (judged) placements[row * parts + q] += (isOwn ? outside[g] : inside[g]) / 2
          if (isOwn) areas[g * parts + q] += outside[g] / 2
        }
        if (pass === 1) break
        for (let at = from; at < to; at++) {
          const g = groups[order[at]]
          if (codes[order[at]] === q) inside[g] += 1
          else outside[g] += 1
        }
      }
    }
  }
  for (let k = 0; k < areas.length; k++) areas[k] /= sizes[k] * (rows[Math.floor(k / parts)] - sizes[k])
  if (judged) asShares(placements, { codes, groups, sizes, rows, parts })
  return { sizes, rows, areas, placements }
}

/** Counts of rows before each as shares: of rows of other parts below one of the part, of rows of the part above one of another. */
function asShares(
  placements: Float64Array,
  {
    codes,
    groups,
    sizes,
    rows,
    parts,
  }: Pick<Placed, 'sizes' | 'rows'> & Record<'codes' | 'groups', Int32Array> & { readonly parts: number },
): void {
  for (let row = 0; row < codes.length; row++) {
    const g = groups[row]
    for (let q = 0; q < parts; q++) {
      const own = sizes[g * parts + q]
      const before = placements[row * parts + q]
      placements[row * parts + q] = codes[row] === q ? before / (rows[g] - own) : 1 - before / own
    }
  }
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
  const both = tables.map((table) => placed(table, count, judged)) as [Placed, Placed]
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
  for (const [t, { coded, groups }] of tables.entries()) {
    const { sizes, rows, areas, placements } = both[t]
    for (let row = 0; row < coded.codes.length; row++) {
      const at = groups[row] * parts
      const part = coded.codes[row]
      let own = 0
      for (let q = 0; q < parts; q++) {
        const weight = weights[at + q]
        if (weight === 0) continue
        const off = weight * (placements[row * parts + q] - areas[at + q])
        own += q === part ? off : (off * sizes[at + part]) / (rows[groups[row]] - sizes[at + q])
      }
      squares[at + part] += own * own
    }
  }
  return squares.map((sum, k) => {
    const area = both.reduce((mean, { areas, sizes }) => mean + (areas[k] * sizes[k]) / (both[0].sizes[k] + both[1].sizes[k]), 0)
    const anywhere = weights[k] === 0 ? 0 : weights[k] ** 2 * (1 / 12 + (area - 1 / 2) ** 2)
    return (sum + anywhere) / Math.max(1, both[0].sizes[k] + both[1].sizes[k] - 2)
  })
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
