import { compileFormula } from '../../constraints/formula.js'
import { columnsOf, conjunctsOf, type Expression, formatExpression } from '../../constraints/language/expression.js'
import { resolve } from '../../constraints/language/resolve.js'
import type { Rule } from '../../constraints/rules/rule.js'
import { isNumberKind } from '../../table/column.js'
import { formsBeside } from '../../table/forms/form.js'
import { inRelationOrder, isComputed, sourcesOf } from '../../table/relations/relation.js'
import { type ColumnSchema, isModelled, type Relation, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { columnDecimals } from '../relations/active.js'

/**
 * The schema with what rules make of its columns: columns that are never below others, are computed from others, come in steps, or follow from another one. A
 * model learns what is left of them, and what is put together of it breaks no rule. What no such tie can say is left to the draws.
 */
export function withRuleTies(schema: Schema, rules: readonly Rule[], table: Table): Schema {
  const dependent = rules.reduce(withDependency, schema)
  const conjuncts = rules.flatMap((rule) => (rule.isWide ? [] : conjunctsOf(rule.expression)))
  const relations = conjuncts.reduce((found, conjunct) => withRelation(found, conjunct, dependent, table), dependent.relations ?? [])
  return relations.length === 0 ? dependent : { ...dependent, relations: inRelationOrder(relations) }
}

function withDependency(schema: Schema, { rows }: Rule): Schema {
  if (rows?.name !== 'determines') return schema
  const [from, to] = rows.columns as [string, string]
  const { dependencies, relations = [] } = schema
  const isFree = [from, to].every((name) => isModelled(schemaColumn(schema, name))) && schemaColumn(schema, to).role === 'feature'
  const isTied = relations.some((relation) => [relation.column, ...sourcesOf(relation)].includes(to))
  if (!isFree || isTied || dependencies.some((known) => known.to === to) || leadsTo(from, to, dependencies)) return schema
  return { ...schema, dependencies: [...dependencies, { from, to }] }
}

/** Whether a column follows, over others, from this one. */
function leadsTo(column: string, from: string, dependencies: Schema['dependencies']): boolean {
  return column === from || dependencies.some((known) => known.to === column && leadsTo(known.from, from, dependencies))
}

function withRelation(relations: readonly Relation[], conjunct: Expression, schema: Schema, table: Table): Relation[] {
  return (
    withOrder(relations, conjunct, schema) ??
    withFormula(relations, conjunct, schema, table) ??
    withSteps(relations, conjunct, schema) ?? [...relations]
  )
}

/** Whether a column may be put together after sampling. */
function canFollow(column: ColumnSchema, { dependencies, columns }: Schema): boolean {
  const isScaled = 'scaleBy' in column && column.scaleBy !== undefined
  const isTied = dependencies.some(({ from, to }) => to === column.name || from === column.name)
  return isNumberKind(column.kind) && column.role === 'feature' && !isTied && !isScaled && !formsBeside(column.name, { columns } as Schema)
}

/** `low <= high`, of two columns of numbers or of times in one unit. */
function withOrder(relations: readonly Relation[], expression: Expression, schema: Schema): Relation[] | null {
  if (expression.type !== 'call' || !['<', '<=', '>', '>='].includes(expression.name)) return null
  const [left, right] = expression.operands as [Expression, Expression]
  if (left.type !== 'column' || right.type !== 'column') return null
  const [low, high] = expression.name.startsWith('<') ? [left.name, right.name] : [right.name, left.name]
  const [below, above] = [schemaColumn(schema, low), schemaColumn(schema, high)]
  const isTime = below.kind === 'datetime'
  const isAlike = above.kind === 'datetime' ? isTime && below.unit === above.unit : !isTime && isNumberKind(below.kind)
  if (!isAlike || !canFollow(above, schema) || isBelow(low, high, relations)) return null
  const own = relations.find(({ column }) => column === high)
  if (!own) return [...relations, { kind: 'order', column: high, least: [low] }]
  if (own.kind !== 'order') return null
  return relations.map((relation) => (relation === own ? { ...own, least: [...own.least, low] } : relation))
}

/** Whether relations say already that one column is never below the other, or put the lower one together of the higher one. */
function isBelow(low: string, high: string, relations: readonly Relation[]): boolean {
  const isOrdered = relations.some(
    (relation) =>
      relation.kind === 'order' && relation.column === high && relation.least.some((name) => name === low || isBelow(low, name, relations)),
  )
  return isOrdered || needs(low, high, relations)
}

/** Whether a column is put together of another one, over others too. */
function needs(column: string, source: string, relations: readonly Relation[]): boolean {
  const own = relations.find((relation) => relation.column === column)
  return own !== undefined && sourcesOf(own).some((name) => name === source || needs(name, source, relations))
}

/** `total == net + tax`: the column is computed, and not learned. */
function withFormula(relations: readonly Relation[], expression: Expression, schema: Schema, table: Table): Relation[] | null {
  if (expression.type !== 'call' || expression.name !== '==') return null
  const all = [...columnsOf(expression)].sort().join('\n')
  // A relation of the same columns was found in the rows, and keeps them.
  const isKnown = relations.some((known) => isComputed(known) && [known.column, ...sourcesOf(known)].sort().join('\n') === all)
  if (isKnown) return [...relations]
  const [left, right] = expression.operands as [Expression, Expression]
  for (const [own, formula] of [
    [left, right],
    [right, left],
  ] as const) {
    const target = targetOf(own, schema)
    const sources = [...columnsOf(formula)]
    if (!target || sources.length === 0 || sources.includes(target.name) || !canFollow(target, schema)) continue
    const isLearned = sources.every((name) => isModelled(schemaColumn(schema, name)) && !schema.dependencies.some(({ to }) => to === name))
    const others = relations.filter(({ column, kind }) => column !== target.name || kind === 'sum' || kind === 'product')
    const isTaken = others.some(({ column }) => column === target.name) || sources.some((name) => needs(name, target.name, others))
    if (!isLearned || isTaken || !fits(target, formula, schema)) continue
    const text = formatExpression(formula)
    const gaps = hasOwnGaps(target.name, text, sources, schema, table) ? { gaps: true } : {}
    return [...others, { kind: 'formula', column: target.name, sources, expression: text, ...gaps }]
  }
  return null
}

/** The column that one side of an equation is: alone, or rounded to the decimals that it has. */
function targetOf(side: Expression, schema: Schema): ColumnSchema | null {
  if (side.type === 'column') return schemaColumn(schema, side.name)
  if (side.type !== 'call' || side.name !== 'round') return null
  const [operand, digits] = side.operands
  if (operand?.type !== 'column') return null
  const column = schemaColumn(schema, operand.name)
  const decimals = digits === undefined ? 0 : digits.type === 'value' ? digits.value : null
  return isNumberKind(column.kind) && columnDecimals(column) === decimals ? column : null
}

/** Whether a formula gives what the column holds: numbers, or times in its unit. */
function fits(target: ColumnSchema, formula: Expression, schema: Schema): boolean {
  try {
    const operand = resolve(formula, schema)
    return target.kind === 'datetime' ? operand.type === 'time' && operand.unit === target.unit : operand.type === 'number'
  } catch {
    return false
  }
}

/** Whether the column or the others are missing where that can't be told of each other. */
function hasOwnGaps(name: string, formula: string, sources: readonly string[], schema: Schema, table: Table): boolean {
  const computed = compileFormula(formula, schema)(table.select(sources))
  const own = table.column(name).values
  return computed.some((value, row) => Number.isNaN(value) !== Number.isNaN(own[row]))
}

/** `multiple(hours, 0.25)`. */
function withSteps(relations: readonly Relation[], expression: Expression, schema: Schema): Relation[] | null {
  if (expression.type !== 'call' || expression.name !== 'multiple') return null
  const [operand, size] = expression.operands
  if (operand?.type !== 'column' || size?.type !== 'value') return null
  const column = schemaColumn(schema, operand.name)
  const step = Number(size.value)
  if (!canFollow(column, schema) || column.kind === 'datetime') return null
  const own = relations.find((relation) => relation.column === column.name)
  if (!own) return [...relations, { kind: 'multiple', column: column.name, step }]
  if (own.kind !== 'order' || own.step !== undefined) return null
  return relations.map((relation) => (relation === own ? { ...own, step, origin: 0 } : relation))
}
