import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RankCodes } from '../../../src/stats/association/coded.js'
import { countCells, jointDistance } from '../../../src/stats/association/joint.js'

const coded = (codes: readonly number[], count: number): RankCodes => ({ codes: Int32Array.from(codes), count })
const rows = (least: number) =>
  fc.array(fc.tuple(fc.integer({ min: least, max: 5 }), fc.integer({ min: least, max: 5 })), { minLength: 1, maxLength: 40 })
/** Few levels are counted in an array, many in a hash table. */
const sizes = [6, 100_000]

describe('jointDistance', () => {
  it('is half the summed difference of shares, however many levels there are', () => {
    fc.assert(
      fc.property(rows(0), rows(0), fc.constantFrom(...sizes), (a, b, count) => {
        const pair = (table: [number, number][]) =>
          [
            coded(
              table.map(([x]) => x),
              count,
            ),
            coded(
              table.map(([, y]) => y),
              count,
            ),
          ] as const
        const share = (table: [number, number][], x: number, y: number) =>
          table.filter((row) => row[0] === x && row[1] === y).length / table.length
        let expected = 0
        for (let x = 0; x < 6; x++) for (let y = 0; y < 6; y++) expected += Math.abs(share(a, x, y) - share(b, x, y)) / 2
        expect(jointDistance(pair(a), pair(b))).toBeCloseTo(expected, 12)
      }),
    )
  })

  it('is exactly 0 for a table and its rows three times over, and 1 for tables without a common cell', () => {
    const one = [coded([0, 1, 1], 2), coded([0, 0, 1], 2)] as const
    const three = one.map(({ codes, count }) => coded([...codes, ...codes, ...codes], count)) as unknown as typeof one
    expect(jointDistance(one, three)).toBe(0)
    expect(jointDistance([coded([0], 2), coded([0], 2)], [coded([0], 2), coded([1], 2)])).toBe(1)
  })

  it('is NaN without rows', () => {
    expect(jointDistance([coded([], 2), coded([], 2)], [coded([0], 2), coded([0], 2)])).toBeNaN()
  })
})

describe('countCells', () => {
  it('counts cells and margins of the rows in which neither is missing', () => {
    fc.assert(
      fc.property(rows(-1), fc.constantFrom(...sizes), (table, count) => {
        const present = table.filter(([x, y]) => x >= 0 && y >= 0)
        const counted = countCells(
          coded(
            table.map(([x]) => x),
            count,
          ),
          coded(
            table.map(([, y]) => y),
            count,
          ),
        )
        const cells = new Map<string, number>()
        counted.forEach((x, y, n) => {
          cells.set(`${x},${y}`, n)
        })
        expect(counted.total).toBe(present.length)
        expect([...cells.values()].reduce((a, b) => a + b, 0)).toBe(present.length)
        for (const [x, y] of present) expect(cells.get(`${x},${y}`)).toBe(present.filter((row) => row[0] === x && row[1] === y).length)
        for (let x = 0; x < 6; x++) expect(counted.rows[x]).toBe(present.filter((row) => row[0] === x).length)
      }),
    )
  })
})
