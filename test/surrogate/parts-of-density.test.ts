import { beforeAll, describe, expect, test } from 'vitest'
import { atOnce } from '../../src/learn/turn.js'
import { createRng } from '../../src/random/rng.js'
import {
  cellLogDensities,
  marginalCellLogDensities,
  patternLogProbabilities,
  presenceLogProbabilities,
  rowLogDensities,
} from '../../src/surrogate/density.js'
import { fittingSurrogate, type Surrogate } from '../../src/surrogate/fit.js'
import type { Column } from '../../src/table/column.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

const levels = ['a', 'b', 'c']
const names = ['first', 'second', 'whole'] as const
const schema = parseSchema({ columns: names.map((name) => ({ name, kind: 'categorical' as const, levels, nullable: name !== 'whole' })) })

/** The first column tells of the second, and both are missing together more often than by chance; -1 is missing. */
function tied(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const codes = names.map(() => new Int32Array(rows))
  for (let row = 0; row < rows; row++) {
    const [kind, gap] = [rng.integer(3), rng.uniform() < 0.3]
    ;[gap && rng.uniform() < 0.8 ? -1 : kind, gap ? -1 : (kind + rng.integer(2)) % 3, kind === 0 ? 0 : rng.integer(3)].forEach(
      (code, i) => {
        ;(codes[i] as Int32Array)[row] = code
      },
    )
  }
  return tableOf(codes)
}

function tableOf(codes: readonly Int32Array[]): Table {
  return new Table(codes.map((values, i): Column => ({ name: names[i] as string, kind: 'categorical', values, levels })))
}

/** Every row that can be: 4 x 4 x 3 of them. */
const every = tableOf(
  [12, 3, 1].map((stride, i) =>
    Int32Array.from({ length: 48 }, (_, row) => (Math.floor(row / stride) % (i < 2 ? 4 : 3)) - (i < 2 ? 1 : 0)),
  ),
)
const isMissing = (column: number, row: number) => every.columns[column]?.values[row] === -1
const patternOf = (row: number) => `${isMissing(0, row)} ${isMissing(1, row)}`

describe('what is said of a part of a row, against sums over all rows that can be', () => {
  let surrogate: Surrogate
  let shares: Float64Array
  const sumOf = (holds: (row: number) => boolean) => shares.reduce((sum, share, row) => (holds(row) ? sum + share : sum), 0)

  beforeAll(() => {
    surrogate = atOnce(fittingSurrogate(tied(400, 1), schema, { chains: 3, sweeps: 15, unseen: 0.5 }, createRng(2)))
    shares = rowLogDensities(surrogate, schema, every).map(Math.exp)
  })

  test('all rows together have the probability 1', () => expect(sumOf(() => true)).toBeCloseTo(1, 12))

  test('the pattern of a row has the probability of all rows with that pattern', () => {
    patternLogProbabilities(surrogate, schema, every).forEach((log, row) => {
      expect(Math.exp(log)).toBeCloseTo(
        sumOf((other) => patternOf(other) === patternOf(row)),
        12,
      )
    })
  })

  test('that a cell is missing, or is not, given the others of its row', () => {
    const presence = presenceLogProbabilities(surrogate, schema, every)
    const cells = cellLogDensities(surrogate, schema, every)
    names.forEach((_, column) => {
      const same = (row: number, other: number) => every.columns.every(({ values }, i) => i === column || values[other] === values[row])
      presence[column]?.forEach((log, row) => {
        const given = sumOf((other) => same(row, other))
        const asked = sumOf((other) => same(row, other) && isMissing(column, other) === isMissing(column, row))
        expect(Math.exp(log)).toBeCloseTo(asked / given, 12)
        if (isMissing(column, row)) expect(log).toBeCloseTo(cells[column]?.[row] as number, 12)
      })
    })
  })

  test('a cell by itself', () => {
    const margins = marginalCellLogDensities(surrogate, schema, every)
    names.forEach((name, column) => {
      const named = rowLogDensities(surrogate, schema, every, [name])
      margins[column]?.forEach((log, row) => {
        expect(log).toBeCloseTo(named[row] as number, 12)
        expect(Math.exp(log)).toBeCloseTo(
          sumOf((other) => every.columns[column]?.values[other] === every.columns[column]?.values[row]),
          12,
        )
      })
    })
  })
})
