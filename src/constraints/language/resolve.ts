import { ConstraintError } from '../../errors.js'
import { isNumberKind } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { resolveComparison } from './comparison.js'
import { type Connective, type Expression, formatColumn, formatExpression, isComparison, isConnective } from './expression.js'
import { nearest } from './hints.js'
import type { NumberNode, TruthNode } from './node.js'
import { resolveNumeric } from './numeric.js'
import { asNumber, asTruth, decimalsOf, describe, type Operand } from './operand.js'
import { operandColumns, refuseOutsideRule, resolveRuleFunction, togetherOf } from './rule-functions.js'

/** The checked form of an expression; throws a ConstraintError where a column, a type or a level is wrong. */
export function resolve(expression: Expression, schema: Schema): Operand {
  const written = formatExpression(expression)
  if (expression.type === 'value') return literal(expression.value, written)
  if (expression.type === 'column') return resolveColumn(expression.name, schema)
  const { name } = expression
  refuseOutsideRule(name, written)
  if (name === 'missing') return { type: 'truth', node: { op: 'missing', column: missingColumn(expression.operands) }, written }
  if (name === 'together') return { type: 'truth', node: togetherOf(operandColumns(name, expression.operands)), written }
  const operands = expression.operands.map((operand) => resolve(operand, schema))
  if (isConnective(name)) {
    const nodes = operands.map((operand) => asTruth(operand, name))
    return { type: 'truth', node: connected(name, nodes), written }
  }
  if (isComparison(name)) return { type: 'truth', node: resolveComparison(name, operands[0], operands[1]), written }
  switch (name) {
    case 'oneOf':
      return { type: 'truth', node: oneOf(operands), written }
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'length':
      return resolveTextFunction(name, operands, written)
    case 'if':
      return resolveIf(operands, written)
    default:
      return resolveRuleFunction(name, operands, written) ?? resolveNumeric(name, operands, written)
  }
}

function connected(name: Connective, nodes: readonly TruthNode[]): TruthNode {
  const [first, second] = nodes as readonly [TruthNode, TruthNode]
  if (name === 'not') return { op: 'not', operand: first }
  return name === 'implies' ? { op: 'or', operands: [{ op: 'not', operand: first }, second] } : { op: name, operands: nodes }
}

function literal(value: number | string | boolean, written: string): Operand {
  if (typeof value === 'string') return { type: 'text', text: value, written }
  if (typeof value === 'boolean') return { type: 'truth', node: { op: 'constant', value }, written }
  return { type: 'number', node: { op: 'constant', value }, decimals: decimalsOf(value), written }
}

function resolveColumn(name: string, schema: Schema): Operand {
  const column = schema.columns.find((column) => column.name === name)
  const written = formatColumn(name)
  if (!column) {
    const like = nearest(
      name,
      schema.columns.map((column) => column.name),
    ).map(formatColumn)
    throw new ConstraintError('where', `there is no column ${written}${like.length > 0 ? `; did you mean ${like.join(' or ')}?` : ''}`)
  }
  if (!isNumberKind(column.kind)) return { type: 'levels', column, written }
  const decimals = column.kind === 'numeric' ? column.decimals : column.kind === 'integer' ? 0 : null
  // Whole numbers are stored as such; only digits after a point can be off by the last bit.
  const node: NumberNode = { op: 'column', column: name, decimals: decimals || null }
  return column.kind === 'datetime'
    ? { type: 'time', node, unit: column.unit, column, written }
    : { type: 'number', node, decimals, written }
}

function missingColumn([operand]: readonly Expression[]): string {
  if (operand?.type === 'column') return operand.name
  throw new ConstraintError('where', 'missing takes the name of a column; write missing(income) or missing(col("..."))')
}

function oneOf([first, ...values]: readonly Operand[]): TruthNode {
  for (const value of values) {
    if (!isLiteral(value)) {
      throw new ConstraintError('where', `oneOf compares with fixed values (got ${value.written}); write == to compare two columns`)
    }
  }
  const operands = values.map((value) => resolveComparison('==', first, value))
  return operands.length === 1 ? operands[0] : { op: 'or', operands }
}

function isLiteral(operand: Operand): boolean {
  return operand.type === 'text' || ((operand.type === 'number' || operand.type === 'truth') && operand.node.op === 'constant')
}

function resolveIf([condition, first, second]: readonly Operand[], written: string): Operand {
  const test = asTruth(condition, 'if')
  const [a, b] = [first, second]
  const isTruth = (operand: Operand): boolean =>
    operand.type === 'truth' || (operand.type === 'levels' && operand.column.kind === 'boolean')
  if (isTruth(a) && isTruth(b)) {
    return { type: 'truth', node: { op: 'if', condition: test, whenTrue: asTruth(a, 'if'), whenFalse: asTruth(b, 'if') }, written }
  }
  const [x, y] = [asNumber(a, 'a ? b : c'), asNumber(b, 'a ? b : c')]
  const decimals = x.decimals === null || y.decimals === null ? null : Math.max(x.decimals, y.decimals)
  return { type: 'number', node: { op: 'if', condition: test, whenTrue: x.node, whenFalse: y.node }, decimals, written }
}

const tests: Readonly<Record<'startsWith' | 'endsWith' | 'contains', (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
}

/** The checked form of `startsWith(column, "part")` and its like, and of `length(column)` in characters. */
function resolveTextFunction(
  name: 'startsWith' | 'endsWith' | 'contains' | 'length',
  [subject, part]: readonly Operand[],
  written: string,
): Operand {
  if (subject?.type !== 'levels') {
    const got = subject ? `${subject.written}, ${describe(subject)}` : 'nothing'
    throw new ConstraintError('where', `${name} needs a column of texts (got ${got}); use a categorical, ordinal, id or text column`)
  }
  const column = subject.column.name
  // Code points, so that an emoji counts as one character.
  if (name === 'length')
    return { type: 'number', node: { op: 'levels', column, number: (level) => [...level].length }, decimals: 0, written }
  if (part?.type !== 'text') {
    throw new ConstraintError(
      'where',
      `${name} looks for a text in quotes (got ${part?.written}); write ${name}(${subject.written}, "part")`,
    )
  }
  const { text } = part
  const test = tests[name]
  return { type: 'truth', node: { op: 'levels', column, test: (level) => test(level, text) }, written }
}
