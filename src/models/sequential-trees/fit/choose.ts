import ln from '@stdlib/math-base-special-ln'
import { boostingClasses, takeRows } from '../../../learn/boosting/class-boosting.js'
import { bagRows, growingBag } from '../../../learn/trees/bag.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { tellingFeatures } from '../../../learn/trees/screen.js'
import type { Response } from '../../../learn/trees/split.js'
import { growTree } from '../../../learn/trees/tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import { type Conditional, codeProbabilities, type DonorBag } from '../draw/conditional.js'
import { withDonors } from '../draw/donors.js'
import { type Folds, partsOf } from '../draw/folds.js'
import type { TreesSettings } from '../options.js'
import { blendLeaves, blendOf, countCodes, donorCandidate, growingSizes, judgesOf } from './fit-blend.js'
import { marginLikelihood } from './held-out.js'

/** Codes that a column hands on, one per row, and whether neighbouring codes are alike. */
export interface Classes {
  readonly codes: Int32Array
  /** Codes lie in [0, kinds). */
  readonly kinds: number
  readonly ordered: boolean
}

/** Share of the rows on which the candidates are judged, and fewest of them that can judge. */
const heldShare = 0.1
const fewestHeld = 40
/** More classes than this are rare ones for the most part, and boosting is slow to draw from. */
const mostBoostedClasses = 128
/** Rows beyond these teach boosting nothing, and its memory is rows × classes. */
const mostBoostedRows = 100_000
const mostBoostedCells = 8_000_000
/** Rows per tree of a bag: more add size and time, and nothing that the other trees don't have. */
const mostTreeRows = 100_000
/** A candidate is taken to be wrong about so many rows: then the column's margin decides. */
const marginWeight = 0.001
/** Trees that show whether a bag can win: what is won by more of them falls like 1 over their number, and twice as much is allowed for. */
const firstTrees = 3
const allowedFor = 2

/** Predictors of a column at most, and rows that choose them: beyond that, columns would cost time in the square of their number. */
const mostPredictors = 32
const mostScreeningRows = 5000

/** What `fit` makes of the features, or, where there are many, of those that say most about the response. */
export function* fitScreened(
  features: readonly Feature[],
  response: Response,
  rows: Int32Array,
  rng: Rng,
  fit: (features: readonly Feature[]) => Work<Conditional>,
): Work<Conditional> {
  if (features.length <= mostPredictors) return yield* fit(features)
  const screening = bagRows(rows, Math.min(rows.length, mostScreeningRows), rng)
  const predictors = tellingFeatures(features, response, screening, mostPredictors, rng)
  yield
  return { ...(yield* fit(Array.from(predictors, (position) => features[position]))), predictors }
}

/** Trees on these rows whose leaves hold what `donor` says each row hands on. */
export function* fitBag(
  features: readonly Feature[],
  response: Response,
  donor: ArrayLike<number>,
  kinds: number,
  rows: Int32Array,
  { trees, bagging, leaf }: TreesSettings,
  rng: Rng,
): Work<DonorBag> {
  const share = Math.min(bagging, mostTreeRows / Math.max(1, rows.length))
  const bag = yield* growingBag(features, response, rows, rng, { trees, share, minLeaf: leaf })
  return { kind: 'bag', predictors: null, trees: bag.map((tree) => withDonors(tree, donor, kinds)) }
}

/** No tree at all: what a row is handed doesn't depend on the columns before. */
function fitMarginal(classes: Classes, rows: Int32Array): Conditional {
  const root = growTree([], { kind: 'class', codes: classes.codes, classes: classes.kinds }, rows)
  return { kind: 'bag', predictors: null, trees: [withDonors(root, classes.codes, classes.kinds)] }
}

/**
 * The conditional of a column of classes: of its margin, bagged trees and boosted trees the one under which rows that none of them
 * has seen are likeliest. Without boosting, or enough rows to judge by, it is the bag.
 */
export function* fitClasses(
  features: readonly Feature[],
  classes: Classes,
  rows: Int32Array,
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
): Work<Conditional> {
  const response = { kind: 'class', codes: classes.codes, classes: classes.kinds } as const
  const present = presentCodes(classes, rows)
  if (features.length === 0 || present.length < 2) return fitMarginal(classes, rows)
  if (settings.blend) return yield* blendClasses(features, classes, present, rows, settings, folds, rng)
  const held = bagRows(rows, Math.floor(Math.min(rows.length, mostBoostedRows) * heldShare), rng)
  if (!settings.boosting || held.length < fewestHeld || present.length > mostBoostedClasses) {
    return yield* fitBag(features, response, classes.codes, classes.kinds, rows, settings, rng)
  }
  const seen = without(rows, held)
  const shares = sharesOf(classes, seen)
  const heldFeatures = features.map((feature) => takeRows(feature, held))
  const wanted = held.map((row) => classes.codes[row])
  const score = (candidate: Conditional): number => logLikelihood(candidate, heldFeatures, wanted, shares)
  const others = [fitMarginal(classes, seen), yield* fitBoosted(features, classes, present, seen, held, settings, rng)]
  const scores = others.map(score)
  const best = Math.max(...scores)
  const grow = (trees: number): Work<DonorBag> =>
    fitBag(features, response, classes.codes, classes.kinds, seen, { ...settings, trees }, rng)
  return (yield* bagAbove(best, settings.trees, grow, score)) ?? others[scores.indexOf(best)]
}

/** A bag of so many trees where it scores more than that; null where it doesn't, or where its first trees show that it won't. */
function* bagAbove(
  best: number,
  count: number,
  grow: (trees: number) => Work<DonorBag>,
  score: (bag: DonorBag) => number,
): Work<DonorBag | null> {
  const first = yield* grow(Math.min(count, firstTrees))
  if (count <= firstTrees) return score(first) > best ? first : null
  const [own, alone] = [score(first), score({ ...first, trees: first.trees.slice(0, 1) })]
  const left = (1 / firstTrees - 1 / count) / (1 - 1 / firstTrees)
  if (own + allowedFor * left * Math.max(0, own - alone) <= best) return null
  const bag = { ...first, trees: [...first.trees, ...(yield* grow(count - firstTrees)).trees] }
  return score(bag) > best ? bag : null
}

/** Donors of leaves of several sizes, the margin and boosted trees by weights under which rows that none of them has seen are likeliest. */
function* blendClasses(
  features: readonly Feature[],
  classes: Classes,
  present: Int32Array,
  rows: Int32Array,
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
): Work<Conditional> {
  const { codes, kinds } = classes
  const counts = countCodes(codes, rows, kinds)
  const bins = { starts: Int32Array.from({ length: kinds + 1 }, (_, code) => code), kernel: [1] }
  const told = { features, response: { kind: 'class', codes, classes: kinds } as const, rows, parts: partsOf(folds, rows) }
  const margin = marginLikelihood(counts, codes, bins)
  // Rare classes are told apart by no size of leaf, and trees of many classes take their time.
  const sizes = kinds > mostBoostedClasses ? [settings.leaf] : blendLeaves(settings.leaf, rows.length)
  const candidates = (yield* growingSizes(told, sizes)).map((grown) => donorCandidate(grown, codes, kinds, bins))
  candidates.push({ law: fitMarginal(classes, rows), likelihood: margin })
  const judges = judgesOf(told)
  const held = bagRows(judges, Math.min(judges.length, Math.floor(Math.min(rows.length, mostBoostedRows) * heldShare)), rng)
  if (!settings.boosting || held.length < 2 * fewestHeld || present.length > mostBoostedClasses) return blendOf(candidates, margin, judges)
  // Rows that told boosting when to stop can't judge it.
  const stopping = bagRows(held, Math.floor(held.length / 2), rng)
  const judging = without(held, stopping)
  const law = yield* fitBoosted(features, classes, present, without(rows, held), stopping, settings, rng)
  const chances = codeProbabilities(
    law,
    features.map((feature) => takeRows(feature, judging)),
    judging.map((row) => codes[row]),
  )
  const likelihood = new Float64Array(codes.length)
  for (let i = 0; i < judging.length; i++) likelihood[judging[i]] = chances[i]
  return blendOf([...candidates, { law, likelihood }], margin, judging)
}

function* fitBoosted(
  features: readonly Feature[],
  { codes, kinds, ordered }: Classes,
  present: Int32Array,
  seen: Int32Array,
  held: Int32Array,
  { leaf }: TreesSettings,
  rng: Rng,
): Work<Conditional> {
  const classOf = new Int32Array(kinds).fill(-1)
  for (let k = 0; k < present.length; k++) classOf[present[k]] = k
  const most = Math.min(mostBoostedRows, Math.floor(mostBoostedCells / present.length))
  const rows = seen.length > most ? bagRows(seen, most, rng) : seen
  const response = { codes: codes.map((code) => classOf[code]), classes: present.length }
  const model = yield* boostingClasses(features, response, rows, held, rng, { ordered, minLeaf: Math.max(20, leaf) })
  return { kind: 'boosted', predictors: null, model, codes: present }
}

/** The codes that occur in these rows, ascending. */
function presentCodes({ codes, kinds }: Classes, rows: Int32Array): Int32Array {
  const occurs = new Uint8Array(kinds)
  for (const row of rows) occurs[codes[row]] = 1
  return Int32Array.from(occurs.keys()).filter((code) => occurs[code] === 1)
}

function sharesOf({ codes, kinds }: Classes, rows: Int32Array): Float64Array {
  const shares = new Float64Array(kinds).fill(0.5)
  for (const row of rows) shares[codes[row]] = shares[codes[row]] + 1
  return shares.map((share) => share / (rows.length + kinds / 2))
}

/** All rows but these; both ascending. */
function without(rows: Int32Array, left: Int32Array): Int32Array {
  let next = 0
  return rows.filter((row) => {
    if (row !== left[next]) return true
    next++
    return false
  })
}

function logLikelihood(conditional: Conditional, features: readonly Feature[], wanted: Int32Array, shares: Float64Array): number {
  const probabilities = codeProbabilities(conditional, features, wanted)
  let sum = 0
  for (let i = 0; i < wanted.length; i++) sum += ln((1 - marginWeight) * probabilities[i] + marginWeight * shares[wanted[i]])
  return sum
}
