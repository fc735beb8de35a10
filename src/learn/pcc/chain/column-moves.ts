import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../../random/rng.js'
import { drawFromLogs } from '../../../stats/special/special.js'
import type { PccColumn } from '../state/columns.js'
import type { Component } from '../state/component.js'
import { View } from '../state/view.js'
import { drawPartition } from './crp.js'
import type { Grids } from './grids.js'

/**
 * Draws each column's view anew, given the partitions of all views and one more that is drawn from the prior; empty views go.
 * @see Neal 2000, Markov chain sampling methods for Dirichlet process mixture models, algorithm 8 with one auxiliary component
 */
export function moveColumns(views: View[], columns: readonly PccColumn[], concentration: number, grids: Grids, rng: Rng): void {
  for (let position = 0; position < columns.length; position++) {
    moveColumn(views, position, columns[position] as PccColumn, concentration, grids, rng)
  }
}

function moveColumn(views: View[], position: number, column: PccColumn, concentration: number, grids: Grids, rng: Rng): void {
  const home = views.findIndex((view) => view.components.has(position))
  const homeView = views[home] as View
  const current = homeView.components.get(position) as Component
  const isAlone = homeView.components.size === 1
  // A column alone in its view has that view as the auxiliary one.
  const candidates = isAlone ? views : [...views, drawView(homeView.rows, grids, rng)]
  const components = candidates.map((view) => (view === homeView ? current : view.componentOf(column, current.prior)))
  const logs = candidates.map((view, i) => {
    const others = view.components.size - (view === homeView ? 1 : 0)
    return ln(others === 0 ? concentration : others) + (components[i] as Component).logMarginal(view.sizes, 0, view.used)
  })
  const chosen = drawFromLogs(logs, rng)
  const target = candidates[chosen] as View
  if (target === homeView) return
  homeView.detach(position)
  target.attach(position, components[chosen] as Component)
  if (!views.includes(target)) views.push(target)
  if (homeView.components.size === 0) views.splice(home, 1)
}

/** A view without columns, drawn from the prior. */
function drawView(rows: number, grids: Grids, rng: Rng): View {
  const concentration = grids.rowConcentration[rng.integer(grids.rowConcentration.length)] as number
  return new View(drawPartition(rows, concentration, rng), concentration)
}
