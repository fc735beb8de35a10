import { ConstraintError } from '../../errors.js'
import { levelsOf } from '../../table/schema.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { civilFromDays } from './calendar.js'
import type { Expression, FunctionName } from './expression.js'
import type { NumberNode, TruthNode } from './node.js'
import { asNumber, asTruth, describe, finer, inUnit, isPlainNumber, type Operand, type TimeOperand } from './operand.js'

/** Functions about several rows: of a table, or of a sequence. They are whole rules, and no part of a condition on one row. */
const rowsFunctions = ['unique', 'determines', 'combinations', 'increasing', 'decreasing', 'after'] as const
export type RowsFunction = (typeof rowsFunctions)[number]

export function isRowsFunction(name: FunctionName): name is RowsFunction {
  return (rowsFunctions as readonly string[]).includes(name)
}

/** Values of the first and last row of a sequence: parts of rules on its rows. */
const endFunctions = ['first', 'last'] as const

/** The checked form of `together(a, b)`, `oneHot(a, b)`, `multiple(x, 0.25)`, `days(start, end)`, `years(birth, visit)`. */
export function resolveRuleFunction(name: FunctionName, operands: readonly Operand[], written: string): Operand | null {
  switch (name) {
    case 'oneHot':
      return { type: 'truth', node: oneHot(operands.map(asFlag)), written }
    case 'multiple':
      return { type: 'truth', node: multiple(operands), written }
    case 'days':
      return days(operands, written)
    case 'years':
      return { type: 'number', node: completedYears(operands), decimals: 0, written }
    default:
      return null
  }
}

/** All missing, or none. */
export function togetherOf(names: readonly string[]): TruthNode {
  const gaps = names.map((column): TruthNode => ({ op: 'missing', column }))
  const none = gaps.map((operand): TruthNode => ({ op: 'not', operand }))
  return {
    op: 'or',
    operands: [
      { op: 'and', operands: gaps },
      { op: 'and', operands: none },
    ],
  }
}

/** Refuses what only a rule can say. */
export function refuseOutsideRule(name: FunctionName, written: string): void {
  if (isRowsFunction(name)) {
    throw new ConstraintError('where', `${written} is about several rows, and a rule of its own; write it on a line of a rules file`)
  }
  if ((endFunctions as readonly string[]).includes(name)) {
    throw new ConstraintError('where', `${written} is about a sequence of rows, and part of rules only; write it in a rules file`)
  }
}

/** An operand that is on or off: a condition, a column of true and false, or one of 0 and 1. */
function asFlag(operand: Operand): TruthNode {
  const isNumbers = operand.type === 'number' || (operand.type === 'levels' && levelsOf(operand.column).every(isPlainNumber))
  if (!isNumbers) return asTruth(operand, 'oneHot')
  return { op: 'compare', comparison: '==', left: asNumber(operand, 'oneHot').node, right: { op: 'constant', value: 1 } }
}

function oneHot(flags: readonly TruthNode[]): TruthNode {
  const alone = flags.map((flag): TruthNode => {
    const others = flags.filter((other) => other !== flag).map((operand): TruthNode => ({ op: 'not', operand }))
    return { op: 'and', operands: [flag, ...others] }
  })
  return { op: 'or', operands: alone }
}

const zero: NumberNode = { op: 'constant', value: 0 }

/** How far a quotient may be from a whole number, relative to its size: what a double loses in a division and a few sums. */
const wholeness = 1e-9

function multiple([operand, step]: readonly Operand[]): TruthNode {
  const { node } = asNumber(operand, 'multiple')
  const size = step?.type === 'number' && step.node.op === 'constant' ? step.node.value : Number.NaN
  if (!(size > 0)) {
    throw new ConstraintError('where', `multiple takes a step above 0 (got ${step?.written}); write multiple(hours, 0.25)`)
  }
  const rest = (value: number): number => {
    const count = value / size
    return Math.abs(count - Math.round(count)) <= wholeness * Math.max(1, Math.abs(count)) ? 0 : 1
  }
  const left: NumberNode = { op: 'unary', operand: node, apply: (value) => (Number.isNaN(value) ? value : rest(value)) }
  return { op: 'compare', comparison: '==', left, right: zero }
}

/** `days(end - start)` is the number of days itself; `days(start, end)` the days from one to the other. */
function days([first, second]: readonly Operand[], written: string): Operand {
  if (second === undefined) {
    if (first?.type === 'number') return { ...first, written }
    throw new ConstraintError('where', `days needs a length of time (got ${first?.written}); write days(end - start) or days(start, end)`)
  }
  const [from, to] = twoTimes('days', first, second)
  const unit = finer(from.unit, to.unit)
  const perDay = unitsPerDay[unit]
  const node: NumberNode = {
    op: 'binary',
    apply: (a, b) => (b - a) / perDay,
    left: inUnit(from, unit),
    right: inUnit(to, unit),
    decimals: null,
  }
  return { type: 'number', node, decimals: unit === 'day' ? 0 : null, written }
}

/** Whole years from one date to another, as ages are counted: one more on each anniversary. */
function completedYears([first, second]: readonly Operand[]): NumberNode {
  const [from, to] = twoTimes('years', first, second)
  const apply = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
    const [start, end] = [dateOf(from, a), dateOf(to, b)]
    const isBefore = end.month < start.month || (end.month === start.month && end.day < start.day)
    return end.year - start.year - (isBefore ? 1 : 0)
  }
  return { op: 'binary', apply, left: from.node, right: to.node, decimals: null }
}

function dateOf({ unit, column }: TimeOperand, time: number): ReturnType<typeof civilFromDays> {
  return civilFromDays(Math.floor(time / unitsPerDay[unit] + (column.offset ?? 0) / 1440))
}

function twoTimes(name: string, a: Operand, b: Operand): [TimeOperand, TimeOperand] {
  for (const operand of [a, b]) {
    if (operand.type !== 'time') {
      throw new ConstraintError('where', `${name} needs two dates (got ${operand.written}, ${describe(operand)}); use datetime columns`)
    }
  }
  return [a as TimeOperand, b as TimeOperand]
}

/** The names of columns that a function takes; throws where an operand is none. */
export function operandColumns(name: FunctionName, operands: readonly Expression[]): string[] {
  return operands.map((operand) => {
    if (operand.type === 'column') return operand.name
    throw new ConstraintError('where', `${name} takes the names of columns; write ${name}(a, b) or ${name}(col("..."), b)`)
  })
}
