import { ConstraintError } from '../../errors.js'
import { type ColumnSchema, type DatetimeSchema, levelsOf } from '../../table/schema.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import type { TimeUnit } from './calendar.js'
import type { NumberNode, TruthNode } from './node.js'

/** A checked part of an expression, by the type of its values. `written` is how a message shows it. */
export type Operand =
  | { readonly type: 'truth'; readonly node: TruthNode; readonly written: string }
  | { readonly type: 'number'; readonly node: NumberNode; readonly decimals: number | null; readonly written: string }
  /** Times in a unit since 1970-01-01; `column` is the one whose format texts are read in. */
  | { readonly type: 'time'; readonly node: NumberNode; readonly unit: TimeUnit; readonly column: DatetimeSchema; readonly written: string }
  /** A quoted text. */
  | { readonly type: 'text'; readonly text: string; readonly written: string }
  /** A coded column: its levels are texts, and may serve as numbers or as a truth value. */
  | { readonly type: 'levels'; readonly column: ColumnSchema; readonly written: string }

export type TimeOperand = Extract<Operand, { type: 'time' }>
export type LevelsOperand = Extract<Operand, { type: 'levels' }>

/** The operand as a condition: a truth value, or a boolean column. */
export function asTruth(operand: Operand, user: string): TruthNode {
  if (operand.type === 'truth') return operand.node
  if (operand.type === 'levels' && operand.column.kind === 'boolean') {
    const [, yes] = operand.column.levels
    return { op: 'levels', column: operand.column.name, test: (level) => level === yes }
  }
  const remedy = user === 'not' ? `put brackets round what is denied: not (${operand.written} == ...)` : 'compare it with something'
  throw new ConstraintError('where', `${user} needs a condition (got ${operand.written}, ${describe(operand)}); ${remedy}`)
}

/** The operand as a number: a number, or a coded column all of whose levels are numbers. */
export function asNumber(operand: Operand, user: string): { readonly node: NumberNode; readonly decimals: number | null } {
  if (operand.type === 'number') return operand
  if (operand.type === 'levels') {
    const levels = levelsOf(operand.column)
    if (levels.length > 0 && levels.every(isPlainNumber)) {
      const decimals = levels.map((level) => decimalsOf(Number(level)))
      return {
        node: { op: 'levels', column: operand.column.name, number: Number },
        decimals: decimals.includes(null) ? null : Math.max(...(decimals as number[])),
      }
    }
  }
  throw new ConstraintError('where', `${user} needs numbers (got ${operand.written}, ${describe(operand)}); use a number column`)
}

export function isPlainNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text))
}

export function describe(operand: Operand): string {
  switch (operand.type) {
    case 'truth':
      return 'a condition'
    case 'number':
      return 'a number'
    case 'time':
      return 'a time'
    case 'text':
      return 'a text'
    case 'levels':
      return `a column of kind ${operand.column.kind}`
  }
}

/** Digits after the point of the number as written shortest; null for very small ones. */
export function decimalsOf(value: number): number | null {
  const text = String(value)
  if (text.includes('e')) return Number.isInteger(value) ? 0 : null
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** The finer of two units. */
export function finer(a: TimeUnit, b: TimeUnit): TimeUnit {
  return unitsPerDay[a] > unitsPerDay[b] ? a : b
}

/** The times counted in a unit that is as fine as theirs, or finer. */
export function inUnit(time: TimeOperand, unit: TimeUnit): NumberNode {
  const factor = unitsPerDay[unit] / unitsPerDay[time.unit]
  return factor === 1 ? time.node : { op: 'unary', apply: (value) => value * factor, operand: time.node }
}
