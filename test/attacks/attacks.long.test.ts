import { describe, expect, test } from 'vitest'
import { prepareAttack } from '../../src/attacks/attacked.js'
import { copies } from '../../src/attacks/copies/copies.js'
import { judgeTrials } from '../../src/attacks/evidence/gate.js'
import { attacks } from '../../src/attacks/index.js'
import { attackTables } from '../../src/attacks/report/privacy-report.js'
import type { Column } from '../../src/table/column.js'
import { withRoles } from '../../src/table/schema.js'
import { concatTables, Table } from '../../src/table/table.js'
import { known } from '../support/tables.js'
import { thirds } from './town.js'

const { training, holdout, fresh, schema } = thirds(1200)
const base = { training, holdout, schema, secrets: ['ill'] }
/** Attacks that there are on tables without a key. */
const onRows = attacks.filter(({ name }) => name !== 'copies-runs')
/** Rows 0, 50, 100 ... are the odd ones. */
const odd = training.take(Array.from({ length: 24 }, (_, i) => 50 * i))
const planted = concatTables([odd, fresh.slice(0, 1176)])

const gateOf = (synthetic: typeof fresh) => judgeTrials(copies.run(prepareAttack({ ...base, synthetic })))

describe('the gate', () => {
  test('finds two dozen rare rows copied into twelve hundred, where the share of nearer rows is silent', () => {
    expect(gateOf(planted).map(({ verdict }) => verdict)).toEqual(['detected', 'detected'])
    const { alarms } = attackTables({ ...base, synthetic: planted, only: ['copies'] })
    expect(alarms[0]).toMatchObject({ name: 'nearer-training', raised: false })
  })

  test('finds near copies: the same rows with one cell changed', () => {
    const changed = { ...odd.column('debts'), values: (odd.column('debts').values as Float64Array).map((value) => value + 1) }
    const moved = new Table(odd.columns.map((column) => (column.name === 'debts' ? (changed as Column) : column)))
    const [exact, nearly] = gateOf(concatTables([moved, fresh.slice(0, 1176)]))
    expect(exact?.verdict).not.toBe('detected')
    expect(nearly?.verdict).toBe('detected')
  })

  test('fires on none of twenty other towns from which nothing was learned', () => {
    // One false alarm in a hundred is allowed for: two of twenty have a chance of 1.7 %, three of 0.1 %.
    const alarms = Array.from({ length: 20 }, (_, seed) => {
      const other = thirds(500, 100 + seed)
      const found = judgeTrials(copies.run(prepareAttack({ ...other, secrets: ['ill'], synthetic: other.fresh })))
      return found.some(({ verdict }) => verdict === 'detected') ? 1 : 0
    })
    expect(alarms.reduce((sum: number, own) => sum + own, 0)).toBeLessThan(3)
  })
})

describe('all attacks', () => {
  test('detect the training rows themselves, each risk by one trial at least', () => {
    const { findings } = attackTables({ ...base, synthetic: training })
    for (const attack of onRows) {
      expect(
        findings.filter((finding) => finding.attack === attack.name).map(({ verdict }) => verdict),
        attack.name,
      ).toContain('detected')
    }
  })

  test('detect nothing where synthetic rows are fresh ones, and never call them safe', () => {
    const report = attackTables({ ...base, synthetic: fresh })
    expect(report.findings.filter(({ verdict }) => verdict === 'detected')).toEqual([])
    expect(new Set(report.findings.map(({ attack }) => attack))).toEqual(new Set(onRows.map(({ name }) => name)))
    expect(JSON.stringify(report)).not.toMatch(/\bsafe\b/)
    expect(report.alarms.map(({ raised }) => raised)).toEqual([false, false])
  })

  test('give the same report for the same seed, as JSON', () => {
    const few = { training: training.slice(0, 420), holdout: holdout.slice(0, 420), synthetic: planted.slice(0, 420) }
    const [once, again] = [1, 2].map(() => JSON.stringify(attackTables({ ...base, ...few, seed: 3 })))
    expect(once).toBe(again)
    expect(once).not.toMatch(/NaN|Infinity/)
  })

  test('list the copied people first among the worst records', () => {
    const { worst } = attackTables({ ...base, synthetic: planted, only: ['copies'] })
    expect(worst).toHaveLength(10)
    for (const { row, copied } of worst) expect({ copied, odd: (row - 1) % 50 }).toEqual({ copied: 'exact', odd: 0 })
  })
})

describe('bad input', () => {
  test('a holdout that shares rows with the training table is said, and clears nothing', () => {
    const mixed = concatTables([training.slice(0, 300), holdout.slice(0, 900)])
    const report = attackTables({ ...base, holdout: mixed, synthetic: fresh, only: ['copies', 'linkability'] })
    expect(report.problems).toEqual([expect.stringMatching(/^300 of 1200 holdout rows are training rows, so the holdout is no control/)])
    expect(new Set(report.findings.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
  })

  test('people who are in both tables by their key are said', () => {
    const { table, schema } = known(Array.from({ length: 120 }, (_, i) => ({ person: i % 40, day: i, wage: (i * 37) % 50 })))
    const keyed = withRoles(schema, { key: 'person' })
    const report = attackTables({
      training: table.slice(0, 60),
      holdout: table.slice(60),
      synthetic: table,
      schema: keyed,
      only: ['copies'],
    })
    expect(report.problems).toEqual([expect.stringMatching(/^40 values of person are in both tables/)])
  })

  test('rows that many people have in common are no overlap', () => {
    const names = ['job', 'place', 'ill']
    const coarse = { ...schema, columns: schema.columns.filter(({ name }) => names.includes(name)) }
    expect(attackTables({ training, holdout, synthetic: fresh, schema: coarse, only: ['linkability'] }).problems).toEqual([])
  })

  test('few rows, one row, and no holdout rows are inconclusive, and say so', () => {
    for (const rows of [30, 1, 0]) {
      const report = attackTables({
        ...base,
        training: training.slice(0, Math.max(1, rows)),
        holdout: holdout.slice(0, rows),
        synthetic: fresh.slice(0, 30),
      })
      expect(new Set(report.findings.map(({ verdict }) => verdict)), String(rows)).toEqual(new Set(['inconclusive']))
      expect(report.findings.every(({ reason }) => reason.length > 10)).toBe(true)
    }
  })

  test('constant, missing and huge cells, and a table of one column', () => {
    const rows = 120
    const odd = {
      name: 'huge',
      kind: 'numeric',
      values: Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? Number.NaN : i % 3 === 1 ? 1e308 : -1e308)),
    } as const
    const constant = { name: 'same', kind: 'categorical', levels: ['x'], values: new Int32Array(rows) } as const
    const gone = { name: 'gone', kind: 'numeric', values: new Float64Array(rows).fill(Number.NaN) } as const
    const table = new Table([odd, constant, gone])
    const columns = [
      { ...schema.columns.find(({ kind }) => kind === 'numeric'), name: 'huge' },
      { ...schema.columns.find(({ kind }) => kind === 'categorical'), name: 'same', levels: ['x'] },
      { ...schema.columns.find(({ kind }) => kind === 'numeric'), name: 'gone' },
    ] as typeof schema.columns
    const odds = { ...schema, columns }
    const report = attackTables({ training: table, holdout: table, synthetic: table, schema: odds })
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/)
    for (const column of columns) {
      const one = { ...schema, columns: [column] }
      expect(attackTables({ training: table, holdout: table, synthetic: table, schema: one }).findings.length).toBeGreaterThan(4)
    }
  })

  test('a secret that is no column, an attack that is none, no rows at all', () => {
    expect(() => prepareAttack({ ...base, synthetic: fresh, secrets: ['income'] })).toThrow(/income: no such column/)
    expect(() => attackTables({ ...base, synthetic: fresh, only: ['magic'] })).toThrow(/there is no attack 'magic'; choose from copies,/)
    expect(() => prepareAttack({ ...base, synthetic: fresh.slice(0, 0) })).toThrow(/synthetic rows: there are none/)
  })
})
