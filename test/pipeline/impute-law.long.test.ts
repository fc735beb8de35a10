import { describe, expect, test } from 'vitest'
import { type FittedModel, impute, score } from '../../src/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { readTable } from '../../src/node.js'
import { imputeTable } from '../../src/pipeline/jobs/impute.js'
import { createRng } from '../../src/random/rng.js'
import { type Column, isMissing } from '../../src/table/column.js'
import { Table } from '../../src/table/table.js'
import { dataset } from '../support/cli.js'
import { known } from '../support/tables.js'

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
type Row = { readonly a: string | null; readonly b: number | null; readonly c: string | null; readonly d: string | null }

/** Four columns that depend on each other; c and d have gaps, c's where a is x and d's where b is large. */
function town(): ReturnType<typeof known> {
  const rng = createRng(5)
  return known(
    repeat(1500, () => {
      const b = Math.floor(6 * rng.uniform() ** 1.5)
      const a = rng.uniform() < b / 8 ? 'x' : rng.uniform() < 0.5 ? 'y' : 'z'
      const c = rng.uniform() < (a === 'x' ? 0.6 : 0.05) ? null : rng.uniform() < (a === 'x' ? 0.8 : 0.3) ? 'u' : 'v'
      const d = rng.uniform() < b / 12 ? null : rng.uniform() < (c === 'u' ? 0.7 : 0.2) ? 'p' : 'q'
      return { a, b, c, d }
    }),
  )
}

const values = { a: ['x', 'y', 'z'], b: [0, 1, 2, 3, 4, 5], c: ['u', 'v'], d: ['p', 'q'] } as const

/** The ways to fill these columns of a row, and how likely each is, by the densities of the completed rows. */
async function lawOf(model: FittedModel, row: Row, open: readonly (keyof Row)[]): Promise<Map<string, number>> {
  let rows: Row[] = [row]
  for (const name of open) rows = rows.flatMap((own) => values[name].map((value) => ({ ...own, [name]: value })))
  const logs = await score(model, rows)
  const weights = [...logs].map((log) => Math.exp(log))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return new Map(rows.map((own, i) => [open.map((name) => own[name]).join(), (weights[i] as number) / total]))
}

/** 1 - 1e-6 quantiles of chi-square, by degrees of freedom. */
const quantiles = [0, 23.93, 27.63, 30.66, 33.38, 35.89, 38.26, 40.52, 42.7, 44.81, 46.86, 48.87, 50.83]
/**
 * A law that is off by a total variation of 0.1 adds 4 n 0.1² = 80 at least to the mean of chi-square (Cauchy and Schwarz), 85 with five degrees of
 * freedom and 18 for a standard deviation: it is seen with probability 0.997.
 */
const copies = 2000

const queries: readonly (readonly [string, Row, readonly (keyof Row)[]])[] = [
  ['one cell', { a: null, b: 3, c: 'u', d: 'p' }, ['a']],
  ['a number', { a: 'x', b: null, c: 'v', d: 'q' }, ['b']],
  ['a cell with gaps elsewhere that are known to be gaps', { a: null, b: 2, c: null, d: null }, ['a']],
  ['two cells together', { a: null, b: 1, c: null, d: 'p' }, ['a', 'c']],
  ['a number and a level, beside a known gap', { a: 'y', b: null, c: null, d: null }, ['b', 'c']],
]

describe.each(['sequential-trees', 'bayesian-network', 'mixture', 'gaussian-copula', 'kde', 'independent'])('%s', (name) => {
  const { table, schema } = town()
  const fitting = fitModel(table, schema, { model: name, options: name === 'mixture' ? { chains: 3, sweeps: 15 } : {} })

  test.each(queries)('fills %s as likely as the densities of the filled rows say', async (_, row, open) => {
    const model = await fitting
    const law = await lawOf(model, row, open)
    const filled = await impute(
      model,
      repeat(copies, () => row),
      { as: 'rows', columns: open },
    )
    const counts = new Map<string, number>()
    for (const own of filled) {
      const key = open.map((column) => own[column]).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    // Cells that are expected less than five times are taken together.
    let [statistic, rareExpected, rareSeen, cells] = [0, 0, 0, 0]
    for (const [key, p] of law) {
      const [expected, seen] = [copies * p, counts.get(key) ?? 0]
      if (expected < 5) {
        rareExpected += expected
        rareSeen += seen
        continue
      }
      statistic += (seen - expected) ** 2 / expected
      cells++
    }
    expect([...counts.keys()].filter((key) => !law.has(key))).toEqual([])
    expect(rareSeen).toBeLessThan(rareExpected + 5 * Math.sqrt(rareExpected) + 12)
    expect(statistic).toBeLessThan(quantiles[cells - 1] as number)
  })
})

/** The table with a tenth of these columns' cells taken out, and which. */
function hide(table: Table, names: readonly string[]): { holes: Table; hidden: Map<string, number[]> } {
  const rng = createRng(8)
  const hidden = new Map<string, number[]>()
  const columns = table.columns.map((column): Column => {
    if (!names.includes(column.name)) return column
    const rows = repeat(table.rows, (row) => row).filter((row) => !isMissing(column, row) && rng.uniform() < 0.1)
    hidden.set(column.name, rows)
    const cells = column.values.slice()
    for (const row of rows) cells[row] = -1
    return { ...column, values: cells } as Column
  })
  return { holes: new Table(columns, table.rows), hidden }
}

describe.each(['sequential-trees', 'bayesian-network'])('%s on bird strikes', (name) => {
  test('gaps are guessed better than by the commonest level, and foreseen better than by the levels’ shares', async () => {
    const { table, schema } = await readTable(dataset('birdstrikes.csv'))
    // Some 390 cells are hidden; both models are twelve standard errors better, so that one less than half as much better is seen.
    const few = table.slice(0, 1000)
    const names = ['Origin State', 'Wildlife Size', 'Wildlife Species', 'Aircraft Airline Operator']
    const { holes, hidden } = hide(few, names)
    const model = await fitModel(
      holes,
      { ...schema, dependencies: [] },
      { model: name, options: name === 'sequential-trees' ? { trees: 3 } : {} },
    )
    // Only rows of which something was hidden are looked at, and so only these are filled.
    const rows = [...new Set([...hidden.values()].flat())]
    const place = new Map(rows.map((row, i) => [row, i]))
    const part = holes.take(rows)
    const draws = await Promise.all(repeat(3, (i) => imputeTable(model, part, { draw: i + 1, columns: names })))
    const better: number[] = []
    const likelier: number[] = []
    for (const column of names) {
      const truth = few.column(column) as Extract<Column, { levels: readonly string[] }>
      const gaps = holes.column(column).values
      const shares = truth.levels.map((_, level) => (gaps as Int32Array).filter((code) => code === level).length / few.rows)
      const mode = shares.indexOf(Math.max(...shares))
      for (const row of hidden.get(column) as number[]) {
        const real = truth.values[row] as number
        const votes = truth.levels.map(
          (_, level) => draws.filter((draw) => draw.column(column).values[place.get(row) as number] === level).length,
        )
        better.push(Number(votes.indexOf(Math.max(...votes)) === real) - Number(mode === real))
        // Shares of the draws, with one more draw spread as the levels are; half a row where a level was hidden everywhere.
        const share = Math.max(shares[real] as number, 0.5 / few.rows)
        likelier.push(Math.log(((votes[real] as number) + share) / (draws.length + 1)) - Math.log(share))
      }
    }
    for (const differences of [better, likelier]) {
      const mean = differences.reduce((sum, own) => sum + own, 0) / differences.length
      const variance = differences.reduce((sum, own) => sum + (own - mean) ** 2, 0) / differences.length
      // Five standard errors: a false alarm in three million.
      expect(mean).toBeGreaterThan(5 * Math.sqrt(variance / differences.length))
    }
  })
})
