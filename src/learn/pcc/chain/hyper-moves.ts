import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { drawFromLogs, logRising } from '../../../stats/special/special.js'
import type { NormalPrior } from '../state/columns.js'
import type { Component } from '../state/component.js'
import type { View } from '../state/view.js'
import type { Grids } from './grids.js'

/** A value of the grid drawn in proportion to the exponential of its log likelihood: griddy Gibbs. @see Ritter and Tanner 1992 */
export function drawFromGrid(grid: Float64Array, logLikelihood: (value: number) => number, rng: Rng): number {
  if (grid.length === 1) return grid[0] as number
  return grid[drawFromLogs(grid.map(logLikelihood), rng)] as number
}

/** A concentration of a partition into groups of these sizes. */
export function drawConcentration(grid: Float64Array, sizes: ArrayLike<number>, rng: Rng): number {
  let groups = 0
  let total = 0
  for (let k = 0; k < sizes.length; k++) {
    if (sizes[k] === 0) continue
    groups++
    total += sizes[k] as number
  }
  // What of `crpLogProbability` depends on the concentration.
  return drawFromGrid(grid, (value) => groups * ln(value) - logRising(value, total), rng)
}

/** Draws the view's concentration anew, and of each column the concentration and one part of the normal prior. */
export function updateViewPriors(view: View, grids: Grids, rng: Rng): void {
  view.concentration = drawConcentration(grids.rowConcentration, view.sizes, rng)
  for (const component of view.components.values()) updatePrior(component, view, grids, rng)
  view.refresh()
}

const normalParts = ['location', 'meanRows', 'varianceRows', 'variance'] as const satisfies readonly (keyof NormalPrior)[]

function updatePrior({ discrete, normal }: Component, { sizes, used }: View, grids: Grids, rng: Rng): void {
  if (discrete.base.length > 1) {
    discrete.setConcentration(drawFromGrid(grids.concentration, (value) => discrete.logMarginal(sizes, 0, used, value), rng))
  }
  if (!normal) return
  const { prior } = normal
  const part = normalParts[rng.integer(normalParts.length)] as keyof NormalPrior
  const value = drawFromGrid(grids[part], (value) => normal.logMarginal(0, used, { ...prior, [part]: value }), rng)
  normal.setPrior({ ...prior, [part]: value })
}
