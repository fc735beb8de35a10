import { describe, expect, it, vi } from 'vitest'
import { evaluate, evaluateMany } from '../../src/evaluate/engine/evaluate.js'
import type { Evaluation, ScoreEntry } from '../../src/evaluate/evaluation.js'
import type { Metric, MetricInput } from '../../src/evaluate/metric.js'
import { intervalInflation } from '../../src/evaluate/verdicts/reading.js'
import { studentAbove } from '../../src/evaluate/verdicts/student-t.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { ownMetric } from './own-metric.js'
import { population, schema } from './tables.js'

const tables = { training: population(120, 1), holdout: population(120, 2), synthetic: population(120, 3) }
const numbers = parseSchema({ columns: [{ name: 'x', kind: 'integer' }] })
/** A table of whole numbers from one to another, so that a row is known wherever it turns up. */
const counting = (from: number, to: number) =>
  new Table([{ name: 'x', kind: 'integer', values: Float64Array.from({ length: to - from }, (_, i) => from + i) }])
const valuesOf = (table: Table | undefined) => [...(table?.column('x').values ?? [])] as number[]
const onlyEntry = ({ scores }: Evaluation) => scores[0] as ScoreEntry

describe('what a metric gets to compare', () => {
  const real = { training: counting(0, 60), holdout: counting(60, 120) }
  const candidates = async (metric: ReturnType<typeof ownMetric>, given: MetricInput) => {
    await evaluate(given, { schema: numbers, metrics: [metric] })
    return metric.seen.map(({ input }) => input)
  }

  it('two tables: reference and synthetic rows, then real rows against others without overlap, then a copy, all of one size', async () => {
    const inputs = await candidates(ownMetric(), { ...real, synthetic: counting(200, 300) })
    const [first, ...others] = inputs as [MetricInput, ...MetricInput[]]
    for (const input of inputs) {
      expect(input.holdout).toBeUndefined()
      expect([input.training.rows, input.synthetic.rows]).toEqual([60, 60])
    }
    expect(valuesOf(first.training).every((x) => x >= 60)).toBe(true)
    expect(valuesOf(first.synthetic).every((x) => x >= 200)).toBe(true)
    const copy = others.at(-1) as MetricInput
    expect(valuesOf(copy.synthetic).sort((a, b) => a - b)).toEqual(valuesOf(real.training))
    for (const half of others.slice(0, -1)) expect(new Set(valuesOf(half.training)).size).toBe(60)
    const disjoint = others.filter((input) => valuesOf(input.training).every((x) => !valuesOf(input.synthetic).includes(x)))
    // 20 halves against others, as many floors, and the columns of the first draw permuted.
    expect(disjoint).toHaveLength(41)
  })

  it('three tables, where it reads the training rows: none of the baselines has a row in two of them', async () => {
    for (const changes of [{ readsTraining: true }, { needs: ['holdout'] }] as Partial<Metric>[]) {
      const inputs = await candidates(ownMetric({ ...changes, floor: 'worst' }), { ...real, synthetic: counting(200, 300) })
      const sizes = inputs.map((input) => [input.training.rows, input.holdout?.rows, input.synthetic.rows])
      expect(new Set(sizes.map(String))).toEqual(new Set(['40,40,40']))
      const halves = inputs.filter((input) => {
        const all = [input.training, input.holdout, input.synthetic].flatMap(valuesOf)
        return new Set(all).size === 120 && Math.max(...all) < 120
      })
      // 20 halves, and the columns of the first draw permuted, which permutes whole rows where there is one column.
      expect(halves.length).toBe(21)
      const copy = inputs.at(-1) as MetricInput
      expect(valuesOf(copy.synthetic)).toEqual(valuesOf(copy.training))
    }
  })

  it('without a holdout, half of the real rows on either side, and a copy of those compared with', async () => {
    const inputs = await candidates(ownMetric({ readsTraining: true }), { training: counting(0, 60), synthetic: counting(200, 300) })
    for (const input of inputs) expect([input.training.rows, input.holdout, input.synthetic.rows]).toEqual([30, undefined, 30])
    const copy = inputs.at(-1) as MetricInput
    expect(valuesOf(copy.synthetic)).toEqual(valuesOf(copy.training))
  })

  it('no more rows than it takes, a fair draw of them, and the result says how many and how sure', async () => {
    const metric = ownMetric({ mostRows: 25 }, ({ synthetic }) => ({ value: valuesOf(synthetic).reduce((sum, x) => sum + x, 0) / 1e5 }))
    const evaluation = await evaluate({ ...real, synthetic: counting(200, 300) }, { schema: numbers, metrics: [metric] })
    for (const { input } of metric.seen) expect([input.training.rows, input.synthetic.rows]).toEqual([25, 25])
    const drawn = valuesOf(metric.seen[0]?.input.synthetic)
    // The mean of 25 of 100 numbers is within 5 standard errors (5.0 each) of theirs; the first 25 in order would be 37 off.
    expect(Math.abs(drawn.reduce((sum, x) => sum + x, 0) / 25 - 249.5)).toBeLessThan(25)
    expect(onlyEntry(evaluation).rows).toBe(25)
    expect(onlyEntry(evaluation).notes.join()).toMatch(/25 rows of each table, drawn at random out of 60; .*standard error .* 0\.00/)
    expect(onlyEntry(evaluation).error).toBe(onlyEntry(evaluation).baselines.ceiling.sd)
  })

  it('a single detail of three draws is held against two degrees of freedom, not against those of many', async () => {
    const meanOf = (table: Table) => valuesOf(table).reduce((sum, x) => sum + x, 0) / table.rows / 1000
    const metric = ownMetric({ mostDraws: 3 }, ({ synthetic }) => {
      const value = meanOf(synthetic)
      return { value, details: [{ columns: ['x'], value }] }
    })
    const { details } = onlyEntry(await evaluate({ ...real, synthetic: counting(0, 100) }, { schema: numbers, metrics: [metric] }))
    const [{ value, ceiling, ceilingSd, p }] = details as [ScoreEntry['details'][number]]
    const error = (ceilingSd as number) * intervalInflation * Math.sqrt(1 + 1 / 3) + 1e-9
    expect(p).toBeCloseTo(studentAbove(((ceiling as number) - (value as number)) / error, 2), 9)
  })

  it('as many draws as it allows; other floors than its own once; a dear one its floor once, no other and no copy', async () => {
    const draws = async (changes: Partial<Metric>) => {
      const { ceiling, permuted, uniform, copy } = onlyEntry(await evaluate(tables, { schema, metrics: [ownMetric(changes)] })).baselines
      return [ceiling.n, permuted.n, uniform.n, copy.n]
    }
    expect(await draws({})).toEqual([20, 20, 1, 1])
    expect(await draws({ mostDraws: 4, floor: 'uniform' })).toEqual([4, 1, 4, 1])
    expect(await draws({ cost: 'standard' })).toEqual([5, 1, 0, 0])
    expect(await draws({ cost: 'full', mostDraws: 3, floor: 'worst' })).toEqual([3, 0, 0, 0])
  })

  it('the name of the maker for its rows only, one stream for all metrics of a comparison, another for each draw', async () => {
    const metric = ownMetric()
    const other = ownMetric({ name: 'other' })
    await evaluate(tables, { schema, metrics: [metric, other], maker: 'mixture', name: 'a.csv' })
    expect(metric.seen.map(({ context }) => context.maker)).toEqual(['mixture', ...metric.seen.slice(1).map(() => undefined)])
    const numbersOf = ({ seen }: typeof metric) => seen.map(({ context }) => context.rng.split(1).uniform())
    expect(numbersOf(metric)).toEqual(numbersOf(other))
    // One for the tables as they are, one for each of 20 draws.
    expect(new Set(numbersOf(metric)).size).toBe(21)
  })
})

describe('what a metric may answer', () => {
  const evaluation = (metric: Metric, of = schema) => evaluate(tables, { schema: of, metrics: [metric] })

  it('is asked only if it gets what it needs; else the result says what to give', async () => {
    for (const [need, word] of [
      ['target', /target/],
      ['sensitive', /sensitive/],
      ['sequence-key', /sequence key/],
    ] as const) {
      const metric = ownMetric({ needs: [need] })
      expect(onlyEntry(await evaluation(metric))).toMatchObject({ value: null, reason: expect.stringMatching(word), skill: null })
      expect(metric.seen).toEqual([])
    }
    const declared = {
      ...schema,
      columns: schema.columns.map((column) => (column.name === 'size' ? { ...column, role: 'target' as const, sensitive: true } : column)),
    }
    expect(onlyEntry(await evaluation(ownMetric({ needs: ['target', 'sensitive', 'holdout'] }), declared)).value).toBe(0.5)
    const alone = { training: tables.training, synthetic: tables.synthetic }
    const entry = onlyEntry(await evaluate(alone, { schema, metrics: [ownMetric({ needs: ['holdout'] })] }))
    expect(entry.reason).toMatch(/holdout/)
  })

  it('passes on parts, curves, notes and p, and never a number that is none', async () => {
    const rich = { value: 0.5, p: 0.25, parts: [{ name: 'a', label: 'A', value: 1 }], curves: [{ name: 'c', label: 'C', x: [0], y: [1] }] }
    const entry = onlyEntry(await evaluation(ownMetric({}, () => ({ ...rich, notes: ['so it is'] }))))
    // A constant has no floor of its own.
    expect(entry).toMatchObject({
      ...rich,
      notes: ['so it is', expect.stringMatching(/^There is no skill: independent columns score too near/)],
    })
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const odd = onlyEntry(await evaluation(ownMetric({}, () => ({ value }))))
      expect(odd).toMatchObject({ value: null, reason: `It gave ${value}, which is no score.` })
      expect(odd.baselines.ceiling.value).toBeNull()
    }
    expect(onlyEntry(await evaluation(ownMetric({}, () => ({ value: null })))).reason).toMatch(/no reason/)
  })

  it('may take its time, and an error of its own carries its name', async () => {
    const slow = ownMetric({}, async () => ({ value: 0.25 }))
    expect(onlyEntry(await evaluation(slow)).value).toBe(0.25)
    const broken = ownMetric({}, () => {
      throw new TypeError('x is undefined')
    })
    await expect(evaluation(broken)).rejects.toThrow(/metric my-metric: failed \(got TypeError: x is undefined\)/)
  })
})

describe('an evaluation', () => {
  it('gives a metric the same entry whichever others are computed', async () => {
    const all = await evaluate(tables, { schema, metrics: 'fast', seed: 3 })
    for (const entry of all.scores) {
      const { scores } = await evaluate(tables, { schema, metrics: entry.metric, seed: 3 })
      expect(scores).toEqual([entry])
    }
  })

  it('covers several synthetic tables with the baselines and scores that each has alone', async () => {
    const others = [tables.synthetic, population(120, 4), population(120, 5)]
    const together = await evaluateMany(
      { training: tables.training, holdout: tables.holdout },
      others.map((table, i) => ({ table, name: `t${i}` })),
      { schema, metrics: 'fast', seed: 2 },
    )
    for (const [i, evaluation] of together.evaluations.entries()) {
      const alone = await evaluate({ ...tables, synthetic: others[i] as Table }, { schema, metrics: 'fast', seed: 2, name: `t${i}` })
      expect(evaluation).toEqual(alone)
    }
    expect(together.completeness.open).toEqual(together.evaluations[0]?.completeness.open)
  })

  it('compares all of them at the size of the smallest', async () => {
    const { evaluations } = await evaluateMany(
      { training: tables.training },
      [{ table: population(40, 4) }, { table: population(120, 5) }],
      { schema, metrics: 'marginal-shape' },
    )
    expect(evaluations.map(({ rows }) => [rows.synthetic, rows.compared])).toEqual([
      [40, 40],
      [120, 40],
    ])
  })

  it('leaves out what the budget has no time for, and what it has time for is as without', async () => {
    const dear = ownMetric({ cost: 'full' })
    const spent = await evaluate(tables, { schema, metrics: ['fast', dear], budget: 0 })
    expect(dear.seen).toEqual([])
    for (const { value, reason } of spent.scores) {
      expect(value).toBeNull()
      expect(reason).toBe('Left out: the budget of 0 s was spent before its turn.')
    }
    expect(spent.completeness.complete).toBe(false)
    expect(spent.notes.join()).toMatch(/budget of 0 s was spent before the turn of .*my metric/)
    const enough = await evaluate(tables, { schema, metrics: ['fast', ownMetric({ cost: 'full' })], budget: 600 })
    expect(enough).toEqual(await evaluate(tables, { schema, metrics: ['fast', ownMetric({ cost: 'full' })] }))
  })

  it('spends a budget on cheap metrics first', async () => {
    const order: string[] = []
    const noting = (name: string, cost: Metric['cost']) =>
      ownMetric({ name, cost, level: 'marginal' }, () => {
        order.push(name)
        return { value: 0.5 }
      })
    await evaluate(tables, { schema, metrics: [noting('c', 'full'), noting('b', 'standard'), noting('a', 'fast')], budget: 60 })
    expect([...new Set(order)]).toEqual(['a', 'b', 'c'])
  })

  it('gives others their turn by time, not by metric: of small tables nothing waits', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const start = performance.now()
    await evaluate(tables, { schema, metrics: 'fast' })
    expect(timers.mock.calls.length).toBeLessThanOrEqual(1 + (performance.now() - start) / 50)
    timers.mockRestore()
  })

  it('tells how long each metric took only where it is asked to, and varies in nothing else', async () => {
    const { timings, ...rest } = await evaluate(tables, { schema, metrics: 'fast', timings: true })
    expect(rest).toEqual(await evaluate(tables, { schema, metrics: 'fast' }))
    expect(Object.keys(timings?.metrics ?? {}).sort()).toEqual(rest.scores.map(({ metric }) => metric).sort())
    expect(timings?.total).toBeGreaterThanOrEqual(0)
  })

  it('scores a copy of the training rows as well as real rows: fidelity alone is blind to copying', async () => {
    const { scores } = await evaluate(
      { training: population(800, 1), holdout: population(800, 2), synthetic: population(800, 3) },
      { schema, metrics: 'fast' },
    )
    for (const { metric, baselines } of scores) {
      if (baselines.copy.value === null) continue
      // Copies are drawn like every half; 6 standard deviations are left once in a million tables.
      const off = Math.abs(baselines.copy.value - (baselines.ceiling.value as number))
      expect(off, metric).toBeLessThanOrEqual(6 * (baselines.ceiling.sd as number) + 1e-12)
    }
    const alone = await evaluate({ training: population(200, 1), synthetic: population(200, 3) }, { schema, metrics: 'fast' })
    for (const { metric, goal, baselines, range } of alone.scores) {
      if (baselines.copy.value !== null) expect(baselines.copy.value, metric).toBe(goal === 'maximize' ? range[1] : range[0])
    }
  })

  it('covers 1 with the 95 % interval of the skill of real rows, about as often as it says', async () => {
    const seeds = 25
    const covered = new Map<string, number>()
    for (let seed = 0; seed < seeds; seed++) {
      const [training, holdout, synthetic] = [1, 2, 3].map((part) => population(150, 10 * seed + part)) as [Table, Table, Table]
      const { scores } = await evaluate({ training, holdout, synthetic }, { schema, metrics: 'marginal-shape,pair-contingency', seed })
      for (const { metric, skillInterval } of scores) {
        const [low, high] = skillInterval as [number, number]
        if (low <= 1 && high >= 1) covered.set(metric, (covered.get(metric) ?? 0) + 1)
      }
    }
    // Of 25 at 95 %, fewer than 16 come once in a million: the lower tail of the binomial distribution. The long tests ask more often.
    for (const [metric, count] of covered) expect(count, metric).toBeGreaterThanOrEqual(16)
    expect(covered.size).toBe(2)
  })
})
