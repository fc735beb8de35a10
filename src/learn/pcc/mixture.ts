import ln from '@stdlib/math-base-special-ln'
import type { ComponentState, PosteriorSample, ViewState } from './state/state.js'

/** What is learned of a table: the base shares of each column's outcomes and several posterior samples. Plain data. */
export interface PccModel {
  readonly columns: readonly { readonly base: Float64Array; readonly rest: number }[]
  readonly chains: readonly PosteriorSample[]
}

/** A posterior sample as a product, over views, of finite mixtures. The last class of a view is the category that has no row yet. */
export interface MixtureView {
  readonly columns: readonly number[]
  readonly classes: number
  readonly logWeights: Float64Array
  readonly parts: readonly MixturePart[]
}

/** One column in the classes of a view. */
export interface MixturePart {
  readonly outcomes: number
  readonly rest: number
  /** Probability of each outcome, class by class. */
  readonly probabilities: Float64Array
  /** Mean and standard deviation of the rest, in each class. */
  readonly means: Float64Array
  readonly deviations: Float64Array
}

/**
 * The predictive distributions of a posterior sample. Student's t of the rest is given as the normal distribution of its mean and
 * variance, so that densities, intervals and draws all speak of one model.
 */
export function mixtureOf(model: PccModel, chain: PosteriorSample): MixtureView[] {
  return chain.views.map((view) => {
    const classes = view.sizes.length + 1
    return {
      columns: view.columns,
      classes,
      logWeights: classWeights(view),
      parts: view.columns.map((position, i) => {
        const { base, rest } = model.columns[position]
        return partOf(view.components[i], view.sizes, base, rest)
      }),
    }
  })
}

function classWeights({ sizes, concentration }: ViewState): Float64Array {
  const total = sizes.reduce((sum, size) => sum + size, 0) + concentration
  const logs = new Float64Array(sizes.length + 1)
  for (let k = 0; k < sizes.length; k++) logs[k] = ln(sizes[k] / total)
  logs[sizes.length] = ln(concentration / total)
  return logs
}

function partOf(state: ComponentState, sizes: Uint32Array, base: Float64Array, rest: number): MixturePart {
  const classes = sizes.length + 1
  const outcomes = base.length
  const { concentration } = state.prior
  const probabilities = new Float64Array(classes * outcomes)
  for (let k = 0; k < classes; k++) {
    const rows = k < sizes.length ? sizes[k] : 0
    const start = k * outcomes
    for (let x = 0; x < outcomes; x++) probabilities[start + x] = (concentration * base[x]) / (rows + concentration)
    if (k === sizes.length) break
    for (let j = state.starts[k]; j < state.starts[k + 1]; j++) {
      const at = start + state.outcomes[j]
      probabilities[at] += state.counts[j] / (rows + concentration)
    }
  }
  const { means, deviations } = normalsOf(state, classes)
  return { outcomes, rest, probabilities, means, deviations }
}

function normalsOf({ prior, normal }: ComponentState, classes: number): { means: Float64Array; deviations: Float64Array } {
  const means = new Float64Array(normal ? classes : 0)
  const deviations = new Float64Array(means.length)
  const { location, meanRows, varianceRows, variance } = prior.normal
  for (let k = 0; k < means.length; k++) {
    const n = normal?.counts[k] ?? 0
    const mean = normal?.means[k] ?? 0
    const rows = meanRows + n
    const offset = mean - location
    const sum = varianceRows * variance + (normal?.deviations[k] ?? 0) + ((meanRows * n) / rows) * offset * offset
    means[k] = (meanRows * location + n * mean) / rows
    deviations[k] = Math.sqrt((sum * (rows + 1)) / rows / (varianceRows + n - 2))
  }
  return { means, deviations }
}
