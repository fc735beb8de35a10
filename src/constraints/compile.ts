import { ConstraintError } from '../errors.js'
import { type CodeColumn, isMissing, isNumberColumn } from '../table/column.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { unitsPerDay } from '../table/times/calendar-parts.js'
import { civilFromDays } from './language/calendar.js'
import type { Expression } from './language/expression.js'
import { compareNumbers, type NumberNode, roundLiteral, type TruthNode } from './language/node.js'
import { asNumber, asTruth } from './language/operand.js'
import { resolve } from './language/resolve.js'

/** Truth values of rows. Unknown is what a missing value makes of a comparison: `not unknown` is unknown, `unknown or true` is true. */
const no = 0
const yes = 1
const unknown = 2

/** A function that gives, for each row of a table of this schema, 1 where the condition is true and 0 where it is false or unknown. */
export function compilePredicate(expression: Expression, schema: Schema): (table: Table) => Uint8Array {
  const node = resolveCondition(expression, schema)
  return (table) => {
    const truths = evaluateTruth(node, table)
    // The truths of a column may be shared; the caller gets rows of their own.
    const verdicts = new Uint8Array(truths.length)
    for (let i = 0; i < verdicts.length; i++) verdicts[i] = truths[i] === yes ? 1 : 0
    return verdicts
  }
}

/** As `compilePredicate`, but 1 where the condition is false, and 0 where it is true or unknown. */
export function compileBroken(expression: Expression, schema: Schema): (table: Table) => Uint8Array {
  const node = resolveCondition(expression, schema)
  return (table) => {
    const truths = evaluateTruth(node, table)
    const verdicts = new Uint8Array(truths.length)
    for (let i = 0; i < verdicts.length; i++) verdicts[i] = truths[i] === no ? 1 : 0
    return verdicts
  }
}

/** The checked condition's truth in each row: 0 false, 1 true, 2 unknown. */
export function truthsOf(node: TruthNode, table: Table): Uint8Array {
  return evaluateTruth(node, table)
}

/** What a checked formula makes of each row; NaN is unknown. */
export function numbersOf(node: NumberNode, table: Table): Float64Array {
  return evaluateNumber(node, table)
}

/** The checked form of an expression that must be true or false. */
export function resolveCondition(expression: Expression, schema: Schema): TruthNode {
  return asTruth(resolve(expression, schema), 'a filter of rows')
}

function evaluateTruth(node: TruthNode, table: Table): Uint8Array {
  const truths = new Uint8Array(table.rows)
  switch (node.op) {
    case 'constant':
      return truths.fill(node.value ? yes : no)
    case 'compare':
      return compare(compareNumbers[node.comparison], evaluateNumber(node.left, table), evaluateNumber(node.right, table), truths)
    case 'missing': {
      const column = table.column(node.column)
      for (let i = 0; i < truths.length; i++) truths[i] = isMissing(column, i) ? yes : no
      return truths
    }
    case 'levels': {
      const column = codeColumn(table, node.column)
      const ofLevel = Uint8Array.from(column.levels, (level) => (node.test(level) ? yes : no))
      for (let i = 0; i < truths.length; i++) truths[i] = ofLevel[column.values[i]] ?? unknown
      return truths
    }
    case 'same':
      return sameTexts(codeColumn(table, node.left), codeColumn(table, node.right), truths)
    case 'not':
      return invert(evaluateTruth(node.operand, table), truths)
    case 'if':
      return choose(
        evaluateTruth(node.condition, table),
        evaluateTruth(node.whenTrue, table),
        evaluateTruth(node.whenFalse, table),
        truths,
        unknown,
      )
    default:
      return node.operands.map((operand) => evaluateTruth(operand, table)).reduce((a, b) => connect(truthTables[node.op], a, b))
  }
}

function evaluateNumber(node: NumberNode, table: Table): Float64Array {
  switch (node.op) {
    case 'constant':
      return new Float64Array(table.rows).fill(node.value)
    case 'column': {
      const values = numberValues(table, node.column)
      if (node.decimals === null) return values
      const { decimals } = node
      return values.map((value) => roundLiteral(value, decimals))
    }
    case 'levels': {
      const column = codeColumn(table, node.column)
      const ofLevel = Float64Array.from(column.levels, node.number)
      const numbers = new Float64Array(table.rows)
      for (let i = 0; i < numbers.length; i++) numbers[i] = ofLevel[column.values[i]] ?? Number.NaN
      return numbers
    }
    case 'year': {
      const perDay = unitsPerDay[node.unit]
      return numberValues(table, node.column).map((time) => civilFromDays(Math.floor((time + node.offset) / perDay)).year)
    }
    case 'unary':
      return evaluateNumber(node.operand, table).map(node.apply)
    case 'binary': {
      const left = evaluateNumber(node.left, table)
      const right = evaluateNumber(node.right, table)
      const { apply, decimals } = node
      const numbers = new Float64Array(table.rows)
      for (let i = 0; i < numbers.length; i++) {
        const value = apply(left[i], right[i])
        numbers[i] = decimals === null ? value : roundLiteral(value, decimals)
      }
      return numbers
    }
    case 'if': {
      const [then, otherwise] = [evaluateNumber(node.whenTrue, table), evaluateNumber(node.whenFalse, table)]
      return choose(evaluateTruth(node.condition, table), then, otherwise, new Float64Array(table.rows), Number.NaN)
    }
  }
}

function compare(holds: (a: number, b: number) => boolean, left: Float64Array, right: Float64Array, truths: Uint8Array): Uint8Array {
  for (let i = 0; i < truths.length; i++) {
    const a = left[i]
    const b = right[i]
    truths[i] = Number.isNaN(a) || Number.isNaN(b) ? unknown : holds(a, b) ? yes : no
  }
  return truths
}

function numberValues(table: Table, name: string): Float64Array {
  const column = table.column(name)
  if (isNumberColumn(column)) return column.values
  throw new ConstraintError(name, `the schema says numbers, the table has ${column.kind} values; use a table that conforms to the schema`)
}

function codeColumn(table: Table, name: string): CodeColumn {
  const column = table.column(name)
  if (!isNumberColumn(column)) return column
  throw new ConstraintError(name, `the schema says levels, the table has ${column.kind} values; use a table that conforms to the schema`)
}

function sameTexts(left: CodeColumn, right: CodeColumn, truths: Uint8Array): Uint8Array {
  const codes = new Map(left.levels.map((level, code) => [level, code]))
  const leftCode = Int32Array.from(right.levels, (level) => codes.get(level) ?? -2)
  for (let i = 0; i < truths.length; i++) {
    const a = left.values[i]
    const b = right.values[i]
    truths[i] = a < 0 || b < 0 ? unknown : a === leftCode[b] ? yes : no
  }
  return truths
}

/** What two truth values make together, at position 3a + b. */
const truthTables: Readonly<Record<'and' | 'or' | 'xor', Uint8Array>> = {
  and: Uint8Array.of(no, no, no, no, yes, unknown, no, unknown, unknown),
  or: Uint8Array.of(no, yes, unknown, yes, yes, yes, unknown, yes, unknown),
  xor: Uint8Array.of(no, yes, unknown, yes, no, unknown, unknown, unknown, unknown),
}

function connect(truthTable: Uint8Array, left: Uint8Array, right: Uint8Array): Uint8Array {
  const truths = new Uint8Array(left.length)
  for (let i = 0; i < truths.length; i++) truths[i] = truthTable[3 * left[i] + right[i]]
  return truths
}

function invert(from: Uint8Array, truths: Uint8Array): Uint8Array {
  for (let i = 0; i < truths.length; i++) truths[i] = from[i] === unknown ? unknown : 1 - from[i]
  return truths
}

function choose<T extends Uint8Array | Float64Array>(condition: Uint8Array, then: T, otherwise: T, into: T, neither: number): T {
  for (let i = 0; i < into.length; i++) {
    into[i] = condition[i] === yes ? then[i] : condition[i] === no ? otherwise[i] : neither
  }
  return into
}

/** A function that gives the value of a formula for each row of a table of this schema, NaN where it is unknown. */
export function compileNumber(expression: Expression, schema: Schema): (table: Table) => Float64Array {
  const { node } = asNumber(resolve(expression, schema), 'a statistic')
  return (table) => evaluateNumber(node, table)
}
