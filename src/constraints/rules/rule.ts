import { ConstraintError, joinProblems } from '../../errors.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { columnsOf, type Expression, isComparison } from '../language/expression.js'
import { maskStrings } from '../language/hints.js'
import { checkTypes, type Parsed, parseSyntax } from '../language/parse.js'
import { isRowsFunction, operandColumns, type RowsFunction } from '../language/rule-functions.js'
import { endsAsColumns, sequenceEnds, withEnds } from './ends.js'

/** What must hold in every row, or of the rows together. */
export interface Rule {
  /** As it was written. */
  readonly text: string
  readonly expression: Expression
  readonly columns: readonly string[]
  /** Of a rule about several rows: which, and the columns that it names. */
  readonly rows: { readonly name: RowsFunction; readonly columns: readonly string[] } | null
  /** Whether it looks beyond a single row: at several rows, or at the ends of a sequence. */
  readonly isWide: boolean
}

/** A line of a rules file. */
export interface RuleLine {
  readonly text: string
  /** Where it stands, for messages. */
  readonly path: string
}

/** Stands in files of rules that were read off rows. */
export const foundMark = '# found in the rows of'

/** The rules of a text, one a line; `#` begins a comment. `path` is the file. */
export function ruleLines(text: string, path: string): RuleLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, i) => {
    const comment = maskStrings(line).indexOf('#')
    const rule = (comment < 0 ? line : line.slice(0, comment)).trim()
    return rule === '' ? [] : [{ text: rule, path: `${path}:${i + 1}` }]
  })
}

/** Rules that come without a file. */
export function asLines(texts: readonly string[], path = 'rules'): RuleLine[] {
  return texts.map((text, i) => ({ text, path: `${path}[${i}]` }))
}

/** The rules, checked against the schema. Throws one ConstraintError for all that is wrong with them. */
export function parseRules(lines: readonly RuleLine[], schema: Schema): Rule[] {
  return parseEach(lines, ({ text, path }) => parseRule(text, schema, path))
}

/** What is made of each line. Throws one ConstraintError for all that is wrong with them. */
export function parseEach<Parsed>(lines: readonly RuleLine[], parse: (line: RuleLine) => Parsed): Parsed[] {
  const problems: string[] = []
  const parsed = lines.flatMap((line) => {
    try {
      return [parse(line)]
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error
      problems.push(error.message)
      return []
    }
  })
  if (problems.length > 0) throw new ConstraintError('', joinProblems(problems))
  return parsed
}

function parseRule(text: string, schema: Schema, path: string): Rule {
  const parsed = parseSyntax(text, schema, path)
  const { expression } = parsed
  const columns = [...columnsOf(expression)]
  if (columns.length === 0) throw new ConstraintError(path, `names no column (got ${text}); write a rule such as start <= end`)
  const rows = rowsOf(parsed, schema)
  if (!rows) checkRowRule(expression, schema, parsed)
  return { text, expression, columns, rows, isWide: rows !== null || sequenceEnds(expression).length > 0 }
}

/** The schema by which a rule is read: levels that it names count as known, and so do the ends of sequences. */
export function schemaFor(expression: Expression, schema: Schema): Schema {
  return withEnds(expression, withLiterals(expression, schema))
}

function checkRowRule(expression: Expression, schema: Schema, parsed: Parsed): void {
  const ends = endsAsColumns(expression)
  checkTypes(ends, schemaFor(expression, schema), { ...parsed, places: placesIn(expression, ends, parsed.places) })
}

/** Where the parts of a changed expression stand in the text of the one that it was made of. */
function placesIn(
  from: Expression,
  to: Expression,
  places: Parsed['places'],
  found = new Map<Expression, number>(),
): Map<Expression, number> {
  found.set(to, places.get(from) ?? 0)
  if (from.type !== 'call' || to.type !== 'call') return found
  for (const [i, part] of from.operands.entries()) placesIn(part, to.operands[i], places, found)
  return found
}

function rowsOf(parsed: Parsed, schema: Schema): Rule['rows'] {
  const { expression, path, text } = parsed
  if (expression.type !== 'call' || !isRowsFunction(expression.name)) return null
  const { name, operands } = expression
  if (name === 'after') {
    for (const operand of operands) checkRowRule(operand, schema, parsed)
    return { name, columns: [...columnsOf(expression)] }
  }
  try {
    return { name, columns: operandColumns(name, operands) }
  } catch (error) {
    throw new ConstraintError(path, `${(error as ConstraintError).problem} (got ${text})`)
  }
}

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
