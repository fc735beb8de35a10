import { convexWeights } from '../../learn/convex-weights.js'
import type { Rng } from '../../random/rng.js'
import type { Conditional } from './conditional.js'
import { type DonorTree, donorsIn, withDonors } from './donors.js'
import { type FoldTree, growFolds, type Told } from './fold-trees.js'
import { partsOf } from './folds.js'
import { type Bins, binsOfNumbers, heldOutLikelihood, marginLikelihood } from './held-out.js'
import { fitLocation, type Location, locate, scaled } from './location.js'
import { type Scores, scoresOf } from './scores.js'
import { type ShiftedTree, shiftedIn, withShiftedDonors } from './shifted.js'

/** A law, and how likely it makes each row that it hasn't seen. */
export interface Candidate {
  readonly law: Conditional
  readonly likelihood: Float64Array
}

/** Leaves of a blend, in shares of the least that is asked for: smaller and larger ones. */
const leafRatios = [5 / 12, 1, 10 / 3] as const
/** The margin of the column counts for so much of each law, so that nothing that was seen is impossible. */
const doubt = 1 / 60
/** A law of less weight than this is left out. */
const leastWeight = 0.02

export const blendLeaves = (leaf: number): number[] => [...new Set(leafRatios.map((ratio) => Math.max(1, Math.round(ratio * leaf))))]

/** Donors of leaves of so many rows. */
export function donorCandidate(grown: readonly FoldTree[], folds: number, donor: ArrayLike<number>, kinds: number, bins: Bins): Candidate {
  const trees = grown.map(({ own }) => withDonors(own, donor, kinds))
  const judged = grown.slice(0, folds)
  const seen = judged.map(({ others }) => withDonors(others, donor, kinds))
  const likelihood = heldOutLikelihood(judged, donor, bins, (t, leaf) => (_, from, to) => donorsIn(seen[t] as DonorTree, leaf, from, to))
  return { law: { kind: 'bag', predictors: null, trees, folds }, likelihood }
}

/** The convex combination of the laws under which these rows are likeliest. */
export function blendOf(candidates: readonly Candidate[], margin: Float64Array, rows: Int32Array): Conditional {
  const likelihoods = candidates.map(({ likelihood }) =>
    Float64Array.from(rows, (row) => (1 - doubt) * (likelihood[row] as number) + doubt * (margin[row] as number)),
  )
  const weights = convexWeights(likelihoods)
  const kept = candidates.flatMap(({ law }, q) => ((weights[q] as number) < leastWeight ? [] : [{ law, weight: weights[q] as number }]))
  if (kept.length === 1) return (kept[0] as (typeof kept)[number]).law
  const sum = kept.reduce((total, { weight }) => total + weight, 0)
  return {
    kind: 'blend',
    predictors: null,
    parts: kept.map(({ law }) => law),
    weights: Float64Array.from(kept, ({ weight }) => weight / sum),
  }
}

export function countCodes(donor: ArrayLike<number>, rows: Int32Array, kinds: number): Int32Array {
  const counts = new Int32Array(kinds)
  for (const row of rows) counts[donor[row] as number] = (counts[donor[row] as number] as number) + 1
  return counts
}

/** The law of a number column: donors of leaves of several sizes, and donors that are moved. */
export function blendNumbers(told: Told, donor: Int32Array, kinds: number, leaf: number, rng: Rng): Conditional {
  const { rows, folds } = told
  const counts = countCodes(donor, rows, kinds)
  const bins = binsOfNumbers(counts)
  const grown = blendLeaves(leaf).map((size) => growFolds(told, size))
  const candidates = grown.map((own) => donorCandidate(own, folds.count, donor, kinds, bins))
  const scores = scoresOf(donor, rows, kinds, rng)
  if (scores) {
    const located = locateRows(told, scores)
    for (const own of grown.slice(1)) candidates.push(shiftedCandidate(own, folds.count, located, scores, donor, counts, bins))
  }
  return blendOf(candidates, marginLikelihood(counts, donor, bins), rows)
}

interface Located {
  /** By tree. */
  readonly locations: readonly Location[]
  /** By tree and training row, where it is to be expected. */
  readonly located: readonly Float64Array[]
  /** By round and training row, where it is to be expected by rows of other folds. */
  readonly unseen: readonly Float64Array[]
}

/** For each tree, where rows are to be expected by those that are no donors of it. */
function locateRows({ features, rows, folds }: Told, scores: Scores): Located {
  const moves = (row: number): boolean => scores.ofRows[row] !== 0
  const size = scores.ofRows.length
  const unseen = folds.rounds.map(() => new Float64Array(size))
  const found = folds.rounds.flatMap((dealt, round) =>
    Array.from({ length: folds.count }, (_, fold) => {
      const { own, others } = partsOf(dealt, fold, rows)
      const location = fitLocation(features, scores.ofRows, others.filter(moves))
      const located = locate(location, features, size)
      for (const row of own) (unseen[round] as Float64Array)[row] = located[row] as number
      return { location, located }
    }),
  )
  // How far it can be trusted is learned from all folds together.
  const factors = unseen.map((own) => slopeOf(own, scores.ofRows, rows.filter(moves)))
  const factorOf = (tree: number): number => factors[Math.floor(tree / folds.count)] as number
  return {
    locations: found.map(({ location }, t) => scaled(location, factorOf(t))),
    located: found.map(({ located }, t) => located.map((value) => value * factorOf(t))),
    unseen: unseen.map((own, round) => own.map((value) => value * (factors[round] as number))),
  }
}

/** The factor, 0 to 1, by which what was learned of other rows foretells these best. */
function slopeOf(located: Float64Array, scores: Float64Array, rows: Int32Array): number {
  let [products, squares] = [0, 0]
  for (const row of rows) {
    products += (located[row] as number) * (scores[row] as number)
    squares += (located[row] as number) ** 2
  }
  return squares > 0 ? Math.min(1, Math.max(0, products / squares)) : 0
}

function shiftedCandidate(
  grown: readonly FoldTree[],
  folds: number,
  { locations, located, unseen }: Located,
  scores: Scores,
  donor: Int32Array,
  counts: Int32Array,
  bins: Bins,
): Candidate {
  const { uppers } = scores
  const trees = grown.map(({ own }, t) => withShiftedDonors(own, located[t] as Float64Array, scores, donor, locations[t] as Location))
  const judged = grown.slice(0, folds)
  const seen = judged.map(({ others }, t) => withShiftedDonors(others, unseen[0] as Float64Array, scores, donor, locations[t] as Location))
  const likelihood = heldOutLikelihood(
    judged,
    donor,
    bins,
    (t, leaf) => (row, from, to) => shiftedIn(seen[t] as ShiftedTree, uppers, leaf, (located[t] as Float64Array)[row] as number, from, to),
  )
  return { law: { kind: 'shifted', predictors: null, trees, folds, uppers, counts: Float64Array.from(counts) }, likelihood }
}
