import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePredicate } from '../../src/constraints/compile.js'
import { toEvidence } from '../../src/constraints/domains/evidence.js'
import { call, type Expression, formatExpression } from '../../src/constraints/language/expression.js'
import { parseExpression } from '../../src/constraints/language/parse.js'
import { ConstraintError } from '../../src/errors.js'
import { meets, naive, type Row, schema, tableOf } from './support.js'

const column = (name: string): Expression => ({ type: 'column', name })
const value = (value: number | string): Expression => ({ type: 'value', value })

const age = fc.integer({ min: -3, max: 5 })
const price = fc.integer({ min: -12, max: 12 }).map((tenths) => tenths / 10)
const orMissing = (arbitrary: fc.Arbitrary<number | string>): fc.Arbitrary<number | string | null> => fc.option(arbitrary, { freq: 4 })

const row: fc.Arbitrary<Row> = fc.record({
  age: orMissing(age),
  price: orMissing(price),
  ratio: orMissing(price),
  sex: orMissing(fc.constantFrom('F', 'M', 'X')),
  size: orMissing(fc.constantFrom('small', 'medium', 'large')),
  smoker: orMissing(fc.constantFrom('no', 'yes')),
})

const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const numberColumn = fc.constantFrom('age', 'price', 'ratio').map(column)
/** Columns with a known number of decimals, to which the results of arithmetic are rounded; with others 0.6 - 0.4 is not 0.2. */
const decimalColumn = fc.constantFrom('age', 'price').map(column)
const literal = fc.oneof(age, price).map((number): Expression => (number < 0 ? call('negate', value(-number)) : value(number)))

const { condition } = fc.letrec<{ number: Expression; condition: Expression; leaf: Expression }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    decimalColumn,
    literal,
    fc.tuple(fc.constantFrom('+', '-', 'max'), tie('number'), tie('number')).map(([name, a, b]) => call(name as '+', a, b)),
    fc.tuple(fc.constantFrom('abs', 'negate'), tie('number')).map(([name, a]) => call(name as 'abs', a)),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([test, a, b]) => call('if', test, a, b)),
  ),
  leaf: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(comparison, numberColumn, literal).map(([name, a, b]) => call(name as '<', a, b)) },
    { weight: 1, arbitrary: fc.tuple(comparison, literal, numberColumn).map(([name, a, b]) => call(name as '<', a, b)) },
    { weight: 1, arbitrary: fc.tuple(comparison, tie('number'), tie('number')).map(([name, a, b]) => call(name as '<', a, b)) },
    fc
      .tuple(fc.constantFrom('==', '!='), fc.constantFrom('F', 'M', 'X'))
      .map(([name, level]) => call(name as '==', column('sex'), value(level))),
    fc
      .tuple(comparison, fc.constantFrom('small', 'medium', 'large'))
      .map(([name, level]) => call(name as '<', column('size'), value(level))),
    fc.subarray(['F', 'M', 'X'], { minLength: 1 }).map((levels) => call('oneOf', column('sex'), ...levels.map(value))),
    fc
      .uniqueArray(
        age.filter((number) => number >= 0),
        { minLength: 1 },
      )
      .map((numbers) => call('oneOf', column('age'), ...numbers.map(value))),
    fc.constantFrom('age', 'price', 'ratio', 'sex', 'smoker').map((name) => call('missing', column(name))),
    fc.constant(column('smoker')),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    tie('condition').map((a) => call('not', a)),
    fc.tuple(fc.constantFrom('and', 'or', 'xor'), tie('condition'), tie('condition')).map(([name, a, b]) => call(name as 'and', a, b)),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([test, a, b]) => call('if', test, a, b)),
  ),
}))
const rows = fc.array(row, { minLength: 1, maxLength: 12 })

describe('conditions made at random', () => {
  it('are true for the rows for which their definition says so', () => {
    fc.assert(
      fc.property(condition, rows, (expression, rows) => {
        const verdicts = compilePredicate(expression, schema)(tableOf(rows))
        expect([...verdicts]).toEqual(rows.map((row) => (naive(expression, row) === true ? 1 : 0)))
      }),
      { numRuns: 500 },
    )
  })

  it('are met by the rows that meet both their evidence and the rest', () => {
    fc.assert(
      fc.property(condition, rows, (expression, rows) => {
        const wanted = rows.map((row) => naive(expression, row) === true)
        const split = splitOf(expression)
        const met = rows.map(
          (row) =>
            split?.evidence.every((condition) => meets(row, condition)) === true &&
            (split.rest === null || naive(split.rest, row) === true),
        )
        expect(met).toEqual(wanted)
      }),
      { numRuns: 1000 },
    )
  })

  it('come back from being written down and read', async () => {
    await fc.assert(
      fc.asyncProperty(condition, rows, async (expression, rows) => {
        const read = await parseExpression(formatExpression(expression), schema)
        const table = tableOf(rows)
        expect(compilePredicate(read, schema)(table)).toEqual(compilePredicate(expression, schema)(table))
        expect(formatExpression(read)).toEqual(formatExpression(await parseExpression(formatExpression(read), schema)))
      }),
      { numRuns: 300 },
    )
  })
})

/** Null for a contradiction, which no row meets. */
function splitOf(expression: Expression): ReturnType<typeof toEvidence> | null {
  try {
    return toEvidence(expression, schema)
  } catch (error) {
    if (error instanceof ConstraintError && /no value of|never true/.test(error.message)) return null
    throw error
  }
}
