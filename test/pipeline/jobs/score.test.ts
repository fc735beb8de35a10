import { describe, expect, test } from 'vitest'
import { reasonsOf, score } from '../../../src/index.js'
import { models } from '../../../src/models/index.js'
import { reachOf } from '../../../src/models/sequential-trees/fit/support.js'
import type { TreesState } from '../../../src/models/sequential-trees/state.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { scoreTable } from '../../../src/pipeline/jobs/queries/score.js'
import { createRng } from '../../../src/random/rng.js'
import { known } from '../../support/tables.js'

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const able = models.filter(({ logDensity, unit }) => logDensity && unit === 'row').map(({ name }) => name)
const optionsOf = (name: string): Readonly<Record<string, unknown>> => (name === 'mixture' ? { chains: 2, sweeps: 10 } : {})

/** Levels with and without gaps, whole numbers that repeat or are rare, gaps that go together. */
function town(rows = 700): ReturnType<typeof known> {
  const rng = createRng(3)
  return known(
    repeat(rows, () => {
      const b = rng.uniform() < 0.4 ? 7 : rng.integer(30)
      const a = rng.uniform() < b / 30 ? 'x' : 'y'
      const gap = rng.uniform() < 0.2
      return {
        a,
        b: rng.uniform() < 0.1 ? null : b,
        c: gap ? null : rng.uniform() < 0.5 ? 'u' : 'v',
        d: gap || rng.uniform() < 0.1 ? null : rng.integer(4),
      }
    }),
  )
}

/** Every row that there can be. */
const rows = ['x', 'y', null].flatMap((a) =>
  [...repeat(40, (i) => i - 5), null].flatMap((b) =>
    ['u', 'v', null].flatMap((c) => [...repeat(6, (i) => i - 1), null].map((d) => ({ a, b, c, d }))),
  ),
)

test.each(able)('%s: the densities of all rows that there can be sum to 1', async (name) => {
  const { table, schema } = town()
  const model = await fitModel(table, schema, { model: name, options: optionsOf(name) })
  const logs = await score(model, rows)
  // The copula's are means over a lattice, the network's probabilities are kept in single precision.
  const digits = name === 'gaussian-copula' ? 2 : name === 'bayesian-network' ? 6 : 9
  expect([...logs].reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, digits)
})

describe('sequential-trees', () => {
  test.each([
    ['by several orders', { orders: 3 }],
    ['by small leaves', { fidelity: 'high', leaf: 2 }],
    ['by one tree without smoothing', { trees: 1, smoothing: false, boosting: false }],
    ['with rare levels collapsed', { fidelity: 'private' }],
  ])('densities %s sum to 1', async (_, options) => {
    const { table, schema } = town()
    const model = await fitModel(table, schema, { model: 'sequential-trees', options })
    expect([...(await score(model, rows))].reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 9)
  })

  test('the density of numbers of any precision integrates to 1', async () => {
    const rng = createRng(4)
    const train = known(repeat(500, () => ({ a: rng.uniform() < 0.5 ? 'x' : 'y', b: rng.uniform() < 0.3 ? 0.1 : rng.normal() })))
    const model = await fitModel(train.table, train.schema, { model: 'sequential-trees' })
    const step = (model.state as TreesState).ways[0]?.steps.find(({ name }) => name === 'b')
    const support = step?.support as NonNullable<NonNullable<typeof step>['support']>
    const stretches = repeat(support.values.length, (i) => reachOf(support, i))
    // Stretches overlap: the density is constant between the ends of any of them, and an atom has its probability by itself.
    const atoms = stretches.filter(([low, high]) => low === high).map(([low]) => ({ b: low, width: 1 }))
    const ends = [...new Set(stretches.flat())].sort((a, b) => a - b)
    const between = ends.slice(1).map((end, i) => ({ b: (end + (ends[i] as number)) / 2, width: end - (ends[i] as number) }))
    const places = [...atoms, ...between]
    const logs = await score(
      model,
      ['x', 'y'].flatMap((a) => places.map(({ b }) => ({ a, b }))),
    )
    const masses = Array.from(logs, (log, i) => Math.exp(log) * (places[i % places.length]?.width as number))
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 9)
  })

  test('a computed column is what its terms say, or the row is impossible', async () => {
    const rng = createRng(2)
    const train = known(
      repeat(600, () => {
        const [net, tax] = [rng.integer(100), rng.integer(20)]
        return { net, tax, total: net + tax }
      }),
    )
    const model = await fitModel(train.table, train.schema, { model: 'sequential-trees' })
    const [right, wrong] = await score(model, [
      { net: 50, tax: 10, total: 60 },
      { net: 50, tax: 10, total: 61 },
    ])
    expect(right).toBeGreaterThan(-20)
    expect(wrong).toBe(Number.NEGATIVE_INFINITY)
  })

  test('rows that it was not fitted to are foreseen better than by columns alone', async () => {
    const { table, schema } = town(3000)
    const mean = async (name: string): Promise<number> => {
      const model = await fitModel(table.slice(0, 1500), schema, { model: name })
      const logs = [...(await scoreTable(model, table.slice(1500)))].filter(Number.isFinite)
      expect(logs.length).toBeGreaterThan(1450)
      return logs.reduce((sum, log) => sum + log, 0) / logs.length
    }
    // In d's and c's common gaps alone there are 0.2 ln 5 + 0.8 ln 1.25 = 0.5 nats to be gained.
    expect(await mean('sequential-trees')).toBeGreaterThan((await mean('independent')) + 0.3)
  })
})

describe.each(able)('%s', (name) => {
  const city = (i: number): { city: string; country: string; age: number } => ({
    city: `c${i % 12}`,
    country: `k${(i % 12) % 4}`,
    age: 20 + (i % 12) + ((i * 7) % 5),
  })

  test('a cell that is not what follows from another one, an unseen level and a number out of range make a row impossible', async () => {
    const train = known(repeat(600, city))
    const model = await fitModel(train.table, train.schema, { model: name, options: optionsOf(name) })
    const logs = await score(model, [city(5), { ...city(5), country: 'k2' }, { ...city(5), city: 'elsewhere' }, { ...city(5), age: 99 }])
    expect(logs[0]).toBeGreaterThan(-30)
    if (name !== 'independent') expect(logs[1]).toBe(Number.NEGATIVE_INFINITY)
    expect([...logs.subarray(2)]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
  })

  test('what makes rows surprising is named, strongest first', async () => {
    const train = known(repeat(600, city))
    const model = await fitModel(train.table, train.schema, { model: name, options: optionsOf(name) })
    const odd = known([
      { ...city(5), age: 99 },
      { ...city(3), city: 'elsewhere' },
      { city: 'nowhere', country: 'k1', age: 120 },
    ])
    const reasons = reasonsOf(model, odd.table, [0, 1, 2])
    expect(reasons.map((own) => own[0]?.columns[0])).toEqual(['age', 'city', 'city'])
    expect(reasons[2]?.map(({ columns }) => columns[0])).toEqual(['city', 'age'])
    expect(reasons[0]?.[0]?.gain).toBe(Number.POSITIVE_INFINITY)
  })
})

test('a model without a density says which ones have one', async () => {
  const { table, schema } = town(50)
  const model = await fitModel(table, schema, { model: 'bootstrap' })
  await expect(scoreTable(model, table)).rejects.toThrow(/^model: bootstrap has no density to score rows with; fit one of /)
})
