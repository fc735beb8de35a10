import { expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { stringifyModel } from '../../src/models/shell/model-file.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { known, people } from '../support/tables.js'

test('10,000 levels are learned in seconds and come back', async () => {
  const rng = createRng(1)
  const { table, schema } = known(
    Array.from({ length: 50_000 }, () => {
      const code = rng.integer(10_000)
      return { code: `p${code}`, half: code < 5000 ? 'first' : 'second', x: rng.integer(100) }
    }),
  )
  const begun = process.cpuUsage()
  const model = await fitModel(table, { ...schema, dependencies: [] }, { model: 'sequential-trees' })
  const rows = toRows(await sampleTable(model, 4000), schema)
  // Processor time, in microseconds, since others may be at work here: ten times what it takes.
  expect(process.cpuUsage(begun).user).toBeLessThan(30e6)
  // A level of N rows is missed by 4,000 draws with e^(-.08 N), and N is Poisson of mean 5; five standard deviations, of at most 50 each.
  const missed = 10_000 * Math.exp(5 * (Math.exp(-0.08) - 1))
  expect(new Set(rows.map(({ code }) => code)).size).toBeGreaterThan(10_000 - missed - 5 * 50)
  // Told nothing of the code, half are right.
  const right = rows.filter(({ code, half }) => Number(String(code).slice(1)) < 5000 === (half === 'first'))
  expect(right.length / rows.length).toBeGreaterThan(0.9)
})

test('a model of 5,000 people takes less than 400 bytes a row', async () => {
  const { table, schema } = people(5000)
  const fitted = await fitModel(table, schema, { model: 'sequential-trees' })
  expect(stringifyModel(fitted).length / 5000).toBeLessThan(400)
})
