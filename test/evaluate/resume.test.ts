import { expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import type { ScoredMetric } from '../../src/evaluate/engine/score-job.js'
import { ownMetric } from './own-metric.js'
import { population, schema } from './tables.js'

const tables = { training: population(300, 1), holdout: population(300, 2), synthetic: population(300, 3) }
const options = { schema, metrics: 'marginal-shape,c2st-logistic', seed: 4 }

/** As JSON, so that what is taken over is what a file would hold. */
function store(known: readonly ScoredMetric[] = []) {
  const kept = { key: '', scored: JSON.parse(JSON.stringify(known)) as ScoredMetric[], added: [] as ScoredMetric[] }
  const resume = async (key: string) => {
    kept.key = key
    return { scored: kept.scored, keep: (scored: readonly ScoredMetric[]) => void kept.added.push(...scored) }
  }
  return Object.assign(kept, { resume })
}

test('an evaluation that is taken up again scores what is left, and comes out as if it had never been broken off', async () => {
  const whole = await evaluate(tables, options)
  const first = store()
  expect(await evaluate(tables, { ...options, resume: first.resume })).toEqual(whole)
  const broken = first.added.filter(({ metric, side, index }) => metric === 'marginal-shape' && (side !== 'draw' || index < 7))
  const second = store(broken)
  expect(await evaluate(tables, { ...options, resume: second.resume })).toEqual(whole)
  expect(second.added.length).toBe(first.added.length - broken.length)
  const third = store(first.added)
  expect(await evaluate(tables, { ...options, resume: third.resume })).toEqual(whole)
  expect(third.added).toEqual([])
})

test('what a budget left out is scored by the next run, and what is known costs none of it', async () => {
  const cheap = store()
  await evaluate(tables, { ...options, metrics: 'marginal-shape', resume: cheap.resume })
  const spent = await evaluate(tables, { ...options, budget: 0, resume: store(cheap.added).resume })
  expect(spent.scores.map(({ value }) => value !== null)).toEqual([true, false])
  expect(spent.notes.join()).not.toMatch(/column shapes/)
  expect(await evaluate(tables, { ...options, resume: store(cheap.added).resume })).toEqual(await evaluate(tables, options))
})

test('own metrics are computed anew: nobody knows whether they are still the same', async () => {
  const [own, again] = [ownMetric(), ownMetric()]
  const kept = store()
  await evaluate(tables, { schema, metrics: [own], resume: kept.resume })
  expect(kept.added).toEqual([])
  await evaluate(tables, { schema, metrics: [again], resume: store(kept.added).resume })
  expect(again.seen.length).toBe(own.seen.length)
})

test('the key tells tables, seeds and schemas apart, and not metrics or the order of rows', async () => {
  const keyOf = async (given = tables, changed: Partial<typeof options> = {}) => {
    const kept = store()
    await evaluate(given, { ...options, metrics: 'missing-rates', ...changed, resume: kept.resume })
    return kept.key
  }
  const key = await keyOf()
  const turned = tables.synthetic.take(Array.from({ length: 300 }, (_, row) => 299 - row))
  expect(await keyOf({ ...tables, synthetic: turned }, { metrics: 'decimals' })).toBe(key)
  const { columns } = schema
  const others = [
    await keyOf({ ...tables, synthetic: population(300, 5) }),
    await keyOf({ ...tables, holdout: tables.synthetic, synthetic: tables.holdout }),
    await keyOf(tables, { seed: 5 }),
    await keyOf(tables, { schema: { ...schema, columns: columns.map((column, i) => (i === 1 ? { ...column, role: 'target' } : column)) } }),
  ]
  expect(new Set([key, ...others]).size).toBe(5)
})
