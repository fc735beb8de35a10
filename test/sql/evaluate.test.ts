import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate, evaluateSources, metrics, scoreTables } from '../../src/index.js'
import { openTable, type SqlSource, writeTable } from '../../src/node.js'
import { createRng } from '../../src/random/rng.js'
import { Table } from '../../src/table/table.js'
import { rowsmith, scratchFolder } from '../support/cli.js'
import { type Known, known, people } from '../support/tables.js'

const scratch = scratchFolder()
const names = ['training', 'holdout', 'synthetic'] as const
const files: Record<string, string> = {}
let own: Known
let tables: Readonly<Record<(typeof names)[number], Table>>
const sources: SqlSource[] = []
beforeAll(async () => {
  const { table, schema } = people(300)
  const kept = ['age', 'income', 'job', 'member', 'since']
  own = {
    table: table.select(kept),
    schema: { ...schema, columns: schema.columns.filter(({ name }) => kept.includes(name)), dependencies: [] },
  }
  // Synthetic rows of which every seventh has the job of another, so that no score is just one.
  const made = own.table.slice(200, 300)
  const jobs = made.column('job')
  const values = (jobs.values as Int32Array).map((code, row) => (row % 7 === 0 ? (code + 1) % 5 : code))
  const synthetic = new Table(made.columns.map((column) => (column === jobs ? ({ ...jobs, values } as typeof jobs) : column)))
  tables = { training: own.table.slice(0, 100), holdout: own.table.slice(100, 200), synthetic }
  for (const name of names) {
    files[name] = scratch.path(`${name}.parquet`)
    await writeTable(files[name], tables[name], own.schema)
    sources.push(await openTable(files[name], { engine: 'duckdb', threads: 1 }))
  }
})
afterAll(async () => {
  for (const source of sources) await source.close()
})

describe('an evaluation of tables that an engine counts', () => {
  test('has the scores of the same tables in memory, by all rows and at one size, and says which are by samples', async () => {
    const [training, holdout, synthetic] = sources as [SqlSource, SqlSource, SqlSource]
    const { schema } = own
    const chosen = ['fast', 'triples']
    const options = { schema, metrics: chosen, seed: 5 }
    const known = await evaluate(tables, options)
    const { evaluations } = await evaluateSources({ training, holdout }, [{ table: synthetic }], options)
    const found = evaluations[0] as NonNullable<(typeof evaluations)[0]>
    const counting = new Set(metrics.filter(({ counts }) => counts !== undefined).map(({ name }) => name))
    const bare = await scoreTables(tables, { schema, metrics: chosen })
    for (const [i, score] of found.scores.entries()) {
      const inMemory = known.scores[i] as typeof score
      // A hundred rows of each table: none has to be left out for the baselines.
      expect([score.metric, score.rows, score.value === null]).toEqual([inMemory.metric, inMemory.rows, inMemory.value === null])
      if (score.value === null) continue
      expect(score.value, score.metric).toBeCloseTo(inMemory.value as number, 12)
      if (!counting.has(score.metric)) continue
      expect(score.parts.find(({ name }) => name === 'all-rows')?.value, score.metric).toBeCloseTo(
        bare.get(score.metric)?.value as number,
        12,
      )
      expect(score.details.map(({ columns, value }) => [columns, value?.toFixed(9)])).toEqual(
        inMemory.details.map(({ columns, value }) => [columns, value?.toFixed(9)]),
      )
      // Real rows among themselves: means of draws of the same two hundred rows, which differ by their own errors.
      const [a, b] = [score.baselines.ceiling, inMemory.baselines.ceiling]
      if (b.value === null) continue
      const error = Math.sqrt(((a.sd ?? 0) ** 2 + (b.sd ?? 0) ** 2) / b.n)
      expect(Math.abs((a.value as number) - b.value), score.metric).toBeLessThan(6 * error + 1e-9)
    }
    expect(found.rows).toMatchObject({ training: 100, holdout: 100, synthetic: 100, compared: 100 })
    expect(found.notes.join(' ')).toMatch(/Scores by counts of all rows: .*pair-contingency.*By samples of .* rows at most: .*repeats/)
    // The same tables, seed and engine: the same evaluation.
    const again = await evaluateSources({ training, holdout }, [{ table: synthetic }], {
      ...options,
      metrics: 'marginal-shape,missing-pairs',
    })
    for (const score of again.evaluations[0]?.scores ?? []) {
      const before = found.scores.find(({ metric }) => metric === score.metric)
      if (before && counting.has(score.metric)) expect(score.baselines.ceiling).toEqual(before.baselines.ceiling)
    }
  })

  test('takes numbers of many values by stretches: correlations are off by less than a ten-thousandth', async () => {
    const rng = createRng(3)
    const rows = (shift: number) =>
      known(
        Array.from({ length: 2500 }, () => {
          const x = rng.normal()
          return { x: x + 1e-9, y: x * shift + rng.normal() + 1e-9 }
        }),
      )
    const [real, made] = [rows(1), rows(0.7)]
    const schema = real.schema
    const chosen = ['pair-association', 'pair-contingency', 'marginal-shape']
    const { evaluations } = await evaluateSources({ training: real.table }, [{ table: made.table }], { schema, metrics: chosen })
    const bare = await scoreTables({ training: real.table, synthetic: made.table }, { schema, metrics: chosen })
    for (const { metric, parts } of evaluations[0]?.scores ?? []) {
      const [value, known] = [parts.find(({ name }) => name === 'all-rows')?.value, bare.get(metric)?.value]
      if (known === null) continue
      expect(Math.abs((value as number) - (known as number)), metric).toBeLessThan(metric === 'pair-association' ? 1e-4 : 1e-12)
    }
  })

  test('is one from the command line, too', async () => {
    const [training, synthetic] = [files.training, files.synthetic] as [string, string]
    const fast = ['--metrics', 'marginal-shape,repeats', '--threads', '1']
    const json = scratch.path('e.json')
    const { code, stdout } = await rowsmith(['evaluate', training, synthetic, '--engine', 'duckdb', '--json', json, ...fast])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Scores by counts of all rows: marginal-shape\.\s+By\s+samples/)])
    for (const [args, message] of [
      [[training, synthetic, '--engine', 'duckdb', '--resume', scratch.path('r')], '--resume: keeps scores of rows in memory'],
      [[training, '--engine', 'duckdb'], 'synthetic: is missing'],
      [
        [training, synthetic, '--query', 'select age from data', '--engine', 'duckdb', '--schema', scratch.path('s.json')],
        'there is no such file',
      ],
      [[training, scratch.path('none-*.parquet'), '--engine', 'duckdb'], 'names no file'],
    ] as const) {
      const { code, stderr } = await rowsmith(['evaluate', ...args, ...fast, '-o', scratch.path('none.html')])
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    }
    expect(await scratch.names()).not.toContain('none.html')
  })
})
