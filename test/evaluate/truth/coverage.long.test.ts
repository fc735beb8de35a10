import { expect, it } from 'vitest'
import { plantedSchema, plantedTable } from '../../../benchmarks/evaluation/planted.js'
import { evaluate } from '../../../src/evaluate/engine/evaluate.js'

const seeds = 200
const metrics = ['marginal-shape', 'pair-association']

/** Six columns of the planted world, for the sake of time. */
const schema = { ...plantedSchema, columns: plantedSchema.columns.slice(0, 6) }

it('covers 1 by the 95 % interval of the skill of real rows in 92 to 98 % of 200 evaluations', async () => {
  const tally = { intervals: 0, covered: 0, below: 0 }
  for (let seed = 0; seed < seeds; seed++) {
    const [training, holdout, synthetic] = [0, 1, 2].map((part) => plantedTable(120, 10 * seed + part)) as [Rows, Rows, Rows]
    const { scores } = await evaluate({ training, holdout, synthetic }, { schema, metrics, seed })
    for (const { skillInterval } of scores) {
      if (!skillInterval) continue
      tally.intervals++
      if (skillInterval[1] < 1) tally.below++
      else if (skillInterval[0] <= 1) tally.covered++
    }
  }
  // A skill has an interval unless floor and ceiling can't be told apart: most have.
  expect(tally.intervals).toBeGreaterThan(metrics.length * seeds * 0.75)
  // 95 % of 300 to 400 intervals, of which two are of the same tables: the bounds of two and a half standard errors of .012.
  expect(tally.covered / tally.intervals).toBeGreaterThanOrEqual(0.92)
  expect(tally.covered / tally.intervals).toBeLessThanOrEqual(0.98)
  // On this side 2.5 % are, with as many errors of .008.
  expect(tally.below / tally.intervals).toBeLessThan(0.025 + 2.5 * 0.008)
})

type Rows = ReturnType<typeof plantedTable>
