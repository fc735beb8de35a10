import { describe, expect, test } from 'vitest'
import { openTapedGate, type Release } from '../../../src/dp/gate.js'
import { secureBits } from '../../../src/dp/mechanisms/bits.js'
import { PrivacyError } from '../../../src/errors.js'
import { findModel } from '../../../src/models/index.js'
import { fitModel, parseModelOptions } from '../../../src/models/shell/fit.js'
import type { PrivacyOptions } from '../../../src/models/shell/fit-privately.js'
import { fitPrivately } from '../../../src/models/shell/fit-privately.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { describeModel } from '../../../src/pipeline/jobs/queries/describe.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { toRows } from '../../../src/table/rows.js'
import type { Schema, SchemaInput } from '../../../src/table/schema.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import type { Known } from '../../support/tables.js'
import { visitColumns as columns, publicly, visits } from './tables.js'

const most = 6
const privacy = { epsilon: 4, delta: 1e-6, maxRowsPerUnit: most }

const known = (count: number): Known => publicly(visits(count), columns)

/** Share of each value of `what` in rows, or in rows after one that `after` names. */
function shares(
  table: Table,
  schema: Schema,
  what: (row: Record<string, unknown>, before: Record<string, unknown> | null) => string | null,
) {
  const counts = new Map<string, number>()
  let total = 0
  let before: Record<string, unknown> | null = null
  for (const row of toRows(table, schema) as Record<string, unknown>[]) {
    const value = what(row, before?.who === row.who ? before : null)
    before = row
    if (value === null) continue
    counts.set(value, (counts.get(value) ?? 0) + 1)
    total++
  }
  return new Map([...counts].map(([value, count]) => [value, count / total]))
}

function farthest(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  return Math.max(...[...a.keys(), ...b.keys()].map((key) => Math.abs((a.get(key) ?? 0) - (b.get(key) ?? 0))))
}

describe('markov-chain with differential privacy', () => {
  test('without noise, states follow each other, sequences begin, last and wait as they did', async () => {
    const { table, schema } = known(1500)
    const fitted = await fitModel(table, schema, {
      model: 'markov-chain',
      privacy: { ...privacy, epsilon: 1e6, allowHighEpsilon: true },
    })
    expect(fitted.provenance.rows).toBe(table.rows)
    expect(fitted.provenance.sequences).toEqual({ count: 1500, longest: 8 })
    const made = await sampleTable(fitted, 1500)
    const looks: Parameters<typeof shares>[2][] = [
      ({ state }, before) => (before ? `${before.state} ${state}` : `first ${state}`),
      ({ state, amount }) => `${state} ${amount === null ? 'none' : Number(amount) >= 30}`,
      ({ when }, before) => (before ? `${(Date.parse(`${when}`) - Date.parse(`${before.when}`)) / 86_400_000 >= 10}` : null),
      ({ when }, before) => (before ? null : `${`${when}` < '2020-06-01'}`),
    ]
    // Two shares of about 1,500 sequences or more: five standard deviations of their difference, and as much for where a model cuts waits.
    for (const look of looks)
      expect(farthest(shares(table, schema, look), shares(made, schema, look))).toBeLessThan(5 * Math.sqrt(0.5 / 1500))
    expect(Math.abs(made.rows / table.rows - 1)).toBeLessThan(0.05)
  })

  test('goes from rows to rows within the public bounds, in order, and no sequence is longer than what counts', async () => {
    const { table, schema } = known(300)
    const fitted = await fitModel(table, schema, { model: 'markov-chain', privacy })
    const loaded = parseModel(stringifyModel(fitted))
    const made = await sampleTable(loaded, 400, { seed: 3 })
    expect(made.names).toEqual(table.names)
    const rows = toRows(made, schema) as { who: string; when: string; state: string; amount: number | null }[]
    const lengths = new Map<string, number>()
    for (const [i, row] of rows.entries()) {
      lengths.set(row.who, (lengths.get(row.who) ?? 0) + 1)
      expect(row.when >= '2020-01-01' && row.when <= '2022-01-08').toBe(true)
      expect(row.amount === null || (row.amount >= 0 && row.amount <= 50)).toBe(true)
      if (i > 0 && rows[i - 1]?.who === row.who) expect(row.when >= (rows[i - 1]?.when as string)).toBe(true)
    }
    expect(lengths.size).toBe(400)
    expect(Math.max(...lengths.values())).toBeLessThanOrEqual(most)
    const parts: Table[] = []
    for await (const part of sampleBlocks(fitted, 0, 399, { seed: 3 })) parts.push(part)
    for await (const part of sampleBlocks(fitted, 399, 400, { seed: 3 })) parts.push(part)
    expect(JSON.stringify(toRows(concatTables(parts), schema))).toBe(JSON.stringify(rows))
    expect(describeModel(fitted).reveals).toMatch(/Noisy counts/)
    expect(describeModel(fitted).parameters.some(([name]) => name === 'state')).toBe(true)
  })

  test('whole sequences are protected: with the same releases, one more makes the same model, and no release moves further than was paid for', async () => {
    const synthesizer = findModel('markov-chain')
    const job = { synthesizer, options: await parseModelOptions(synthesizer, {}), seed: 1, privacy }
    const rows = visits(60)
    const extra = Array.from({ length: 30 }, (_, i) => ({
      who: 'X',
      when: '2021-12-31',
      state: i % 2 === 0 ? 'idle' : 'gone',
      amount: null,
    }))
    const record: (Float64Array | number)[] = []
    const run = async (given: readonly object[], seen: Release[]): Promise<string> => {
      const { table, schema } = publicly(given, columns)
      let next = 0
      const fitted = await fitPrivately(table, schema, job, (data, ledger, rowsPerUnit) =>
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
        ),
      )
      return stringifyModel(fitted)
    }
    const [first, second]: [Release[], Release[]] = [[], []]
    expect(await run([...extra, ...rows], second)).toBe(await run(rows, first))
    let farthestMove = 0
    for (const [i, { kind, sensitivity, exact }] of first.entries()) {
      const moves = Array.from(exact, (value, at) => ((second[i] as Release).exact[at] as number) - value)
      const moved = kind === 'measure' ? moves.reduce((sum, move) => sum + move * move, 0) : Math.max(...moves.map(Math.abs))
      const paid = sensitivity * (kind === 'measure' ? most * most : most)
      expect(moved).toBeLessThanOrEqual(paid)
      farthestMove = Math.max(farthestMove, moved / paid)
    }
    // Six rows of one kind move some count by six: the bound is not a loose one.
    expect(farthestMove).toBe(1)
  })

  test('the ledger adds up, and its unit is the sequence', async () => {
    const { table, schema } = known(100)
    const { privacy: record } = await fitModel(table, schema, { model: 'markov-chain', privacy })
    expect(record?.unit).toEqual({ column: 'who', maxRows: most, as: 'sequence' })
    expect(record?.epsilonSpent).toBeLessThanOrEqual(4)
    // Prices are rounded up: of the parts of a budget less than half a percent is left.
    expect(record?.epsilonSpent).toBeGreaterThan(0.995 * 4)
    expect(record?.expenses.every(({ sensitivity, mechanism }) => mechanism === 'exponential' || Number(sensitivity) >= most * most)).toBe(
      true,
    )
  })

  test.each<[PrivacyOptions, Parameters<typeof publicly>[1], RegExp]>([
    [{ epsilon: 1 }, columns, /needs the most rows of a sequence/],
    [{ epsilon: 1, maxRowsPerUnit: 4, unit: 'state' }, columns, /the key of the sequences.*got state; who, of kind id/],
    [{ epsilon: 1, maxRowsPerUnit: 4 }, columns.slice(1), /no key in the schema/],
    [
      { epsilon: 1, maxRowsPerUnit: 4 },
      [{ name: 'who', kind: 'categorical', role: 'sequence-key', levels: ['W1'] }, ...columns.slice(1)],
      /an id with a pattern.*of kind categorical/,
    ],
  ])('%j is refused where it does not tell whole sequences apart', async (asked, own, message) => {
    const { table, schema } = publicly(visits(5), [
      ...columns,
      ...own.filter(({ name }) => !columns.some((column) => column.name === name)),
    ])
    const failed = fitModel(table, { ...schema, columns: publicly([], own).schema.columns }, { model: 'markov-chain', privacy: asked })
    await expect(failed).rejects.toThrow(PrivacyError)
    await expect(failed).rejects.toThrow(message)
  })

  test.each([
    ['no row', []],
    ['one row', visits(1, 1)],
    [
      'rows without a key, a time or a known state',
      visits(8).map((row, i) => ({ ...row, [['who', 'when', 'state'][i % 3] as string]: null })),
    ],
    ['sequences of one row each', visits(30, 1)],
  ])('%s: a model comes of it', async (_, rows) => {
    const { table, schema } = publicly(rows, columns)
    const fitted = await fitModel(table, schema, { model: 'markov-chain', privacy })
    expect(new Set((await sampleTable(fitted, 20)).column('who').values).size).toBe(20)
  })

  test('an order of any precision, and gaps in it', async () => {
    const own: SchemaInput['columns'] = [
      { name: 'who', kind: 'id', role: 'sequence-key', pattern: 'W{n:5}' },
      { name: 'at', kind: 'numeric', role: 'order', min: -1e308, max: 1e308 },
    ]
    const rows = Array.from({ length: 200 }, (_, i) => ({ who: `W${Math.floor(i / 4)}`, at: i % 7 === 0 ? null : (i % 4) * 1e307 }))
    const { table, schema } = publicly(rows, own)
    const fitted = await fitModel(table, schema, { model: 'markov-chain', privacy: { ...privacy, maxRowsPerUnit: 4 } })
    const { values } = (await sampleTable(fitted, 50)).column('at')
    expect([...values].every((value) => Number.isNaN(value) || Math.abs(value) <= 1e308)).toBe(true)
    expect([...values].some(Number.isNaN)).toBe(true)
  })
})
