import { compileFormula } from '../../constraints/formula.js'
import { columnsOf, formatExpression } from '../../constraints/language/expression.js'
import { parseSyntax } from '../../constraints/language/parse.js'
import { missingColumn } from '../../encode/column-of.js'
import { ConstraintError, joinProblems, SchemaError } from '../../errors.js'
import { isNumberKind } from '../../table/column.js'
import { isComputed, relationText, sourcesOf } from '../../table/relations/relation.js'
import { type ColumnSchema, type FormulaRelation, isModelled, type Relation, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { version } from '../../version.js'
import { keepLoaded } from '../loaded.js'
import { maxOf, minOf } from '../relations/active.js'
import { learnRules, withRules } from '../rules/learn.js'
import { modelledSchema } from '../shell/layout.js'
import type { FittedModel, Synthesizer } from '../synthesizer.js'
import { circleIn } from './circle.js'
import { description } from './index.js'
import { describedState } from './state.js'
import { statedColumns, unstatedProblems } from './stated-columns.js'

interface DescribedOptions {
  readonly seed?: number
  /** What must hold in every row, besides the rules of the schema. */
  readonly rules?: readonly string[]
  /** The file, for messages. */
  readonly where?: string
  /** One of several tables, which may have no columns but keys and references, made elsewhere. */
  readonly isPart?: boolean
}

/** A model of what a schema states, without a single row. Throws a SchemaError that says what is missing, and what contradicts what. */
export function describedModel(
  stated: Schema,
  { seed = 1, rules = [], where = 'schema', isPart = false }: DescribedOptions = {},
): FittedModel {
  keepLoaded([description as Synthesizer])
  if (stated.columns.length === 0 && !isPart) refuse(where, ['columns: there are none; state at least one'])
  refuse(where, unstatedProblems(stated))
  const given = statedColumns(stated)
  refuse(where, columnProblems(given))
  const formulas = given.columns.flatMap((column) => (column.expression === undefined ? [] : [formulaOf(column, given)]))
  const orders = (given.relations ?? []).flatMap((relation) => (relation.kind === 'order' ? [relationText(relation)] : []))
  const computed: Relation[] = [
    ...formulas,
    ...(given.relations ?? []).filter(isComputed).map((relation) => ({ ...relation, gaps: undefined })),
  ]
  refuse(where, relationProblems(computed, given))
  const demanded = [...rules, ...orders, ...boundRules(computed, given)]
  const ruled = withRules({ ...given, relations: computed }, demanded, description as Synthesizer, true)
  const relations = computedRelations(ruled)
  refuse(where, relationProblems(relations, given))
  const schema = { ...ruled, relations, columns: withGaps(ruled.columns, relations) }
  const state = describedState(schema, modelledSchema(schema, []), where)
  const provenance = { rows: 0, seed, rowsmith: version }
  return { format: 'rowsmith-model', version: 1, model: 'description', options: {}, schema, derivations: [], state, provenance }
}

function refuse(where: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new SchemaError(where, joinProblems(problems))
}

function columnProblems({ columns, dependencies }: Schema): string[] {
  const problems = columns.flatMap((column) => {
    const { name, role, missingRate = 0, nullable, expression, law, shares } = column
    if (expression !== undefined && (law !== undefined || shares !== undefined || missingRate > 0))
      return [`${name}: is computed by its expression, which decides on its values and gaps; leave out its law, shares and missingRate`]
    if (expression !== undefined && (!isNumberKind(column.kind) || role.endsWith('key') || role === 'order'))
      return [`${name}: has an expression, which is for columns of numbers and times that are no key and no order`]
    if (missingRate > 0 && !nullable)
      return [`${name}: has a missingRate of ${missingRate} and "nullable": false; leave out one of the two`]
    if (missingRate > 0 && role.endsWith('key')) return [`${name}: is a key and has a missingRate; leave out one of the two`]
    return []
  })
  for (const { from, to } of dependencies)
    problems.push(
      `dependencies: which ${to} goes with which ${from} is known of rows only; state it in "given", and leave the dependency out`,
    )
  return problems
}

function formulaOf({ name, expression = '' }: ColumnSchema, schema: Schema): FormulaRelation {
  const path = `${name}: expression`
  compileFormula(expression, schema, path)
  const sources = [...columnsOf(parseSyntax(expression, schema, path).expression)]
  if (sources.length === 0) throw new ConstraintError(path, `names no column (got ${expression}); state a law instead`)
  return { kind: 'formula', column: name, sources, expression }
}

/** What is computed of other columns; equations among the rules say so, too. */
function computedRelations(schema: Schema): Relation[] {
  const relations = schema.relations ?? []
  if (!schema.rules) return relations
  const nothing = new Table(
    schema.columns.map((column) => missingColumn(column, 0)),
    0,
  )
  return (learnRules(nothing, schema, { keepRate: false, copies: false }).schema.relations ?? relations).filter(isComputed)
}

/** What is wrong with what columns are computed from. */
function relationProblems(relations: readonly Relation[], { columns }: Schema): string[] {
  const problems = relations.flatMap((relation) => {
    const { name, law, shares, missingRate = 0 } = columns.find(({ name }) => name === relation.column) as ColumnSchema
    const isStated = law !== undefined || shares !== undefined || missingRate > 0
    const anew = sourcesOf(relation).filter((source) => !columns.some((column) => column.name === source && isModelled(column)))
    return [
      ...(isStated ? [`${name}: is computed (${relationText(relation)}); leave out its law, shares and missingRate, or that`] : []),
      ...(anew.length > 0 ? [`${name}: is computed of ${anew.join(', ')}, made anew for every row; compute it of other columns`] : []),
      ...(relations.some((other) => other !== relation && other.column === name) ? [`${name}: is computed in two ways; keep one`] : []),
    ]
  })
  const circle = circleIn(new Map(relations.map((relation) => [relation.column, sourcesOf(relation)])))
  if (circle) problems.push(`${circle.join(' is computed of ')}: a circle; state a law for one of them`)
  return problems
}

/** The bounds of columns that are computed, as rules: others obey theirs by their laws. */
function boundRules(relations: readonly Relation[], { columns }: Schema): string[] {
  return relations.flatMap(({ column: name }) => {
    const column = columns.find((column) => column.name === name) as ColumnSchema
    if (column.kind === 'datetime') return []
    const bound = (comparison: '>=' | '<=', value: number | null): string[] =>
      value === null
        ? []
        : [
            formatExpression({
              type: 'call',
              name: comparison,
              operands: [
                { type: 'column', name },
                { type: 'value', value },
              ],
            }),
          ]
    return [...bound('>=', minOf(column)), ...bound('<=', maxOf(column))]
  })
}

/** Columns may be missing where that is stated of them or of what they are computed from. */
function withGaps(columns: readonly ColumnSchema[], relations: readonly Relation[]): ColumnSchema[] {
  const isMissing = (name: string): boolean => {
    const relation = relations.find(({ column }) => column === name)
    if (relation) return sourcesOf(relation).some(isMissing)
    return (columns.find((column) => column.name === name)?.missingRate ?? 0) > 0
  }
  return columns.map((column) => ({ ...column, nullable: isMissing(column.name) }))
}
