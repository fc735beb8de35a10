import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { type Combinations, combinationsIn, compileRule } from './broken.js'
import { parseRules, type Rule, type RuleLine } from './rule.js'

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
