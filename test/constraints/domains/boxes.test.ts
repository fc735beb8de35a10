import { expect, test } from 'vitest'
import { resolveCondition, truthsOf } from '../../../src/constraints/compile.js'
import { boxEvidence, boxesOf, sayable } from '../../../src/constraints/domains/boxes.js'
import { parseExpression } from '../../../src/constraints/language/parse.js'
import { meets, type Row, schema, tableOf } from '../support.js'

const values = {
  age: [-1, 0, 1, 2, null],
  price: [-0.5, 0, 0.5, null],
  sex: ['F', 'M', 'X', null],
  smoker: ['no', 'yes', null],
}
const rows: Row[] = values.age.flatMap((age) =>
  values.price.flatMap((price) => values.sex.flatMap((sex) => values.smoker.map((smoker) => ({ age, price, sex, smoker })))),
)

test.each([
  'age > 0 implies sex == "F"',
  'not (age > 0 and sex == "F")',
  'oneHot(smoker, sex == "F", age == 1)',
  'together(age, price, sex)',
  'smoker or age > price / 2 and false or sex != "X"',
  'not (smoker or missing(age)) or 0 <= price < 0.5',
  'missing(age) implies missing(price)',
  'age == 1 implies (smoker implies oneOf(sex, "M", "X"))',
  'sex == "F" and not smoker or sex == "M" and (age > 0 or price > 0)',
])('boxes of %s share no row, and hold just the rows for which it is not false', async (text) => {
  const node = resolveCondition(await parseExpression(text, schema), schema)
  const boxes = boxesOf(node, schema)
  if (!boxes) {
    expect(text).toContain('price / 2')
    return
  }
  const evidences = sayable(boxes, schema).map((box) => boxEvidence(box, schema))
  const truths = truthsOf(node, tableOf(rows))
  for (const [i, row] of rows.entries()) {
    const held = evidences.filter((evidence) => evidence?.every((condition) => meets(row, condition)))
    expect([row, held.length]).toEqual([row, truths[i] === 0 ? 0 : 1])
  }
})
