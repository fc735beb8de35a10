import type { TimeUnit } from './calendar.js'
import type { ComparisonOperator } from './expression.js'

/** A checked formula: every operand has its type, every literal its value. NaN is unknown. */
export type NumberNode =
  | { readonly op: 'constant'; readonly value: number }
  /** Values of a number column, taken at `decimals` (null: as they are). */
  | { readonly op: 'column'; readonly column: string; readonly decimals: number | null }
  /** A number for each level of a coded column. */
  | { readonly op: 'levels'; readonly column: string; readonly number: (level: string) => number }
  | { readonly op: 'unary'; readonly apply: (a: number) => number; readonly operand: NumberNode }
  /** The result is taken at `decimals`, so that 0.1 + 0.2 is 0.3. */
  | {
      readonly op: 'binary'
      readonly apply: (a: number, b: number) => number
      readonly left: NumberNode
      readonly right: NumberNode
      readonly decimals: number | null
    }
  /** The year of a time column in days, and so on: kept apart from other functions since it turns into ranges. */
  | { readonly op: 'year'; readonly column: string; readonly unit: TimeUnit; readonly offset: number }
  | { readonly op: 'if'; readonly condition: TruthNode; readonly whenTrue: NumberNode; readonly whenFalse: NumberNode }

/** A checked condition, in three-valued logic: true, false, unknown. */
export type TruthNode =
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'compare'; readonly comparison: ComparisonOperator; readonly left: NumberNode; readonly right: NumberNode }
  | { readonly op: 'missing'; readonly column: string }
  /** A test of each level of a coded column; unknown where missing. */
  | { readonly op: 'levels'; readonly column: string; readonly test: (level: string) => boolean }
  | { readonly op: 'same'; readonly left: string; readonly right: string }
  | { readonly op: 'not'; readonly operand: TruthNode }
  | { readonly op: 'and' | 'or' | 'xor'; readonly operands: readonly TruthNode[] }
  | { readonly op: 'if'; readonly condition: TruthNode; readonly whenTrue: TruthNode; readonly whenFalse: TruthNode }

/** The number with that many digits after the point that is nearest, exactly as a literal is read; the number itself where it has none to lose. */
export function roundLiteral(value: number, decimals: number): number {
  const scale = powersOfTen[decimals]
  const scaled = value * scale
  // Beyond 2^52 a double has no halves left to round away.
  return Math.abs(scaled) < 4503599627370496 ? Math.round(scaled) / scale : value
}

const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** Most digits after the point that results are taken at; beyond, doubles have none to spare. */
export const maxDecimals = 15

export const compareNumbers: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** The comparison with its sides exchanged. */
export const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
