import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import { type Shortcoming, type ShortcomingKind, shortcomingsOf } from '../../src/evaluate/shortcomings/index.js'
import { createRng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { messy, schema as messySchema } from './metrics/pairwise/messy.js'
import { population, schema, unwritable, withColumn, withPermuted } from './tables.js'

const rows = 2000
const counted = ['fast', 'pair-rules']
const learned = ['conditional-skill', 'conditional-agreement']

async function found(synthetic: Table, metrics = counted, real = (seed: number) => population(rows, seed), of: Schema = schema) {
  const tables = { training: real(1), holdout: real(2), synthetic }
  const all = shortcomingsOf(await evaluate(tables, { schema: of, metrics }))
  expect(unwritable(all)).toEqual([])
  return (kind: ShortcomingKind) => all.find((shortcoming) => shortcoming.kind === kind) as Shortcoming
}

const fresh = population(rows, 3)

describe('shortcomingsOf', () => {
  it('finds none in real rows, says so, and leaves open what has no score', async () => {
    const of = await found(fresh, [...counted, ...learned])
    const kinds = ['bias', 'incompleteness', 'inaccuracy', 'too-little-noise', 'over-smoothing', 'too-much-consistency'] as const
    for (const kind of kinds) expect([kind, of(kind).found, of(kind).columns, of(kind).size]).toEqual([kind, false, [], null])
    expect(of('lost-temporal-dynamics')).toMatchObject({ found: null, text: expect.stringMatching(/no scores of sequences/) })
    const few = shortcomingsOf(await evaluate({ training: population(rows, 1), synthetic: fresh }, { schema, metrics: ['missing-rates'] }))
    for (const { found: isFound, text } of few) expect([isFound, text]).toEqual([null, expect.stringMatching(/^Can't be told/)])
  })

  it('finds bias: a shifted number and a level that is too frequent, with their sizes', async () => {
    const shifted = withColumn(fresh, 'height', (value) => value + 0.5)
    const moved = withColumn(shifted, 'size', (code, row) => (code === 1 && row % 2 === 0 ? 0 : code))
    const bias = (await found(moved))('bias')
    expect(bias.found).toBe(true)
    expect(bias.columns.slice().sort()).toEqual(['height', 'size'])
    expect(bias.text).toMatch(/height: values are too high/)
    expect(bias.text).toMatch(/size: (medium|large) is \d+\.\d % of the real rows and \d+\.\d % of the synthetic ones/)
    // Φ(.25) - Φ(-.25), the distance of two normal distributions half a deviation apart. By chance shares of .4 of 2,000 rows are .0155 apart: three of these.
    expect(Math.abs((bias.size as number) - 0.197)).toBeLessThan(0.05)
  })

  it('says of heaped numbers first how they end, then on which side of the middle they lie', async () => {
    const heaped = withColumn(fresh, 'visits', (value, row) =>
      row % 3 === 0 && value > 0 ? Math.max(10, 10 * Math.round(value / 10)) : value,
    )
    const { findings } = (await found(heaped))('bias')
    expect(findings[0]?.text).toMatch(/^visits: \d+\.\d % end with 1 zero, of the real ones/)
    expect(new Set(findings.flatMap(({ columns }) => columns))).toEqual(new Set(['visits']))
  })

  it('finds incompleteness: a lost level', async () => {
    const lost = withColumn(fresh, 'size', (code) => (code === 2 ? 1 : code))
    const incompleteness = (await found(lost))('incompleteness')
    expect(incompleteness).toMatchObject({ found: true, columns: ['size'] })
    expect(incompleteness.text).toMatch(/rare never occurs/)
  })

  it('finds too little noise: a column that follows exactly where it should follow roughly', async () => {
    const height = fresh.column('height').values
    const sure = withColumn(fresh, 'weight', (value, row) => (Number.isNaN(value) ? value : (height[row] as number)))
    const of = await found(sure, learned)
    expect(of('too-little-noise')).toMatchObject({ found: true, columns: expect.arrayContaining(['weight']) })
    expect(of('over-smoothing').columns).not.toContain('weight')
  })

  it('finds over-smoothing: a spike that is spread, and dependence that is blurred', async () => {
    const rng = createRng(5)
    const blurred = withColumn(fresh, 'visits', (value) => (value === 0 ? Math.floor(rng.uniform() * 5) : value))
    const loose = withPermuted(blurred, 'weight', createRng(6))
    const smoothing = (await found(loose, [...counted, ...learned]))('over-smoothing')
    expect(smoothing.found).toBe(true)
    expect(smoothing.columns).toEqual(expect.arrayContaining(['visits', 'weight']))
    // Height is off with weight only, which is off with others too.
    expect(smoothing.columns).not.toContain('height')
    expect(smoothing.text).toMatch(/visits: the value 0 is \d+\.\d % of the real rows/)
    expect(smoothing.text).toMatch(/height and weight are associated by -?0\.0\d instead of 0\.[78]\d/)
  })

  it('finds too much consistency where real rows are messy, and inaccuracy where synthetic rows are', async () => {
    const real = (seed: number) => messy(seed, 0.04)
    const neat = await found(messy(3, 0), counted, real, messySchema)
    expect(neat('too-much-consistency')).toMatchObject({ found: true, columns: expect.arrayContaining(['from', 'to', 'low', 'high']) })
    // 4 % of 5,000 real rows break a rule, with an error of .28 %: three and a half of them.
    expect(neat('too-much-consistency').size).toBeGreaterThan(0.03)
    const wild = await found(messy(3, 0.2), counted, real, messySchema)
    expect(wild('too-much-consistency').found).toBe(false)
    expect(wild('inaccuracy').text).toMatch(
      /from and to: that the second follows from the first is broken by \d+\.\d % of the synthetic rows/,
    )
  })

  it('finds inaccuracy: values that are impossible', async () => {
    const beyond = withColumn(fresh, 'visits', (value, row) => (row % 10 === 0 ? value + 100 : value))
    const inaccuracy = (await found(beyond))('inaccuracy')
    expect(inaccuracy.found).toBe(true)
    expect(inaccuracy.text).toMatch(/visits: above the greatest real value, 10\.0 % of its values/)
  })
})
