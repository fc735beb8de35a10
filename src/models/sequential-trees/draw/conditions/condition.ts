import ln from '@stdlib/math-base-special-ln'
import { ConstraintError } from '../../../../errors.js'
import { createRng } from '../../../../random/rng.js'
import { type Schema, schemaColumn } from '../../../../table/schema.js'
import type { Conditioned, Evidence } from '../../../synthesizer.js'
import type { Conditioning, TreeStep, TreesState, VisitOrder } from '../../state.js'
import { type Allowed, allowedOf } from './allowed.js'
import { impossibleConditions, resampled, weighted } from './conditioned-rows.js'
import { greatestWeight } from './restricted.js'

/** Candidates of the trial run that tells how rare the evidence is. */
const trialRows = 8192
/** Candidates per row at most where rows are drawn again by weight, and where they are kept or not: beyond that the former takes over. */
const mostCandidates = 32
const mostRejected = 100
/** Candidates per row, in equally weighted ones. */
const wantedWorth = 2
const trialStream = -7

/**
 * The state given the evidence. In each column with evidence, leaves are confined to the donors that satisfy it. Where these columns
 * are drawn first that is made exact by keeping each candidate as often as its leaves allow; else rows are drawn again by weight.
 */
export function conditionTrees(state: TreesState, schema: Schema, evidence: Evidence): Conditioned<TreesState> {
  const known = new Set(schema.columns.map(({ name }) => name))
  for (const { column } of evidence) {
    if (!known.has(column)) throw new ConstraintError(column, `is no column of the model; it knows ${[...known].join(', ')}`)
  }
  const ways = state.ways.map((way) => conditionOrder(way, schema, evidence))
  const mean = ways.reduce((sum, { logProbability }) => sum + logProbability, 0) / ways.length
  return {
    state: { ways: ways.map(({ way }) => way) },
    exact: ways.length === 1 && ways.every(({ way }) => way.given?.bound !== null && !computesAny(way, evidence)),
    logProbability: mean,
    worth: ways.reduce((sum, { worth }) => sum + worth, 0) / ways.length,
  }
}

function conditionOrder(
  { steps, given }: VisitOrder,
  schema: Schema,
  evidence: Evidence,
): { way: VisitOrder; logProbability: number; worth: number } {
  const allowed = steps.map((step, position) => {
    const own = evidence.filter(({ column }) => column === step.name)
    const before = given?.allowed[position] ?? null
    // What is computed follows from the rest: rows that it rules out are drawn again by whoever asks for them.
    if (own.length === 0 || step.identity) return before
    return both(before, allowedOf(step, schemaColumn(schema, step.name), own))
  })
  const last = allowed.findLastIndex((own) => own !== null)
  if (last < 0) return { way: { steps, given: null }, logProbability: 0, worth: 1 }
  const first = allowed.slice(0, last + 1)
  const exact = first.includes(null) ? null : rejection(steps, first as Allowed[], schema)
  const { logProbability, worth, ...how } = exact ?? resampling(steps, first, schema)
  return { way: { steps, given: { allowed: first, ...how } }, logProbability, worth }
}

function computesAny({ steps }: VisitOrder, evidence: Evidence): boolean {
  return steps.some(({ name, identity }) => identity && evidence.some(({ column }) => column === name))
}

type Plan = Omit<Conditioning, 'allowed'> & { readonly logProbability: number; readonly worth: number }

/** How to draw exactly; null where too few candidates would be kept. */
function rejection(steps: readonly TreeStep[], allowed: readonly Allowed[], schema: Schema): Plan | null {
  const bound = allowed.reduce((product, own, position) => product * bestWeight(steps[position], own), 1)
  const trial = { allowed, candidates: 1, bound }
  const { weights } = weighted(steps, trial, schema, trialRows, createRng(trialStream))
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  if (mean === 0 || bound > mean * mostRejected) return null
  return { bound, candidates: Math.ceil((1.1 * bound) / mean), logProbability: ln(mean), worth: 1 }
}

function bestWeight({ values, presence, gaps }: TreeStep, { codes }: Allowed): number {
  return values && !presence && !gaps ? greatestWeight(values, codes) : 1
}

function resampling(steps: readonly TreeStep[], allowed: readonly (Allowed | null)[], schema: Schema): Plan {
  const trial = { allowed, candidates: 1, bound: null }
  const { logProbability, worth } = resampled(steps, trial, schema, trialRows, createRng(trialStream))
  const candidates = Math.max(2, Math.min(mostCandidates, Math.ceil(wantedWorth / worth)))
  // Rows drawn from candidates that are worth m of them are worth 1 / (1 + 1 / m): both draws add their noise.
  return { bound: null, candidates, logProbability, worth: (candidates * worth) / (1 + candidates * worth) }
}

function both(before: Allowed | null, own: Allowed): Allowed {
  if (!before) return own
  const merged = { codes: own.codes.map((code, i) => code & before.codes[i]), missing: own.missing && before.missing }
  if (!merged.missing && !merged.codes.includes(1)) throw impossibleConditions()
  return merged
}
