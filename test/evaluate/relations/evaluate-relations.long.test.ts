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
    // Of ten other shops of the same law the lowest of these skills, that of c2st-agg, is .970 on average with a standard deviation of .049: four and a
    // half are .75. The skill of all is .984 with .021: six are .86. Ten that tie nothing have .022 each in cardinality, and -.037 with .067 in siblings.
    for (const metric of ['cardinality', '1-hop', 'siblings', 'c2st-agg']) {
      expect([metric, (good.of.get(metric)?.skill as number) > 0.75]).toEqual([metric, true])
      expect([metric, (bad.of.get(metric)?.skill as number) < -0.037 + 5 * 0.067]).toEqual([metric, true])
    }
    expect(good.skill).toBeGreaterThan(0.85)
  })
})
