import ln from '@stdlib/math-base-special-ln'
import { boostingClasses } from '../../../learn/boosting/class-boosting.js'
import { bagRows } from '../../../learn/trees/bag.js'
import { type Feature, takeRows } from '../../../learn/trees/bins.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import { type Conditional, codeProbabilities, type DonorBag } from '../draw/laws/conditional.js'
import { type Folds, foldParts } from '../draw/laws/folds.js'
import type { TreesSettings } from '../settings.js'
import {
  donorCodeCounts,
  fewestHeld,
  fitBag,
  fitMarginal,
  fitScreened,
  heldShare,
  mostBoostedClasses,
  mostBoostedRows,
  type ResponseCodes,
} from './fit-bag.js'
import { blendLeaves, blendOf, type CandidateLaw, donorCandidate, growingSizes, judgesOf } from './fit-blend.js'
import { enoughRows, few, judgedTrees, type Told } from './fold-trees.js'
import { marginLikelihood } from './held-out.js'

export { blendNumbers } from './fit-blend.js'

const mostBoostedCells = 8_000_000
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

/** Of the margin, bagged trees and boosted trees the law under which the held rows, which none of them has seen, are likeliest. */
export function* chooseClasses(
  features: readonly Feature[],
  classes: ResponseCodes,
  present: Int32Array,
  rows: Int32Array,
  held: Int32Array,
  settings: TreesSettings,
  rng: Rng,
): Work<Conditional> {
  const response = { kind: 'class', codes: classes.codes, classes: classes.kinds } as const
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
export function* blendClasses(
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
