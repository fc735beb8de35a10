import type { Feature } from '../../../learn/trees/bins.js'
import { atOnce, type Work } from '../../../learn/turn.js'
import { createRng, type Rng } from '../../../random/rng.js'
import { type ColumnGaps, type GapRules, gapRules } from '../draw/gaps/gaps.js'
import type { Conditional } from '../draw/laws/conditional.js'
import { type Folds, foldParts } from '../draw/laws/folds.js'
import type { TreesSettings } from '../settings.js'
import type { TreeStep } from '../state.js'
import type { Encoded, EncodedNumbers } from './encoded.js'
import { donorCodeCounts, fitBag, fitClasses, fitScreened, type JudgedLaws, loadLaws, type ResponseCodes } from './fit-bag.js'
import type { Identity } from './identities.js'

/** A value is common if this share of the rows have it, and is drawn for itself if so many other rows have so many other values. */
const leastCommon = 0.25
const fewestOthers = 40
const fewestOtherValues = 9
/** Leaves that tell whether a number has its common value need be no larger than this. */
const mostTwoPartLeaf = 20

/** What the steps of a fit share. Plain data. */
export interface TreeStepsTask {
  readonly encoded: ReadonlyMap<string, Encoded>
  readonly identities: ReadonlyMap<string, Identity>
  readonly gaps: ReadonlyMap<string, ColumnGaps>
  readonly rows: number
  /** Names of the columns, in each order in which they are drawn. */
  readonly orders: readonly (readonly string[])[]
  readonly settings: TreesSettings
  /** For blends. */
  readonly folds: Folds
}

/** Which step to fit, and the key of its random numbers. */
export interface TreeStepInput {
  readonly way: number
  readonly position: number
  readonly key: readonly number[]
}

/**
 * How one column is drawn, given those before it: the task that a pool knows as `tree-step`. Steps learn from training rows, not from
 * what other steps draw, so they can be fitted at the same time.
 */
export async function fitStepTask(task: TreeStepsTask, input: TreeStepInput): Promise<TreeStep> {
  return atOnce(fittingStep(task, input, await loadLaws(task.settings)))
}

/** The same as work. */
export function* fittingStep(
  { encoded, identities, gaps, rows, orders, settings, folds }: TreeStepsTask,
  { way, position, key }: TreeStepInput,
  laws: JudgedLaws | null,
): Work<TreeStep> {
  const order = orders[way]
  const name = order[position]
  const column = encoded.get(name) as Encoded
  const identity = identities.get(name)
  if (identity) return computedStep(name, column, identity)
  const features = order.slice(0, position).map((before) => (encoded.get(before) as Encoded).feature)
  return yield* fitStep(name, column, features, gapRules(gaps, order, position, rows), settings, folds, createRng(...key), laws)
}

function* fitStep(
  name: string,
  column: Encoded,
  features: readonly Feature[],
  gaps: GapRules | null,
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
  laws: JudgedLaws | null,
): Work<TreeStep> {
  const rest = { name, gaps, identity: null }
  if (column.kind === 'levels') {
    const { rows, classes } = column
    const values = rows.length > 0 ? yield* fitLevels(features, classes, rows, settings, folds, rng, laws) : null
    return { ...rest, edges: null, support: null, presence: null, values }
  }
  const { edges, support, donor, rows, presence } = column
  if (rows.length === 0) return { ...rest, edges, support, presence: null, values: null }
  const values = yield* fitNumbers(column, features, settings, folds, rng, laws)
  if (!presence) return { ...rest, edges, support, presence: null, values }
  const all = Int32Array.from(donor.keys())
  return { ...rest, edges, support, presence: yield* fitLevels(features, presence, all, settings, folds, rng, laws), values }
}

/** In two parts where many rows have the same value, as zero in costs and amounts: leaves as large as the audit asks for would mix them up. */
function* fitNumbers(
  column: EncodedNumbers,
  features: readonly Feature[],
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
  laws: JudgedLaws | null,
): Work<Conditional> {
  const { support, response, donor, rows } = column
  const kinds = support.values.length
  const atom = laws && features.length > 0 && settings.boosting ? commonValue(column) : -1
  const fitRows = (own: Int32Array): Work<Conditional> =>
    fitScreened(features, response, own, rng, (seen) =>
      laws && settings.blend && seen.length > 0
        ? laws.blendNumbers({ features: seen, response, rows: own, parts: foldParts(folds, own) }, donor, kinds, settings.leaf, rng)
        : fitBag(seen, response, donor, kinds, own, settings, rng),
    )
  if (!laws || atom < 0) return yield* fitRows(rows)
  // No number is handed on by these leaves, so that they need not grow with the others.
  const isAtom = donor.map((code) => (code === atom ? 1 : 0))
  const whether = yield* laws.fitWhether(features, isAtom, rows, Math.min(settings.leaf, mostTwoPartLeaf), folds, rng)
  return { kind: 'two-part', predictors: null, atom, whether, rest: yield* fitRows(rows.filter((row) => donor[row] !== atom)) }
}

/** The place in the support of a value that so many rows have that it is drawn for itself; -1 where there is none, or little beside it. */
function commonValue({ support: { values, lows, highs }, donor, rows }: EncodedNumbers): number {
  const counts = donorCodeCounts(donor, rows, values.length)
  const atom = counts.indexOf(Math.max(...counts))
  const isCommon = counts[atom] >= leastCommon * rows.length && lows[atom] === highs[atom]
  const others = counts.reduce((sum, count, code) => sum + (code !== atom && count > 0 ? 1 : 0), 0)
  return isCommon && rows.length - counts[atom] >= fewestOthers && others >= fewestOtherValues ? atom : -1
}

/** Later columns may look at a computed column as at any other. */
function computedStep(name: string, column: Encoded, identity: Identity): TreeStep {
  const edges = column.kind === 'numbers' ? column.edges : null
  return { name, edges, support: null, presence: null, values: null, gaps: null, identity }
}

function* fitLevels(
  features: readonly Feature[],
  classes: ResponseCodes,
  rows: Int32Array,
  settings: TreesSettings,
  folds: Folds,
  rng: Rng,
  laws: JudgedLaws | null,
): Work<Conditional> {
  const response = { kind: 'class', codes: classes.codes, classes: classes.kinds } as const
  return yield* fitScreened(features, response, rows, rng, (seen) => fitClasses(seen, classes, rows, settings, folds, rng, laws))
}
