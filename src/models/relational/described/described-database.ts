import { formatExpression } from '../../../constraints/language/expression.js'
import { parseRules } from '../../../constraints/rules/rule.js'
import { joinProblems, SchemaError } from '../../../errors.js'
import type { PlannedRelation } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName, type TableRelation } from '../../../relations/schema.js'
import { waysFrom } from '../../../relations/ways.js'
import { type ColumnSchema, levelsOf, newColumn, type Schema } from '../../../table/schema.js'
import { version } from '../../../version.js'
import { describedModel } from '../../description/described-model.js'
import { lawOf, lawQuantile, Problem } from '../../description/law.js'
import { schemaLines } from '../../rules/rules-of.js'
import type { FittedModel } from '../../synthesizer.js'
import { keyPartsOf, ownSchema } from '../fit/keys.js'
import { relationalOptions } from '../options.js'
import { numberedRules, ownRules, prefixed, refuseUnkeepableAcross } from '../rules/keepable.js'
import { type DatabaseRule, parseDatabaseRules } from '../rules/wide.js'
import type { DescribedRows, Match, RelationalModel, TableState } from '../state.js'
import { countName } from '../views.js'
import { type Carried, carriedStates } from './carried.js'
import { keyProblems, madeKey, withKeyKinds } from './keys.js'
import { describedPlan } from './plan.js'

interface DescribedDatabaseOptions {
  readonly seed?: number
  /** What must hold in every row and those that it refers to, besides the rules of the schema. */
  readonly rules?: readonly string[]
  /** The file, for messages. */
  readonly where?: string
}

/**
 * A model of a database by what a schema states, without a single row: laws of each table, and of how many rows of a child each row of its parent has. Throws
 * a SchemaError that says what is missing, and what contradicts what.
 */
export function describedDatabase(
  given: DatabaseSchema,
  { seed = 1, rules = [], where = 'schema' }: DescribedDatabaseOptions = {},
): RelationalModel {
  const schema = { ...given, rules: [...(given.rules ?? []), ...rules] }
  const { plan, problems } = describedPlan(schema)
  const carried = carriedStates(schema, plan, problems)
  problems.push(...keyProblems(schema, plan), ...plan.relations.flatMap((relation) => childrenProblems(relation)))
  refuse(where, problems)
  const parsed = parseDatabaseRules(numberedRules(schema), schema)
  const shells = new Map<string, Shell>()
  for (const name of plan.tables) {
    const own = attempt(problems, () =>
      shellOf(name, { schema, relations: plan.relations, carried: carried.get(name) as Carried, rules: parsed, seed }),
    )
    if (own) shells.set(name, own)
  }
  refuse(where, problems)
  const written = withKeyKinds(withLiftedRules(schema, parsed, shells), plan)
  refuseUnkeepableAcross(parseDatabaseRules(numberedRules(written), written), written, plan)
  const tables: TableState[] = []
  for (const name of plan.tables) tables.push(tableState(name, { schema, relations: plan.relations, shells, carried, before: tables }))
  return {
    ...{ format: 'rowsmith-database-model', version: 1, model: 'relational', options: relationalOptions.parse({}) },
    ...{ schema: written, plan, tables, matches: plan.relations.map((relation) => matchOf(relation, schema)) },
    provenance: { seed, rowsmith: version },
  }
}

function refuse(where: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new SchemaError(where, joinProblems(problems))
}

function attempt<T>(problems: string[], work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    problems.push(error.message)
    return undefined
  }
}

/** The number of children as a column of the parent. */
function countColumn({ child, columns, children }: TableRelation): ColumnSchema {
  const { law, min, max } = typeof children === 'object' ? children : { law: children, min: 0, max: undefined }
  return newColumn({
    name: countName(child, columns),
    kind: 'integer',
    nullable: false,
    min,
    ...(law !== undefined && { law }),
    ...(max !== undefined && { max }),
  })
}

function childrenProblems(relation: PlannedRelation): string[] {
  if (relation.children === undefined || relation.part === 'implied') return []
  const column = countColumn(relation)
  try {
    lawOf(column.law, column)
    return []
  } catch (error) {
    if (error instanceof Problem) return [`${relationName(relation)}: children: ${error.message}`]
    throw error
  }
}

interface Shell {
  readonly model: FittedModel
  readonly counts: readonly { readonly relation: number; readonly column: ColumnSchema }[]
  readonly described: DescribedRows
}

interface ShellTask {
  readonly schema: DatabaseSchema
  readonly relations: readonly PlannedRelation[]
  readonly carried: Carried
  readonly rules: readonly DatabaseRule[]
  readonly seed: number
}

/** What draws the rows of a table: its own columns, what it sees of others, and how many children they have. */
function shellOf(name: string, { schema, relations, carried, rules, seed }: ShellTask): Shell {
  const table = schema.tables[name]
  const own = ownSchema(table, keyPartsOf({ relations, tables: [], notes: [] }, schema, name))
  const isOwned = relations.some(({ child, part }) => child === name && part === 'owner')
  const order = isOwned && table.order !== undefined ? own.columns.find((column) => column.name === table.order) : undefined
  const place =
    order?.kind === 'integer' && order.law === undefined && order.expression === undefined && order.max === null ? order.name : null
  const replaced = new Set([...carried.names, ...(place === null ? [] : [place])])
  const seen = seenIn(name, own, schema, isOwned)
  const counts = [...relations.entries()].flatMap(([relation, planned]) =>
    planned.parent === name && planned.children !== undefined && planned.part !== 'implied'
      ? [{ relation, column: countColumn(planned) }]
      : [],
  )
  const columns = [
    ...own.columns.map((column) => (replaced.has(column.name) ? standIn(column) : column)),
    ...seen.map(({ schema }) => schema),
    ...counts.map(({ column }) => column),
  ]
  const alone = rules.filter((rule) => rule.table === name && rule.uses.every(({ way }) => way.path.length === 0))
  const model = describedModel({ ...own, columns }, { seed, rules: ownRules(alone, name), where: name, isPart: true })
  return {
    model,
    counts,
    described: { seen: seen.map(({ column }) => column), order: place === null ? (order?.name ?? null) : null, place },
  }
}

/** A column of the same kind without any value, in place of one that is known only once the rows are there. */
function standIn(column: ColumnSchema): ColumnSchema {
  const none = { nullable: true, missingRate: 1 }
  if (column.kind === 'numeric' || column.kind === 'integer') return { ...column, ...none, law: 'uniform(0, 1)', min: null, max: null }
  if (column.kind === 'datetime') return { ...column, ...none, law: 'uniform(2000-01-01, 2000-01-02)', min: null, max: null }
  if (column.kind !== 'categorical' && column.kind !== 'ordinal') return { ...column, ...none }
  return { ...column, ...none, levels: column.levels.length > 0 ? column.levels : ['-'] }
}

interface Seen {
  readonly column: DescribedRows['seen'][number]
  readonly schema: ColumnSchema
}

/** The columns of other tables whose levels the `given` tables of this one name. */
function seenIn(name: string, own: Schema, schema: DatabaseSchema, isOwned: boolean): Seen[] {
  const names = new Set((own.given ?? []).map(({ given }) => given).filter((given) => !own.columns.some((column) => column.name === given)))
  return [...names].flatMap((given): Seen[] => {
    const way = waysFrom(schema, name).ways.find(({ prefix, path }) => path.length > 0 && given.startsWith(`${prefix}.`))
    if (!way) return []
    if (!isOwned)
      throw new SchemaError(
        name,
        `given: rows of ${name} are drawn before it is known which ${given} they have; add "children" to one of its relations`,
      )
    const from = given.slice(way.prefix.length + 1)
    const theirs = schema.tables[way.table]?.columns.find((column) => column.name === from)
    if (!theirs || !['categorical', 'ordinal', 'boolean'].includes(theirs.kind))
      throw new SchemaError(name, `given: ${given} is no column of levels of ${way.table}; name one that is`)
    const isCarried = [...(schema.copies ?? []).map(({ child, column }) => `${child}.${column}`)].includes(`${way.table}.${from}`)
    if (isCarried) throw new SchemaError(name, `given: ${given} repeats a column of another table; name that one`)
    const column = newColumn({ name: given, kind: 'categorical', levels: [...levelsOf(theirs)], nullable: false })
    return [{ column: { column: given, path: way.path, from }, schema: column }]
  })
}

/** The schema with all rules in one place: those across tables, and those that drawing again keeps in one. */
function withLiftedRules(schema: DatabaseSchema, parsed: readonly DatabaseRule[], shells: ReadonlyMap<string, Shell>): DatabaseSchema {
  const across = parsed.filter(({ uses }) => uses.some(({ way }) => way.path.length > 0)).map(({ rule }) => rule.text)
  const own = [...shells].flatMap(([name, { model }]) =>
    parseRules(schemaLines(model.schema), model.schema).map(({ expression }) => formatExpression(prefixed(expression, name))),
  )
  const tables = Object.fromEntries(Object.entries(schema.tables).map(([name, { rules: _, ...table }]) => [name, table]))
  const { rules: _, ...rest } = schema
  return { ...rest, tables, ...(across.length + own.length > 0 && { rules: [...across, ...own] }) }
}

interface StateTask {
  readonly schema: DatabaseSchema
  readonly relations: readonly PlannedRelation[]
  readonly shells: ReadonlyMap<string, Shell>
  readonly carried: ReadonlyMap<string, Carried>
  /** The tables that are drawn before. */
  readonly before: readonly TableState[]
}

function tableState(name: string, { schema, relations, shells, carried, before }: StateTask): TableState {
  const { model, counts, described } = shells.get(name) as Shell
  const { copies, totals } = carried.get(name) as Carried
  const parts = keyPartsOf({ relations, tables: [], notes: [] }, schema, name)
  const { rules: _, ...shellSchema } = model.schema
  const owner = relations.find(({ child, part }) => child === name && part === 'owner')
  const owners = before.find((table) => table.name === owner?.parent)?.rows ?? 0
  return {
    name,
    rows: owner ? Math.round(owners * meanOf(countColumn(owner))) : (schema.tables[name]?.rows as number),
    strays: 0,
    shell: { ...model, schema: shellSchema },
    ...{ drawn: [], views: [], bases: [], codings: [], seen: [], steps: [], virtualSteps: [], ages: [], generations: [], distinct: [] },
    virtuals: counts.map(({ relation, column }) => ({ name: column.name, kind: 'count', relation, column: null, levels: [] })),
    made: parts.made.map((column) => madeKey(schema.tables[name], column)),
    ...{ unique: null, copies, totals, lookup: null },
    ...(owner && { described }),
  }
}

/** Of this many values that split a law into equal parts the mean is the law's. */
const meanParts = 1000

function meanOf(column: ColumnSchema): number {
  const quantile = lawQuantile(lawOf(column.law, column))
  let sum = 0
  for (let i = 0; i < meanParts; i++) sum += quantile((i + 0.5) / meanParts)
  return sum / meanParts
}

/** How children find rows of a parent that doesn't own them; null for one that does. */
function matchOf({ child, columns, parent, part }: PlannedRelation, { tables }: DatabaseSchema): Match | null {
  if (part !== 'second' && part !== 'late') return null
  const leaf = { feature: Int32Array.of(-1), split: Int32Array.of(0), left: Int32Array.of(0), leaf: Int32Array.of(0) }
  const { key = [], columns: own = [] } = tables[child] ?? {}
  const missing = Math.max(0, ...columns.map((name) => own.find((column) => column.name === name)?.missingRate ?? 0))
  return {
    tree: { bases: [], ranks: [], ...leaf, classes: 1 },
    classes: 1,
    step: null,
    // A key made of references tells rows of one owner apart by this one.
    unique: key.length > 1 && columns.some((column) => key.includes(column)),
    weights: null,
    diamond: null,
    stated: { missing, before: parent === child },
  }
}
