import { describe, expect, test } from 'vitest'
import { epsilonOf } from '../../../src/dp/accounting/accounting.js'
import { thresholdFor } from '../../../src/dp/accounting/budget.js'
import { approximately, rational, readRational } from '../../../src/dp/accounting/rational.js'
import { bookRelease, openBook } from '../../../src/dp/accounting/releases.js'
import { openTapedGate } from '../../../src/dp/gate.js'
import { secureBits } from '../../../src/dp/mechanisms/bits.js'
import { discreteGaussian } from '../../../src/dp/mechanisms/discrete-gaussian.js'
import { findModel } from '../../../src/models/index.js'
import { fitModel, parseModelOptions } from '../../../src/models/shell/fit.js'
import { fitPrivately } from '../../../src/models/shell/fit-privately.js'
import { stringifyModel } from '../../../src/models/shell/model-file.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { fit } from '../../../src/pipeline/library.js'
import { toRows } from '../../../src/table/rows.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { privately, publicly } from './tables.js'

const columns: SchemaInput['columns'] = [
  { name: 'person', kind: 'id', role: 'key', pattern: 'P{n:5}' },
  { name: 'job', kind: 'categorical', levels: [], nullable: true },
  { name: 'sex', kind: 'categorical', levels: ['f', 'm'], nullable: false },
]
const privacy = { epsilon: 2, delta: 1e-6, openLevels: true }

/** Half are cooks, a third clerks, one is a spy, and some have no job. */
const rows = Array.from({ length: 1200 }, (_, i) => ({
  person: `P${i}`,
  job: i === 7 ? 'spy' : i % 6 < 3 ? 'cook' : i % 6 < 5 ? 'clerk' : null,
  sex: i % 2 === 0 ? 'f' : 'm',
}))

describe('levels that the schema leaves open', () => {
  test.each(privately)('%s finds those of many rows, and never one of a single row', async (model) => {
    const fitted = await fit(rows, { schema: parseSchema({ columns }), model, privacy })
    expect(fitted.schema.columns[1]).toMatchObject({ levels: ['clerk', 'cook', 'other'] })
    expect(stringifyModel(fitted)).not.toContain('spy')
    const jobs = new Set(toRows(await sampleTable(fitted, 600), fitted.schema).map(({ job }) => job))
    expect(jobs).toContain('cook')
    expect(jobs).toContain('clerk')
    expect(jobs).toContain(null)
  })

  test('are paid for out of both parts of the budget', async () => {
    const fitted = await fit(rows, { schema: parseSchema({ columns }), model: 'mst', privacy })
    const { expenses, thresholds, epsilonSpent, spent, rho } = fitted.privacy as NonNullable<typeof fitted.privacy>
    expect(thresholds).toBe(5e-7)
    expect(expenses[0]).toMatchObject({ name: 'levels of job that many rows have', mechanism: 'discrete Gaussian above a threshold' })
    expect(expenses.reduce((sum, { delta = 0 }) => sum + delta, 0)).toBeLessThanOrEqual(5e-7)
    expect(approximately(readRational(rho))).toBeCloseTo(approximately(readRational(spent)), 5)
    expect(epsilonSpent).toBeCloseTo(epsilonOf(approximately(readRational(spent)), 5e-7), 9)
    expect(epsilonSpent).toBeLessThanOrEqual(2)
  })

  test('are refused unless it was asked for', async () => {
    const { table, schema } = publicly(rows, columns)
    await expect(fitModel(table, schema, { model: 'mst', privacy: { epsilon: 1 } })).rejects.toThrow(/job: needs its "levels"/)
  })

  test('a neighbouring table makes the same model of the same releases', async () => {
    const synthesizer = findModel('mst')
    const job = { synthesizer, options: await parseModelOptions(synthesizer, {}), seed: 1, privacy }
    const record: (Float64Array | number)[] = []
    const run = async (given: readonly object[]): Promise<string> => {
      const { table, schema } = publicly(given, columns)
      let next = 0
      const fitted = await fitPrivately(table, schema, job, (data, ledger, rowsPerUnit) =>
        openTapedGate(
          data,
          ledger,
          rowsPerUnit,
          (_, draw) => {
            if (next === record.length) record.push(draw())
            return record[next++] as Float64Array | number
          },
          secureBits(),
        ),
      )
      return stringifyModel(fitted)
    }
    const first = await run(rows)
    expect(await run([{ person: 'Q', job: 'astronaut', sex: 'm' }, ...rows])).toBe(first)
  })

  test('the ledger of all releases counts their part of delta too', () => {
    const book = openBook({ epsilon: 2, delta: 1e-6 })
    const release = { model: 'mst', unit: 'row', epsilon: 0.5, delta: 1e-6, thresholds: 5e-7 } as const
    const once = bookRelease(book, release)
    expect(once.releases[0]?.thresholds).toBe(5e-7)
    // Nothing of delta would be left to turn rho into epsilon.
    expect(() => bookRelease(once, release)).toThrow(/one may cost 0/)
  })
})

test('a count of one unit passes the threshold less often than delta says', () => {
  const [variance, delta, cap] = [rational(100n), 0.01, 3]
  const threshold = thresholdFor(variance, delta, cap)
  const noise = discreteGaussian(variance)
  const bits = secureBits()
  let passed = 0
  const runs = 100_000
  for (let run = 0; run < runs; run++) if (cap + noise(bits) > threshold) passed++
  // Bound delta / cap of each level, with five standard deviations of room; and the bound is not idle, for the tail's is within a factor of 40.
  expect(passed / runs).toBeLessThan(delta / cap + 5 * Math.sqrt(delta / cap / runs))
  expect(passed / runs).toBeGreaterThan(delta / cap / 40)
})
