import { describe, expect, test } from 'vitest'
import { attacks } from '../../src/attacks/index.js'
import { attackTables } from '../../src/attacks/report/privacy-report.js'
import { createRng } from '../../src/random/rng.js'
import type { Column } from '../../src/table/column.js'
import type { Schema } from '../../src/table/schema.js'
import { concatTables, Table } from '../../src/table/table.js'
import { knownSequences, visits } from '../support/sequences.js'
import { thirds } from './town.js'

const gate = attacks.filter(({ risk }) => risk === 'copies').map(({ name }) => name)
const { training, holdout, fresh, schema } = thirds(1200)
/** Rows that do not stand alone: none of the odd ones. */
const common = training.take(Array.from({ length: 1200 }, (_, i) => i).filter((i) => i % 50 !== 0))

interface Parts {
  readonly training: Table
  readonly holdout: Table
  readonly schema: Schema
}

function detected(parts: Parts, synthetic: Table): string[] {
  const { findings } = attackTables({ ...parts, synthetic, only: gate })
  return findings.filter(({ verdict }) => verdict === 'detected').map(({ attack, target }) => `${attack}: ${target}`)
}

/** Fresh rows, some cells of which are those of training rows. */
function withCells(cells: (column: number, row: number) => boolean, from = common): Table {
  return new Table(
    fresh.columns.map((column, c) => {
      const values = column.values.slice()
      for (let row = 0; row < from.rows; row++) if (cells(c, row)) values[row] = from.columns[c]?.values[row] as number
      return { ...column, values } as Column
    }),
  )
}

const ofWage = (order: (ascending: readonly number[]) => readonly number[]): Table => {
  const c = fresh.names.indexOf('wage')
  const chosen = order([...training.column('wage').values].sort((a, b) => a - b))
  const values = fresh.column('wage').values.slice()
  chosen.forEach((value, row) => {
    values[row] = value
  })
  return new Table(fresh.columns.map((column, i) => (i === c ? ({ ...column, values } as Column) : column)))
}

describe('the gate', () => {
  test.each([
    ['forty common rows', 'copies-any: exact copies of any row, beyond what is common', () => withCells((_, row) => row < 40)],
    [
      'twenty common rows, six times each',
      'copies-any: rows repeated more than they are common',
      () => concatTables([common.take(Array.from({ length: 120 }, (_, i) => i % 20)), fresh.slice(0, 1080)]),
    ],
    ['four columns of eighty rows', 'copies-partial: the same columns of many rows', () => withCells((c, row) => row < 80 && c < 4)],
    [
      'four or five columns of 120 rows, others in each',
      'copies-partial: whatever columns agree, row by row',
      () => withCells((c, row) => row < 120 && (c + row) % 6 !== 0 && (c + 3 * row) % 5 !== 0),
    ],
    ['the forty greatest wages', 'outlier-values: a value of any one column', () => ofWage((ascending) => ascending.slice(-40))],
    // Low wages lie close together on their grid of hundredths, so that many recur by chance.
    ['the hundred least wages', 'outlier-values: a value of any one column', () => ofWage((ascending) => ascending.slice(0, 100))],
    [
      'every tenth wage',
      'outlier-values: a value of any one column',
      () => ofWage((ascending) => ascending.filter((_, i) => i % 10 === 0)),
    ],
  ])('finds %s among twelve hundred', (_, by, plant) => {
    expect(detected({ training, holdout, schema }, plant())).toContain(by)
  })

  test('finds dates and levels that few have', () => {
    const rng = createRng(4)
    const rows = (from: number) =>
      Array.from({ length: 600 }, (_, i) => ({
        id: `P-${from + i}`,
        born: new Date(Date.UTC(1950, 0, 1) + 86_400_000 * rng.integer(20_000)).toISOString().slice(0, 10),
        place: rng.uniform() < 0.2 ? `village ${from + i}` : `town ${rng.integer(7)}`,
        stars: rng.integer(5),
      }))
    const all = [0, 600, 1200].flatMap(rows)
    const { table, schema: own } = knownSequences(all)
    const [known, other, new_] = [0, 1, 2].map((part) => table.slice(600 * part, 600 * (part + 1))) as [Table, Table, Table]
    const parts = { training: known, holdout: other, schema: own }
    expect(detected(parts, new_)).toEqual([])
    for (const name of ['born', 'place']) {
      const values = new_.column(name).values.slice()
      known
        .column(name)
        .values.slice(0, 300)
        .forEach((value, row) => {
          values[row] = value
        })
      const leaking = new Table(new_.columns.map((column) => (column.name === name ? ({ ...column, values } as Column) : column)))
      expect(detected(parts, leaking), name).toContain('outlier-values: a value of any one column')
    }
  })
})

describe('sequences', () => {
  const people = 450
  const { table, schema: keyed } = visits(3 * people, 5)
  const keys = table.column('id').values
  const ofPerson = (from: number, to: number) =>
    table.take([...keys.keys()].filter((row) => (keys[row] as number) >= from && (keys[row] as number) < to))
  const parts = { training: ofPerson(0, people), holdout: ofPerson(people, 2 * people), schema: keyed }
  const others = ofPerson(2 * people, 3 * people)

  test('are attacked as a whole, by as many people as there are', () => {
    const report = attackTables({ ...parts, synthetic: others, secrets: ['page'] })
    expect(report).toMatchObject({ unit: 'sequence', rows: { attacked: people }, problems: [] })
    expect(report.findings.filter(({ verdict }) => verdict === 'detected')).toEqual([])
    expect(new Set(report.findings.map(({ attack }) => attack))).toEqual(new Set(attacks.map(({ name }) => name)))
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/)
  })

  test('of training people are found by copies, runs, linking and membership', () => {
    const { findings, worst } = attackTables({ ...parts, synthetic: parts.training, secrets: ['page'] })
    for (const name of [
      'copies',
      'copies-any',
      'copies-partial',
      'copies-runs',
      'linkability',
      'membership-panel',
      'singling-out-multivariate',
    ]) {
      const verdicts = findings.filter(({ attack }) => attack === name).map(({ verdict }) => verdict)
      expect(verdicts, name).toContain('detected')
    }
    expect(worst.every(({ copied }) => copied === 'exact')).toBe(true)
  })

  test('of which the order is copied, but no date, are found by their runs', () => {
    const chosen = ofPerson(0, 40)
    const later = new Table(
      chosen.columns.map((column) =>
        column.name === 'at' ? ({ ...column, values: column.values.map((day) => day + 1000) } as Column) : column,
      ),
    )
    expect(detected(parts, concatTables([later, others]))).toContain('copies-runs: runs of rows that one person has')
  })

  test('without a key among the synthetic rows are attacked row by row, and the report says so', () => {
    const { id: _, ...rest } = Object.fromEntries(others.columns.map((column) => [column.name, column]))
    const { unit, problems } = attackTables({ ...parts, synthetic: new Table(Object.values(rest)), only: ['copies'] })
    expect({ unit, problems }).toEqual({ unit: 'row', problems: [expect.stringMatching(/^the synthetic table has no column for the key/)] })
  })
})
