import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { ConstraintError } from '../../errors.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { civilFromDays, weekdayFromDays } from './calendar.js'
import type { FunctionName } from './expression.js'
import { maxDecimals, type NumberNode, roundLiteral } from './node.js'
import { asNumber, describe, finer, inUnit, type Operand, type TimeOperand } from './operand.js'

type Decimals = number | null

/** The checked form of arithmetic, rounding, and the parts of a date. */
export function resolveNumeric(name: FunctionName, operands: readonly Operand[], written: string): Operand {
  const [first, second] = operands as [Operand, Operand]
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
    case 'weekday':
      return datePart(name, first, written)
    case 'round':
      return rounded(first, second, written)
    case 'negate':
    case 'abs':
    case 'floor':
    case 'ceil': {
      const { node, decimals } = asNumber(first, name === 'negate' ? '-' : name)
      const whole = name === 'floor' || name === 'ceil'
      return { type: 'number', node: unary(unaryFunctions[name], node), decimals: whole ? 0 : decimals, written }
    }
    default:
      if (operands.some((operand) => operand.type === 'time')) return timeArithmetic(name, operands, written)
      return arithmetic(name, operands, written)
  }
}

const unaryFunctions = {
  negate: (a: number) => -a,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
}

function arithmetic(name: FunctionName, operands: readonly Operand[], written: string): Operand {
  const [first, ...rest] = operands.map((operand) => asNumber(operand, name))
  let { node, decimals } = first as { node: NumberNode; decimals: Decimals }
  for (const next of rest) {
    decimals = resultDecimals(name, decimals, next.decimals)
    node = binary(binaryFunction(name, decimals), node, next.node, decimals)
  }
  return { type: 'number', node, decimals, written }
}

function resultDecimals(name: FunctionName, a: Decimals, b: Decimals): Decimals {
  if (a === null || b === null || name === '/' || name === '^') return null
  const decimals = name === '*' ? a + b : Math.max(a, b)
  return decimals <= maxDecimals ? decimals : null
}

function binaryFunction(name: FunctionName, decimals: Decimals): (a: number, b: number) => number {
  switch (name) {
    case '+':
      return (a, b) => a + b
    case '-':
      return (a, b) => a - b
    case '*':
      return (a, b) => a * b
    // What divides by zero is unknown, as in a database.
    case '/':
      return (a, b) => (b === 0 ? Number.NaN : a / b)
    case '%':
      return (a, b) => remainder(a, b, decimals)
    case '^':
      return power
    case 'min':
      return Math.min
    case 'max':
      return Math.max
    default:
      throw new ConstraintError('where', `${name} is no arithmetic; write + - * / % ^ min or max`)
  }
}

/** What is left of a after whole b's, with the sign of b; on whole numbers of the last digit where there are such, so that 0.3 % 0.1 is 0. */
function remainder(a: number, b: number, decimals: Decimals): number {
  if (b === 0) return Number.NaN
  const scale = decimals === null ? 1 : Number(`1e${decimals}`)
  const [x, y] = decimals === null ? [a, b] : [Math.round(a * scale), Math.round(b * scale)]
  return (x - y * Math.floor(x / y)) / scale
}

/** Whole exponents by multiplication, others by logarithm: the same on every platform, as Math.pow is not. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 1024) return base > 0 ? exp(exponent * ln(base)) : Number.NaN
  let result = 1
  let square = base
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square
    square *= square
  }
  if (exponent >= 0) return result
  return result === 0 ? Number.NaN : 1 / result
}

function rounded(operand: Operand, digits: Operand | undefined, written: string): Operand {
  const { node } = asNumber(operand, 'round')
  const decimals = digits === undefined ? 0 : digits.type === 'number' && digits.node.op === 'constant' ? digits.node.value : -1
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > maxDecimals) {
    throw new ConstraintError(
      'where',
      `round takes a number of digits from 0 to ${maxDecimals} (got ${digits?.written}); write round(x, 2)`,
    )
  }
  const halfAway = (a: number): number => (a < 0 ? -roundLiteral(-a, decimals) : roundLiteral(a, decimals))
  return { type: 'number', node: unary(halfAway, node), decimals, written }
}

function datePart(name: 'year' | 'month' | 'day' | 'weekday', operand: Operand, written: string): Operand {
  if (operand.type !== 'time') {
    throw new ConstraintError(
      'where',
      `${name} needs a column of dates (got ${operand.written}, ${describe(operand)}); use a datetime column`,
    )
  }
  const perDay = unitsPerDay[operand.unit]
  const offset = ((operand.column.offset ?? 0) / 1440) * perDay
  if (name === 'year' && operand.node.op === 'column') {
    return { type: 'number', node: { op: 'year', column: operand.node.column, unit: operand.unit, offset }, decimals: 0, written }
  }
  const part = name === 'weekday' ? weekdayFromDays : (days: number): number => civilFromDays(days)[name]
  const apply = (time: number): number => part(Math.floor((time + offset) / perDay))
  return { type: 'number', node: unary(apply, operand.node), decimals: 0, written }
}

/** A time minus a time is a number of days; days can be added to a time and taken from it; min and max of times are times. */
function timeArithmetic(name: FunctionName, operands: readonly Operand[], written: string): Operand {
  const times = operands.filter((operand): operand is TimeOperand => operand.type === 'time')
  const unit = times.map((time) => time.unit).reduce(finer)
  const perDay = unitsPerDay[unit]
  const [a, b] = operands as [Operand, Operand]
  const column = times[0].column
  if ((name === 'min' || name === 'max') && times.length === operands.length) {
    const node = times.map((time) => inUnit(time, unit)).reduce((left, right) => binary(binaryFunction(name, null), left, right, null))
    return { type: 'time', node, unit, column, written }
  }
  if (name === '-' && a.type === 'time' && b.type === 'time') {
    const days = binary((x, y) => (x - y) / perDay, inUnit(a, unit), inUnit(b, unit), null)
    return { type: 'number', node: days, decimals: unit === 'day' ? 0 : null, written }
  }
  const [time, days] = a.type === 'time' ? [a, b] : [b, a]
  if (times.length === 1 && (name === '+' || (name === '-' && time === a))) {
    const sign = name === '-' ? -perDay : perDay
    return {
      type: 'time',
      node: binary((x, y) => x + sign * y, (time as TimeOperand).node, asNumber(days, name).node, null),
      unit,
      column,
      written,
    }
  }
  throw new ConstraintError(
    'where',
    `${written}: ${name} is not for times; subtract times to get days, add days to a time, or use year(...)`,
  )
}

/** The node, or its value where that is known already. */
function unary(apply: (a: number) => number, operand: NumberNode): NumberNode {
  return operand.op === 'constant' ? { op: 'constant', value: apply(operand.value) } : { op: 'unary', apply, operand }
}

function binary(apply: (a: number, b: number) => number, left: NumberNode, right: NumberNode, decimals: Decimals): NumberNode {
  if (left.op === 'constant' && right.op === 'constant') {
    const value = apply(left.value, right.value)
    return { op: 'constant', value: decimals === null || decimals === 0 ? value : roundLiteral(value, decimals) }
  }
  // Whole numbers need no rounding.
  return { op: 'binary', apply, left, right, decimals: decimals || null }
}
