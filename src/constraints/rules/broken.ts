import { ConstraintError } from '../../errors.js'
import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { compileBroken } from '../compile.js'
import type { Expression } from '../language/expression.js'
import { endsAsColumns, sequenceEnds, withEndColumns } from './ends.js'
import { parseRules, type Rule, type RuleLine, schemaFor } from './rule.js'
import { type KeyedSequences, sequencesByKey } from './sequences.js'
import { usualRows } from './usual-rows.js'

/** Says of each row of a table whether it breaks a rule: 1 where it does. A rule is not broken where a missing value leaves it open. */
export type Breaks = (table: Table) => Uint8Array

/** Combinations of values that may occur, as `combinationKey` writes them. */
export type Combinations = ReadonlySet<string>

/** Compiles a rule for tables of this schema. Of `combinations(...)` it must be known which may occur; without, no row breaks it. So may be what `determines(...)` allows. */
export function compileRule(rule: Rule, schema: Schema, combinations?: Combinations): Breaks {
  const { rows, expression } = rule
  if (!rows) return compileRowRule(expression, schema)
  switch (rows.name) {
    case 'unique':
      return (table) =>
        repeated(
          rows.columns.map((name) => table.column(name)),
          table.rows,
        )
    case 'determines':
      if (combinations)
        return (table) =>
          unseen(
            rows.columns.map((name) => table.column(name)),
            table.rows,
            combinations,
          )
      return (table) => undetermined(table.column(rows.columns[0]), table.column(rows.columns[1]), table.rows)
    case 'combinations':
      return (table) =>
        unseen(
          rows.columns.map((name) => table.column(name)),
          table.rows,
          combinations,
        )
    case 'increasing':
    case 'decreasing':
      return (table) => outOfLine(table.column(rows.columns[0]), sequencesByKey(table, schema), rows.name === 'increasing' ? 1 : -1)
    case 'after':
      return compileAfter(expression, schema)
  }
}

function compileRowRule(expression: Expression, schema: Schema): Breaks {
  const broken = compileBroken(endsAsColumns(expression), schemaFor(expression, schema))
  const readsEnds = sequenceEnds(expression).length > 0
  return (table) => broken(readsEnds ? withEndColumns(expression, table, sequencesByKey(table, schema)) : table)
}

/** In the rows after the first one of a sequence for which the condition holds, the second must hold. */
function compileAfter(expression: Expression, schema: Schema): Breaks {
  const [condition, consequence] = (expression as Extract<Expression, { type: 'call' }>).operands as [Expression, Expression]
  const denied = compileRowRule({ type: 'call', name: 'not', operands: [condition] }, schema)
  const broken = compileRowRule(consequence, schema)
  return (table) => {
    const { order, starts } = sequencesByKey(table, schema)
    const [holds, breaks] = [denied(table), broken(table)]
    const verdicts = new Uint8Array(table.rows)
    for (let sequence = 0; sequence + 1 < starts.length; sequence++) {
      let isAfter = false
      for (let i = starts[sequence]; i < starts[sequence + 1]; i++) {
        const row = order[i]
        if (isAfter) verdicts[row] = breaks[row]
        if (holds[row] === 1) isAfter = true
      }
    }
    return verdicts
  }
}

/** Rows whose combination another row before had; one with a missing value is like no other. */
function repeated(columns: readonly Column[], rows: number): Uint8Array {
  const seen = new Set<string>()
  const verdicts = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    if (columns.some((column) => isMissing(column, row))) continue
    const key = combinationKey(columns, row)
    if (seen.has(key)) verdicts[row] = 1
    else seen.add(key)
  }
  return verdicts
}

/** Rows whose second value is not the one that comes with the first value most often. */
function undetermined(from: Column, to: Column, rows: number): Uint8Array {
  const usual = usualRows(from, to, rows)
  const verdicts = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const [a, b] = [from.values[row], to.values[row]]
    if (!isMissing(from, row) && !Object.is(to.values[usual.get(a) as number], b)) verdicts[row] = 1
  }
  return verdicts
}

function unseen(columns: readonly Column[], rows: number, known: Combinations | undefined): Uint8Array {
  const verdicts = new Uint8Array(rows)
  if (!known) return verdicts
  const cells = columns.map(textsOf)
  for (let row = 0; row < rows; row++) if (!known.has(keyOf(cells, row))) verdicts[row] = 1
  return verdicts
}

/** Rows that fall, or with -1 rise, after the last row of their sequence that has a value. */
function outOfLine(column: Column, { order, starts }: KeyedSequences, sign: 1 | -1): Uint8Array {
  const verdicts = new Uint8Array(order.length)
  for (let sequence = 0; sequence + 1 < starts.length; sequence++) {
    let before = Number.NEGATIVE_INFINITY
    for (let i = starts[sequence]; i < starts[sequence + 1]; i++) {
      const row = order[i]
      if (isMissing(column, row)) continue
      const value = sign * column.values[row]
      if (value < before) verdicts[row] = 1
      else before = value
    }
  }
  return verdicts
}

/** The combinations of two columns that occur in the rows, of each value of the first only the one that comes most often. */
export function partnersIn(table: Table, [from, to]: readonly string[]): Combinations {
  const columns = [table.column(from), table.column(to)] as const
  const cells = columns.map(textsOf)
  return new Set([...usualRows(columns[0], columns[1], table.rows).values()].map((row) => keyOf(cells, row)))
}

/** The combinations of values that occur in the rows. */
export function combinationsIn(table: Table, names: readonly string[]): Combinations {
  const cells = names.map((name) => textsOf(table.column(name)))
  const found = new Set<string>()
  for (let row = 0; row < table.rows; row++) found.add(keyOf(cells, row))
  return found
}

function combinationKey(columns: readonly Column[], row: number): string {
  return columns.map(({ values }) => values[row]).join(',')
}

type Texts = (row: number) => string

function keyOf(cells: readonly Texts[], row: number): string {
  return JSON.stringify(cells.map((cell) => cell(row)))
}

/** Values as texts that are alike in tables with codes of their own; a missing one is empty, as no level is. */
function textsOf(column: Column): Texts {
  const { values } = column
  if (isNumberColumn(column)) return (row) => (Number.isNaN(values[row]) ? '' : String(values[row]))
  return (row) => (values[row] < 0 ? '' : column.levels[values[row]])
}

/** A rule, and the rows that break it, from 0. */
export interface CheckedRule {
  readonly rule: Rule
  readonly broken: Int32Array
}

/**
 * Which rows of a table break which rules. `real` is the table that says which `combinations(...)` may occur; throws a ConstraintError where a rule needs it
 * and there is none.
 */
export function checkRules(table: Table, schema: Schema, lines: readonly RuleLine[], real?: Table): CheckedRule[] {
  return parseRules(lines, schema).map((rule, i) => {
    if (rule.rows?.name === 'combinations' && !real) {
      throw new ConstraintError(
        lines[i]?.path ?? 'rules',
        `${rule.text} allows the combinations of the real table, which isn't at hand; name it with --real`,
      )
    }
    return { rule, broken: brokenRows(rule, table, schema, real) }
  })
}

function brokenRows(rule: Rule, table: Table, schema: Schema, real?: Table): Int32Array {
  const verdicts = compileRule(rule, schema, real && allowedBy(rule, real))(table)
  return Int32Array.from(verdicts.keys()).filter((row) => verdicts[row] === 1)
}

/** The combinations that a rule allows, going by a table; undefined where it names none. */
function allowedBy(rule: Rule, table: Table): Combinations | undefined {
  return rule.rows?.name === 'combinations' ? combinationsIn(table, rule.rows.columns) : undefined
}
