/** A condition or formula over the columns of one row, as plain JSON. Made by `parseExpression`. */
export type Expression =
  | { readonly type: 'value'; readonly value: number | string | boolean }
  | { readonly type: 'column'; readonly name: string }
  | { readonly type: 'call'; readonly name: FunctionName; readonly operands: readonly Expression[] }

export const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const
export type ComparisonOperator = (typeof comparisons)[number]

const connectives = ['and', 'or', 'xor', 'not', 'implies'] as const
export type Connective = (typeof connectives)[number]

/** Functions that are written by name, with the number of operands they take: least and most. */
export const namedFunctions = {
  oneOf: [2, Number.POSITIVE_INFINITY],
  missing: [1, 1],
  abs: [1, 1],
  min: [1, Number.POSITIVE_INFINITY],
  max: [1, Number.POSITIVE_INFINITY],
  round: [1, 2],
  floor: [1, 1],
  ceil: [1, 1],
  year: [1, 1],
  month: [1, 1],
  day: [1, 1],
  weekday: [1, 1],
  length: [1, 1],
  startsWith: [2, 2],
  endsWith: [2, 2],
  contains: [2, 2],
  days: [1, 2],
  years: [2, 2],
  together: [2, Number.POSITIVE_INFINITY],
  oneHot: [2, Number.POSITIVE_INFINITY],
  multiple: [2, 2],
  unique: [1, Number.POSITIVE_INFINITY],
  determines: [2, 2],
  combinations: [2, Number.POSITIVE_INFINITY],
  increasing: [1, 1],
  decreasing: [1, 1],
  first: [1, 1],
  last: [1, 1],
  after: [2, 2],
} as const satisfies Record<string, readonly [number, number]>
type NamedFunction = keyof typeof namedFunctions

/** `negate` is the minus sign before a value, `if` is `condition ? a : b`. */
const operators = ['+', '-', '*', '/', '%', '^', 'negate', 'if'] as const
type Operator = (typeof operators)[number]

export type FunctionName = ComparisonOperator | Connective | NamedFunction | Operator

export function isComparison(name: FunctionName): name is ComparisonOperator {
  return (comparisons as readonly string[]).includes(name)
}

export function isConnective(name: FunctionName): name is Connective {
  return (connectives as readonly string[]).includes(name)
}

export function call(name: FunctionName, ...operands: readonly Expression[]): Expression {
  return { type: 'call', name, operands }
}

/** Names of the columns that the expression reads, each once. */
export function columnsOf(expression: Expression): Set<string> {
  const names = new Set<string>()
  const visit = (part: Expression): void => {
    if (part.type === 'column') names.add(part.name)
    else if (part.type === 'call') part.operands.forEach(visit)
  }
  visit(expression)
  return names
}

/**
 * The expressions that must all be true for the whole to be true: `a and not (b or not c)` gives a, not b, c.
 * Holds with unknowns too, since both De Morgan laws hold in three-valued logic.
 */
export function conjunctsOf(expression: Expression, negated = false): Expression[] {
  if (expression.type === 'call') {
    const { name, operands } = expression
    if (name === 'not') return conjunctsOf(operands[0], !negated)
    if (name === (negated ? 'or' : 'and')) return operands.flatMap((operand) => conjunctsOf(operand, negated))
  }
  return [negated ? call('not', expression) : expression]
}

/** One expression out of several that must all hold; null for none. */
export function conjunction(parts: readonly Expression[]): Expression | null {
  if (parts.length === 0) return null
  return parts.length === 1 ? parts[0] : call('and', ...parts)
}

/** The expression as one would type it; names that are no identifiers become `col("…")`. */
export function formatExpression(expression: Expression): string {
  if (expression.type === 'value') return JSON.stringify(expression.value)
  if (expression.type === 'column') return formatColumn(expression.name)
  const { name, operands } = expression
  const parts = operands.map((operand) => (isInfix(operand) ? `(${formatExpression(operand)})` : formatExpression(operand)))
  if (name === 'negate') return `-${parts[0]}`
  if (name === 'not') return `not ${parts[0]}`
  if (name === 'after' && operands[1]?.type === 'value') return `after(${formatExpression(operands[0])}, none)`
  if (name === 'if') return `${parts[0]} ? ${parts[1]} : ${parts[2]}`
  if (isInfix(expression)) return parts.join(` ${name} `)
  return `${name}(${operands.map(formatExpression).join(', ')})`
}

function isInfix(expression: Expression): boolean {
  return expression.type === 'call' && !(expression.name in namedFunctions)
}

const words = new Set<string>([...connectives, 'mod', 'true', 'false', 'null'])

/** True where a column of this name can be written without `col("…")`. */
export function isIdentifier(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !words.has(name)
}

export function formatColumn(name: string): string {
  return name.split('.').every(isIdentifier) ? name : `col(${JSON.stringify(name)})`
}
