import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { PccModel } from '../mixture.js'
import { type CellShares, cellShares, classShares, marginal, placedView } from './cell-shares.js'
import type { ConditionedMixture } from './conditional.js'

/** Share of the posterior samples in which two columns are in one view: the probability that they depend on each other at all. */
export function dependenceProbability({ chains }: PccModel, a: number, b: number): number {
  if (chains.length === 0) return 0
  return chains.filter(({ views }) => views.some(({ columns }) => columns.includes(a) && columns.includes(b))).length / chains.length
}

/**
 * Mutual information of two columns in nats, under a model that may be conditioned on others. The rest of a column is cut into
 * `cells` parts of like probability, which loses a little; never negative.
 */
export function posteriorInformation({ mixtures, chainLogs }: ConditionedMixture, a: number, b: number, cells = 32): number {
  let joint: Float64Array | null = null
  let size = 0
  mixtures.forEach((views, s) => {
    const weight = exp(chainLogs[s])
    const [first, second] = [placedView(views, a), placedView(views, b)]
    const [p, q] = [cellShares(first, cells), cellShares(second, cells)]
    joint ??= new Float64Array(p.cells * q.cells)
    size = q.cells
    if (first.view === second.view) {
      const weights = classShares(first.view)
      for (let k = 0; k < weights.length; k++) addProduct(joint, p, k, q, k, weight * weights[k])
    } else {
      addProduct(joint, marginal(p, first.view), 0, marginal(q, second.view), 0, weight)
    }
  })
  return joint ? information(joint, size) : 0
}

function addProduct(joint: Float64Array, p: CellShares, pClass: number, q: CellShares, qClass: number, weight: number): void {
  for (let x = 0; x < p.cells; x++) {
    const share = weight * p.shares[pClass * p.cells + x]
    if (share === 0) continue
    const start = x * q.cells
    for (let y = 0; y < q.cells; y++) joint[start + y] += share * q.shares[qClass * q.cells + y]
  }
}

function information(joint: Float64Array, columns: number): number {
  const ofX = new Float64Array(joint.length / columns)
  const ofY = new Float64Array(columns)
  for (let i = 0; i < joint.length; i++) {
    const [x, y] = [Math.floor(i / columns), i % columns]
    ofX[x] += joint[i]
    ofY[y] += joint[i]
  }
  let sum = 0
  for (let i = 0; i < joint.length; i++) {
    const p = joint[i]
    if (p > 0) sum += p * ln(p / (ofX[Math.floor(i / columns)] * ofY[i % columns]))
  }
  return Math.max(0, sum)
}
