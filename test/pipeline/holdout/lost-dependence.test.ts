import { expect, test } from 'vitest'
import { lostDependence } from '../../../src/pipeline/holdout/lost-dependence.js'
import { createRng } from '../../../src/random/rng.js'
import type { Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

const rng = createRng(2)
/** Three years of days and a temperature of the season: without any rank correlation. */
const { table } = known(
  Array.from({ length: 1095 }, (_, day) => ({
    day,
    temperature: 10 + 8 * Math.sin((2 * Math.PI * day) / 365) + 2 * rng.normal(),
    place: day % 2 ? 'a' : 'b',
  })),
)
const shuffledDays = (part: Table): Table => {
  const order = Int32Array.from({ length: part.rows }, (_, row) => (row * 7) % part.rows)
  const days = part.take(order).column('day')
  return known(
    Array.from({ length: part.rows }, (_, row) => ({
      day: days.values[row] as number,
      temperature: part.column('temperature').values[row] as number,
      place: 'a',
    })),
  ).table
}
const every = (start: number, step: number): Table =>
  table.take(Int32Array.from({ length: Math.floor(1095 / step) }, (_, i) => start + i * step))
const split = (synthetic: Table) => ({
  training: every(0, 3),
  holdout: every(1, 3),
  synthetic,
  trainingRows: new Int32Array(0),
  holdoutRows: new Int32Array(0),
})

test('a season that is lost is found, though it is no correlation of ranks; one that is kept is not', () => {
  expect(lostDependence([split(every(2, 3))])).toBeNull()
  const lost = lostDependence([split(shuffledDays(every(2, 3)))])
  expect(lost?.columns).toEqual(['temperature', 'day'])
  expect(lost?.real).toBeGreaterThan(0.8)
  expect(Math.abs(lost?.synthetic ?? 1)).toBeLessThan(0.3)
})
