import exp from '@stdlib/math-base-special-exp'
import { normalQuantile } from '../../../stats/normal/normal.js'
import type { MixturePart, MixtureView } from '../mixture.js'
import { normalShare } from './cell-scorer.js'

/** A column in its view. */
export interface Placed {
  readonly view: MixtureView
  readonly part: MixturePart
}

/** Probabilities of a column's cells, class by class. */
export interface CellShares {
  readonly cells: number
  readonly shares: Float64Array
}

/** The column at a position, in the view that holds it. */
export function placedView(views: readonly MixtureView[], position: number): Placed {
  const view = views.find(({ columns }) => columns.includes(position)) as MixtureView
  return { view, part: view.parts[view.columns.indexOf(position)] }
}

/** Probabilities of the outcomes in each class, the rest cut up into parts that a standard normal variable takes equally often. */
export function cellShares({ view: { classes }, part }: Placed, cells: number): CellShares {
  const { outcomes, rest, probabilities, means, deviations } = part
  if (rest < 0) return { cells: outcomes, shares: probabilities }
  const total = outcomes + cells
  const shares = new Float64Array(classes * total)
  const cuts = Float64Array.from({ length: cells + 1 }, (_, i) => normalQuantile(i / cells))
  for (let k = 0; k < classes; k++) {
    const start = k * total
    for (let x = 0; x < outcomes; x++) if (x !== rest) shares[start + x] = probabilities[k * outcomes + x]
    const ofRest = probabilities[k * outcomes + rest]
    for (let i = 0; i < cells; i++) {
      const share = normalShare(cuts[i], cuts[i + 1], means[k], deviations[k])
      shares[start + outcomes + i] = ofRest * share
    }
  }
  return { cells: total, shares }
}

/** Probability of each class of a view. */
export function classShares({ logWeights }: MixtureView): Float64Array {
  const greatest = logWeights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const weights = logWeights.map((log) => exp(log - greatest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The shares of all classes together, as one class. */
export function marginal({ cells, shares }: CellShares, view: MixtureView): CellShares {
  const weights = classShares(view)
  const sums = new Float64Array(cells)
  for (let k = 0; k < weights.length; k++) {
    for (let x = 0; x < cells; x++) sums[x] += weights[k] * shares[k * cells + x]
  }
  return { cells, shares: sums }
}
