import { describe, expect, test } from 'vitest'
import { findGaps, gapRules } from '../../src/models/sequential-trees/draw/gaps/gaps.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import type { Schema } from '../../src/table/schema.js'
import { type Known, known } from '../support/tables.js'

const model = 'sequential-trees'
type Row = Record<string, unknown>

/**
 * A survey in which N means "not asked": the young are asked nothing about work, so that job, hours (numbers) and trade (a level N) go
 * together, and the boss is asked for only where there is a job. School is asked of the young alone. Noise blurs the border of young.
 */
function survey(rows: number, seed = 1): Known {
  const rng = createRng(seed)
  const { table, schema } = known(
    Array.from({ length: rows }, () => {
      const age = rng.integer(80)
      const works = age > 14 && rng.uniform() < 0.9
      const trade = ['farm', 'shop', 'mill'][rng.integer(3)]
      return {
        income: works ? 500 + rng.integer(3000) : null,
        noise: rng.integer(1000),
        trade: works ? trade : 'N',
        job: works ? ['cook', 'smith'][rng.integer(2)] : null,
        school: works ? 'N' : ['a', 'b'][rng.integer(2)],
        boss: works && rng.uniform() < 0.3 ? ['x', 'y'][rng.integer(2)] : null,
        age,
      }
    }),
  )
  // As inference has it for a column of numbers and N.
  const columns = schema.columns.map((column) => (column.name === 'income' ? { ...column, missing: ['N'] } : column))
  return { table, schema: { ...schema, columns, dependencies: [] } }
}

const isGap = (value: unknown): boolean => value === null || value === 'N'

/** Rows in which gaps stand where none of the data has them. */
function broken(rows: readonly Row[]): Row[] {
  return rows.filter(({ income, trade, job, school, boss }) => {
    const gone = isGap(income)
    return gone !== isGap(trade) || gone !== isGap(job) || gone === isGap(school) || (gone && !isGap(boss))
  })
}

const drawn = 1500

async function made({ table, schema }: Known, options: Row): Promise<Row[]> {
  const fitted = await fitModel(table, schema, { model, options })
  return toRows(await sampleTable(fitted, drawn, { seed: 3 }), schema)
}

describe('gaps that go together in every training row go together in every synthetic row', () => {
  test('the data themselves keep the rules', () => {
    const { table, schema } = survey(2000)
    expect(broken(toRows(table, schema))).toEqual([])
  })

  test.each(['', 'noise,boss,school,job,trade,income', 'age,trade,noise,income', 'school,boss'])(
    'whatever is drawn first: order "%s"',
    async (order) => {
      const rows = await made(survey(1000), { order })
      expect(broken(rows)).toEqual([])
      // The rules leave the shares as they are: 5 standard deviations of the difference of two shares.
      const share = rows.filter(({ job }) => job === null).length / rows.length
      const real = toRows(survey(1000).table, survey(1000).schema).filter(({ job }) => job === null).length / 1000
      expect(Math.abs(share - real)).toBeLessThan(5 * Math.sqrt(0.25 * (1 / drawn + 1 / 1000)))
    },
  )

  test.each(['high', 'private', 'fast'])('at fidelity %s, and averaged over orders', async (fidelity) => {
    expect(broken(await made(survey(1000), { fidelity, orders: 2 }))).toEqual([])
  })

  const asked = fitModel(survey(1000).table, survey(1000).schema, { model })
  test.each(['trade == "N"', 'not (trade == "N")', 'missing(income)', 'not missing(job)', 'school == "a" or school == "N"', 'age < 30'])(
    'under the condition %s',
    async (where) => {
      const rows = toRows(await sampleTable(await asked, drawn, { seed: 3, where }), survey(1).schema)
      expect(rows).toHaveLength(drawn)
      expect(broken(rows)).toEqual([])
    },
  )
})

describe('gapRules', () => {
  const order = ['a', 'b']
  const rulesOf = (rows: readonly Row[], schema: Partial<Schema> = {}) => {
    const { table, schema: own } = known(rows)
    const gaps = findGaps(table, { ...own, ...schema })
    return gapRules(gaps, order, 1, table.rows)?.rules.map(({ when, makes }) => `${when} makes ${makes}`) ?? null
  }
  const rows = (count: number, a: (i: number) => unknown, b: (i: number) => unknown): Row[] =>
    Array.from({ length: count }, (_, i) => ({ a: a(i), b: b(i) }))

  test('a gap within the gaps of another makes a gap, and the other way round a value makes a value', () => {
    expect(
      rulesOf(
        rows(
          60,
          (i) => (i < 10 ? null : i),
          (i) => (i < 20 ? null : i),
        ),
      ),
    ).toEqual(['gap makes gap'])
    expect(
      rulesOf(
        rows(
          60,
          (i) => (i < 20 ? null : i),
          (i) => (i < 10 ? null : i),
        ),
      ),
    ).toEqual(['value makes value'])
    expect(
      rulesOf(
        rows(
          60,
          (i) => (i < 20 ? null : i),
          (i) => (i < 20 ? null : i),
        ),
      ),
    ).toEqual(['value makes value', 'gap makes gap'])
  })

  test('gaps that never meet exclude each other where they should have met often, and not where that is an accident', () => {
    const apart = (count: number) =>
      rulesOf(
        rows(
          count,
          (i) => (i % 4 === 0 ? null : i),
          (i) => (i % 4 === 1 ? null : i),
        ),
      )
    expect(apart(400)).toEqual(['gap makes value'])
    expect(apart(200)).toBeNull()
    const either = (count: number) =>
      rulesOf(
        rows(
          count,
          (i) => (i % 2 === 0 ? null : i),
          (i) => (i % 2 === 1 ? null : i),
        ),
      )
    expect(either(100)).toEqual(['gap makes value', 'value makes gap'])
    expect(either(40)).toBeNull()
  })

  test('gaps that have nothing to do with each other, one row that disagrees, and columns that are missing everywhere give no rule', () => {
    expect(
      rulesOf(
        rows(
          60,
          (i) => (i % 3 === 0 ? null : i),
          (i) => (i % 2 === 0 ? null : i),
        ),
      ),
    ).toBeNull()
    expect(
      rulesOf(
        rows(
          60,
          (i) => (i < 10 || i === 59 ? null : i),
          (i) => (i < 20 ? null : i),
        ),
      ),
    ).toBeNull()
    expect(
      rulesOf(
        rows(
          60,
          () => null,
          (i) => (i < 20 ? null : i),
        ),
      ),
    ).toBeNull()
  })
})
