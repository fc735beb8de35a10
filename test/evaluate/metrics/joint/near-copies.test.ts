import { describe, expect, test } from 'vitest'
import { nearCopies } from '../../../../src/evaluate/metrics/joint/near-copies.js'
import { createRng, type Rng } from '../../../../src/random/rng.js'
import { type Column, isNumberColumn } from '../../../../src/table/column.js'
import { Table } from '../../../../src/table/table.js'
import { made, resultOf, schemaOf } from '../score.js'

const maker = (rng: Rng) => {
  const [size, kind] = [rng.normal(), rng.integer(4)]
  return { size, weight: size + rng.normal(), age: Math.round(20 + 50 * rng.uniform()), hours: rng.normal(), kind, place: rng.integer(5) }
}
const rowsOf = (rows: number, seed: number) => made(rows, seed, maker, { kind: 4, place: 5 })
const schema = schemaOf(rowsOf(1, 1))

/** The table with these rows as copies of others, their numbers changed by a twentieth of a standard deviation. */
function copied(table: Table, from: (row: number) => number): Table {
  const rng = createRng(5)
  const taken = table.take(Int32Array.from({ length: table.rows }, (_, row) => from(row)))
  const columns = taken.columns.map((column, at): Column => {
    if (!isNumberColumn(column) || column.name === 'age') return column
    return {
      ...column,
      values: column.values.map((value, row) => (from(row) === row ? value : value + 0.05 * rng.split(at, row).normal())),
    }
  })
  return new Table(columns, table.rows)
}

function detailsOf(training: Table, synthetic: Table) {
  const [copies, crowd] = resultOf(nearCopies, { training, synthetic }, schema).details ?? []
  return { copies: copies?.p as number, crowd: crowd?.p as number }
}

describe('near-copies', () => {
  test('sees rows that were copied and changed a little, and one row that was copied again and again, each as what it is', () => {
    const [real, fresh] = [rowsOf(800, 1), rowsOf(800, 2)]
    const pairs = detailsOf(
      real,
      copied(fresh, (row) => (row < 40 ? 700 + row : row)),
    )
    // Fresh rows are below the first once in 10^6 times, and below the second in one of a hundred.
    expect(pairs.copies).toBeLessThan(1e-6)
    expect(pairs.crowd).toBeGreaterThan(0.01)
    const one = detailsOf(
      real,
      copied(fresh, (row) => (row % 20 === 0 ? 701 : row)),
    )
    expect(one.crowd).toBeLessThan(1e-6)
  })

  test('says nothing of fresh rows, however wrong a column is, nor where real rows are nearly repeated as often', () => {
    const [real, fresh] = [rowsOf(800, 1), rowsOf(800, 2)]
    const shifted = new Table(
      fresh.columns.map((column) => (isNumberColumn(column) ? { ...column, values: column.values.map((value) => 3 + value / 2) } : column)),
      fresh.rows,
    )
    const twice = (table: Table) => copied(table, (row) => (row < 160 ? 500 + row : row))
    for (const [training, synthetic] of [
      [real, fresh],
      [real, shifted],
      [twice(real), twice(fresh)],
    ] as const) {
      const { copies, crowd } = detailsOf(training, synthetic)
      // Ten such probabilities: one of them is below with a chance of 1 %.
      expect(Math.min(copies, crowd)).toBeGreaterThan(0.001)
    }
  })

  test('its probabilities are at most uniform for fresh rows: of 100, those below 5 % are no more than 14', () => {
    const low = { copies: 0, crowd: 0 }
    for (let seed = 0; seed < 100; seed++) {
      const found = detailsOf(rowsOf(120, 2 * seed), rowsOf(120, 2 * seed + 1))
      if (found.copies < 0.05) low.copies++
      if (found.crowd < 0.05) low.crowd++
    }
    // A binomial of 100 and 0.05 is above 14 once in 7,000.
    expect(low.copies).toBeLessThanOrEqual(14)
    expect(low.crowd).toBeLessThanOrEqual(14)
  })
})
