import { describe, expect, test } from 'vitest'
import { openBook } from '../../../src/dp/accounting/releases.js'
import { cappedRows } from '../../../src/dp/contribution.js'
import { openTapedGate, type Release } from '../../../src/dp/gate.js'
import { secureBits } from '../../../src/dp/mechanisms/bits.js'
import { OptionError, PrivacyError } from '../../../src/errors.js'
import { findModel } from '../../../src/models/index.js'
import { fitModel, parseModelOptions } from '../../../src/models/shell/fit.js'
import { fitPrivately, type GateOpener, type PrivacyOptions } from '../../../src/models/shell/fit-privately.js'
import { stringifyModel } from '../../../src/models/shell/model-file.js'
import { fit } from '../../../src/pipeline/library.js'
import type { CodeColumn } from '../../../src/table/column.js'
import type { Schema } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import type { Table } from '../../../src/table/table.js'
import { memberColumns, memberRows, members, privately, publicly } from './tables.js'

const privacy = { epsilon: 1, delta: 1e-9 }

/** A fit whose gate must stay shut. */
async function unopened(table: Table, schema: Schema, model: string, asked: PrivacyOptions = privacy): Promise<unknown> {
  const synthesizer = findModel(model)
  const shut: GateOpener = () => {
    throw new Error('the gate was opened')
  }
  return fitPrivately(table, schema, { synthesizer, options: await parseModelOptions(synthesizer, {}), seed: 1, privacy: asked }, shut)
}

describe('before anything is spent', () => {
  test.each(privately)('%s says all that the public schema lacks, and nothing of the rows', async (model) => {
    const { table, schema } = members(20)
    const columns = schema.columns.map((column) => {
      if (column.name === 'age') return { ...column, min: null }
      if (column.name === 'job') return { ...column, levels: [] }
      return column.name === 'comment' ? { ...column, policy: 'copy' as const } : column
    })
    const failed = unopened(table, { ...schema, columns } as Schema, model)
    await expect(failed).rejects.toThrow(PrivacyError)
    await expect(failed).rejects.toThrow(
      /^schema: 3 problems\n.*age: needs "min" and "max".*\n.*job: needs its "levels".*\n.*comment: needs its "levels"/,
    )
  })

  test.each([
    [{ epsilon: 0 }, /above 0/],
    [{ epsilon: -1 }, /above 0/],
    [{ epsilon: Number.NaN }, /above 0/],
    [{ epsilon: 11 }, /protects nobody/],
    [{ epsilon: 1, delta: 0 }, /between 0 and 1/],
    [{ epsilon: 1, delta: 1e-3 }, /too large for up to 1000 rows/],
    [{ epsilon: 1, unit: 'person' }, /give both or neither/],
    [{ epsilon: 1, maxRowsPerUnit: 2 }, /give both or neither/],
    [{ epsilon: 1, unit: 'person', maxRowsPerUnit: 1.5 }, /whole number/],
    [{ epsilon: 1, unit: 'nobody', maxRowsPerUnit: 2 }, /nobody/],
  ])('%j is refused', async (asked, message) => {
    const { table, schema } = members(20)
    await expect(unopened(table, { ...schema, rowBound: 1000 }, 'mst', asked)).rejects.toThrow(message)
  })

  test('more levels than can be counted are refused with their number', async () => {
    const levels = Array.from({ length: 2 ** 20 + 1 }, (_, i) => `${i}`)
    const { table, schema } = publicly([{ a: '1' }], [{ name: 'a', kind: 'categorical', levels }])
    await expect(unopened(table, schema, 'mst')).rejects.toThrow(/1048577 levels .* at most 1048576/)
  })

  test('a ledger of earlier releases that leaves too little refuses the fit', async () => {
    const { table, schema } = members(20)
    const ledger = openBook({ epsilon: 0.5, delta: 1e-9 })
    await expect(unopened(table, schema, 'aim', { ...privacy, ledger })).rejects.toThrow(/^ledger: .* 0\.5\d* at most \(got 1\)/)
  })

  test.each(['sequential-trees', 'mixture', 'kde', 'arf', 'smote', 'bootstrap'])('%s names the models that can instead', async (model) => {
    const { table, schema } = members(20)
    const failed = unopened(table, schema, model)
    await expect(failed).rejects.toThrow(OptionError)
    await expect(failed).rejects.toThrow(/can't be fitted with differential privacy; choose one of mst, aim, bayesian-network/)
  })

  test('mst and aim are never fitted without a budget', async () => {
    const { table, schema } = members(20)
    for (const model of ['mst', 'aim']) await expect(fitModel(table, schema, { model })).rejects.toThrow(/needs a budget/)
  })

  test('rows without a public schema are refused: an inferred one would be made of them', async () => {
    await expect(fit(memberRows(20), { model: 'mst', privacy })).rejects.toThrow(/^schema: .*public knowledge/)
  })
})

describe('what the schema does not foresee', () => {
  test('is taken for missing, for a bound or for no row at all, and nobody is told', async () => {
    const rows = [
      ...memberRows(40),
      { ...memberRows(1)[0], age: 10 ** 9 },
      { ...memberRows(1)[0], age: 'secret', job: 'spy', since: 'yesterday', size: null },
      { ...memberRows(1)[0], income: Number.POSITIVE_INFINITY, weight: -0, person: null },
      { ...memberRows(1)[0], age: 3.7, income: '1e400' },
    ]
    const schema = parseSchema({ columns: memberColumns })
    for (const model of privately) {
      // So large a budget that the number of rows comes out as it is: two of the four strange ones have no place.
      // Without noise to stop it, aim would measure more and more.
      const options = (model === 'aim' ? { rounds: 1 } : {}) as never
      const fitted = await fit(rows, { schema, model, options, privacy: { ...privacy, epsilon: 1e6, allowHighEpsilon: true } })
      expect(fitted.provenance.rows).toBe(42)
      const text = stringifyModel(await fit(rows, { schema, model, privacy }))
      expect(text).not.toMatch(/secret|spy|yesterday|1000000000/)
    }
  })
})

/** A gate whose releases are written down, or, where there is a record, come from it. */
function taped(record: (Float64Array | number)[], seen: Release[]): GateOpener {
  let next = 0
  return (data, ledger, rowsPerUnit) =>
    openTapedGate(
      data,
      ledger,
      rowsPerUnit,
      (release, draw) => {
        seen.push(release)
        if (next === record.length) record.push(draw())
        return record[next++] as Float64Array | number
      },
      secureBits(),
    )
}

test.each(privately)(
  '%s knows of a row only what was released: with the same releases, a neighbouring table makes the same model',
  async (model) => {
    const synthesizer = findModel(model)
    const job = { synthesizer, options: await parseModelOptions(synthesizer, {}), seed: 1, privacy: { epsilon: 4, delta: 1e-6 } }
    const { schema } = members(0)
    const rows = memberRows(200)
    const strange = { ...rows[0], age: 99, income: null, weight: 1, job: 'pilot', size: 'large', comment: null }
    const record: (Float64Array | number)[] = []
    const first: Release[] = []
    const second: Release[] = []
    const original = await fitPrivately(publicly(rows, memberColumns).table, schema, job, taped(record, first))
    const more = publicly([...rows, strange], memberColumns).table
    const replayed = await fitPrivately(more, schema, job, taped(record, second))
    expect(stringifyModel(replayed)).toBe(stringifyModel(original))
    expect(second).toHaveLength(first.length)
    for (const [i, { kind, name, size, sensitivity, parameter, exact }] of first.entries()) {
      const other = second[i] as Release
      expect([other.kind, other.name, other.size, other.sensitivity, other.parameter]).toEqual([kind, name, size, sensitivity, parameter])
      const moves = Array.from(exact, (value, at) => (other.exact[at] as number) - value)
      const moved = kind === 'measure' ? moves.reduce((sum, move) => sum + move * move, 0) : Math.max(...moves.map(Math.abs))
      expect(moved).toBeLessThanOrEqual(sensitivity)
    }
    // It does look: some release would have been another one.
    expect(first.some(({ exact }, i) => Array.from(exact).join() !== Array.from((second[i] as Release).exact).join())).toBe(true)
  },
)

describe('the cap on the rows of a unit', () => {
  const unit = (codes: readonly number[]): CodeColumn => ({
    name: 'u',
    kind: 'id',
    levels: ['a', 'b', 'c'],
    values: Int32Array.from(codes),
  })

  test('keeps no more of any unit, all of smaller ones, and none without a unit', () => {
    const positions = cappedRows(unit([0, 1, 0, -1, 0, 0, 2, 2, -1]), 2, secureBits())
    expect([...positions].filter((row) => [0, 2, 4, 5].includes(row))).toHaveLength(2)
    expect([...positions].filter((row) => [1, 6, 7].includes(row))).toEqual([1, 6, 7])
    expect(positions).toHaveLength(5)
  })

  test('every choice is as likely', () => {
    const bits = secureBits()
    const counts = new Map<string, number>()
    const runs = 6000
    for (let run = 0; run < runs; run++) {
      const key = cappedRows(unit([0, 0, 0, 0]), 2, bits).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - runs / 6) ** 2 / (runs / 6), 0)
    // The chi-squared distribution with 5 degrees of freedom exceeds this once in a million.
    expect(chi).toBeLessThan(35.9)
  })
})
