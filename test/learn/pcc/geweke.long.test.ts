import { expect, test } from 'vitest'
import { Chain } from '../../../src/learn/pcc/chain/chain.js'
import { drawPartition } from '../../../src/learn/pcc/chain/crp.js'
import type { Grids } from '../../../src/learn/pcc/chain/grids.js'
import type { ColumnPrior, PccColumn } from '../../../src/learn/pcc/state/columns.js'
import type { View } from '../../../src/learn/pcc/state/view.js'
import { atOnce } from '../../../src/learn/turn.js'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { batchMean, discrete, drawLevel, mixed } from './support.js'

const grids: Grids = {
  columnConcentration: Float64Array.of(0.3, 1, 3),
  rowConcentration: Float64Array.of(0.2, 0.7, 2, 5),
  concentration: Float64Array.of(0.4, 2, 6),
  location: Float64Array.of(-1, 0, 1),
  meanRows: Float64Array.of(0.3, 1, 4),
  varianceRows: Float64Array.of(3, 5, 9),
  variance: Float64Array.of(0.2, 1, 3),
}

const rows = 6
const template = (): PccColumn[] => [
  mixed(Array.from({ length: rows }, (_, row) => row / 3)),
  discrete(new Array<number>(rows).fill(0), [0.5, 0.3, 0.2]),
  mixed(new Array<number>(rows).fill(0), [0.5, 0.5]),
]

/** What both samplers are compared in. */
interface State {
  readonly views: readonly { readonly columns: readonly number[]; readonly categories: ArrayLike<number>; readonly concentration: number }[]
  readonly columnConcentration: number
  readonly priors: readonly ColumnPrior[]
}

function statistics({ views, columnConcentration, priors }: State, columns: readonly PccColumn[]): number[] {
  const categories = views.map((view) => new Set(Array.from({ length: rows }, (_, row) => view.categories[row])).size)
  const first = views.findIndex((view) => view.columns.includes(0))
  const view = views[first] as State['views'][number]
  const together = views.filter((other) => other.columns.includes(0) && other.columns.includes(1)).length
  const [a, b] = [columns[0] as PccColumn, columns[2] as PccColumn]
  const present = [...a.values].filter((_, row) => a.codes[row] === 1)
  const magnitude = present.reduce((sum, x) => sum + Math.min(3, Math.abs(x)), 0)
  return [
    views.length,
    together,
    categories[first] as number,
    view.categories[0] === view.categories[1] ? 1 : 0,
    Math.log(view.concentration),
    Math.log(columnConcentration),
    Math.log(priors[1]?.concentration as number),
    priors[0]?.normal.location as number,
    Math.log(priors[0]?.normal.meanRows as number),
    Math.log(priors[2]?.normal.varianceRows as number),
    Math.log(priors[2]?.normal.variance as number),
    present.length,
    magnitude,
    a.codes[0] === b.codes[0] ? 1 : 0,
    columns[1]?.codes[0] === columns[1]?.codes[1] ? 1 : 0,
  ]
}

const pick = (grid: Float64Array, rng: Rng): number => grid[rng.integer(grid.length)] as number

/** A state and its data drawn from the prior, one thing after the other. */
function drawPrior(columns: readonly PccColumn[], rng: Rng): State {
  const columnConcentration = pick(grids.columnConcentration, rng)
  const ofColumn = drawPartition(columns.length, columnConcentration, rng)
  const views = Array.from({ length: Math.max(...ofColumn) + 1 }, (_, v) => {
    const concentration = pick(grids.rowConcentration, rng)
    return {
      columns: [...ofColumn.keys()].filter((j) => ofColumn[j] === v),
      categories: drawPartition(rows, concentration, rng),
      concentration,
    }
  })
  const priors = columns.map(
    (): ColumnPrior => ({
      concentration: pick(grids.concentration, rng),
      normal: {
        location: pick(grids.location, rng),
        meanRows: pick(grids.meanRows, rng),
        varianceRows: pick(grids.varianceRows, rng),
        variance: pick(grids.variance, rng),
      },
    }),
  )
  for (const view of views) for (const j of view.columns) drawCells(columns[j] as PccColumn, view.categories, priors[j] as ColumnPrior, rng)
  return { views, columnConcentration, priors }
}

/** Draws a column's cells given the categories of its rows and its prior. */
function drawCells({ codes, base, rest, values }: PccColumn, categories: ArrayLike<number>, prior: ColumnPrior, rng: Rng): void {
  for (const category of new Set(Array.from({ length: rows }, (_, row) => categories[row]))) {
    const { location, meanRows, varianceRows, variance } = prior.normal
    let chi = 0
    for (let d = 0; d < varianceRows; d++) chi += rng.normal() ** 2
    const sigma = Math.sqrt((varianceRows * variance) / chi)
    const mean = location + (sigma / Math.sqrt(meanRows)) * rng.normal()
    const weights = base.map((share) => share * prior.concentration)
    for (let row = 0; row < rows; row++) {
      if (categories[row] !== category) continue
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const outcome = drawLevel(
        weights.map((weight) => weight / total),
        rng,
      )
      codes[row] = outcome
      weights[outcome] = (weights[outcome] as number) + 1
      if (outcome === rest) values[row] = mean + sigma * rng.normal()
    }
  }
}

/** Draws all cells anew given the chain's state. */
function redraw(chain: Chain, rng: Rng): void {
  for (const view of chain.views) {
    for (const [position, component] of [...view.components]) {
      const column = chain.columns[position] as PccColumn
      drawCells(column, view.categories, component.prior, rng)
      view.attach(position, view.componentOf(column, component.prior))
    }
  }
}

function stateOf(chain: Chain): State {
  const priors = chain.columns.map((_, j) => chain.views.find((view) => view.components.has(j))?.components.get(j)?.prior as ColumnPrior)
  const views = chain.views.map(({ components, categories, concentration }: View) => ({
    columns: [...components.keys()],
    categories,
    concentration,
  }))
  return { views, columnConcentration: chain.columnConcentration, priors }
}

test('sweeps and data drawn by turns leave the prior as it is (Geweke 2004)', () => {
  const rng = createRng(21)
  const direct: number[][] = []
  for (let i = 0; i < 20_000; i++) {
    const columns = template()
    direct.push(statistics(drawPrior(columns, rng), columns))
  }
  const sweeps = 30_000
  const chain = new Chain(template(), { structureRows: rows, structureSweeps: sweeps, rows, sweeps: 0, grids }, [22])
  const successive: number[][] = []
  for (let i = 0; atOnce(chain.step()); i++) {
    redraw(chain, rng)
    if (i >= 1000) successive.push(statistics(stateOf(chain), chain.columns))
  }
  const names = ['views', 'together', 'categories', 'same', 'alpha', 'alpha of columns', 'concentration', 'location', 'mean rows']
  for (let s = 0; s < (direct[0] as number[]).length; s++) {
    const [a, b] = [direct, successive].map((series) => batchMean(series.map((values) => values[s] as number))) as [Mean, Mean]
    const error = Math.sqrt(a.error ** 2 + b.error ** 2)
    // t with at least 49 degrees of freedom: beyond 6 once in 4e6.
    expect(Math.abs(a.mean - b.mean), names[s] ?? `statistic ${s}`).toBeLessThan(6 * error)
  }
})

type Mean = ReturnType<typeof batchMean>
