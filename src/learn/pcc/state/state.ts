import type { ColumnPrior } from './columns.js'
import type { Component } from './component.js'
import type { View } from './view.js'

/** One posterior sample: views, categories and what their cells add up to. Plain data without any row. */
export interface PosteriorSample {
  readonly columnConcentration: number
  readonly views: readonly ViewState[]
  /** Log joint probability per row after each sweep: see `Chain`. */
  readonly trace: Float64Array
}

export interface ViewState {
  readonly concentration: number
  /** Positions of its columns. */
  readonly columns: readonly number[]
  /** Rows in each category. */
  readonly sizes: Uint32Array
  /** Of each of its columns. */
  readonly components: readonly ComponentState[]
}

export interface ComponentState {
  readonly prior: ColumnPrior
  /** Outcomes that occur, category by category, and how often; those of category k lie from `starts[k]` to `starts[k + 1]`. */
  readonly starts: Uint32Array
  readonly outcomes: Uint16Array
  readonly counts: Uint32Array
  /** Rows of the rest in each category, their means and sums of squared deviations; absent where there is no rest. */
  readonly normal?: { readonly counts: Uint32Array; readonly means: Float64Array; readonly deviations: Float64Array }
}

/** The views as plain data, empty categories left out. */
export function saveViews(views: readonly View[]): ViewState[] {
  return views.map((view) => {
    const kept: number[] = []
    for (let k = 0; k < view.used; k++) if (view.sizes[k] > 0) kept.push(k)
    return {
      concentration: view.concentration,
      columns: [...view.components.keys()],
      sizes: Uint32Array.from(kept, (k) => view.sizes[k]),
      components: [...view.components.values()].map((component) => saveComponent(component, kept, view.capacity)),
    }
  })
}

function saveComponent({ prior, discrete, normal }: Component, kept: readonly number[], capacity: number): ComponentState {
  const starts = new Uint32Array(kept.length + 1)
  const outcomes: number[] = []
  const counts: number[] = []
  kept.forEach((k, position) => {
    for (let x = 0; x < discrete.base.length; x++) {
      const count = discrete.counts[x * capacity + k]
      if (count === 0) continue
      outcomes.push(x)
      counts.push(count)
    }
    starts[position + 1] = outcomes.length
  })
  const saved = { prior, starts, outcomes: Uint16Array.from(outcomes), counts: Uint32Array.from(counts) }
  if (!normal) return saved
  const restCounts = Uint32Array.from(kept, (k) => normal.counts[k])
  const means = Float64Array.from(kept, (k) => (normal.counts[k] ? normal.sums[k] / normal.counts[k] : 0))
  const deviations = Float64Array.from(kept, (k, position) => Math.max(0, normal.squares[k] - normal.sums[k] * means[position]))
  return { ...saved, normal: { counts: restCounts, means, deviations } }
}
