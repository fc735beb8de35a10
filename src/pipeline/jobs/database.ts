import { formatExpression } from '../../constraints/language/expression.js'
import { parseRules } from '../../constraints/rules/rule.js'
import { OptionError } from '../../errors.js'
import { loadForRows } from '../../models/loaded-parts.js'
import { needsFakes } from '../../models/made-anew/needs-fakes.js'
import { prepareRun } from '../../models/relational/draw/prepare.js'
import { mostRounds } from '../../models/relational/draw/rows/held.js'
import { type DatabaseRun, ownerTable, stateOf } from '../../models/relational/draw/run.js'
import type { FamilyTables } from '../../models/relational/draw/task.js'
import { withCopiedKinds } from '../../models/relational/fit/carried.js'
import { fitRelational } from '../../models/relational/fit/fit.js'
import { relationalOptions } from '../../models/relational/options.js'
import { numberedRules, ownRules, prefixed, refuseUnkeepableAcross, rulesOf } from '../../models/relational/rules/keepable.js'
import { parseDatabaseRules } from '../../models/relational/rules/wide.js'
import type { RelationalModel, TableState } from '../../models/relational/state.js'
import { schemaLines } from '../../models/rules/rules-of.js'
import type { RowLaw } from '../../models/shell/sample.js'
import type { FittedModel, Pool, Progress } from '../../models/synthesizer.js'
import { withCarried } from '../../relations/carried/carried.js'
import { checkDatabase } from '../../relations/check.js'
import type { Database } from '../../relations/database.js'
import { planDatabase } from '../../relations/plan.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { ownValue } from '../../table/own.js'
import { parseShape } from '../../table/shape/parse-shape.js'
import { concatTables, Table } from '../../table/table.js'
import { checkDatabaseRules } from '../databases/rules.js'
import { inPlace } from '../threads/in-place.js'
import { loadFakeLists } from './fake-lists.js'
import { prepareSampler } from './sampler.js'

/** How a database is learned. */
export interface FitDatabaseOptions {
  /** What the tables are and how they refer to each other. */
  readonly schema: DatabaseSchema
  readonly seed?: number
  /** The model of single rows that draws tables without an owner; sequential trees where absent. */
  readonly model?: string
  /** The relational model's own options; see `rowsmith models`. */
  readonly options?: Readonly<Record<string, unknown>>
  /** What rows and those that they refer to are held to, beside the schema's: `orders.shipped >= customers.since`. */
  readonly rules?: readonly string[]
  /** Told what a reader should know of the plan, a sentence each. */
  readonly note?: (sentence: string) => void
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** The model of several tables that refer to each other; throws an InputError that lists everything that is wrong with them. */
export async function fitDatabase(
  database: Database,
  { schema: given, seed = 1, model, options = {}, rules = [], note, ...context }: FitDatabaseOptions,
): Promise<RelationalModel> {
  const parsed = parseShape(relationalOptions, options)
  if (!parsed.success)
    throw new OptionError('options', parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim()).join('; '))
  checkDatabase(database, given)
  const schema = withCopiedKinds(withCarried(database, withRules(given, rules)))
  const parsedRules = parseDatabaseRules(numberedRules(schema), schema)
  const plan = planDatabase(database, schema)
  refuseUnkeepableAcross(parsedRules, schema, plan)
  for (const sentence of [...plan.notes, ...brokenNotes(database, schema)]) note?.(sentence)
  return fitRelational(database, schema, plan, { seed, options: parsed.data, ...(model !== undefined && { model }), ...context })
}

/** The schema with all rules in one place, those of single tables with the table before their columns. */
function withRules(schema: DatabaseSchema, rules: readonly string[]): DatabaseSchema {
  const own = Object.entries(schema.tables).flatMap(([name, table]) =>
    parseRules(schemaLines(table), table).map(({ expression }) => formatExpression(prefixed(expression, name))),
  )
  const all = [...(schema.rules ?? []), ...own, ...rules]
  if (all.length === 0) return schema
  const tables = Object.fromEntries(Object.entries(schema.tables).map(([name, { rules: _, ...table }]) => [name, table]))
  return { ...schema, tables, rules: all }
}

/** How many of the rows that are learned break a rule, which drawn ones never do. */
function brokenNotes(database: Database, schema: DatabaseSchema): string[] {
  return checkDatabaseRules(database, schema, numberedRules(schema)).flatMap(({ rule, table, broken }) =>
    broken.length === 0
      ? []
      : [`${rule.text} is broken by ${broken.length} of ${database[table].rows} rows of ${table}; rows that are drawn never break it`],
  )
}

/** How many rows a synthetic database gets, and by which seed. */
export interface SampleDatabaseOptions {
  readonly seed?: number
  /** How many times as many rows as were learned from. */
  readonly scale?: number
  /** Rows of tables that no other table owns, by name. */
  readonly rows?: Readonly<Record<string, number>>
  /** Conditions on the rows of tables that no other table owns, by name: `{ customers: 'age > 60' }`. */
  readonly where?: Readonly<Record<string, string>>
  /** Further rules than those of the model. */
  readonly rules?: readonly string[]
  /** Only these blocks of the run, from the first (included) to the second (excluded): the same rows as in one run. */
  readonly blocks?: readonly [number, number]
  /** Told in one sentence each how conditions are met, and what was put in by force. */
  readonly note?: (sentence: string) => void
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** The rows of one block of a run, of each table that it has rows of. */
export interface FamilyBlock {
  readonly block: number
  readonly tables: Readonly<Record<string, Table>>
}

/**
 * A database block by block: each holds some rows of a table that no other one owns, and everything that belongs to them. Tables that are written as
 * they are come whole, before the first block of the run. Memory is a few blocks, besides what second parents need.
 */
export async function* sampleFamilies(fitted: RelationalModel, options: SampleDatabaseOptions = {}): AsyncGenerator<FamilyBlock> {
  const model = withFurtherRules(fitted, options.rules ?? [])
  const { blocks: range, note, pool = inPlace, progress, signal } = options
  for (const sentence of unequalNotes(model, options)) note?.(sentence)
  const run = await runOf(model, options)
  const [from, to] = blockRange(run, range)
  if (from === 0) {
    const lookups = model.tables.filter(({ lookup }) => lookup)
    const tables = lookups.map(({ name, lookup, rows }) => [name, new Table(columnsOf(model, name, lookup ?? []), rows)] as const)
    if (lookups.length > 0) yield { block: -1, tables: Object.fromEntries(tables) }
  }
  let done = 0
  let keys = 0
  const ruled = new Map<string, number>()
  for await (const { block, tables } of pool.map<DatabaseRun, unknown, FamilyTables>(
    'family-block',
    run,
    run.blocks.slice(from, to),
    signal,
  )) {
    signal?.throwIfAborted()
    for (const { name, forced } of tables) {
      keys += forced.keys
      if (forced.rules > 0) ruled.set(name, (ruled.get(name) ?? 0) + forced.rules)
    }
    yield { block, tables: Object.fromEntries(tables.map(({ name, rows, columns }) => [name, new Table(columns, rows)])) }
    progress?.(++done / (to - from), 'sampling')
  }
  if (keys > 0) note?.(`${keys} rows had a key that another row of their owner has; they got the nearest one that was free`)
  for (const [name, rows] of ruled) {
    note?.(
      `${name}: ${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'} broke a rule each of ${mostRounds} times drawn; a number was put in that keeps it, which follows no law`,
    )
  }
}

/** How many times as many rows than its own a table may get that its children don't follow, before that is said. */
const muchMore = 1.25

/** Where asking for rows of single tables leaves the children of a second parent as many as they were for their owner. */
function unequalNotes(model: RelationalModel, { scale = 1, rows = {} }: SampleDatabaseOptions): string[] {
  const timesOf = (name: string): number => {
    const root = rootOf(model, name)
    return ownValue(rows, root) === undefined ? scale : (rows[root] ?? 0) / Math.max(1, stateOf({ model }, root).rows)
  }
  return model.plan.relations.flatMap(({ child, parent, part }) => {
    const [own, other] = [timesOf(child), timesOf(parent)]
    if (part !== 'second' || Math.max(own, other) <= muchMore * Math.min(own, other)) return []
    const times = (share: number): string => `${share === 1 ? '' : `${Number(share.toPrecision(3))} times `}as many rows as were learned`
    return [
      `${child}: belongs to ${rootOf(model, child)} and gets ${times(own)}, while ${parent} gets ${times(other)}, so that its rows have ${own < other ? 'fewer' : 'more'} of ${child} each; ask for as much more of both, or use --scale`,
    ]
  })
}

/** The table without an owner whose rows carry those of this one. */
function rootOf(model: RelationalModel, name: string): string {
  const owner = ownerTable(model, name)
  return owner === null || owner === name ? name : rootOf(model, owner)
}

function withFurtherRules(model: RelationalModel, rules: readonly string[]): RelationalModel {
  if (rules.length === 0) return model
  const schema = { ...model.schema, rules: [...(model.schema.rules ?? []), ...rules] }
  refuseUnkeepableAcross(parseDatabaseRules(numberedRules(schema), schema), schema, model.plan)
  return { ...model, schema }
}

/** Columns of a lookup as its table has them, without what it knows of others. */
function columnsOf(
  { schema }: RelationalModel,
  name: string,
  columns: NonNullable<RelationalModel['tables'][number]['lookup']>,
): typeof columns {
  const names = schema.tables[name]?.columns.map((column) => column.name) ?? []
  return columns.filter((column) => names.includes(column.name))
}

async function runOf(model: RelationalModel, { seed = 1, scale, rows, where = {}, note }: SampleDatabaseOptions): Promise<DatabaseRun> {
  const roots = new Map<string, RowLaw>()
  const rules = rulesOf(model)
  for (const table of model.tables) {
    const { name, shell } = table
    const own = isRoot(table) ? ownRules(rules, name) : []
    if (own.length === 0 || where[name] !== undefined) continue
    roots.set(name, await lawOf(name, shell, { seed, rules: own }, note))
  }
  for (const [name, condition] of Object.entries(where)) {
    const state = model.tables.find((table) => table.name === name)
    if (!state || !isRoot(state)) {
      const names = model.tables.filter(isRoot).map((table) => table.name)
      throw new OptionError(
        'where',
        `can't be set on ${name}: conditions go to tables that no other one owns; these are ${names.join(', ')}`,
      )
    }
    roots.set(name, await lawOf(name, state.shell, { seed, where: condition, rules: ownRules(rules, name) }, note))
  }
  const schemas = Object.values(model.schema.tables)
  const wanting = schemas.find((schema) => needsFakes(schema))
  const fakes = wanting ? await loadFakeLists(wanting.locale ?? 'en', schemas) : undefined
  for (const { shell } of model.tables) await loadForRows(shell)
  return prepareRun(model, { seed, roots, ...(scale !== undefined && { scale }), ...(rows && { rows }), ...(fakes && { fakes }) })
}

/** Whether a model of single rows draws the table by itself. */
function isRoot({ lookup, shell, described }: TableState): boolean {
  return lookup === null && shell.state !== null && !described
}

/** How the rows of a table without an owner are drawn under a condition, or rules. */
async function lawOf(
  name: string,
  shell: FittedModel,
  options: { readonly seed: number; readonly where?: string; readonly rules: readonly string[] },
  note: SampleDatabaseOptions['note'],
): Promise<RowLaw> {
  const { sampler, notes } = await prepareSampler(shell, { ...options, rules: options.rules.length > 0 ? options.rules : undefined })
  for (const sentence of notes) note?.(`${name}: ${sentence}`)
  const { seed: _, fakes: __, mixed: ___, ...law } = sampler
  return law
}

function blockRange({ blocks }: DatabaseRun, range: readonly [number, number] | undefined): [number, number] {
  if (!range) return [0, blocks.length]
  const [from, to] = range
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from)) {
    throw new OptionError('blocks', `must be whole numbers, from 0 up (got ${from}:${to})`)
  }
  return [Math.min(from, blocks.length), Math.min(to, blocks.length)]
}

/** A whole database: as many rows as were learned from, times the scale. */
export async function sampleDatabase(model: RelationalModel, options: SampleDatabaseOptions = {}): Promise<Record<string, Table>> {
  const parts = new Map<string, Table[]>(model.plan.tables.map((name) => [name, []]))
  for await (const { tables } of sampleFamilies(model, options)) {
    for (const [name, table] of Object.entries(tables)) parts.get(name)?.push(table)
  }
  return Object.fromEntries(
    Object.keys(model.schema.tables).map((name) => {
      const own = parts.get(name) ?? []
      return [name, own.length > 0 ? concatTables(own) : emptyTable(model, name)]
    }),
  )
}

function emptyTable({ schema }: RelationalModel, name: string): Table {
  const columns = schema.tables[name]?.columns ?? []
  return new Table(
    columns.map(({ name, kind, ...rest }) =>
      kind === 'numeric' || kind === 'integer' || kind === 'datetime'
        ? { name, kind, values: new Float64Array() }
        : { name, kind, values: new Int32Array(), levels: 'levels' in rest ? rest.levels : [] },
    ),
    0,
  )
}
