import { bagRows } from '../../../../learn/trees/bag.js'
import type { Feature } from '../../../../learn/trees/bins.js'
import type { Rng } from '../../../../random/rng.js'
import type { Base, ClassTree } from '../../state.js'

/** Rows that a tree is grown on at most. */
const mostRows = 20_000
/** Fewest rows of a leaf, and their share of all. */
const fewestRows = 20
const leastShare = 1 / 300

/** Something that children have, as numbers, and how much it counts. */
export type ChildResponse = Float64Array

/**
 * A regression tree of several answers at once, each of variance 1, with at most so many leaves: the split that explains most comes first. Codes
 * without an order are put in that of the mean of the answer that varies most among them. Its leaves, from left to right, are the classes.
 *
 * @see De'ath, 2002, Multivariate regression trees
 */
export function growClassTree(
  bases: readonly Base[],
  features: readonly Feature[],
  answers: readonly ChildResponse[],
  rows: number,
  most: number,
  rng: Rng,
): ClassTree {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const some = rows > mostRows ? bagRows(all, mostRows, rng) : all
  const scaled = answers.map((answer) => standardised(answer, some)).filter((answer) => answer !== null)
  const ranks = features.map((feature) => (feature.nominal ? ranksOf(feature, scaled, some) : null))
  const codes = features.map((feature, f) => {
    const rank = ranks[f]
    return rank ? Uint16Array.from(feature.codes, (code) => rank[code]) : feature.codes
  })
  const search = new Search(
    codes,
    features.map(({ bins }) => bins),
    scaled,
    Math.max(fewestRows, Math.floor(some.length * leastShare)),
  )
  return { bases, ranks, ...growNodes(search, codes, some, most) }
}

interface Node {
  readonly rows: Int32Array
  readonly best: Found | null
}

interface Found {
  readonly gain: number
  readonly feature: number
  readonly threshold: number
}

/** Splits the leaf that gains most, until there are enough. */
function growNodes(
  search: Search,
  codes: readonly ArrayLike<number>[],
  rows: Int32Array,
  most: number,
): Omit<ClassTree, 'bases' | 'ranks'> {
  const feature: number[] = [-1]
  const split: number[] = [0]
  const left: number[] = [0]
  const open = new Map<number, Node>([[0, { rows, best: search.find(rows) }]])
  for (let leaves = 1; leaves < most; leaves++) {
    let chosen = -1
    for (const [node, { best }] of open) if (best && (chosen < 0 || best.gain > (open.get(chosen)?.best?.gain ?? 0))) chosen = node
    const node = open.get(chosen)
    if (!node?.best) break
    open.delete(chosen)
    const { feature: f, threshold } = node.best
    feature[chosen] = f
    split[chosen] = threshold
    left[chosen] = feature.length
    for (const isLeft of [true, false]) {
      const own = node.rows.filter((row) => codes[f][row] <= threshold === isLeft)
      open.set(feature.length, { rows: own, best: search.find(own) })
      feature.push(-1)
      split.push(0)
      left.push(0)
    }
  }
  const leaf = new Int32Array(feature.length).fill(-1)
  let classes = 0
  const number = (node: number): void => {
    if (feature[node] === -1) {
      leaf[node] = classes++
      return
    }
    number(left[node])
    number(left[node] + 1)
  }
  number(0)
  return { feature: Int32Array.from(feature), split: Int32Array.from(split), left: Int32Array.from(left), leaf, classes }
}

/** Looks for the split of some rows that lessens the squared error of all answers most. */
class Search {
  readonly #codes: readonly ArrayLike<number>[]
  readonly #bins: readonly number[]
  readonly #answers: readonly ChildResponse[]
  readonly #fewest: number

  constructor(codes: readonly ArrayLike<number>[], bins: readonly number[], answers: readonly ChildResponse[], fewest: number) {
    this.#codes = codes
    this.#bins = bins
    this.#answers = answers
    this.#fewest = fewest
  }

  find(rows: Int32Array): Found | null {
    if (rows.length < 2 * this.#fewest || this.#answers.length === 0) return null
    const size = this.#answers.length
    const total = new Float64Array(size)
    for (const row of rows) for (let a = 0; a < size; a++) total[a] += this.#answers[a][row]
    let base = 0
    for (const sum of total) base += sum ** 2 / rows.length
    let best: Found | null = null
    for (const [feature, codes] of this.#codes.entries()) {
      const bins = this.#bins[feature]
      const sums = new Float64Array(bins * size)
      const counts = new Float64Array(bins)
      for (const row of rows) {
        const code = codes[row]
        counts[code] += 1
        for (let a = 0, at = code * size; a < size; a++, at++) sums[at] += this.#answers[a][row]
      }
      const below = new Float64Array(size)
      let count = 0
      for (let threshold = 0; threshold < bins - 1; threshold++) {
        if (counts[threshold] === 0) continue
        count += counts[threshold]
        for (let a = 0; a < size; a++) below[a] += sums[threshold * size + a]
        const rest = rows.length - count
        if (count < this.#fewest) continue
        if (rest < this.#fewest) break
        let gain = -base
        for (let a = 0; a < size; a++) gain += below[a] ** 2 / count + (total[a] - below[a]) ** 2 / rest
        if (gain > (best?.gain ?? 1e-9)) best = { gain, feature, threshold }
      }
    }
    return best
  }
}

/** The answer with mean 0 and variance 1 over these rows; null where it doesn't vary. Missing answers count as the mean. */
function standardised(answer: ChildResponse, rows: Int32Array): ChildResponse | null {
  let [sum, squares, seen] = [0, 0, 0]
  for (const row of rows) {
    const value = answer[row]
    if (Number.isNaN(value)) continue
    sum += value
    squares += value ** 2
    seen++
  }
  const mean = sum / seen
  const variance = squares / seen - mean ** 2
  if (!(variance > 1e-12)) return null
  return answer.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / Math.sqrt(variance)))
}

/** The place of each code in the order of the mean of the answer that differs most between codes. */
function ranksOf({ codes, bins }: Feature, answers: readonly ChildResponse[], rows: Int32Array): Uint16Array {
  let best: Float64Array = new Float64Array(bins)
  let most = -1
  for (const answer of answers) {
    const [sums, counts] = [new Float64Array(bins), new Float64Array(bins)]
    for (const row of rows) {
      const code = codes[row]
      sums[code] += answer[row]
      counts[code] += 1
    }
    // Drawn to the middle where few rows say it.
    const means = sums.map((sum, code) => sum / (counts[code] + 5))
    const gain = means.reduce((total, mean, code) => total + mean ** 2 * counts[code], 0)
    if (gain > most) [most, best] = [gain, means]
  }
  const order = [...best.keys()].sort((a, b) => best[a] - best[b] || a - b)
  const ranks = new Uint16Array(bins)
  for (const [rank, code] of order.entries()) ranks[code] = rank
  return ranks
}

/** The class of each row: `codesOf` gives what row i sees of each base. */
export function rowClasses(
  { ranks, feature, split, left, leaf }: ClassTree,
  codes: readonly ArrayLike<number>[],
  rows: number,
): Int32Array {
  const classes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    let node = 0
    for (let f = feature[0]; f >= 0; f = feature[node]) {
      const code = codes[f][row]
      node = left[node] + ((ranks[f]?.[code] ?? code) <= split[node] ? 0 : 1)
    }
    classes[row] = leaf[node]
  }
  return classes
}
