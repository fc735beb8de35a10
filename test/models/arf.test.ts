import { describe, expect, test } from 'vitest'
import { arf } from '../../src/models/arf/index.js'
import { fillLeaves } from '../../src/models/arf/leaves.js'
import type { ArfState } from '../../src/models/arf/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { modelledSchema } from '../../src/models/shell/layout.js'
import type { Evidence, FittedModel } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { prepareSampler } from '../../src/pipeline/jobs/sampler.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { type Known, known, people } from '../support/tables.js'

type Row = Record<string, unknown>
const table = (rows: number, make: (rng: Rng, row: number) => object): Known => {
  const rng = createRng(1)
  return known(Array.from({ length: rows }, (_, row) => make(rng, row)))
}
const fit = ({ table, schema }: Known, options: Row = {}): Promise<FittedModel> => fitModel(table, schema, { model: 'arf', options })
const stateOf = ({ state }: FittedModel): ArfState => state as ArfState
const draw = async (model: FittedModel, rows: number, where?: string): Promise<Row[]> =>
  toRows(await sampleTable(model, rows, where === undefined ? {} : { where }), model.schema)
const share = (rows: readonly Row[], holds: (row: Row) => boolean): number => rows.filter(holds).length / rows.length
/** Five standard deviations of a share among the drawn rows, and among as many that were learned from. */
const bound = (p: number, drawn: number, learned: number): number => 5 * Math.sqrt(p * (1 - p) * (1 / drawn + 1 / learned))

const condition = arf.condition as NonNullable<typeof arf.condition>

/** Three columns of levels with gaps, which depend on each other. */
const levels = table(600, (rng) => {
  const a = ['u', 'v', 'w'][rng.integer(3)]
  const b = rng.uniform() < (a === 'u' ? 0.8 : 0.2) ? 'yes' : 'no'
  return { a, b, c: rng.uniform() < 0.2 ? null : b === 'yes' ? 'x' : ['x', 'y'][rng.integer(2)] }
})

/** The probability of every combination of codes (a gap is the last), added up over all leaves. */
function lawOf({ starts, weights, columns }: ArfState): Map<string, number> {
  const law = new Map<string, number>()
  const upTo = weights ?? starts
  const total = upTo[upTo.length - 1] as number
  for (let leaf = 0; leaf < starts.length - 1; leaf++) {
    const start = starts[leaf] as number
    const weight = ((upTo[leaf + 1] as number) - (upTo[leaf] as number)) / total
    if (weight === 0) continue
    let cells: [string, number][] = [['', weight]]
    for (const { donors, kept } of columns) {
      const own = donors.subarray(start, start + (kept?.[leaf] ?? (starts[leaf + 1] as number) - start))
      const shares = [...new Set(own)].map((donor) => [donor, own.filter((other) => other === donor).length / own.length] as const)
      cells = cells.flatMap(([key, p]) => shares.map(([donor, part]): [string, number] => [`${key}${donor}`, p * part]))
    }
    for (const [key, p] of cells) law.set(key, (law.get(key) ?? 0) + p)
  }
  return law
}

describe('arf', () => {
  test('rows follow the law of the leaves, enumerated', async () => {
    const model = await fit(levels)
    const law = lawOf(stateOf(model))
    expect([...law.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10)
    const n = 40_000
    const counts = new Map<string, number>()
    const made = arf.sampleBlock(stateOf(model), modelledSchema(model.schema, []), n, createRng(3))
    for (let row = 0; row < n; row++) {
      const key = made.columns.map(({ values }, i) => ((values[row] as number) < 0 ? [3, 2, 2][i] : values[row])).join('')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect([...counts.keys()].every((key) => law.has(key))).toBe(true)
    const chiSquare = [...law].reduce((sum, [key, p]) => sum + ((counts.get(key) ?? 0) - n * p) ** 2 / (n * p), 0)
    // The 1 - 1e-6 quantile of chi-square with 17 degrees of freedom, the most that 18 cells have.
    expect(law.size).toBeLessThanOrEqual(18)
    expect(chiSquare).toBeLessThan(60.1)
  })

  test('columns are independent within leaves, however many there are', () => {
    const leaves = 20_000
    const donors = Uint8Array.from({ length: 2 * leaves }, (_, i) => i % 2)
    const column = { support: null, donors, kept: null }
    const state = {
      accuracies: [],
      starts: Int32Array.from({ length: leaves + 1 }, (_, i) => 2 * i),
      weights: null,
      columns: [column, column],
    }
    const schema = parseSchema({ columns: ['a', 'b'].map((name) => ({ name, kind: 'categorical' as const, levels: ['x', 'y'] })) })
    const [a, b] = arf.sampleBlock(state, schema, 4096, createRng(1)).columns.map(({ values }) => values) as [Int32Array, Int32Array]
    const equal = a.filter((code, row) => code === b[row]).length
    expect(Math.abs(equal / 4096 - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 4096))
  })

  test.each<[string, Evidence, (key: string) => boolean]>([
    ['a level', [{ column: 'a', oneOf: ['v'] }], (key) => key[0] === '1'],
    [
      'a gap and a level',
      [
        { column: 'c', oneOf: [null] },
        { column: 'b', oneOf: ['yes'], not: true },
      ],
      (key) => key[2] === '2' && key[1] === '0',
    ],
    [
      'a set',
      [
        { column: 'a', oneOf: ['u', 'w'] },
        { column: 'c', oneOf: ['x', 'y'] },
      ],
      (key) => key[0] !== '1' && key[2] !== '2',
    ],
  ])('evidence of %s leaves the law given it', async (_, evidence, holds) => {
    const model = await fit(levels)
    const schema = modelledSchema(model.schema, [])
    const levelsOf = schema.columns.map((column) => ('levels' in column ? column.levels : []))
    expect(levelsOf).toEqual([
      ['u', 'v', 'w'],
      ['no', 'yes'],
      ['x', 'y'],
    ])
    const before = lawOf(stateOf(model))
    const { state, exact, logProbability } = condition(stateOf(model), schema, evidence)
    const probability = [...before].reduce((sum, [key, p]) => sum + (holds(key) ? p : 0), 0)
    expect(exact).toBe(true)
    expect(logProbability).toBeCloseTo(Math.log(probability), 10)
    const after = lawOf(state as ArfState)
    for (const [key, p] of before) expect(after.get(key) ?? 0).toBeCloseTo(holds(key) ? p / probability : 0, 10)
    // Evidence upon evidence is evidence of both.
    const [first, ...others] = evidence as [Evidence[number], ...Evidence]
    const one = condition(stateOf(model), schema, [first])
    const both = condition(one.state, schema, others)
    expect(one.logProbability + both.logProbability).toBeCloseTo(logProbability, 10)
  })

  test('what belongs together stays together: levels, numbers, gaps', async () => {
    const n = 4000
    const data = table(n, (rng) => {
      const a = rng.uniform() < 0.3 ? 'near' : 'far'
      const x = (a === 'far' ? 1000 : 0) + rng.integer(500)
      return { a, x, y: a === 'far' ? 1.5 + rng.integer(9) : null, noise: rng.integer(50) }
    })
    const model = await fit(data)
    const rows = await draw(model, n)
    expect(Math.abs(share(rows, ({ a }) => a === 'near') - 0.3)).toBeLessThan(bound(0.3, n, n))
    // Independent columns would break each of these in 42 % of the rows; a leaf at the border may do so in a few.
    expect(share(rows, ({ a, x }) => (a === 'far') !== (x as number) >= 1000)).toBeLessThan(0.01)
    expect(share(rows, ({ a, y }) => (a === 'far') !== (y !== null))).toBeLessThan(0.01)
    // Five standard deviations of a share of 8,000 rows above what guessing gets right.
    expect(stateOf(model).accuracies[0]).toBeGreaterThan(0.5 + 5 * Math.sqrt(0.25 / 8000))
  })

  test('independent columns are not told from made ones, and one leaf holds all', async () => {
    const model = await fit(
      table(1500, (rng) => ({ a: ['u', 'v'][rng.integer(2)], b: ['x', 'y', 'z'][rng.integer(3)], c: rng.integer(1e6), d: rng.uniform() })),
      { tolerance: 0.06 },
    )
    const { accuracies, starts } = stateOf(model)
    expect(accuracies).toHaveLength(1)
    // Five standard deviations of a share of 3,000 rows.
    expect(Math.abs((accuracies[0] as number) - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 3000))
    expect([...starts]).toEqual([0, 1500])
  })

  test('atoms and the precision of the column are kept; numbers of single rows are spread', async () => {
    const data = table(2000, (rng) => ({
      gain: rng.uniform() < 0.7 ? 0 : 1 + rng.integer(1e6),
      price: Math.round(rng.uniform() * 1e6) / 100,
    }))
    const real = new Set(toRows(data.table, data.schema).map(({ gain }) => gain))
    const rows = await draw(await fit(data), 2000)
    expect(Math.abs(share(rows, ({ gain }) => gain === 0) - 0.7)).toBeLessThan(bound(0.7, 2000, 2000))
    // Nearly a thousand numbers of a million: a spread one meets another in one of a thousand draws, of which three in ten are no atom.
    expect(share(rows, ({ gain }) => gain !== 0 && real.has(gain))).toBeLessThan(0.01)
    for (const { gain, price } of rows) {
      expect(Number.isInteger(gain)).toBe(true)
      expect(Math.round((price as number) * 100)).toBeCloseTo((price as number) * 100, 6)
    }
  })

  test('every leaf holds the rows that are asked for, and its donors in ascending order', async () => {
    const { table, schema } = people(1200)
    for (const leaf of [3, 25]) {
      const { starts, columns } = stateOf(await fit({ table, schema }, { leaf, trees: 4 }))
      expect(starts[starts.length - 1]).toBe(4 * 1200)
      for (let i = 0; i + 1 < starts.length; i++) {
        expect((starts[i + 1] as number) - (starts[i] as number)).toBeGreaterThanOrEqual(leaf)
        for (const { donors } of columns) {
          const own = [...donors.subarray(starts[i], starts[i + 1])]
          expect(own).toEqual([...own].sort((a, b) => a - b))
        }
      }
    }
  })

  test('a branch with too few rows is cut, and its rows go where its sibling sends them', () => {
    const feature = { codes: Uint8Array.of(1, 1, 2, 2, 3, 3, 9), bins: 10, nominal: false }
    // Codes up to 8, of which those up to 1 and up to 2 are split off, and the rest.
    const tree = {
      feature: Int32Array.of(0, 0, -1, -1, 0, -1, -1),
      split: Int32Array.of(8, 1, 0, 0, 2, 0, 0),
      left: Int32Array.of(1, 3, 0, 0, 5, 0, 0),
      sets: new Uint32Array(),
    }
    const leaves = (least: number): number[][] => {
      const { starts, rows } = fillLeaves([tree], [feature], least, () => Int32Array.from(feature.codes.keys()))
      return Array.from({ length: starts.length - 1 }, (_, i) => [...rows.subarray(starts[i], starts[i + 1])])
    }
    expect(leaves(1)).toEqual([[0, 1], [2, 3], [4, 5], [6]])
    expect(leaves(2)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6],
    ])
    expect(leaves(3)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
    ])
    expect(leaves(4)).toEqual([[0, 1, 2, 3, 4, 5, 6]])
  })

  test('conditions are kept and said to be exact; what the model can never make is refused', async () => {
    const model = await fit(table(3000, (rng) => ({ a: ['u', 'v'][rng.integer(2)], x: rng.uniform() < 0.1 ? null : rng.integer(10_000) })))
    expect((await prepareSampler(model, { where: 'x > 9000 and a == "u"' })).notes[0]).toMatch(/conditioned exactly/)
    for (const { a, x } of await draw(model, 500, 'x > 9000 and a == "u"')) {
      expect(a).toBe('u')
      expect(x).toBeGreaterThan(9000)
    }
    for (const { x } of await draw(model, 100, 'missing(x)')) expect(x).toBeNull()
    await expect(draw(model, 5, 'x > 20000')).rejects.toMatchObject({ name: 'ConstraintError' })
    await expect(draw(model, 5, 'missing(a)')).rejects.toMatchObject({ name: 'ConstraintError' })
    expect(() => condition(stateOf(model), model.schema, [{ column: 'nope', oneOf: ['u'] }])).toThrow(/nope.*a, x/)
  })
})
