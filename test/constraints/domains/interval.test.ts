import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complement, type Interval, intersection, type NumberSet, onGrid, union } from '../../../src/constraints/domains/interval.js'

const interval = fc
  .record({ min: fc.integer({ min: -4, max: 4 }), width: fc.integer({ min: 0, max: 4 }), minOpen: fc.boolean(), maxOpen: fc.boolean() })
  .map(
    ({ min, width, minOpen, maxOpen }): Interval => ({
      min: min / 2,
      max: (min + width) / 2,
      minOpen: width > 0 && minOpen,
      maxOpen: width > 0 && maxOpen,
    }),
  )
const set = fc.array(interval, { maxLength: 5 }).map((parts) => parts.reduce<NumberSet>((all, part) => union(all, [part]), []))
const probes = Array.from({ length: 81 }, (_, i) => (i - 40) / 8)

function has(set: NumberSet, value: number): boolean {
  return set.some(({ min, max, minOpen, maxOpen }) => (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max))
}

describe('sets of numbers', () => {
  it('hold what intersection, union and complement of them should', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [both, either, neither] = [intersection(a, b), union(a, b), complement(a)]
        const wrong = probes.filter((value) => {
          const [inA, inB] = [has(a, value), has(b, value)]
          return has(both, value) !== (inA && inB) || has(either, value) !== (inA || inB) || has(neither, value) === inA
        })
        expect(wrong).toEqual([])
      }),
    )
  })

  it('keep the same whole numbers on the grid, in closed intervals that do not touch', () => {
    fc.assert(
      fc.property(set, (a) => {
        const grid = onGrid(a, 0)
        for (let value = -5; value <= 5; value++) expect(has(grid, value)).toBe(has(a, value))
        for (const { min, max } of grid) expect(Number.isInteger(min) && Number.isInteger(max)).toBe(true)
        for (let i = 1; i < grid.length; i++) expect((grid[i] as Interval).min - (grid[i - 1] as Interval).max).toBeGreaterThan(1)
      }),
    )
  })
})
