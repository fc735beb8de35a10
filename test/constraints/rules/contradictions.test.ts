import { expect, test } from 'vitest'
import { contradictionIn } from '../../../src/constraints/rules/contradictions.js'
import { asLines, parseRules } from '../../../src/constraints/rules/rule.js'
import { schema } from '../support.js'

const contradiction = (...rules: string[]): string[] | null =>
  contradictionIn(parseRules(asLines(rules), schema), schema)?.map(({ text }) => text) ?? null

test.each<[string[], string[] | null]>([
  [['age > 3', 'age < 9', 'price > 2'], null],
  [
    ['age > 3', 'price > 2', 'age < 3'],
    ['age > 3', 'age < 3'],
  ],
  [
    ['age > 3', 'sex == "F"', 'age > 3 implies sex == "M"', 'price > 1'],
    ['age > 3', 'sex == "F"', 'age > 3 implies sex == "M"'],
  ],
  [
    ['age < price', 'price < ratio', 'ratio < age', 'sex == "F"'],
    ['age < price', 'price < ratio', 'ratio < age'],
  ],
  [['age <= price', 'price <= age'], null],
  [
    ['age <= price', 'price <= ratio', 'age > 9', 'ratio < 5'],
    ['age <= price', 'price <= ratio', 'age > 9', 'ratio < 5'],
  ],
  [['missing(age)', 'age > 3'], null],
  [
    ['missing(age)', 'not missing(age)'],
    ['missing(age)', 'not missing(age)'],
  ],
  [['sex == "F" and sex == "M"'], ['sex == "F" and sex == "M"']],
  [
    ['oneHot(smoker, sex == "F")', 'smoker', 'sex == "F"'],
    ['oneHot(smoker, sex == "F")', 'smoker', 'sex == "F"'],
  ],
])('of %j the smallest set that no row satisfies is %j', (rules, expected) => {
  expect(contradiction(...rules)).toEqual(expected)
})
