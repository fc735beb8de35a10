import { describe, expect, it } from 'vitest'
import { type FaultName, plantedSchema, plantedTable } from '../../../benchmarks/evaluation/planted.js'
import { evaluateMany } from '../../../src/evaluate/engine/evaluate.js'
import type { ScoreEntry } from '../../../src/evaluate/evaluation.js'

/** The names of the metrics that find each fault: the interval of skill lies below 1, or p is tiny. */
async function findersOf(faults: readonly FaultName[], rows: number, metrics: readonly string[]): Promise<Record<string, string[]>> {
  const [training, holdout] = [plantedTable(rows, 1), plantedTable(rows, 2)]
  const made = faults.map((name) => ({ table: plantedTable(rows, 3, name, training), name }))
  const { evaluations } = await evaluateMany({ training, holdout }, made, { schema: plantedSchema, metrics, seed: 1 })
  return Object.fromEntries(evaluations.map(({ name, scores }) => [name, scores.filter(finds).map(({ metric }) => metric)]))
}

/** Real rows do so in about one of 10^4 cases: p, or skill twice as far below 1 as its 95 % interval reaches. */
function finds({ skill, skillInterval, p }: ScoreEntry): boolean {
  return (p !== null && p < 1e-4) || (skill !== null && skillInterval !== null && skill + 2 * (skillInterval[1] - skill) < 1)
}

describe('planted faults', () => {
  it('are found at their level, and at none below', async () => {
    const metrics = ['marginal-coverage', 'decimals', 'pair-association', 'pair-rules']
    const found = await findersOf(['none', 'level', 'tail', 'decimals', 'correlation', 'implausible'], 2000, metrics)
    expect(found.none).toEqual([])
    expect(found.level).toEqual(['marginal-coverage'])
    expect(found.tail).toEqual(['marginal-coverage'])
    expect(found.decimals).toEqual(['decimals'])
    expect(found.correlation).toEqual(['pair-association'])
    expect(found.implausible).toEqual(['pair-rules'])
  })

  it('missing values that are missing at random, not for a reason, are seen as such', async () => {
    const found = await findersOf(['none', 'mcar', 'xor'], 4000, ['missing-rates', 'missing-dependence'])
    expect(found).toEqual({ none: [], mcar: ['missing-dependence'], xor: [] })
  })

  it('xor of three columns is seen by triples, conditionals and whole rows, and by no pair', async () => {
    const seeing = ['conditional-agreement', 'c2st']
    const found = await findersOf(['none', 'xor'], 1200, ['marginal-shape', 'pair-contingency', 'pair-association', 'triples', ...seeing])
    expect(found.none).toEqual([])
    expect(found.xor).toEqual(['triples', ...seeing])
  })
})
