import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { type Expression, isComparison } from '../language/expression.js'

/**
 * The schema with the texts that an expression compares columns of levels with among their levels: a rule may name what no row has had yet, and
 * that is then never equal.
 */
export function withLiterals(expression: Expression, schema: Schema): Schema {
  const named = new Map<string, Set<string>>()
  const visit = (part: Expression): void => {
    if (part.type !== 'call') return
    if (isComparison(part.name) || part.name === 'oneOf') {
      const names = part.operands.flatMap((operand) => (operand.type === 'column' ? [operand.name] : []))
      const texts = part.operands.flatMap((operand) =>
        operand.type === 'value' && typeof operand.value !== 'boolean' ? [String(operand.value)] : [],
      )
      for (const name of names) named.set(name, new Set([...(named.get(name) ?? []), ...texts]))
    }
    part.operands.forEach(visit)
  }
  visit(expression)
  return { ...schema, columns: schema.columns.map((column) => withLevels(column, named.get(column.name) ?? new Set())) }
}

function withLevels(column: ColumnSchema, texts: ReadonlySet<string>): ColumnSchema {
  if (column.kind !== 'categorical') return column
  const levels = levelsOf(column)
  const isNumbers = levels.length > 0 && levels.every((level) => level.trim() !== '' && Number.isFinite(Number(level)))
  const isKnown = (text: string): boolean =>
    levels.includes(text) ||
    text === '' ||
    column.missing.includes(text) ||
    (isNumbers && levels.some((level) => Number(level) === Number(text)))
  const added = [...texts].filter((text) => !isKnown(text))
  return added.length === 0 ? column : { ...column, levels: [...levels, ...added] }
}
