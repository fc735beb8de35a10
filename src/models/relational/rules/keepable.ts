import { type Expression, formatExpression } from '../../../constraints/language/expression.js'
import type { RuleLine } from '../../../constraints/rules/rule.js'
import { ConstraintError, joinProblems } from '../../../errors.js'
import type { DrawPlan } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName } from '../../../relations/schema.js'
import { schemaColumn } from '../../../table/schema.js'
import { isMadeAnew } from '../../shell/layout.js'
import type { RelationalModel } from '../state.js'
import { type DatabaseRule, parseDatabaseRules } from './wide.js'

/** The rules that the rows of a database are held to, by the table that they are about. */
export function rulesOf({ schema }: Pick<RelationalModel, 'schema'>): DatabaseRule[] {
  return parseDatabaseRules(numberedRules(schema), schema)
}

export function numberedRules({ rules = [] }: DatabaseSchema): RuleLine[] {
  return rules.map((text, i) => ({ text, path: `rules[${i}]` }))
}

/** The rules of a table without an owner, as its own model takes them: columns without their table. */
export function ownRules(rules: readonly DatabaseRule[], table: string): string[] {
  return rules
    .filter((rule) => rule.table === table)
    .map(({ rule, uses }) => formatExpression(withNames(rule.expression, (name) => uses.find((use) => use.name === name)?.column ?? name)))
}

/** A rule of a single table, with the table before its columns. */
export function prefixed(expression: Expression, table: string): Expression {
  return withNames(expression, (name) => `${table}.${name}`)
}

function withNames(expression: Expression, nameOf: (name: string) => string): Expression {
  if (expression.type === 'column') return { ...expression, name: nameOf(expression.name) }
  return expression.type === 'call'
    ? { ...expression, operands: expression.operands.map((operand) => withNames(operand, nameOf)) }
    : expression
}

/** Throws where rows can't be held to a rule as they are drawn; all reasons in one message. */
export function refuseUnkeepableAcross(rules: readonly DatabaseRule[], schema: DatabaseSchema, plan: DrawPlan): void {
  const problems = rules.flatMap(({ rule, table, uses }) => {
    const why = reasonAgainst({ rule, table, uses }, schema, plan)
    return why === null ? [] : [`${rule.text}: ${why}`]
  })
  if (problems.length > 0) throw new ConstraintError('rules', `can't be kept: ${joinProblems(problems)}`)
}

function reasonAgainst(
  { rule, table, uses }: Pick<DatabaseRule, 'rule' | 'table' | 'uses'>,
  schema: DatabaseSchema,
  plan: DrawPlan,
): string | null {
  if (rule.isWide) return 'is about several rows together; `rowsmith check` looks at it, but rows of a database are drawn family by family'
  if (schema.tables[table]?.role === 'lookup') return `${table} is a lookup, written as it is; leave the rule out`
  const owner = plan.relations.find(({ child, part }) => child === table && (part === 'owner' || part === 'self'))
  const isPartner = plan.relations.some(({ parent, part }) => parent === table && part === 'partner')
  const isAcross = uses.some(({ way }) => way.path.length > 0)
  if (isPartner)
    return `rows of ${table} are drawn after the one row that refers to each, which knows nothing of it; write it for that table`
  if (isAcross && !owner)
    return `rows of ${table} are drawn before it is known what they refer to; say "owner": true of one of its relations in the schema`
  const parts = ['owner', 'self', 'second', 'lookup']
  const late = uses
    .flatMap(({ way }) => way.path)
    .map((relation) => plan.relations[relation])
    .find((relation) => relation && !parts.includes(relation.part))
  if (late) return `${relationName(late)} is found only once all rows are there`
  for (const { way, column, name } of uses) {
    const copy = schema.copies?.find((other) => other.child === way.table && other.column === column)
    if (copy) return `${name} repeats ${copy.from} of the row that ${copy.via.join(' > ')} leads to; write the rule with that column`
    const total = schema.totals?.find((other) => other.parent === way.table && other.column === column)
    if (total) return `${name} follows from the rows that ${total.of} counts or adds up; write the rule with their columns`
    const isKey =
      schema.tables[way.table]?.key.includes(column) ||
      plan.relations.some(
        ({ child, columns, parent, key }) =>
          (child === way.table && columns.includes(column)) || (parent === way.table && key.includes(column)),
      )
    if (isKey || isMadeAnew(schemaColumn(schema.tables[way.table] as never, column))) return `${name} is made anew, whatever it was`
  }
  return null
}
