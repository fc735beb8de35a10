import ln from '@stdlib/math-base-special-ln'
import { boostingClasses, takeRows } from '../../../learn/boosting/class-boosting.js'
import { bagRows, growingBag } from '../../../learn/trees/bag.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { informativeFeatures } from '../../../learn/trees/screen.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import { growTree } from '../../../learn/trees/tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import { type Conditional, codeProbabilities, type DonorBag } from '../draw/laws/conditional.js'
import { withDonors } from '../draw/laws/donors.js'
import { type Folds, foldParts } from '../draw/laws/folds.js'
import type { TreesSettings } from '../options.js'
import { blendLeaves, blendOf, type CandidateLaw, donorCandidate, donorCodeCounts, growingSizes, judgesOf } from './fit-blend.js'
import { enoughRows, few, judgedTrees, type Told } from './fold-trees.js'
import { marginLikelihood } from './held-out.js'

/** Codes that a column hands on, one per row, and whether neighbouring codes are alike. */
export interface ResponseCodes {
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
/** So many rows of the rarer of two classes judge laws as well as more would. */
const enoughOfRarer = 100
/** Rows of the rarer class that a level of a predictor needs. */
const rarerPerLevel = 10
/** What few rows have, large trees would learn by heart. */
const smallTrees = { leaves: 4, learningRate: 0.15, rounds: 16, l2: 1 } as const
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
  response: TreeResponse,
  rows: Int32Array,
  rng: Rng,
  fit: (features: readonly Feature[]) => Work<Conditional>,
): Work<Conditional> {
  if (features.length <= mostPredictors) return yield* fit(features)
  const screening = bagRows(rows, Math.min(rows.length, mostScreeningRows), rng)
  const predictors = informativeFeatures(features, response, screening, mostPredictors, rng)
  yield
  return { ...(yield* fit(Array.from(predictors, (position) => features[position]))), predictors }
}

/** Trees on these rows whose leaves hold what `donor` says each row hands on. */
export function* fitBag(
  features: readonly Feature[],
  response: TreeResponse,
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
function fitMarginal(classes: ResponseCodes, rows: Int32Array): Conditional {
  const root = growTree([], { kind: 'class', codes: classes.codes, classes: classes.kinds }, rows)
  return { kind: 'bag', predictors: null, trees: [withDonors(root, classes.codes, classes.kinds)] }
}

/**
 * The conditional of a column of classes: of its margin, bagged trees and boosted trees the one under which rows that none of them
 * has seen are likeliest. Without boosting, or enough rows to judge by, it is the bag.
 */
export function* fitClasses(
  features: readonly Feature[],
  classes: ResponseCodes,
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

/** Laws that classes are drawn by, and how likely each row is by their margin. */
interface ClassLaws {
  readonly candidates: CandidateLaw[]
  readonly margin: Float64Array
}

/** Donors of leaves of these sizes, and the margin. */
function* leavesAndMargin(told: Told, classes: ResponseCodes, sizes: readonly number[]): Work<ClassLaws> {
  const { codes, kinds } = classes
  const bins = { starts: Int32Array.from({ length: kinds + 1 }, (_, code) => code), kernel: [1] }
  const margin = marginLikelihood(donorCodeCounts(codes, told.rows, kinds), codes, bins)
  const candidates = (yield* growingSizes(told, sizes)).map((grown) => donorCandidate(grown, codes, kinds, bins))
  return { candidates: [...candidates, { law: fitMarginal(classes, told.rows), likelihood: margin }], margin }
}

/**
 * Which of two classes rows have, of which one may be rare: leaves, small boosted trees and the margin. Names of more
 * levels than a tenth of the rarer rows are not looked at: any order of them would fit by chance (Peduzzi et al. 1996).
 */
export function* fitWhether(
  features: readonly Feature[],
  codes: Int32Array,
  rows: Int32Array,
  leaf: number,
  folds: Folds,
  rng: Rng,
): Work<Conditional> {
  const classes = { codes, kinds: 2, ordered: false }
  const rarer = Math.min(...donorCodeCounts(codes, rows, 2))
  const some = Int32Array.from(features.keys()).filter((f) => !features[f].nominal || features[f].bins * rarerPerLevel <= rarer)
  if (some.length === 0) return fitMarginal(classes, rows)
  const seen = Array.from(some, (f) => features[f])
  const response = { kind: 'class', codes, classes: 2 } as const
  const enough = Math.max(enoughRows, Math.ceil((enoughOfRarer * rows.length) / rarer))
  const law = yield* fitScreened(seen, response, rows, rng, function* (own) {
    const told = { features: own, response, rows, parts: foldParts(folds, rows), enough }
    const { candidates, margin } = yield* leavesAndMargin(told, classes, [leaf])
    return blendOf([...candidates, yield* boostingFolds(told, codes, rng)], margin, judgesOf(told), enough)
  })
  return { ...law, predictors: law.predictors?.map((position) => some[position]) ?? some }
}

/** A few small boosted trees for each fold that judges, of the rows of the others. */
function* boostingFolds(told: Told, codes: Int32Array, rng: Rng): Work<CandidateLaw> {
  const { features, parts } = told
  const likelihood = new Float64Array(codes.length)
  const laws: Conditional[] = []
  for (const { own, others } of parts.slice(0, judgedTrees(told))) {
    const rows = few(others, mostBoostedRows)
    const model = yield* boostingClasses(features, { codes, classes: 2 }, rows, new Int32Array(0), rng, smallTrees)
    const law = { kind: 'boosted', predictors: null, model, codes: Int32Array.of(0, 1) } as const
    laws.push(law)
    addLikelihood(likelihood, law, features, codes, own)
  }
  const weights = new Float64Array(laws.length).fill(1 / laws.length)
  return { law: laws.length === 1 ? laws[0] : { kind: 'blend', predictors: null, parts: laws, weights }, likelihood }
}

/** Says by row how likely the classes of these rows are. */
function addLikelihood(
  likelihood: Float64Array,
  law: Conditional,
  features: readonly Feature[],
  codes: Int32Array,
  rows: Int32Array,
): void {
  const seen = features.map((feature) => takeRows(feature, rows))
  const chances = codeProbabilities(
    law,
    seen,
    rows.map((row) => codes[row]),
  )
  for (let i = 0; i < rows.length; i++) likelihood[rows[i]] = chances[i]
}

/** Donors of leaves of several sizes, the margin and boosted trees by weights under which rows that none of them has seen are likeliest. */
function* blendClasses(
  features: readonly Feature[],
  classes: ResponseCodes,
  present: Int32Array,
  rows: Int32Array,
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
): Work<Conditional> {
  const { codes, kinds } = classes
  const told = { features, response: { kind: 'class', codes, classes: kinds } as const, rows, parts: foldParts(folds, rows) }
  // Rare classes are told apart by no size of leaf, and trees of many classes take their time.
  const sizes = kinds > mostBoostedClasses ? [settings.leaf] : blendLeaves(settings.leaf, rows.length)
  const { candidates, margin } = yield* leavesAndMargin(told, classes, sizes)
  const judges = judgesOf(told)
  const held = bagRows(judges, Math.min(judges.length, Math.floor(Math.min(rows.length, mostBoostedRows) * heldShare)), rng)
  if (!settings.boosting || held.length < 2 * fewestHeld || present.length > mostBoostedClasses) return blendOf(candidates, margin, judges)
  // Rows that told boosting when to stop can't judge it.
  const stopping = bagRows(held, Math.floor(held.length / 2), rng)
  const judging = without(held, stopping)
  const law = yield* fitBoosted(features, classes, present, without(rows, held), stopping, settings, rng)
  const likelihood = new Float64Array(codes.length)
  addLikelihood(likelihood, law, features, codes, judging)
  return blendOf([...candidates, { law, likelihood }], margin, judging)
}

function* fitBoosted(
  features: readonly Feature[],
  { codes, kinds, ordered }: ResponseCodes,
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
function presentCodes({ codes, kinds }: ResponseCodes, rows: Int32Array): Int32Array {
  const occurs = new Uint8Array(kinds)
  for (const row of rows) occurs[codes[row]] = 1
  return Int32Array.from(occurs.keys()).filter((code) => occurs[code] === 1)
}

function sharesOf({ codes, kinds }: ResponseCodes, rows: Int32Array): Float64Array {
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
