import { expect, test } from 'vitest'
import { compilePredicate } from '../../../src/constraints/compile.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { known } from '../../support/tables.js'

const { table, schema } = known([{ x: 0.3 }, { x: 0.35 }, { x: -0.3 }, { x: 1.7 }, { x: 12 }])
const rowsWith = async (condition: string): Promise<number[]> => {
  const holds = compilePredicate(await parseExpression(condition, schema), schema)(table)
  return [...holds.keys()].filter((row) => holds[row] === 1)
}

test('what is left of decimals is reckoned in whole numbers of the last digit, with the sign of the divisor', async () => {
  expect(await rowsWith('x % 0.1 == 0')).toEqual([0, 2, 3, 4])
  expect(await rowsWith('x % 0.1 == 0.05')).toEqual([1])
  expect(await rowsWith('x % 0.2 == 0.1')).toEqual([0, 2, 3])
  expect(await rowsWith('x % 0.7 == 0.3')).toEqual([0, 3])
  expect(await rowsWith('x % 0 == 0')).toEqual([])
})

test('of quotients, which have no last digit, it is reckoned as it is', async () => {
  // A third of 0.3, 0.35, 1.7 and 12 is .1, .117, .567 and 4; of -0.3 a whole one is left but for .1.
  expect(await rowsWith('x / 3 % 1 > 0.05 and x / 3 % 1 < 0.6')).toEqual([0, 1, 3])
  expect(await rowsWith('x / 3 % 1 > 0.85 and x / 3 % 1 < 0.95')).toEqual([2])
})
