import type { Column } from '../../table/column.js'
import { type Schema, schemaColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { call, type Expression, formatExpression } from '../language/expression.js'
import type { KeyedSequences } from './sequences.js'

/** A column that holds, in each row, the value of another one in the first or last row of the sequence. */
interface End {
  readonly end: 'first' | 'last'
  readonly column: string
  readonly name: string
}

/** The ends of sequences that an expression reads. */
export function sequenceEnds(expression: Expression): End[] {
  if (expression.type !== 'call') return []
  const { name, operands } = expression
  const [operand] = operands
  if ((name === 'first' || name === 'last') && operand?.type === 'column') {
    return [{ end: name, column: operand.name, name: formatExpression(expression) }]
  }
  return operands.flatMap(sequenceEnds)
}

/** The expression with `first(x)` and `last(x)` as columns of these names. */
export function endsAsColumns(expression: Expression): Expression {
  if (expression.type !== 'call') return expression
  const [operand] = expression.operands
  if ((expression.name === 'first' || expression.name === 'last') && operand?.type === 'column') {
    return { type: 'column', name: formatExpression(expression) }
  }
  return call(expression.name, ...expression.operands.map(endsAsColumns))
}

/** The schema with a column for each end that the expression reads. */
export function withEnds(expression: Expression, schema: Schema): Schema {
  const ends = sequenceEnds(expression)
  if (ends.length === 0) return schema
  const added = ends.filter(({ name }, i) => ends.findIndex((other) => other.name === name) === i)
  return { ...schema, columns: [...schema.columns, ...added.map(({ column, name }) => ({ ...schemaColumn(schema, column), name }))] }
}

/** The table with a column for each end that the expression reads. */
export function withEndColumns(expression: Expression, table: Table, { first, last }: KeyedSequences): Table {
  const added = new Map(
    sequenceEnds(expression).map(({ end, column, name }): [string, Column] => {
      const taken = table.select([column]).take(end === 'first' ? first : last)
      return [name, { ...taken.columns[0], name }]
    }),
  )
  return added.size === 0 ? table : new Table([...table.columns, ...added.values()], table.rows)
}
