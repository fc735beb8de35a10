import { convexWeights } from '../../../learn/convex-weights.js'
import { coarsenFeature } from '../../../learn/trees/coarsen.js'
import { leafOf } from '../../../learn/trees/nodes.js'
import type { Tree } from '../../../learn/trees/tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import type { Conditional } from '../draw/laws/conditional.js'
import { type DonorTree, donorsIn, withDonors } from '../draw/laws/donors.js'
import type { Parts } from '../draw/laws/folds.js'
import { type Location, locate } from '../draw/laws/location.js'
import { type ShiftedTree, shiftedCount, shiftedIn } from '../draw/laws/shifted.js'
import { donorCodeCounts } from './fit-bag.js'
import { boostLocation, fitLines, scaled } from './fit-location.js'
import { enoughRows, type FoldTree, few, growFolds, growingFolds, judgedTrees, type Told } from './fold-trees.js'
import { binsOfNumbers, heldOutLikelihood, marginLikelihood, type ScoringBins } from './held-out.js'
import { type Scores, scoresOf } from './scores.js'
import { withAllDonors, withShiftedDonors } from './shifted-donors.js'

/** A law, and how likely it makes each row that it hasn't seen. */
export interface CandidateLaw {
  readonly law: Conditional
  readonly likelihood: Float64Array
}

/** Where less of a column is foretold, donors have nowhere to be moved. */
const leastForetold = 0.02
/** More rows than this teach a location little. */
const mostLocatingRows = 5000
/** Bins of a number that boosted trees tell apart when they locate a row, and of all numbers together where these are few: time goes with bins. */
const locatingBins = 16
const locatingBinsInAll = 512
/** With fewer rows for each column that is looked at, trees have to show that they locate better than a line alone (Peduzzi et al. 1996). */
const rowsPerColumn = 10
/** Leaves of a blend, in shares of the least that is asked for: smaller and larger ones. */
const leafRatios = [5 / 12, 1, 10 / 3] as const
/** The margin of the column counts for so much of each law, so that nothing that was seen is impossible. */
const marginWeight = 1 / 60
/** A law of less weight than this is left out. */
const leastWeight = 0.02

/** Rows from which the smallest leaves show nothing that larger ones don't. */
const manyRows = 5000

/** Fewest rows of the leaves of a blend, for `rows` rows. */
export function blendLeaves(leaf: number, rows: number): number[] {
  const ratios = rows < manyRows ? leafRatios : leafRatios.slice(1)
  return [...new Set(ratios.map((ratio) => Math.max(1, Math.round(ratio * leaf))))]
}

/** A tree for each fold and size of leaves; sizes that come to the same trees as the one before are left out. */
export function* growingSizes(told: Told, sizes: readonly number[]): Work<FoldTree[][]> {
  const nodes = (grown: readonly FoldTree[]): string => grown.map(({ own }) => own.feature.length).join()
  const all: FoldTree[][] = []
  for (const size of sizes) all.push(yield* growingFolds(told, size))
  return all.filter((grown, i) => i === 0 || nodes(grown) !== nodes(all[i - 1]))
}

/** Donors of leaves of so many rows. */
export function donorCandidate(grown: readonly FoldTree[], donor: ArrayLike<number>, kinds: number, bins: ScoringBins): CandidateLaw {
  const trees = grown.map(({ own }) => withDonors(own, donor, kinds))
  const seen = grown.map(({ others }) => others && withDonors(others, donor, kinds))
  const likelihood = heldOutLikelihood(grown, donor, bins, (t, leaf) => (_, from, to) => donorsIn(seen[t] as DonorTree, leaf, from, to))
  return { law: { kind: 'bag', predictors: null, trees, isDealt: true }, likelihood }
}

/** The convex combination of the laws under which these rows are likeliest. */
export function blendOf(candidates: readonly CandidateLaw[], margin: Float64Array, rows: Int32Array, enough = enoughRows): Conditional {
  const judges = few(rows, enough)
  const likelihoods = candidates.map(({ likelihood }) =>
    Float64Array.from(judges, (row) => (1 - marginWeight) * likelihood[row] + marginWeight * margin[row]),
  )
  const weights = convexWeights(likelihoods)
  const kept = candidates.flatMap(({ law }, q) => (weights[q] < leastWeight ? [] : [{ law, weight: weights[q] }]))
  if (kept.length === 1) return kept[0].law
  const sum = kept.reduce((total, { weight }) => total + weight, 0)
  return {
    kind: 'blend',
    predictors: null,
    parts: kept.map(({ law }) => law),
    weights: Float64Array.from(kept, ({ weight }) => weight / sum),
  }
}

/** Rows that some law is judged by: those of the folds whose trees are. */
export function judgesOf(told: Pick<Told, 'rows' | 'parts' | 'enough'>): Int32Array {
  const judging = told.parts.slice(0, judgedTrees(told)).flatMap(({ own }) => [...own])
  return Int32Array.from(judging).sort()
}

/** The law of a number column: donors of leaves of several sizes, and donors that are moved. */
export function* blendNumbers(told: Told, donor: Int32Array, kinds: number, leaf: number, rng: Rng): Work<Conditional> {
  const { rows } = told
  const counts = donorCodeCounts(donor, rows, kinds)
  const bins = binsOfNumbers(counts)
  const grown = yield* growingSizes(told, blendLeaves(leaf, rows.length))
  const candidates: CandidateLaw[] = []
  for (const own of grown) {
    candidates.push(donorCandidate(own, donor, kinds, bins))
    yield
  }
  const scores = scoresOf(donor, rows, kinds, rng)
  const located = scores && (yield* locateRows(told, scores))
  if (located) {
    for (const own of grown.slice(-2)) {
      candidates.push(shiftedCandidate(own, located, scores, donor, counts, bins))
      yield
    }
    candidates.push(...allDonorsCandidate(told, grown.at(-1) as FoldTree[], located, scores, donor, counts, bins))
  }
  return blendOf(candidates, marginLikelihood(counts, donor, bins), judgesOf(told))
}

interface Located {
  /** By fold, learned from the rows of the others. */
  readonly locations: readonly Location[]
  /** By training row, where it is to be expected by rows of other folds. */
  readonly unseen: Float64Array
}

/**
 * For each fold, where rows are to be expected by those of the others: by least squares, and by boosted trees of what these leave. Where rows are few
 * beside columns, trees add noise for the most part, and are left out unless the rows of the first fold are foretold better with them by more than a
 * standard error. Null where the first fold can't be foretold.
 *
 * @see Breiman, Friedman, Olshen and Stone, 1984, Classification and Regression Trees: the rule of one standard error
 */
function* locateRows({ features, rows, parts }: Told, { ofRows, isMoved }: Scores): Work<Located | null> {
  const coarse = features.map((feature) => coarsenFeature(feature, Math.max(locatingBins, Math.floor(locatingBinsInAll / features.length))))
  const locating = parts.map(({ own, others }) => ({ seen: few(others.filter(isMoved), mostLocatingRows), unseen: own.filter(isMoved) }))
  const lines = fitLines(features, ofRows, locating)
  yield
  const withTrees = (fold: number): Location => boostLocation(features, coarse, ofRows, locating[fold].seen, lines[fold])
  const tell = (location: Location, { own }: Parts, into: Float64Array): Float64Array => {
    const located = locate(location, features, own)
    for (let i = 0; i < own.length; i++) into[own[i]] = located[i]
    return into
  }
  const [{ unseen: judges }] = locating
  const byLine = tell(lines[0], parts[0], new Float64Array(ofRows.length))
  const first = withTrees(0)
  const byTrees = tell(first, parts[0], new Float64Array(ofRows.length))
  const isBoosted = locating[0].seen.length >= rowsPerColumn * features.length || isBetter(byTrees, byLine, ofRows, judges)
  const unseen = isBoosted ? byTrees : byLine
  if (foretold(unseen, ofRows, judges) < leastForetold) return null
  const locations = [isBoosted ? first : lines[0]]
  for (let fold = 1; fold < parts.length; fold++) {
    yield
    locations.push(isBoosted ? withTrees(fold) : lines[fold])
    tell(locations[fold], parts[fold], unseen)
  }
  // How far it can be trusted is learned from all folds together.
  const factor = slopeOf(unseen, ofRows, rows.filter(isMoved))
  return { locations: locations.map((location) => scaled(location, factor)), unseen: unseen.map((score) => score * factor) }
}

/** Whether these rows' scores are foretold better by the one than by the other, in squared errors and by more than a standard error. */
function isBetter(one: Float64Array, other: Float64Array, scores: Float64Array, rows: Int32Array): boolean {
  let [sum, squares] = [0, 0]
  for (const row of rows) {
    const gain = (scores[row] - other[row]) ** 2 - (scores[row] - one[row]) ** 2
    sum += gain
    squares += gain * gain
  }
  // The same as a mean of more than the sample deviation over the root of the rows.
  return sum > 0 && sum * sum > squares
}

/** Share of the squared scores that is foretold. */
function foretold(located: Float64Array, scores: Float64Array, rows: Int32Array): number {
  let [missed, squares] = [0, 0]
  for (const row of rows) {
    missed += (scores[row] - located[row]) ** 2
    squares += scores[row] ** 2
  }
  return squares > 0 ? 1 - missed / squares : 0
}

/** The factor, 0 to 1, by which what was learned of other rows foretells these best. */
function slopeOf(located: Float64Array, scores: Float64Array, rows: Int32Array): number {
  let [products, squares] = [0, 0]
  for (const row of rows) {
    products += located[row] * scores[row]
    squares += located[row] ** 2
  }
  return squares > 0 ? Math.min(1, Math.max(0, products / squares)) : 0
}

function shiftedCandidate(
  grown: readonly FoldTree[],
  { locations, unseen }: Located,
  scores: Scores,
  donor: Int32Array,
  counts: Int32Array,
  bins: ScoringBins,
): CandidateLaw {
  const { uppers } = scores
  const shifted = (filled: Tree, t: number): ShiftedTree => withShiftedDonors(filled, unseen, scores, donor, locations[t])
  const trees = grown.map(({ own }, t) => shifted(own, t))
  const seen = grown.map(({ others }, t) => others && shifted(others, t))
  const likelihood = heldOutLikelihood(
    grown,
    donor,
    bins,
    (t, leaf) => (row, from, to) => shiftedIn(seen[t] as ShiftedTree, uppers, leaf, unseen[row], from, to),
  )
  return { law: { kind: 'shifted', predictors: null, trees, uppers, counts: Float64Array.from(counts) }, likelihood }
}

/** Moved donors of all rows, within what the rows of a large leaf have, and its atoms; none where a fold has nobody to move. */
function allDonorsCandidate(
  { features, response, rows, parts }: Told,
  grown: readonly FoldTree[],
  { locations, unseen }: Located,
  scores: Scores,
  donor: Int32Array,
  counts: Int32Array,
  bins: ScoringBins,
): CandidateLaw[] {
  const { uppers, isAtom } = scores
  const roots = growFolds({ features: [], response, rows, parts }, rows.length)
  const root = (filled: Tree, t: number): ShiftedTree => withShiftedDonors(filled, unseen, scores, donor, locations[t])
  const trees = grown.map(({ own }, t) =>
    withAllDonors(own, root(roots[t].own, t), donor, isAtom, (tell) => {
      for (const row of rows) tell(row, leafOf(own, features, row))
    }),
  )
  if (trees.some(({ residuals }) => residuals.length === 0)) return []
  const seen = grown.map(({ others }, t) => {
    const all = roots[t].others
    if (!others || !all) return null
    return withAllDonors(others, root(all, t), donor, isAtom, (tell) => {
      for (let leaf = 0; leaf < others.feature.length; leaf++)
        if (others.feature[leaf] === -1) for (let i = others.start[leaf]; i < others.end[leaf]; i++) tell(others.rows[i], leaf)
    })
  })
  const likelihood = heldOutLikelihood(grown, donor, bins, (t, leaf) => {
    const [tree, others] = [seen[t] as ShiftedTree, grown[t].others as Tree]
    const weight = (others.end[leaf] - others.start[leaf]) / Math.max(1, shiftedCount(tree, leaf))
    return (row, from, to) => weight * shiftedIn(tree, uppers, leaf, unseen[row], from, to)
  })
  return [{ law: { kind: 'shifted', predictors: null, trees, uppers, counts: Float64Array.from(counts) }, likelihood }]
}
