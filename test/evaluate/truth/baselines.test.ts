import { describe, expect, it } from 'vitest'
import { evaluate, scoreTables } from '../../../src/evaluate/engine/evaluate.js'
import type { Baseline, ScoreEntry } from '../../../src/evaluate/evaluation.js'
import { selectMetrics } from '../../../src/evaluate/metrics/select.js'
import { createRng } from '../../../src/random/rng.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

const rows = 1000
const shares = [0.5, 0.3, 0.15, 0.05]
const schema = parseSchema({
  columns: [
    { name: 'even', kind: 'numeric' },
    { name: 'level', kind: 'categorical', levels: shares.map((_, i) => `level ${i}`) },
  ],
})

function made(count: number, seed: number): Table {
  const rng = createRng(seed)
  const draw = () => {
    const share = rng.uniform()
    return share < 0.5 ? 0 : share < 0.8 ? 1 : share < 0.95 ? 2 : 3
  }
  return new Table([
    { name: 'even', kind: 'numeric', values: Float64Array.from({ length: count }, () => rng.uniform()) },
    { name: 'level', kind: 'categorical', values: Int32Array.from({ length: count }, draw), levels: shares.map((_, i) => `level ${i}`) },
  ])
}

/** Five standard errors of a mean of draws. */
function nearly({ sd, n }: Baseline): number {
  return (5 * (sd as number)) / Math.sqrt(n)
}

async function entriesOf(metrics: readonly string[]): Promise<Record<string, ScoreEntry>> {
  const given = { training: made(rows, 1), holdout: made(rows, 2), synthetic: made(rows, 3) }
  const { scores } = await evaluate(given, { schema, metrics, seed: 1 })
  return Object.fromEntries(scores.map((entry) => [entry.metric, entry]))
}

describe('baselines land where theory says', () => {
  it('real rows score 1 less the expected distances of Kolmogorov and Smirnov and of total variation', async () => {
    const found = await entriesOf(['marginal-shape'])
    const { details, baselines } = found['marginal-shape'] as ScoreEntry
    const of = (name: string) => details.find(({ columns }) => columns[0] === name)
    // Kolmogorov's distribution has the mean sqrt(pi / 2) ln 2 = 0.8687; a share differs by a normal with variance 2 p (1 - p) / n.
    const ks = 0.8687 * Math.sqrt(2 / rows)
    const tvd = shares.reduce((sum, p) => sum + Math.sqrt((4 * p * (1 - p)) / (Math.PI * rows)) / 2, 0)
    for (const [name, distance] of [
      ['even', ks],
      ['level', tvd],
    ] as const) {
      const { ceiling, ceilingSd } = of(name) as ScoreEntry['details'][number]
      const error = nearly({ ...baselines.ceiling, sd: ceilingSd })
      expect(error).toBeLessThan(distance)
      expect(Math.abs(1 - (ceiling as number) - distance), name).toBeLessThan(error)
    }
  })

  it('permuted columns keep what single columns have, and all association where there is none', async () => {
    const found = await entriesOf(['marginal-shape', 'missing-rates', 'pair-contingency'])
    for (const { baselines, metric } of Object.values(found)) {
      const { ceiling, permuted } = baselines
      expect(Math.abs((permuted.value as number) - (ceiling.value as number)), metric).toBeLessThan(2 * nearly(ceiling) + 1e-9)
    }
  })

  it('a copy scores 1 where it is compared with its originals', async () => {
    const training = made(rows, 1)
    const metrics = ['missingness', 'marginal', 'pair-contingency', 'pair-association', 'c2st', 'mmd']
    const scores = await scoreTables({ training, synthetic: training.slice(0) }, { schema, metrics, seed: 1 })
    expect([...scores.keys()].sort()).toEqual(
      selectMetrics(metrics.join())
        .map(({ name }) => name)
        .sort(),
    )
    for (const [metric, { value }] of scores) if (value !== null) expect(value, metric).toBeCloseTo(1, 9)
  })
})
