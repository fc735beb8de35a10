import { expect, test } from 'vitest'
import { reconcileTimes } from '../../../src/models/relations/calendar.js'
import type { Derivation } from '../../../src/models/synthesizer.js'
import { createRng } from '../../../src/random/rng.js'
import type { Column } from '../../../src/table/column.js'
import type { Schema } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'

const levels = ['early', 'late', 'odd']
const all = Array.from({ length: 24 }, (_, hour) => hour)
const plain = parseSchema({
  columns: [
    { name: 'at', kind: 'datetime', format: '%Y-%m-%d %H:%M', unit: 's' },
    { name: 'shift', kind: 'categorical', levels },
  ],
})

/** Hours of a day after they were made to agree with the shift beside them. */
function moved(
  times: readonly number[],
  shift: string,
  { open, odd = false }: { open?: Readonly<Record<number, number>>; odd?: boolean } = {},
): number[] {
  const day = 18_000 * 86_400
  const columns = new Map<string, Column>([
    ['at', { name: 'at', kind: 'datetime', values: Float64Array.from(times, (hour) => day + 3600 * hour) }],
    ['shift', { name: 'shift', kind: 'categorical', values: Int32Array.from(times, () => levels.indexOf(shift)), levels }],
  ])
  const ofHour = (hour: number): string => (odd ? (hour % 2 ? 'odd' : 'early') : hour < 12 ? 'early' : 'late')
  const count = { unit: 's', offset: null } as const
  const derivation: Derivation = { from: 'at', to: 'shift', part: 'hour', count, fromValues: all, toValues: all.map(ofHour) }
  const [at, ...others] = plain.columns
  const hours = open && all.map((hour) => open[hour] ?? 0)
  reconcileTimes(columns, { ...plain, columns: [{ ...at, ...(hours && { hours }) }, ...others] } as Schema, [derivation], createRng(1))
  return Array.from(columns.get('at')?.values as Float64Array, (time) => (time - day) / 3600)
}

test('a time goes to the nearest hour of its shift, the former of two, and keeps its minutes; one that agrees or is missing stays', () => {
  expect(moved([5.5, 20.25, 3, 14, Number.NaN], 'late')).toEqual([12.5, 20.25, 12, 14, Number.NaN])
  expect(moved([20.25, 11], 'early')).toEqual([11.25, 11])
  expect(moved([6, 7], 'odd', { odd: true })).toEqual([5, 7])
})

test('where hours are closed, a time goes to an open one of its shift, also from a closed one of it, and stays at an open one', () => {
  expect(moved([5, 9, 9.5, 20], 'early', { open: { 9: 1, 15: 3 } })).toEqual([9, 9, 9.5, 9])
  expect(moved([9, 20, 15], 'late', { open: { 9: 1, 15: 3 } })).toEqual([15, 15, 15])
  const open = Array<number>(20).fill(9)
  expect(moved(open, 'early', { open: { 8: 1, 9: 1 } })).toEqual(open)
})

test('of open hours each is taken as often as it has rows', () => {
  const drawn = moved(Array<number>(2000).fill(5), 'late', { open: { 13: 1, 17: 3 } })
  expect(new Set(drawn)).toEqual(new Set([13, 17]))
  // Five standard deviations of a share of a fourth.
  expect(Math.abs(drawn.filter((hour) => hour === 13).length / 2000 - 1 / 4)).toBeLessThan(5 * Math.sqrt(3 / 16 / 2000))
})

test('where all hours of the shift are closed, it is the nearest of them', () => {
  expect(moved([5, 13], 'late', { open: { 9: 1 } })).toEqual([12, 13])
})
