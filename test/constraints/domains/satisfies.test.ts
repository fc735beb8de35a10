import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../src/constraints/domains/condition.js'
import { satisfies } from '../../../src/constraints/domains/condition.js'

describe('satisfies(condition, value)', () => {
  const column = 'a'
  const cases: readonly (readonly [Omit<Condition, 'column'>, number | string | null, boolean])[] = [
    [{ oneOf: [1, 2, null] }, 2, true],
    [{ oneOf: [1, 2, null] }, 3, false],
    [{ oneOf: [1, 2, null] }, null, true],
    [{ oneOf: [1, 2] }, null, false],
    [{ oneOf: [1, 2], not: true }, null, true],
    [{ oneOf: [1, null], not: true }, null, false],
    [{ oneOf: ['x'] }, 'x', true],
    [{ oneOf: [5] }, '5', true],
    [{ oneOf: ['x'], not: true }, 'x', false],
    [{ range: { min: 0, max: 9 } }, 9, true],
    [{ range: { min: 0, max: 9, maxOpen: true } }, 9, false],
    [{ range: { min: 0, max: 9, minOpen: true } }, 0, false],
    [{ range: { min: 0, max: 9 }, not: true }, 10, true],
    [{ range: { min: 0, max: 9 }, not: true }, null, false],
    [{ range: { min: 0, max: 9 } }, null, false],
    [{ range: { min: 0, max: 9 } }, 'x', false],
    [{ range: { min: 0, max: 9 }, not: true }, 'x', false],
    [{}, null, true],
  ]
  test.each(cases)('%j of %j is %j', (condition, value, expected) => {
    expect(satisfies({ column, ...condition }, value)).toBe(expected)
  })
})
