import { expect, test } from 'vitest'
import { auditCaps, type CapRows } from '../../src/audit/mechanisms/caps.js'
import { cappedRows } from '../../src/dp/contribution.js'
import { seededBits } from './seeded-bits.js'

const failed = (cap: CapRows) => auditCaps(cap, { bits: seededBits(1) }).filter(({ passed }) => !passed)

test('each unit keeps as many rows as count, or all where it has fewer', () => {
  const values = Int32Array.of(0, 1, 1, 2, 2, 2, 2, 2, -1, -1, 1)
  const unit = { name: 'person', kind: 'categorical', values, levels: ['a', 'b', 'c'] } as const
  for (const most of [1, 2, 3, 5, 9]) {
    const kept = [...cappedRows(unit, most, seededBits(most))]
    const counts = [-1, 0, 1, 2].map((person) => kept.filter((row) => values[row] === person).length)
    expect(counts).toEqual([0, Math.min(most, 1), Math.min(most, 3), Math.min(most, 5)])
    expect(kept).toEqual([...kept].sort((a, b) => a - b))
  }
})

test('every row of a unit is as likely to be kept, and no unit takes a row from another', () => expect(failed(cappedRows)).toEqual([]))

test('a cap with one row too many, or that keeps the first ones, is found', () => {
  expect(failed((unit, most, bits) => cappedRows(unit, most + 1, bits))).not.toEqual([])
  const first: CapRows = (unit, most) => {
    const seen = new Map<number, number>()
    return Int32Array.from(
      [...unit.values.keys()].filter((row) => {
        const owner = unit.values[row] as number
        seen.set(owner, (seen.get(owner) ?? 0) + 1)
        return owner >= 0 && (seen.get(owner) as number) <= most
      }),
    )
  }
  expect(failed(first).map(({ what }) => what)).toEqual([
    'all rows of a unit are as likely to be among 1',
    'all rows of a unit are as likely to be among 3',
  ])
})
