import { describe, expect, test } from 'vitest'
import type { TreesState } from '../../src/models/sequential-trees/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../src/models/shell/model-file.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { type Known, known, people } from '../support/tables.js'

const model = 'sequential-trees'
type Row = Record<string, unknown>

async function synthesize({ table, schema }: Known, options: Row = {}, rows = table.rows, seed = 1): Promise<Row[]> {
  const fitted = await fitModel(table, schema, { model, options, seed })
  return toRows(await sampleTable(fitted, rows, { seed }), schema)
}

function table(rows: number, make: (rng: ReturnType<typeof createRng>, row: number) => object, seed = 1): Known {
  const rng = createRng(seed)
  return known(Array.from({ length: rows }, (_, row) => make(rng, row)))
}

const share = (rows: readonly Row[], holds: (row: Row) => boolean): number => rows.filter(holds).length / rows.length

/** Five standard deviations of a share of `n` rows in the data, and of as many in the sample. */
const bound = (p: number, n: number): number => 5 * Math.sqrt((2 * p * (1 - p)) / n)

/** A sequential law: a, then b given a, then a number x given both. */
const lawful = (rows: number, seed = 1): Known =>
  table(
    rows,
    (rng) => {
      const a = rng.uniform() < 0.3 ? 'yes' : 'no'
      const b = ['low', 'mid', 'high'][rng.uniform() < (a === 'yes' ? 0.7 : 0.1) ? 2 : rng.integer(2)]
      const x = Math.round(100 * ((b === 'high' ? 10 : 0) + (a === 'yes' ? 2 : 1) * rng.uniform())) / 100
      return { a, b, x }
    },
    seed,
  )

describe('sequential-trees', () => {
  test.each(['high', 'balanced', 'private', 'fast'])('data from a stated sequential law comes back with fidelity %s', async (fidelity) => {
    const n = 6000
    const rows = await synthesize(lawful(n), { fidelity })
    const within = (given: (row: Row) => boolean): Row[] => rows.filter(given)
    expect(Math.abs(share(rows, ({ a }) => a === 'yes') - 0.3)).toBeLessThan(bound(0.3, n))
    for (const [a, p] of [
      ['yes', 0.7],
      ['no', 0.1],
    ] as const) {
      const part = within((row) => row.a === a)
      expect(Math.abs(share(part, ({ b }) => b === 'high') - p)).toBeLessThan(bound(p, part.length))
    }
    // x is uniform on [0, 2] after 'yes' and on [0, 1] after 'no', and 10 more with 'high'.
    for (const { b, x } of rows) expect((x as number) >= 10).toBe(b === 'high')
    const wide = within(({ a, b }) => a === 'yes' && b !== 'high')
    expect(Math.abs(share(wide, ({ x }) => (x as number) > 1) - 0.5)).toBeLessThan(bound(0.5, wide.length))
    // A leaf may straddle the bound between two laws, by a leaf's worth of rows: less than a hundredth of them.
    expect(
      share(
        within(({ a, b }) => a === 'no' && b !== 'high'),
        ({ x }) => (x as number) > 1.02,
      ),
    ).toBeLessThan(0.01)
  })

  test('missing values follow their law, and a gap that always comes with another always does', async () => {
    const data = table(2500, (rng) => {
      const works = rng.uniform() < 0.6
      return {
        works,
        job: works ? ['cook', 'clerk', 'nurse'][rng.integer(3)] : 'N',
        income: works ? (rng.uniform() < 0.1 ? null : 1000 + rng.integer(3000)) : null,
        hours: works ? 10 + rng.integer(40) : null,
      }
    })
    const rows = await synthesize(data)
    for (const { works, job, income, hours } of rows) {
      expect(job === 'N').toBe(!works)
      expect(hours === null).toBe(!works)
      if (!works) expect(income).toBeNull()
    }
    const working = rows.filter(({ works }) => works)
    expect(Math.abs(share(working, ({ income }) => income === null) - 0.1)).toBeLessThan(bound(0.1, working.length))
  })

  test('atoms stay atoms, and rare numbers are spread half-way to their neighbours at the precision of the column', async () => {
    const data = table(3000, (rng) => ({
      gain: rng.uniform() < 0.7 ? 0 : 1 + rng.integer(1e6),
      price: Math.round(rng.uniform() * 1e5) / 100,
    }))
    const real = new Set(toRows(data.table, data.schema).map(({ gain }) => gain))
    const rows = await synthesize(data)
    expect(Math.abs(share(rows, ({ gain }) => gain === 0) - 0.7)).toBeLessThan(bound(0.7, 3000))
    // Nearly a thousand numbers of a million: a spread one meets another in one of a thousand draws, of which three in ten are no atom.
    expect(share(rows, ({ gain }) => gain !== 0 && real.has(gain))).toBeLessThan(0.01)
    for (const { gain, price } of rows) {
      expect(Number.isInteger(gain)).toBe(true)
      expect(Math.round((price as number) * 100)).toBeCloseTo((price as number) * 100, 6)
    }
    const copied = await synthesize(data, { smoothing: false })
    for (const { gain } of copied) expect(real.has(gain)).toBe(true)
  })

  test('extremes are published only where that is asked for or fidelity is high', async () => {
    const data = table(2000, (rng, row) => ({ x: row === 0 ? 1e6 : row === 1 ? -1e6 : Math.round(100 * rng.uniform()) }))
    const reaches = async (options: Row): Promise<boolean[]> => {
      const values = (await synthesize(data, options, 4000)).map(({ x }) => x as number)
      return [Math.min(...values) === -1e6, Math.max(...values) === 1e6]
    }
    expect(await reaches({ fidelity: 'high' })).toEqual([true, true])
    expect(await reaches({})).toEqual([false, false])
    expect(await reaches({ extremes: true })).toEqual([true, true])
    expect(await reaches({ fidelity: 'high', extremes: false })).toEqual([false, false])
  })

  test('levels of fewer rows than collapse are never written; where all are so rare, all stay', async () => {
    const data = table(2000, (_, row) => ({ town: row < 4 ? 'hamlet' : row < 30 ? 'village' : 'city', code: `c${row % 1000}` }))
    const towns = async (options: Row): Promise<string> =>
      [...new Set((await synthesize(data, options, 8000)).map(({ town }) => town as string))].sort().join()
    expect(await towns({})).toBe('city,hamlet,village')
    expect(await towns({ fidelity: 'private' })).toBe('city,village')
    expect(await towns({ collapse: 27 })).toBe('city')
    expect(await towns({ collapse: 3000 })).toBe('city,hamlet,village')
  })

  test('the options that fidelity sets can be set one by one', async () => {
    const data = lawful(1000)
    const grown = async (options: Row): Promise<TreesState> =>
      (await fitModel(data.table, data.schema, { model, options })).state as TreesState
    const leaves = ({ ways }: TreesState): number => {
      const values = ways[0]?.steps.at(-1)?.values
      return values?.kind === 'bag' ? values.trees.reduce((sum, { feature }) => sum + feature.length, 0) : 0
    }
    expect(leaves(await grown({ blend: false, leaf: 300 }))).toBeLessThan(leaves(await grown({ blend: false, leaf: 3 })))
    expect(leaves(await grown({ blend: false, trees: 2 }))).toBeLessThan(leaves(await grown({ blend: false, trees: 6 })))
    const kinds = ({ ways }: TreesState): string[] => (ways[0]?.steps ?? []).map(({ values }) => values?.kind ?? 'none')
    expect(kinds(await grown({ blend: false, boosting: false }))).toEqual(['bag', 'bag', 'bag'])
    expect(kinds(await grown({ blend: false, boosting: true }))).toEqual(['bag', 'boosted', 'bag'])
    expect(kinds(await grown({}))).toContain('blend')
    const trees = ({ ways }: TreesState): number[] =>
      (ways[0]?.steps ?? []).map(({ values }) => (values?.kind === 'bag' ? values.trees.length : 0))
    expect(trees(await grown({ fidelity: 'high' }))).toEqual([1, 10, 10])
    expect(trees(await grown({ fidelity: 'high', trees: 3 }))).toEqual([1, 3, 3])
    await expect(grown({ fidelity: 'best' })).rejects.toThrow(/fidelity/)
    await expect(grown({ leaf: 0 })).rejects.toThrow(/leaf/)
  })

  test('at fidelity fast a column has one tree, which sees every row and boosts nothing', async () => {
    const data = lawful(1000)
    const { state } = await fitModel(data.table, data.schema, { model, options: { fidelity: 'fast' } })
    for (const { values } of (state as TreesState).ways[0]?.steps ?? []) {
      if (values?.kind !== 'bag') throw new Error('boosted')
      expect(values.trees.map(({ donors }) => donors.length)).toEqual([1000])
      const [{ feature, start, end }] = values.trees as [(typeof values.trees)[0]]
      const leaves = [...feature.keys()].filter((node) => feature[node] === -1).map((node) => (end[node] ?? 0) - (start[node] ?? 0))
      expect(Math.min(...leaves)).toBeGreaterThanOrEqual(20)
    }
  })

  test('targets are drawn first, columns named in order before them; an unknown one is refused by name', async () => {
    const { table, schema } = lawful(300)
    const target = {
      ...schema,
      columns: schema.columns.map((column) => (column.name === 'x' ? { ...column, role: 'target' as const } : column)),
    }
    const order = async (options: Row): Promise<string> => {
      const { state } = await fitModel(table, target, { model, options })
      return (state as TreesState).ways.map(({ steps }) => steps.map(({ name }) => name).join()).join(' ')
    }
    expect(await order({})).toBe('x,a,b')
    expect(await order({ order: 'b, a' })).toBe('b,a,x')
    await expect(order({ order: 'b,height' })).rejects.toThrow(/height/)
  })

  test('several orders are taken in turn and keep the law', async () => {
    const n = 2000
    const rows = await synthesize(lawful(n), { orders: 3 }, n)
    expect(rows.length).toBe(n)
    const part = rows.filter(({ a }) => a === 'yes')
    expect(Math.abs(share(part, ({ b }) => b === 'high') - 0.7)).toBeLessThan(bound(0.7, part.length))
    expect((await synthesize(lawful(300), { orders: 3 }, 2)).length).toBe(2)
  })

  test('2,000 levels are learned and come back', async () => {
    const data = table(10_000, (rng) => {
      const code = rng.integer(2000)
      return { code: `p${code}`, half: code < 1000 ? 'first' : 'second', x: rng.integer(100) }
    })
    const rows = await synthesize({ ...data, schema: { ...data.schema, dependencies: [] } }, {}, 4000)
    // A level of N rows is missed by 4,000 draws with e^(-.4 N), and N is Poisson of mean 5; five standard deviations, of at most 22 each.
    const missed = 2000 * Math.exp(5 * (Math.exp(-0.4) - 1))
    expect(new Set(rows.map(({ code }) => code)).size).toBeGreaterThan(2000 - missed - 5 * 22)
    // Told nothing of the code, half are right.
    expect(share(rows, ({ code, half }) => Number((code as string).slice(1)) < 1000 === (half === 'first'))).toBeGreaterThan(0.9)
  })

  test('no row order can be read from the file: donors of a leaf stand in ascending order', async () => {
    const { table, schema } = people(600)
    const { state } = await fitModel(table, schema, { model })
    for (const { values } of (state as TreesState).ways[0]?.steps ?? []) {
      if (values?.kind !== 'bag') continue
      for (const { feature, start, end, donors } of values.trees) {
        feature.forEach((f, node) => {
          if (f < 0)
            for (let i = (start[node] ?? 0) + 1; i < (end[node] ?? 0); i++) expect(donors[i]).toBeGreaterThanOrEqual(donors[i - 1] ?? 0)
        })
      }
    }
  })

  test('shares come out closer to what they should be than independent draws would', async () => {
    const data = table(4096, (_, row) => ({ a: ['x', 'y', 'z', 'w'][row % 4], b: row % 8 < 4 ? 'u' : 'v' }))
    const rows = await synthesize(data)
    // Independent draws are off by 28 rows (one standard deviation).
    for (const level of ['x', 'y', 'z', 'w']) expect(Math.abs(rows.filter(({ a }) => a === level).length - 1024)).toBeLessThanOrEqual(5)
  })
})

test.each([
  ...[1, 2, 3, 4, 6].map((rows) => [`a table of ${rows} rows`, rows, 1] as const),
  ...[1, 3].map((given) => [`a number that ${given} of 60 rows have`, 60, 60 / given] as const),
])('learns %s, and draws only what was there', async (_, rows, every) => {
  const few = table(rows, (_, row) => ({ a: 'xyz'[row % 3], n: row % every === 0 ? 60 + row : null, m: 7 * row }))
  const fitted = parseModel(stringifyModel(await fitModel(few.table, few.schema, { model, options: { extremes: true }, seed: 1 })))
  const drawn = toRows(await sampleTable(fitted, 40, { seed: 1 }), few.schema)
  for (const { n } of drawn as { n: number | null }[]) if (n !== null) expect(n >= 60 && n < 60 + rows).toBe(true)
  if (every === 1) expect(drawn.every(({ n }) => n !== null)).toBe(true)
})
