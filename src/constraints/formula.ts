import { ConstraintError } from '../errors.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { numbersOf } from './compile.js'
import { checkTypes, parseSyntax } from './language/parse.js'
import { resolve } from './language/resolve.js'
import { withLiterals } from './rules/rule.js'

/** A function that gives what an expression makes of each row of a table of this schema: numbers, or times in the unit of the column for which they are meant. */
export function compileFormula(text: string, schema: Schema, path = 'formula'): (table: Table) => Float64Array {
  const parsed = parseSyntax(text, schema, path)
  const known = withLiterals(parsed.expression, schema)
  checkTypes(parsed.expression, known, parsed)
  const operand = resolve(parsed.expression, known)
  if (operand.type !== 'number' && operand.type !== 'time') throw new ConstraintError(path, `${text} is no number and no time`)
  return (table) => numbersOf(operand.node, table)
}
