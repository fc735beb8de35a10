import { describe, expect, it } from 'vitest'
import { leastOf, oldest, people } from './students.js'

describe('group-effects', () => {
  it('finds nothing among fresh rows: the least of all p, times their number, is small as often as it says', () => {
    const found = Array.from({ length: 12 }, (_, i) => leastOf({}, 10 + i))
    // Each is below 0.01 once in a hundred times: two of twelve come once in 200 runs, three once in 5,000.
    expect(found.filter(({ least, tested }) => (least?.p ?? 1) * tested < 0.01).length).toBeLessThan(3)
  })
})

describe('group-ranges', () => {
  it('finds fresh rows no stranger than chance has it', () => {
    const known = Array.from({ length: 100 }, (_, i) => oldest(people(2000, 100 + i))?.p ?? 1)
    // Binomial: below 0.05 in at most 5 of 100; 14 or more come once in 3,000 runs.
    expect(known.filter((p) => p < 0.05).length).toBeLessThan(14)
  })
})
