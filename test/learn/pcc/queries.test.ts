import { describe, expect, test } from 'vitest'
import { runChain } from '../../../src/learn/pcc/chain/chain.js'
import type { PccModel } from '../../../src/learn/pcc/mixture.js'
import type { QueriedColumn } from '../../../src/learn/pcc/query/cell-scorer.js'
import { type CellRegion, conditionOn } from '../../../src/learn/pcc/query/conditional.js'
import { logDensities } from '../../../src/learn/pcc/query/density.js'
import { imputeCell } from '../../../src/learn/pcc/query/impute.js'
import { leaveOneOut } from '../../../src/learn/pcc/query/leave-one-out.js'
import { simulate } from '../../../src/learn/pcc/query/simulate.js'
import type { PccColumn } from '../../../src/learn/pcc/state/columns.js'
import { createRng } from '../../../src/random/rng.js'
import { drawLevel, levels, mixed } from './support.js'

/** A level, a second one that follows it, and a number that follows it too and is missing more often for one level. */
function columnsOf(rows: number): PccColumn[] {
  const rng = createRng(41)
  const first = Int32Array.from({ length: rows }, () => drawLevel([0.5, 0.3, 0.2], rng))
  const second = first.map((x) => (rng.uniform() < 0.8 ? (x === 0 ? 0 : 1) : rng.integer(2)))
  const third = Array.from(first, (x) => (rng.uniform() < (x === 2 ? 0.7 : 0.05) ? Number.NaN : x - 0.8 + 0.5 * rng.normal()))
  return [levels(first, 3), levels(second, 2), mixed(third, [0.2, 0.8])]
}

const columns = columnsOf(400)
const plan = { structureRows: 400, structureSweeps: 15, rows: 400, sweeps: 0 }
const model: PccModel = {
  columns: columns.map(({ base, rest }) => ({ base, rest })),
  // One chain that has hardly started, so that the chains disagree.
  chains: [runChain(columns, plan, [1]), runChain(columns, plan, [2]), runChain(columns, { ...plan, structureSweeps: 1 }, [3])],
}

const none = new Float64Array(0)
/** One row: outcome by outcome, null where unknown; the third column may be a number or 'missing'. */
function cells(first: number | null, second: number | null, third: number | 'missing' | null): (QueriedColumn | null)[] {
  const code = (x: number | null): QueriedColumn | null =>
    x === null ? null : { codes: Int32Array.of(x), low: Float64Array.of(Number.NaN), high: Float64Array.of(Number.NaN) }
  const last =
    typeof third === 'number'
      ? { codes: Int32Array.of(-1), low: Float64Array.of(third), high: Float64Array.of(third) }
      : code(third === null ? null : 0)
  return [code(first), code(second), last]
}
const logp = (...row: Parameters<typeof cells>): number => logDensities(model, cells(...row), 1)[0] as number
const p = (...row: Parameters<typeof cells>): number => Math.exp(logp(...row))
const grid = Array.from({ length: 1201 }, (_, i) => (i - 600) / 60)

describe('logDensities', () => {
  test('probabilities of all outcomes sum to one, the density of the rest integrated', () => {
    let sum = 0
    for (const x of [0, 1, 2]) {
      for (const y of [0, 1]) {
        sum += p(x, y, 'missing')
        for (const z of grid) sum += p(x, y, z) / 60
      }
    }
    expect(sum).toBeCloseTo(1, 6)
  })

  test('a column that is not given is summed out', () => {
    for (const x of [0, 1, 2]) {
      expect(p(x, 0, 'missing') + p(x, 1, 'missing')).toBeCloseTo(p(x, null, 'missing'), 12)
      const sum = grid.reduce((total, z) => total + p(x, 1, z) / 60, p(x, 1, 'missing'))
      expect(sum).toBeCloseTo(p(x, 1, null), 6)
    }
    expect(logp(null, null, null)).toBe(0)
  })

  test('an interval of the rest has the integral of its density, together with an outcome that gives the cell too', () => {
    const interval = { codes: Int32Array.of(0), low: Float64Array.of(-0.5), high: Float64Array.of(1) }
    const [log] = logDensities(model, [null, null, interval], 1)
    const steps = 3000
    let sum = p(null, null, 'missing')
    for (let i = 0; i < steps; i++) sum += p(null, null, -0.5 + (1.5 * (i + 0.5)) / steps) * (1.5 / steps)
    expect(Math.exp(log as number)).toBeCloseTo(sum, 6)
  })

  test('what cannot be has no probability, and no rows have none', () => {
    const impossible = { codes: Int32Array.of(-1), low: Float64Array.of(Number.NaN), high: Float64Array.of(Number.NaN) }
    expect([...logDensities(model, [impossible, null, null], 1)]).toEqual([Number.NEGATIVE_INFINITY])
    expect([...logDensities(model, [{ codes: new Int32Array(0), low: none, high: none }, null, null], 0)]).toEqual([])
  })
})

test('a cell left out has the probability that it has given the rest of the row', () => {
  const [logs] = leaveOneOut(model, cells(2, 0, 'missing') as QueriedColumn[], 1)
  const total = [0, 1, 2].reduce((sum, x) => sum + p(x, 0, 'missing'), 0)
  expect(logs?.[0]).toBeCloseTo(Math.log(p(2, 0, 'missing') / total), 10)
})

test('each cell left out is the row over what is left of it; of a row that cannot be, none can', () => {
  for (const row of [cells(2, 0, 'missing'), cells(0, 1, 0.3), cells(1, 1, -2)] as QueriedColumn[][]) {
    const [joint] = logDensities(model, row, 1)
    leaveOneOut(model, row, 1).forEach(([log], position) => {
      const others = row.map((column, i) => (i === position ? null : column))
      expect(log).toBeCloseTo((joint as number) - (logDensities(model, others, 1)[0] as number), 10)
    })
  }
  const impossible = { codes: Int32Array.of(-1), low: Float64Array.of(Number.NaN), high: Float64Array.of(Number.NaN) }
  const [, second, third] = cells(0, 0, 0) as QueriedColumn[]
  const logs = leaveOneOut(model, [impossible, second as QueriedColumn, third as QueriedColumn], 1)
  expect(logs.map(([log]) => log)).toEqual(logs.map(() => Number.NEGATIVE_INFINITY))
})

const only = (outcomes: number, allowed: readonly number[]): CellRegion => ({
  shares: Float64Array.from({ length: outcomes }, (_, x) => (allowed.includes(x) ? 1 : 0)),
  intervals: [],
})

describe('conditionOn', () => {
  test('the chain rule holds: p(given) and p(rest | given) make p(both), though the chains disagree', () => {
    const region = { shares: Float64Array.of(0, 0), intervals: [{ low: 0.3, high: 0.3, weight: 1 }] }
    const both = conditionOn(model, [only(3, [2]), only(2, [1]), region])
    expect(both.logProbability).toBeCloseTo(logp(2, 1, 0.3), 10)
    const given = conditionOn(model, [null, only(2, [1]), region])
    expect(given.logProbability).toBeCloseTo(logp(null, 1, 0.3), 10)
    const { probabilities } = imputeCell(given, 0)
    expect(Math.log(probabilities[2] as number) + given.logProbability).toBeCloseTo(both.logProbability, 10)
    expect(new Set(given.chainLogs.map((log) => Math.round(1e6 * log))).size).toBeGreaterThan(1)
  })

  test('a set has the summed probability of its members', () => {
    const set = conditionOn(model, [only(3, [0, 2]), null, { shares: Float64Array.of(1, 0), intervals: [] }])
    expect(Math.exp(set.logProbability)).toBeCloseTo(p(0, null, 'missing') + p(2, null, 'missing'), 12)
  })

  test('what cannot be has probability zero', () => {
    expect(conditionOn(model, [only(3, []), null, null]).logProbability).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('simulate', () => {
  const rows = 20_000
  const whole = simulate(conditionOn(model, [null, null, null]), rows, createRng(1))

  test('rows come as often as their probability says', () => {
    let chiSquared = 0
    for (const x of [0, 1, 2]) {
      for (const y of [0, 1]) {
        for (const missing of [true, false]) {
          const probability = missing ? p(x, y, 'missing') : p(x, y, null) - p(x, y, 'missing')
          let count = 0
          for (let row = 0; row < rows; row++) {
            if (whole[0]?.codes[row] === x && whole[1]?.codes[row] === y && (whole[2]?.codes[row] === 0) === missing) count++
          }
          chiSquared += (count - rows * probability) ** 2 / (rows * probability)
        }
      }
    }
    // 11 degrees of freedom: exceeded once in a million.
    expect(chiSquared).toBeLessThan(49.6)
  })

  test('numbers come as often as their interval says', () => {
    const interval = { codes: Int32Array.of(-1), low: Float64Array.of(-0.5), high: Float64Array.of(0.2) }
    const share = Math.exp(logDensities(model, [null, null, interval], 1)[0] as number)
    let count = 0
    for (let row = 0; row < rows; row++) {
      const value = whole[2]?.values[row] as number
      if (whole[2]?.codes[row] === 1 && value > -0.5 && value < 0.2) count++
    }
    expect(Math.abs(count / rows - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / rows))
  })

  test('given rows satisfy what is given and follow the conditional probabilities', () => {
    const region: CellRegion = {
      shares: Float64Array.of(1, 0),
      intervals: [
        { low: 0.5, high: 0.9, weight: 1 },
        { low: 2, high: Number.POSITIVE_INFINITY, weight: 1 },
      ],
    }
    const conditional = conditionOn(model, [only(3, [1, 2]), null, region])
    const drawn = simulate(conditional, rows, createRng(2))
    const wrong = Array.from({ length: rows }, (_, row) => row).filter((row) => {
      const value = drawn[2]?.values[row] as number
      return drawn[0]?.codes[row] === 0 || (drawn[2]?.codes[row] === 1 && !((value >= 0.5 && value <= 0.9) || value >= 2))
    })
    expect(wrong).toEqual([])
    const { probabilities } = imputeCell(conditional, 1)
    const share = (drawn[1]?.codes.reduce((sum, code) => sum + code, 0) as number) / rows
    expect(Math.abs(share - (probabilities[1] as number))).toBeLessThan(5 * Math.sqrt(0.25 / rows))
  })
})

test('imputeCell knows what it does not know: chains that disagree are uncertain, a single one is not', () => {
  const given = [only(3, [2]), null, null]
  const { uncertainty, probabilities, outcome, mean, deviation } = imputeCell(conditionOn(model, given), 2)
  expect(uncertainty).toBeGreaterThan(0)
  expect(uncertainty).toBeLessThan(1)
  expect(imputeCell(conditionOn({ ...model, chains: model.chains.slice(0, 1) }, given), 2).uncertainty).toBeCloseTo(0, 12)
  // Values are missing in 70 % of such rows, of which there are about 80.
  expect(outcome).toBe(0)
  expect(Math.abs((probabilities[0] as number) - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / 70))
  expect(deviation).toBeGreaterThan(0.2)
  expect(mean).toBeGreaterThan(0.4)
})

test('the same key gives the same chain, another key another', () => {
  expect(runChain(columns, plan, [5])).toEqual(runChain(columns, plan, [5]))
  expect(runChain(columns, plan, [5])).not.toEqual(runChain(columns, plan, [6]))
})

test('rows beyond the first stages are taken into the categories', () => {
  const state = runChain(columns, { structureRows: 50, structureSweeps: 3, rows: 200, sweeps: 2 }, [9])
  for (const { sizes } of state.views) expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400)
})
