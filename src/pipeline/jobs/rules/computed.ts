import exp from '@stdlib/math-base-special-exp'
import type { Condition, Evidence } from '../../../constraints/domains/condition.js'
import { ConstraintError } from '../../../errors.js'
import { loadedModel } from '../../../models/loaded.js'
import { type Solving, solvablePart, valuesIn, weighedSolutions } from '../../../models/relations/solve.js'
import {
  type Computed,
  type ComputedColumns,
  common,
  computedColumns,
  type DrawnBox,
  narrowedBy,
  type Span,
} from '../../../models/relations/spans.js'
import { outsideOf } from '../../../models/rules/drawn-parts.js'
import { modelledSchema } from '../../../models/shell/layout.js'
import type { StatePart } from '../../../models/shell/sample.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import { createRng, type Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'

/** What a model draws from where conditions are on computed columns: boxes of their parts, which hold all rows that satisfy them. */
export interface PartsGiven {
  readonly parts: readonly StatePart[]
  /** Whether rows that are drawn again until they satisfy the conditions follow the model's law exactly. */
  readonly exact: boolean
  /** The columns that are confined. */
  readonly columns: readonly string[]
}

/** Boxes that are cut in two, at most: each cut conditions the model twice. A model that is conditioned approximately draws small boxes badly. */
const mostCuts = 48
const fewCuts = 12
/** Rows are drawn again while so many of the boxes' rows satisfy the conditions; beyond that, one part is solved from the others. */
const enoughToDrawAgain = 5e-4
/** Rows of a trial, those of its rows by which each box's solutions are weighed, and how much more than their mean weight is told apart. */
const trialRows = 512
const trialSolutions = 64
const mostOfMean = 20
const trialStream = -17
/** Boxes are fine enough if about so many of their rows satisfy the conditions. */
const enough = 0.25
/** Boxes of columns that may be missing, at most: each is missing or not. */
const mostPatterns = 64

interface Box {
  readonly drawn: DrawnBox
  readonly state: unknown
  readonly share: number
  /** About what share of its rows satisfies the conditions. */
  readonly kept: number
}

/**
 * Boxes without common rows that hold all rows of the model in which computed columns satisfy conditions, the finer the more rows of them don't: since they are drawn from as often as
 * the model has them, rows that are drawn again until they satisfy the conditions follow its law. Null where the model can't be conditioned, or the columns come of what boxes can't follow.
 * Throws a ConstraintError where no row of the model can satisfy them.
 */
export function partsGiven(model: FittedModel, computed: Evidence, evidence: Evidence): PartsGiven | null {
  const { condition, unit } = loadedModel(model.model)
  const wanted = wantedOf(computed)
  const columns = [...wanted.keys()]
  const known = unit === 'row' && condition && columns.length > 0 ? computedColumns(columns, model.schema) : null
  if (!known || !condition) return null
  const modelled = modelledSchema(model.schema, model.derivations, unit)
  let exact = true
  const boxOf = (drawn: DrawnBox): Box[] => {
    const left = narrowedBy(drawn, wanted, known)
    if (!left) return []
    try {
      const given = condition(model.state, modelled, [...evidence, ...conditionsOf(left, known)])
      exact &&= given.exact
      return [{ drawn: left, state: given.state, share: exp(given.logProbability), kept: keptOf(left, wanted, known) }]
    } catch (error) {
      // No row of the model lies in such a box.
      if (error instanceof ConstraintError) return []
      throw error
    }
  }
  const roots = rootsOf(known)
  if (!roots) return null
  let boxes = roots.flatMap(boxOf)
  for (let cuts = 0; cuts < (exact ? mostCuts : fewCuts); cuts++) {
    const total = boxes.reduce((sum, { share }) => sum + share, 0)
    if (boxes.reduce((sum, { share, kept }) => sum + share * kept, 0) >= enough * total) break
    const halves = boxes.map((box) => ({ box, waste: box.share * (1 - box.kept), cut: cutOf(box.drawn, known) })).filter(({ cut }) => cut)
    if (halves.length === 0) break
    const { box, cut } = halves.reduce((most, own) => (own.waste > most.waste ? own : most))
    boxes = [...boxes.filter((other) => other !== box), ...(cut ?? []).flatMap(boxOf)]
  }
  const total = boxes.reduce((sum, { share }) => sum + share, 0)
  if (!(total > 0)) {
    throw new ConstraintError(
      'where',
      `no row of the model can satisfy it: ${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} computed from ${[...known.parts.keys()].join(', ')}, which don't reach that far; loosen it`,
    )
  }
  const kept = boxes.reduce((sum, box) => sum + box.share * box.kept, 0) / total
  const columnNames = [...known.parts.keys()]
  if (exact && kept >= enoughToDrawAgain) {
    return {
      exact,
      columns: columnNames,
      parts: boxes.map(({ drawn, state, share }) => ({ state, share: share / total, within: conditionsOf(drawn, known) })),
    }
  }
  const solved = boxes.map((box, i) => solvedPart(box, { wanted, known, model, modelled, rng: createRng(1, trialStream, i) }))
  const sum = solved.reduce((all, { share }) => all + share, 0)
  return { exact: false, columns: columnNames, parts: solved.map((part) => ({ ...part, share: part.share / sum })) }
}

interface Solved {
  readonly wanted: Computed
  readonly known: ComputedColumns
  readonly model: FittedModel
  readonly modelled: Schema
  readonly rng: Rng
}

/** A box in which one part is solved from the others: drawn from the more often the more rows of it are solutions. */
function solvedPart({ drawn, state, share }: Box, { wanted, known, model, modelled, rng }: Solved): StatePart {
  const within = conditionsOf(drawn, known)
  const part = solvablePart(drawn, known)
  if (part === null) return { state, share, within }
  const synthesizer = loadedModel(model.model)
  const values = valuesIn(drawn.get(part) as Span, (known.parts.get(part) as { grid: number }).grid)
  let weights: Float64Array = new Float64Array()
  try {
    const table = synthesizer.sampleBlock(state, modelled, trialRows, rng)
    const drawing = { synthesizer, model, modelled }
    weights = weighedSolutions(table, { wanted, box: drawn, part }, drawing, someOf(outsideOf(table, within)), rng.split(0)).weights
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
  }
  const positive = weights.filter((weight) => weight > 0)
  const mean = positive.reduce((all, weight) => all + weight, 0) / Math.max(1, positive.length)
  const bound =
    Math.min(
      positive.reduce((most, weight) => Math.max(most, weight), 0),
      mostOfMean * mean,
    ) || 1
  return { state, share: (share * bound) / values, within, solve: { wanted, box: drawn, part, bound } satisfies Solving }
}

/** Marks the rows of a trial beyond the first that aren't marked: weighing takes longer than drawing. */
function someOf(outside: Uint8Array): Uint8Array {
  let left = trialSolutions
  return outside.map((own) => (own || left-- <= 0 ? 1 : 0))
}

/** The numbers that conditions leave of each column, as spans; without columns of which they rule out some only. */
function wantedOf(computed: Evidence): Computed {
  const wanted = new Map<string, readonly Span[]>()
  for (const { column, oneOf, range, not } of computed) {
    const numbers = oneOf?.filter((value) => typeof value === 'number')
    if (not || (oneOf && numbers?.length !== oneOf.length)) continue
    const own = range ? [{ low: range.min, high: range.max }] : (numbers ?? []).map((value) => ({ low: value, high: value }))
    const before = wanted.get(column)
    wanted.set(column, before ? before.flatMap((a) => own.flatMap((b) => common(a, b) ?? [])) : own)
  }
  return wanted
}

/** All that the parts may be: each of those that may be missing is, or isn't. Null where these are too many cases. */
function rootsOf({ parts }: ComputedColumns): DrawnBox[] | null {
  let roots: DrawnBox[] = [new Map()]
  for (const [name, { span, nullable }] of parts) {
    roots = roots.flatMap((root) => [new Map(root).set(name, span), ...(nullable ? [new Map(root).set(name, null)] : [])])
    if (roots.length > mostPatterns) return null
  }
  return roots
}

/** About what share of the values that computed columns have in a box is wanted. */
function keptOf(box: DrawnBox, wanted: Computed, known: ComputedColumns): number {
  let kept = 1
  for (const [column, spans] of wanted) {
    const image = known.imageOf(box, column)
    if (!image) continue
    const reached = spans.flatMap((span) => common(span, image) ?? [])
    const width = image.high - image.low
    const finest = Math.max(...[...known.parts.values()].map(({ grid }) => grid))
    const own = reached.reduce((sum, { low, high }) => sum + high - low + finest, 0)
    kept *= Math.min(1, own / (width + finest))
  }
  return kept
}

/** The box as two, cut where most is open beside all that a part may be; null where nothing is left to cut. */
function cutOf(box: DrawnBox, { parts }: ComputedColumns): [DrawnBox, DrawnBox] | null {
  let widest: { readonly name: string; readonly span: Span; readonly share: number } | null = null
  for (const [name, span] of box) {
    const { span: all, grid } = parts.get(name) as { span: Span; grid: number }
    const share =
      span && span.high - span.low > Math.max(grid, 1e-9 * Math.abs(span.high)) ? (span.high - span.low) / (all.high - all.low) : 0
    if (span && share > (widest?.share ?? 0)) widest = { name, span, share }
  }
  if (!widest) return null
  const { name, span } = widest
  const { grid } = parts.get(name) as { grid: number }
  const middle = span.low / 2 + span.high / 2
  // Between two values of a grid, so that none lies in both.
  const at = grid > 0 ? (Math.floor(middle / grid) + 0.5) * grid : middle
  return [new Map(box).set(name, { low: span.low, high: at }), new Map(box).set(name, { low: at, high: span.high })]
}

/** A box as conditions; open at the ends of all that a part may be, since a model may go beyond them. */
function conditionsOf(box: DrawnBox, { parts }: ComputedColumns): Condition[] {
  return [...box].flatMap(([column, span]): Condition[] => {
    const all = (parts.get(column) as { span: Span }).span
    if (!span) return [{ column, oneOf: [null] }]
    const min = span.low <= all.low ? Number.NEGATIVE_INFINITY : span.low
    const max = span.high >= all.high ? Number.POSITIVE_INFINITY : span.high
    return [{ column, range: { min, max, ...(max < all.high ? { maxOpen: true } : {}) } }]
  })
}
