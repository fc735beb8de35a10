import { boost } from '../../../learn/boosting/boosting.js'
import { type DesignColumn, type DesignPlan, makeDesign, planDesign } from '../../../learn/linear/design.js'
import { fitLinears, type Linear } from '../../../learn/linear/linear.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { type CoarseFeature, refinedSplits } from '../../../learn/trees/coarsen.js'
import { normalQuantile } from '../../../stats/normal/normal.js'
import { type Location, tableSum } from '../draw/laws/location.js'

/** A level column with more levels than this says what it says through the trees alone. */
const mostLinearLevels = 50
const boosting = { leaves: 6, learningRate: 0.2 } as const
/** Of the squared sizes of coefficients, per row: see `fitLines`. */
const ridges = [0.01, 0.1, 1]
/** Rounds of boosting: many where few columns can be looked at, which may take many steps to follow, as a season does, and costs little; but few rows would be learned by heart. */
const fewestRounds = 20
const mostRounds = 60
const roundsOfColumns = 240
const rowsPerRound = 20

/** A line, and boosted trees of what it leaves of the scores of these rows, which see the features as coarse ones. */
export function boostLocation(
  features: readonly Feature[],
  coarse: readonly CoarseFeature[],
  scores: Float64Array,
  rows: Int32Array,
  { tables, boosted: line }: Location,
): Location {
  const base = line.base[0]
  const rest = new Float64Array(scores.length)
  for (const row of rows) rest[row] = scores[row] - base - tableSum(tables, features, row)
  const minLeaf = Math.max(5, Math.min(20, Math.floor(rows.length / 40)))
  const seen = coarse.map(({ feature }) => feature)
  const boosted = boost(seen, { kind: 'number', values: rest }, rows, {
    ...boosting,
    rounds: roundsFor(features.length, rows.length),
    minLeaf,
  })
  const trees = boosted.trees.map((tree) => ({ ...tree, split: refinedSplits(tree.feature, tree.split, coarse) }))
  return { tables, boosted: { ...boosted, trees, base: boosted.base.map((value) => value + base) } }
}

/**
 * Lines, which are locations without trees: least squares of the seen rows of each part, with the ridge by which, of all parts together, unseen rows
 * are foretold best: much where columns are many and rows few.
 */
export function fitLines(
  features: readonly Feature[],
  scores: Float64Array,
  parts: readonly { readonly seen: Int32Array; readonly unseen: Int32Array }[],
): Location[] {
  const quantiles = new Quantiles()
  const fitted = parts.map(({ seen }) => linesByRidge(features, scores, seen, quantiles))
  const missed = ridges.map((_, r) =>
    parts.reduce((sum, { unseen }, part) => {
      const { tables, boosted } = fitted[part][r]
      return unseen.reduce((total, row) => total + (scores[row] - boosted.base[0] - tableSum(tables, features, row)) ** 2, sum)
    }, 0),
  )
  const best = missed.indexOf(Math.min(...missed))
  return fitted.map((own) => own[best])
}

/** Least squares with each of the ridges (see `fitLinear`). */
function linesByRidge(features: readonly Feature[], scores: Float64Array, rows: Int32Array, quantiles: Quantiles): Location[] {
  const codeScores = features.map((feature) => (feature.nominal ? null : normalScores(feature, rows, quantiles)))
  const columns = features.map((feature, f): DesignColumn => designColumn(feature, codeScores[f] ?? null, rows))
  const plan = planDesign(columns)
  const own = Float64Array.from(rows, (row) => scores[row])
  const wanted = ridges.map((ridge) => Math.max(1, ridge * rows.length))
  return fitLinears(makeDesign(plan, columns), own, wanted).map((linear) => ({
    tables: features.map((feature, f) => tableOf(feature, codeScores[f] ?? null, plan, f, linear)),
    boosted: { classes: 0, base: Float64Array.of(linear.coefficients[plan.width]), trees: [] },
  }))
}

function roundsFor(features: number, rows: number): number {
  return Math.max(fewestRounds, Math.min(mostRounds, Math.round(roundsOfColumns / features), Math.floor(rows / rowsPerRound)))
}

/** All of it times a factor. */
export function scaled({ tables, boosted }: Location, factor: number): Location {
  return {
    tables: tables.map((table) => table.map((value) => value * factor)),
    boosted: {
      ...boosted,
      base: boosted.base.map((value) => value * factor),
      trees: boosted.trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value * factor) })),
    },
  }
}

/** Normal scores of ranks among so many rows, each computed once: many columns of few rows have the same. */
class Quantiles {
  readonly #known = new Map<number, Float64Array>()

  /** Of a rank that is half of `twice`. */
  of(twice: number, present: number): number {
    const own = this.#known.get(present) ?? new Float64Array(2 * present + 1).fill(Number.NaN)
    this.#known.set(present, own)
    if (Number.isNaN(own[twice])) own[twice] = normalQuantile(Math.min(1 - 0.5 / present, Math.max(0.5 / present, twice / 2 / present)))
    return own[twice]
  }
}

/** Of each code, the normal score of its middle rank among these rows; NaN for missing. */
function normalScores({ codes, bins }: Feature, rows: Int32Array, quantiles: Quantiles): Float64Array {
  const counts = new Int32Array(bins)
  for (let i = 0; i < rows.length; i++) counts[codes[rows[i]]] = counts[codes[rows[i]]] + 1
  const present = Math.max(1, rows.length - counts[0])
  const scores = new Float64Array(bins)
  scores[0] = Number.NaN
  for (let code = 1, below = 0; code < bins; code++) {
    scores[code] = quantiles.of(2 * below + counts[code], present)
    below += counts[code]
  }
  return scores
}

function designColumn({ codes, bins }: Feature, scores: Float64Array | null, rows: Int32Array): DesignColumn {
  if (scores) {
    const values = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) values[i] = scores[codes[rows[i]]]
    return { kind: 'number', values }
  }
  if (bins - 1 > mostLinearLevels) return { kind: 'level', codes: new Int32Array(rows.length).fill(-1), levels: 0 }
  return { kind: 'level', codes: rows.map((row) => codes[row] - 1), levels: bins - 1 }
}

function tableOf(
  { bins }: Feature,
  scores: Float64Array | null,
  { columns }: DesignPlan,
  f: number,
  { coefficients }: Linear,
): Float64Array {
  const plan = columns[f]
  const table = new Float64Array(bins)
  if (plan.missingAt >= 0) table[0] = coefficients[plan.missingAt]
  for (let code = 1; code < bins; code++) {
    if (plan.kind === 'number') table[code] = (coefficients[plan.at] * ((scores as Float64Array)[code] - plan.centre)) / plan.scale
    else if (code <= plan.levels) table[code] = coefficients[plan.at + code - 1]
  }
  return table
}
