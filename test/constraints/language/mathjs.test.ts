import fc from 'fast-check'
import { evaluate } from 'mathjs/number'
import { expect, test } from 'vitest'
import { compilePredicate } from '../../../src/constraints/compile.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { schema, tableOf } from '../support.js'

// What our language shares with mathjs means the same: which operator binds tighter, chains of comparisons, signs, powers.

const term = fc.oneof(
  fc.constant('age'),
  fc.integer({ min: 0, max: 4 }).map(String),
  fc.constantFrom('age^2', '2^2', '-age', '- 3', '-age^2', '+age', '(age - 1)', '2 ^ -age ^ 2'),
)
const joined = (part: fc.Arbitrary<string>, signs: readonly string[], most: number): fc.Arbitrary<string> =>
  fc
    .tuple(part, fc.array(fc.tuple(fc.constantFrom(...signs), part), { maxLength: most }))
    .map(([first, rest]) => rest.reduce((text, [sign, next]) => `${text} ${sign} ${next}`, first))
const sum = joined(term, ['+', '-', '*'], 3)
const comparison = joined(sum, ['<', '<=', '>', '>=', '==', '!='], 2).filter((text) => /[<>=]/.test(text))
const condition = joined(comparison, ['and', 'or', 'xor'], 3)
const choice = fc.oneof(
  condition,
  fc.tuple(condition, condition, condition).map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
)

test('an expression without brackets is read as mathjs reads it', async () => {
  await fc.assert(
    fc.asyncProperty(choice, async (text) => {
      const ages = [-2, -1, 0, 1, 3]
      const verdicts = compilePredicate(await parseExpression(text, schema), schema)(tableOf(ages.map((age) => ({ age }))))
      expect([...verdicts], text).toEqual(ages.map((age) => (evaluate(text, { age }) ? 1 : 0)))
    }),
    { numRuns: 200 },
  )
})
