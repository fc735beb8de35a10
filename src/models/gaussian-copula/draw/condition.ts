import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { clampShare } from '../../../encode/margin.js'
import { type NumberMargin, numberDensity, shareBelow } from '../../../encode/number-margin.js'
import { ConstraintError } from '../../../errors.js'
import { conditionNormal } from '../../../stats/normal/conditioned-normal.js'
import { logBoxProbability, minimaxTilting } from '../../../stats/normal/minimax-tilting.js'
import { normalQuantile } from '../../../stats/normal/normal.js'
import type { Schema } from '../../../table/schema.js'
import type { Evidence } from '../../synthesizer.js'
import { type CopulaState, correlationMatrix, type LatentBox, type LatentLayout, latentLayout } from '../state.js'
import { type Gap, gapThreshold } from './gaps.js'
import { type LatentRegion, regionOf } from './region.js'

type Draft = Omit<LatentBox, 'logWeight'>

/** More boxes than this take too long; sets of single levels in several columns multiply. */
const mostBoxes = 1000
/** Lattice points for the probabilities of all boxes together, and for one at least and at most. */
const totalPoints = 1 << 18
const fewestPoints = 256
const mostPoints = 1 << 14

/**
 * The model of rows for which the evidence holds, and the log of the evidence's probability: a density where it gives numbers without
 * fixed decimals to a point. The rows are exactly those; the probabilities of boxes of several variables have a relative error of about 1e-4.
 */
export function conditionCopula(state: CopulaState, schema: Schema, evidence: Evidence): { state: CopulaState; logProbability: number } {
  const layout = latentLayout(state.margins, state.gaps)
  let drafts: Draft[] = [...(state.given ?? [wholeSpace(layout.size)])]
  for (const [column, region] of regionsOf(state, schema, evidence)) {
    drafts = confineColumn(drafts, state, layout, column, region)
    const { name } = schema.columns[column]
    if (drafts.length === 0)
      throw new ConstraintError(name, 'no row can satisfy this condition together with the others; loosen one of them')
    if (drafts.length > mostBoxes) {
      throw new ConstraintError(name, `the conditions fall into more than ${mostBoxes} separate cases; name fewer values at a time`)
    }
  }
  const given = weigh(fewestKnown(drafts), correlationMatrix(state, layout.size), layout.size)
  if (given.length === 0) {
    throw new ConstraintError('conditions', 'no row can satisfy all of them together; loosen one of them')
  }
  return { state: { ...state, given }, logProbability: logTotal(given) - (state.given ? logTotal(state.given) : 0) }
}

/** What is left of each column that the evidence names, by position. */
function regionsOf(state: CopulaState, schema: Schema, evidence: Evidence): Map<number, LatentRegion> {
  const regions = new Map<number, LatentRegion>()
  for (const name of new Set(evidence.map(({ column }) => column))) {
    const column = schema.columns.findIndex((candidate) => candidate.name === name)
    const margin = state.margins[column]
    if (!margin)
      throw new ConstraintError(name, `is no column of the model; it knows ${schema.columns.map((known) => known.name).join(', ')}`)
    const conditions = evidence.filter((condition) => condition.column === name)
    regions.set(column, regionOf(schema.columns[column], margin, conditions))
  }
  return regions
}

function wholeSpace(size: number): Draft {
  return {
    lower: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    points: [],
  }
}

function confineColumn(drafts: readonly Draft[], state: CopulaState, layout: LatentLayout, column: number, region: LatentRegion): Draft[] {
  const margin = state.margins[column] as NumberMargin
  const gap = layout.gapOf[column]
  if (margin.present === 0) return region.missing ? [...drafts] : []
  const variable = layout.ofColumn[column]
  return drafts.flatMap((draft) => {
    const absent = region.missing && gap >= 0 ? openGap(draft, state.gaps, layout, gap) : []
    const present = gap >= 0 ? closeGap(draft, state.gaps, layout, gap) : [draft]
    const inside = present.flatMap((closed) => [
      ...region.intervals.flatMap(([low, high]) =>
        variable < 0 ? [closed] : confine(closed, variable, normalQuantile(low), normalQuantile(high)),
      ),
      ...region.points.flatMap((value) => pin(closed, margin, column, variable, value)),
    ])
    return [...absent, ...inside]
  })
}

/** The draft with one variable between these bounds; none if nothing is left. */
function confine(draft: Draft, variable: number, low: number, high: number): Draft[] {
  const from = Math.max(low, draft.lower[variable])
  const to = Math.min(high, draft.upper[variable])
  const isKnown = draft.lower[variable] === draft.upper[variable]
  if (isKnown ? from !== draft.lower[variable] || from >= high : from >= to) return []
  const lower = draft.lower.slice()
  const upper = draft.upper.slice()
  lower[variable] = from
  upper[variable] = to
  return [{ ...draft, lower, upper }]
}

/** The draft with one column at a value that has a density but no probability. */
function pin(draft: Draft, margin: NumberMargin, column: number, variable: number, value: number): Draft[] {
  const known = draft.points.find((point) => point.column === column)
  if (known) return known.value === value ? [draft] : []
  const place = normalQuantile(clampShare(shareBelow(margin, value), margin.present))
  if (place < draft.lower[variable] || place > draft.upper[variable]) return []
  const lower = draft.lower.slice()
  const upper = draft.upper.slice()
  lower[variable] = place
  upper[variable] = place
  const logFactor = ln(numberDensity(margin, value)) + 0.5 * place * place + 0.9189385332046727
  return [{ lower, upper, points: [...draft.points, { column, value, logFactor }] }]
}

/** The draft with a gap closed: it and all gaps that entail it are in their lower tails. */
function closeGap(draft: Draft, gaps: readonly Gap[], layout: LatentLayout, gap: number): Draft[] {
  const { entailedBy, missing, rows } = gaps[gap]
  const variable = layout.ofGap[gap]
  let drafts = variable < 0 ? [draft] : confine(draft, variable, Number.NEGATIVE_INFINITY, gapThreshold(missing, rows))
  for (const other of entailedBy) drafts = drafts.flatMap((open) => closeGap(open, gaps, layout, other))
  return drafts
}

/** The draft with a gap open, as cases that exclude each other: by the first of the gaps that entail it, ... or by itself. */
function openGap(draft: Draft, gaps: readonly Gap[], layout: LatentLayout, gap: number): Draft[] {
  const { entailedBy, missing, rows } = gaps[gap]
  const variable = layout.ofGap[gap]
  const cases: Draft[] = []
  let rest = [draft]
  for (const other of entailedBy) {
    cases.push(...rest.flatMap((open) => openGap(open, gaps, layout, other)))
    rest = rest.flatMap((open) => closeGap(open, gaps, layout, other))
  }
  if (variable >= 0) {
    cases.push(...rest.flatMap((open) => confine(open, variable, gapThreshold(missing, rows), Number.POSITIVE_INFINITY)))
  }
  return cases
}

/** Drafts with more known values have no probability beside those with fewer. */
function fewestKnown(drafts: readonly Draft[]): Draft[] {
  const fewest = Math.min(...drafts.map(({ points }) => points.length))
  return drafts.filter(({ points }) => points.length === fewest)
}

function weigh(drafts: readonly Draft[], correlations: Float64Array, size: number): LatentBox[] {
  const lattice = Math.min(mostPoints, Math.max(fewestPoints, Math.floor(totalPoints / drafts.length)))
  const boxes = drafts.map((draft) => {
    const { bounded, logDensity } = conditionNormal(correlations, size, draft.lower, draft.upper)
    const logFactor = draft.points.reduce((sum, point) => sum + point.logFactor, 0)
    return { ...draft, logWeight: logDensity + logFactor + logBoxProbability(bounded, minimaxTilting(bounded), lattice) }
  })
  return boxes.filter(({ logWeight }) => logWeight > Number.NEGATIVE_INFINITY)
}

/** Log of the summed probability of all boxes. */
export function logTotal(boxes: readonly LatentBox[]): number {
  const greatest = boxes.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY)
  return greatest + ln(boxes.reduce((sum, { logWeight }) => sum + exp(logWeight - greatest), 0))
}
