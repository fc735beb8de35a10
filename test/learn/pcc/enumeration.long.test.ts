import { expect, test } from 'vitest'
import { Chain } from '../../../src/learn/pcc/chain/chain.js'
import { crpLogProbability } from '../../../src/learn/pcc/chain/crp.js'
import type { PccColumn } from '../../../src/learn/pcc/state/columns.js'
import { Component } from '../../../src/learn/pcc/state/component.js'
import { atOnce } from '../../../src/learn/turn.js'
import { batchMean, canonical, discrete, fixedGrids, mixed, partitions, somePrior } from './support.js'

const columnConcentration = 0.8
const rowConcentration = 1.3

/** Log marginal likelihood of a column given a partition of the rows. */
function logMarginal(column: PccColumn, groups: readonly number[]): number {
  const component = Component.of(column, somePrior, Int32Array.from(groups), groups.length, groups.length)
  return component.logMarginal(sizesOf(groups))
}

function sizesOf(groups: readonly number[]): number[] {
  return groups.map((_, k) => groups.filter((group) => group === k).length)
}

/** Posterior probability of each state: views of the columns, and the partition of the rows in each view. */
function exactPosterior(columns: readonly PccColumn[], rows: number): Map<string, number> {
  const rowPartitions = partitions(rows)
  const logs = new Map<string, number>()
  for (const views of partitions(columns.length)) {
    const count = Math.max(...views) + 1
    let states: { groups: number[][]; log: number }[] = [{ groups: [], log: crpLogProbability(sizesOf(views), columnConcentration) }]
    for (let view = 0; view < count; view++) {
      states = states.flatMap(({ groups, log }) =>
        rowPartitions.map((partition) => {
          let total = log + crpLogProbability(sizesOf(partition), rowConcentration)
          columns.forEach((column, j) => {
            if (views[j] === view) total += logMarginal(column, partition)
          })
          return { groups: [...groups, partition], log: total }
        }),
      )
    }
    for (const { groups, log } of states) logs.set(JSON.stringify([views, groups]), log)
  }
  const total = [...logs.values()].reduce((sum, log) => sum + Math.exp(log), 0)
  return new Map([...logs].map(([key, log]) => [key, Math.exp(log) / total]))
}

/** The chain's state under the name that `exactPosterior` gives it. */
function keyOf(chain: Chain, original: readonly PccColumn[]): string {
  const rows = original[0]?.codes.length as number
  // The chain has the rows in an order of its own, which the distinct cells of the first column give away.
  const order = Array.from({ length: rows }, (_, row) => chain.columns[0]?.values.indexOf(original[0]?.values[row] as number) as number)
  const ofColumn = original.map((_, j) => chain.views.findIndex((view) => view.components.has(j)))
  const views = canonical(ofColumn)
  const groups = [...new Set(ofColumn)].map((v) => canonical(order.map((row) => chain.views[v]?.categories[row] as number)))
  return JSON.stringify([views, groups])
}

test.each([
  ['of two columns', [mixed([0.1, 0.3, 2.5, 2.2]), discrete([0, 0, 1, 1], [0.6, 0.4])], {}],
  [
    'whose three columns may go to one view of several at a time',
    [mixed([0.1, 2.5, 2.2]), discrete([0, 1, 1], [0.6, 0.4]), discrete([1, 0, 1], [0.5, 0.5])],
    { mostViews: 1 },
  ],
])('the chain visits every state of a tiny table %s as often as its exact posterior probability says', (_, columns, settings) => {
  const rows = columns[0]?.codes.length as number
  const exact = exactPosterior(columns, rows)
  const sweeps = 20_000
  const grids = fixedGrids(somePrior, columnConcentration, rowConcentration)
  const chain = new Chain(columns, { structureRows: rows, structureSweeps: sweeps, rows, sweeps: 0, grids, ...settings }, [11])
  const visited: string[] = []
  while (atOnce(chain.step())) visited.push(keyOf(chain, columns))
  expect(new Set(visited).size).toBeGreaterThan(100)
  for (const [key, probability] of exact) {
    if (probability < 0.002) continue
    const { mean, error } = batchMean(visited.map((state) => (state === key ? 1 : 0)))
    // t with 49 degrees of freedom: beyond 6.5 once in 2.5e7, for each of about a hundred states.
    expect(Math.abs(mean - probability), key).toBeLessThan(6.5 * error)
  }
})
