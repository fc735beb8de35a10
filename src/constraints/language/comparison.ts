import { ConstraintError } from '../../errors.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import { levelOfTruth } from '../../table/typing/same-levels.js'
import { parseTime } from './calendar.js'
import type { ComparisonOperator } from './expression.js'
import { nearest } from './hints.js'
import { compareNumbers, mirrored, type NumberNode, type TruthNode } from './node.js'
import { asNumber, asTruth, describe, finer, inUnit, isPlainNumber, type LevelsOperand, type Operand, type TimeOperand } from './operand.js'

/** The checked comparison of two operands. */
export function resolveComparison(comparison: ComparisonOperator, left: Operand, right: Operand): TruthNode {
  // A literal goes to the right, so that each pair of types is met once.
  const swap =
    left.type === 'text' || (right.type === 'levels' && left.type !== 'levels') || (right.type === 'time' && left.type !== 'time')
  const [a, b, op] = swap ? [right, left, mirrored[comparison]] : [left, right, comparison]
  if (a.type === 'levels') return compareLevels(op, a, b)
  if (a.type === 'time') return compareTimes(op, a, b)
  if (a.type === 'truth' || b.type === 'truth') return compareTruths(op, asTruth(a, op), asTruth(b, op))
  if (a.type === 'text') throw new ConstraintError('where', `${a.written} ${op} ${b.written} compares two fixed values; compare a column`)
  if (b.type === 'text') throw wrongText(a, b.text)
  return { op: 'compare', comparison: op, left: asNumber(a, op).node, right: asNumber(b, op).node }
}

function compareTruths(comparison: ComparisonOperator, left: TruthNode, right: TruthNode): TruthNode {
  if (comparison !== '==' && comparison !== '!=') {
    throw new ConstraintError('where', `conditions are equal or not, but have no order (got ${comparison}); write == or !=`)
  }
  const differs: TruthNode = { op: 'xor', operands: [left, right] }
  return comparison === '!=' ? differs : { op: 'not', operand: differs }
}

function compareLevels(comparison: ComparisonOperator, left: LevelsOperand, right: Operand): TruthNode {
  if (right.type === 'text') return compareLevelWithText(comparison, left, right.text)
  if (right.type === 'levels') return compareLevelColumns(comparison, left, right)
  if (right.type === 'truth') return compareTruths(comparison, asTruth(left, comparison), right.node)
  if (right.type === 'number' && right.node.op === 'constant') {
    const { value } = right.node
    const level = levelsOf(left.column).find((level) => isPlainNumber(level) && Number(level) === value)
    if (level !== undefined) return compareLevelWithText(comparison, left, level)
    const equality = comparison === '==' || comparison === '!='
    if (equality) throw unseenLevel(left, String(value))
  }
  return { op: 'compare', comparison, left: asNumber(left, comparison).node, right: asNumber(right, comparison).node }
}

/** Formats write truth in their own way: what a rule says of `yes` holds of the `true` of a Parquet file, too. */
function compareLevelWithText(comparison: ComparisonOperator, { column, written }: LevelsOperand, given: string): TruthNode {
  const levels = levelsOf(column)
  const text = column.kind === 'boolean' && !levels.includes(given) ? (levelOfTruth(given, column) ?? given) : given
  const known = column.kind !== 'id' && !(column.kind === 'text' && column.policy !== 'copy')
  if (known && !levels.includes(text)) throw unseenLevel({ type: 'levels', column, written }, text)
  if (comparison === '==') return { op: 'levels', column: column.name, test: (level) => level === text }
  if (comparison === '!=') return { op: 'levels', column: column.name, test: (level) => level !== text }
  const compare = compareNumbers[comparison]
  if (column.kind === 'ordinal') {
    const rank = rankOf(column)
    return { op: 'levels', column: column.name, test: (level) => compare(rank(level), rank(text)) }
  }
  if (levels.length > 0 && levels.every(isPlainNumber)) {
    return { op: 'levels', column: column.name, test: (level) => compare(Number(level), Number(text)) }
  }
  throw noOrder(written, column, comparison)
}

function compareLevelColumns(comparison: ComparisonOperator, left: LevelsOperand, right: LevelsOperand): TruthNode {
  if (comparison === '==' || comparison === '!=') {
    const same: TruthNode = { op: 'same', left: left.column.name, right: right.column.name }
    return comparison === '==' ? same : { op: 'not', operand: same }
  }
  const [a, b] = [levelsOf(left.column), levelsOf(right.column)]
  const sameScale = left.column.kind === 'ordinal' && right.column.kind === 'ordinal' && a.join('\n') === b.join('\n')
  if (sameScale) {
    const ranks = (column: ColumnSchema): NumberNode => ({ op: 'levels', column: column.name, number: rankOf(column) })
    return { op: 'compare', comparison, left: ranks(left.column), right: ranks(right.column) }
  }
  for (const { column, written } of [left, right]) if (!levelsOf(column).every(isPlainNumber)) throw noOrder(written, column, comparison)
  return { op: 'compare', comparison, left: asNumber(left, comparison).node, right: asNumber(right, comparison).node }
}

function rankOf(column: ColumnSchema): (level: string) => number {
  const ranks = new Map(levelsOf(column).map((level, rank) => [level, rank]))
  return (level) => ranks.get(level) ?? Number.NaN
}

function compareTimes(comparison: ComparisonOperator, left: TimeOperand, right: Operand): TruthNode {
  if (right.type === 'text') {
    const value = parseTime(right.text, { ...left.column, unit: left.unit })
    if (Number.isNaN(value)) {
      throw new ConstraintError(
        'where',
        `${left.written}: ${JSON.stringify(right.text)} is no time that can be read; write it as in the column (${left.column.format}) or as "2019-03-12" or "2019-03-12T08:30:00"`,
      )
    }
    return {
      op: 'compare',
      comparison,
      left: left.node,
      right: { op: 'constant', value },
    }
  }
  if (right.type === 'time') {
    const unit = finer(left.unit, right.unit)
    return { op: 'compare', comparison, left: inUnit(left, unit), right: inUnit(right, unit) }
  }
  throw new ConstraintError(
    'where',
    `a time is compared with a time (got ${right.written}, ${describe(right)}); write one in quotes, such as ${left.written} ${comparison} "2019-03-12", or use year(${left.written})`,
  )
}

function unseenLevel({ column, written }: LevelsOperand, text: string): ConstraintError {
  const shown = JSON.stringify(text)
  if (text === '' || column.missing.includes(text)) {
    return new ConstraintError('where', `${written}: ${shown} stands for a missing value; write missing(${written})`)
  }
  const levels = levelsOf(column)
  const like = nearest(text, levels)
  const offered = (like.length > 0 ? like : levels.slice(0, 10)).map((level) => JSON.stringify(level)).join(', ')
  const more = like.length === 0 && levels.length > 10 ? ` and ${levels.length - 10} more` : ''
  const rest = levels.length > 0 ? `its values are ${offered}${more}` : 'it has no values at all'
  const remedy = like.length > 0 ? `did you mean ${offered}?` : rest
  return new ConstraintError('where', `${written}: no value ${shown} was seen in this column; ${remedy}`)
}

function noOrder(written: string, column: ColumnSchema, comparison: ComparisonOperator): ConstraintError {
  return new ConstraintError(
    'where',
    `${written} is ${column.kind} and has no order (got ${comparison}); write oneOf(${written}, ...), or declare it ordinal in the schema`,
  )
}

function wrongText(operand: Operand, text: string): ConstraintError {
  const remedy = isPlainNumber(text)
    ? `write the number without quotes: ${Number(text)}`
    : `for a missing value, write missing(${operand.written})`
  return new ConstraintError(
    'where',
    `${operand.written} is ${describe(operand)} and can't be compared with the text ${JSON.stringify(text)}; ${remedy}`,
  )
}
