import ln from '@stdlib/math-base-special-ln'
import { logSumExp } from '../../../stats/special/log-probabilities.js'
import { type MixturePart, type MixtureView, mixtureOf, type PccModel } from '../mixture.js'
import type { ComponentState, PosteriorSample } from '../state/state.js'
import { normalShare, type QueriedColumn } from './cell-scorer.js'

/** A set of cells of one column. */
export interface CellRegion {
  /** The share of each outcome that is in the set: 0, 1, or in between for outcomes that stand for several values. */
  readonly shares: Float64Array
  /** Stretches of the rest's scale. One whose ends are the same is a point, which counts by density times `weight`. */
  readonly intervals: readonly NumberRange[]
}

export interface NumberRange {
  readonly low: number
  readonly high: number
  readonly weight: number
}

/** A model given what is known of some columns: the mixtures of its chains, narrowed down, with the weight of each chain. */
export interface ConditionedMixture {
  /** Log probability of what is known; log density where points are. */
  readonly logProbability: number
  /** Log posterior probability of each chain. */
  readonly chainLogs: Float64Array
  readonly mixtures: readonly (readonly MixtureView[])[]
  /** What is known, by column. */
  readonly regions: readonly (CellRegion | null)[]
}

/**
 * The model given that each column lies in its region (null: nothing is known). Chains and classes count by how likely they make
 * that, so that p(x, given) = p(x | given) p(given).
 */
export function conditionOn(model: PccModel, regions: readonly (CellRegion | null)[]): ConditionedMixture {
  const mixtures = model.chains.map((chain) => mixtureOf(model, chain).map((view) => narrowView(view, regions)))
  const chainLogs = Float64Array.from(mixtures, (views) => views.reduce((sum, view) => sum + logSumExp(view.logWeights), 0))
  const total = logSumExp(chainLogs)
  return {
    logProbability: total - ln(model.chains.length),
    chainLogs: chainLogs.map((log) => log - total),
    mixtures,
    regions,
  }
}

function narrowView(view: MixtureView, regions: readonly (CellRegion | null)[]): MixtureView {
  const logWeights = view.logWeights.slice()
  const parts = view.columns.map((position, i) => {
    const part = view.parts[i]
    const region = regions[position]
    return region ? narrowPart(part, region, logWeights) : part
  })
  return { ...view, logWeights, parts }
}

/** The part given that its cell is in the region; the probability of that is multiplied into the weights of the classes. */
function narrowPart(part: MixturePart, region: CellRegion, logWeights: Float64Array): MixturePart {
  const { outcomes, rest } = part
  const probabilities = part.probabilities.slice()
  for (let k = 0; k < logWeights.length; k++) {
    const start = k * outcomes
    let total = 0
    for (let x = 0; x < outcomes; x++) {
      const share = x === rest ? intervalShares(part, region, k).reduce((sum, share) => sum + share, 0) : region.shares[x]
      const probability = probabilities[start + x] * share
      probabilities[start + x] = probability
      total += probability
    }
    logWeights[k] += ln(total)
    if (total > 0) for (let x = 0; x < outcomes; x++) probabilities[start + x] /= total
  }
  return { ...part, probabilities }
}

/** How much of a class's rest each interval of the region holds. */
export function intervalShares({ means, deviations }: MixturePart, { intervals }: CellRegion, k: number): number[] {
  return intervals.map(({ low, high, weight }) => weight * normalShare(low, high, means[k], deviations[k]))
}

/** The outcomes of a cell of which only one thing is asked. */
const outcomes = { present: 0, missing: 1 } as const

/**
 * The model of which cells are missing, whatever values the others have; `missing` is each column's outcome of a missing value, -1 where it
 * has none. Exact: counts of outcomes add up, and so do the shares that a category expects of them.
 */
export function presenceModel({ columns, chains }: PccModel, missing: readonly number[]): PccModel {
  return {
    columns: columns.map(({ base }, position) => {
      const share = base[missing[position]] ?? 0
      return { base: Float64Array.of(1 - share, share), rest: -1 }
    }),
    chains: chains.map(
      (chain): PosteriorSample => ({
        ...chain,
        views: chain.views.map((view) => ({
          ...view,
          components: view.components.map((component, i) => presenceComponent(component, missing[view.columns[i]])),
        })),
      }),
    ),
  }
}

function presenceComponent({ prior, starts, outcomes: found, counts }: ComponentState, missing: number): ComponentState {
  const categories = starts.length - 1
  const both = new Uint32Array(2 * categories)
  for (let k = 0; k < categories; k++) {
    for (let i = starts[k]; i < starts[k + 1]; i++) {
      const at = 2 * k + (found[i] === missing ? outcomes.missing : outcomes.present)
      both[at] += counts[i]
    }
  }
  return {
    prior,
    starts: Uint32Array.from({ length: categories + 1 }, (_, k) => 2 * k),
    outcomes: Uint16Array.from(both, (_, i) => i % 2),
    counts: both,
  }
}

/** The cells of a column for the model of which are missing; `missing` tells it row by row. */
export function presenceCells(rows: number, missing: (row: number) => boolean): QueriedColumn {
  const codes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) codes[row] = missing(row) ? outcomes.missing : outcomes.present
  const none = new Float64Array(rows).fill(Number.NaN)
  return { codes, low: none, high: none }
}
