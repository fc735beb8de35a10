import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../../src/constraints/domains/condition.js'
import { toEvidence } from '../../../src/constraints/domains/evidence.js'
import { formatExpression } from '../../../src/constraints/language/expression.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { schema } from '../support.js'

const infinity = Number.POSITIVE_INFINITY

async function split(text: string): Promise<{ evidence: Evidence; rest: string | null }> {
  const { evidence, rest } = toEvidence(await parseExpression(text, schema), schema)
  return { evidence, rest: rest && formatExpression(rest) }
}

describe('toEvidence', () => {
  it.each<[string, Evidence]>([
    ['18 <= age <= 65', [{ column: 'age', range: { min: 18, max: 65 } }]],
    ['age > 60', [{ column: 'age', range: { min: 61, max: infinity, maxOpen: true } }]],
    ['60.5 > age', [{ column: 'age', range: { min: -infinity, max: 60, minOpen: true } }]],
    ['price > 0.25', [{ column: 'price', range: { min: 0.3, max: infinity, maxOpen: true } }]],
    ['0 < ratio < 1', [{ column: 'ratio', range: { min: 0, max: 1, minOpen: true, maxOpen: true } }]],
    ['age == 5', [{ column: 'age', oneOf: [5] }]],
    ['not (age == 5)', [{ column: 'age', oneOf: [5, null], not: true }]],
    ['age > 4 and age < 6', [{ column: 'age', oneOf: [5] }]],
    ['oneOf(age, 1, 2, 9)', [{ column: 'age', oneOf: [1, 2, 9] }]],
    ['missing(age) or age == 3', [{ column: 'age', oneOf: [3, null] }]],
    ['missing(age) or age != 3', [{ column: 'age', oneOf: [3], not: true }]],
    ['not missing(age)', [{ column: 'age', oneOf: [null], not: true }]],
    ['missing(age) or not missing(age)', []],
    ['age < 100 or missing(age) or age >= 100', []],
    [
      'not (5 <= ratio <= 9)',
      [
        { column: 'ratio', oneOf: [null], not: true },
        { column: 'ratio', range: { min: 5, max: 9 }, not: true },
      ],
    ],
    [
      'ratio >= 0 and (ratio < 1 or ratio == 3)',
      [
        { column: 'ratio', range: { min: 0, max: 3 } },
        { column: 'ratio', range: { min: 1, max: 3, maxOpen: true }, not: true },
      ],
    ],
    [
      'not (age > 60 or sex == "F")',
      [
        { column: 'age', range: { min: -infinity, max: 60, minOpen: true } },
        { column: 'sex', oneOf: ['M', 'X'] },
      ],
    ],
    ['size > "small"', [{ column: 'size', oneOf: ['medium', 'large'] }]],
    ['not oneOf(sex, "M", "X") or missing(sex)', [{ column: 'sex', oneOf: ['F', null] }]],
    ['sex == "F" or sex != "F"', [{ column: 'sex', oneOf: [null], not: true }]],
    ['not smoker', [{ column: 'smoker', oneOf: ['no'] }]],
    ['PAY_0 * PAY_0 == 4', [{ column: 'PAY_0', oneOf: ['2'] }]],
    ['length(size) == 5 and startsWith(size, "s")', [{ column: 'size', oneOf: ['small'] }]],
    ['year(hired) == 2019', [{ column: 'hired', range: { min: 17897, max: 18261 } }]],
    ['year(seen) < 1970', [{ column: 'seen', range: { min: -infinity, max: -1, minOpen: true } }]],
    ['true and 1 < 2', []],
  ])('says %s of single columns', async (text, evidence) => {
    expect(await split(text)).toEqual({ evidence, rest: null })
  })

  it.each([
    ['age < price', [], 'age < price'],
    [
      'age > 60 and (sex == "F" or age > 70)',
      [{ column: 'age', range: { min: 61, max: infinity, maxOpen: true } }],
      '(sex == "F") or (age > 70)',
    ],
    ['missing(age) or age > 3', [], '(missing(age)) or (age > 3)'],
    ['age % 2 == 0 and age > 3', [{ column: 'age', range: { min: 4, max: infinity, maxOpen: true } }], '(age % 2) == 0'],
    ['ticket == "T-001"', [], 'ticket == "T-001"'],
  ])('leaves of %s what evidence cannot say', async (text, evidence, rest) => {
    const found = await split(text)
    expect(found.evidence).toEqual(evidence)
    expect(found.rest?.replaceAll('(missing(age))', 'missing(age)')).toBe(rest.replaceAll('(missing(age))', 'missing(age)'))
  })

  it.each([
    ['age > 60 and age < 50', 'no value of age satisfies age > 60 and age < 50; loosen the condition'],
    ['age > 60 and age < 61', 'no value of age'],
    ['missing(age) and age > 3', 'no value of age'],
    ['col("education.num") == 0.5', 'no value of education.num'],
    ['sex == "F" and sex == "M"', 'no value of sex satisfies'],
    ['smoker and not smoker', 'no value of smoker'],
    ['1 > 2 and age > 3', '1 > 2 is never true'],
  ])('refuses %s, which nothing satisfies', async (text, message) => {
    await expect(split(text)).rejects.toThrow(message)
  })
})
