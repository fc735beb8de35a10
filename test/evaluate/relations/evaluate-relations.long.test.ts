import { describe, expect, test } from 'vitest'
import { evaluateRelations } from '../../../src/evaluate/relations/evaluate-relations.js'
import { shop } from './shop.js'

const { database: real, schema } = shop(1)
const unseen = shop(2).database
const sides = { reference: unseen, ceiling: real }
const scoresOf = (synthetic: typeof real) => {
  const { scores, relations, skill } = evaluateRelations(sides, synthetic, schema)
  return { of: new Map(scores.map((score) => [score.metric, score])), relations, skill }
}

describe('scores across tables', () => {
  test('have a skill near 1 for other real rows, and near 0 for rows without what ties them', () => {
    const good = scoresOf(shop(3).database)
    const bad = scoresOf(shop(4, { alike: false }).database)
    for (const metric of ['cardinality', '1-hop', 'siblings', 'c2st-agg']) {
      expect([metric, (good.of.get(metric)?.skill as number) > 0.75]).toEqual([metric, true])
      expect([metric, (bad.of.get(metric)?.skill as number) < 0.6]).toEqual([metric, true])
    }
    expect(bad.of.get('siblings')?.skill).toBeLessThan(0.1)
    expect(good.skill).toBeGreaterThan(0.85)
  })
})
