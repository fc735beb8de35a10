import { bagRows, growingBag } from '../../../learn/trees/bag.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { informativeFeatures } from '../../../learn/trees/screen.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import { growTree } from '../../../learn/trees/tree.js'
import type { Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import type { Conditional, DonorBag } from '../draw/laws/conditional.js'
import { withDonors } from '../draw/laws/donors.js'
import type { Folds } from '../draw/laws/folds.js'
import type { TreesSettings } from '../settings.js'

/** Laws that are chosen or mixed by how well they foretell unseen rows: they are loaded where the settings ask for them. */
export type JudgedLaws = typeof import('./choose.js')

export async function loadLaws({ boosting, blend }: TreesSettings): Promise<JudgedLaws | null> {
  return boosting || blend ? import('./choose.js') : null
}

/** Codes that a column hands on, one per row, and whether neighbouring codes are alike. */
export interface ResponseCodes {
  readonly codes: Int32Array
  /** Codes lie in [0, kinds). */
  readonly kinds: number
  readonly ordered: boolean
}

/** Share of the rows on which the candidates are judged, and fewest of them that can judge. */
export const heldShare = 0.1
export const fewestHeld = 40
/** More classes than this are rare ones for the most part, and boosting is slow to draw from. */
export const mostBoostedClasses = 128
/** Rows beyond these teach boosting nothing, and its memory is rows × classes. */
export const mostBoostedRows = 100_000
/** Rows per tree of a bag: more add size and time, and nothing that the other trees don't have. */
const mostTreeRows = 100_000

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
export function fitMarginal(classes: ResponseCodes, rows: Int32Array): Conditional {
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
  laws: JudgedLaws | null,
): Work<Conditional> {
  const response = { kind: 'class', codes: classes.codes, classes: classes.kinds } as const
  const present = presentCodes(classes, rows)
  if (features.length === 0 || present.length < 2) return fitMarginal(classes, rows)
  if (laws && settings.blend) return yield* laws.blendClasses(features, classes, present, rows, settings, folds, rng)
  const held = bagRows(rows, Math.floor(Math.min(rows.length, mostBoostedRows) * heldShare), rng)
  if (!laws || !settings.boosting || held.length < fewestHeld || present.length > mostBoostedClasses) {
    return yield* fitBag(features, response, classes.codes, classes.kinds, rows, settings, rng)
  }
  return yield* laws.chooseClasses(features, classes, present, rows, held, settings, rng)
}

/** The codes that occur in these rows, ascending. */
function presentCodes({ codes, kinds }: ResponseCodes, rows: Int32Array): Int32Array {
  const occurs = new Uint8Array(kinds)
  for (const row of rows) occurs[codes[row]] = 1
  return Int32Array.from(occurs.keys()).filter((code) => occurs[code] === 1)
}

export function donorCodeCounts(donor: ArrayLike<number>, rows: Int32Array, kinds: number): Int32Array {
  const counts = new Int32Array(kinds)
  for (const row of rows) counts[donor[row]] = counts[donor[row]] + 1
  return counts
}
