import { columnOf } from '../../../encode/column-of.js'
import { FitError } from '../../../errors.js'
import { createRng, type Rng } from '../../../random/rng.js'
import type { Database } from '../../../relations/database.js'
import { splitFamilies } from '../../../relations/families.js'
import type { DrawPlan } from '../../../relations/plan.js'
import type { DatabaseSchema } from '../../../relations/schema.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import { Table } from '../../../table/table.js'
import { version } from '../../../version.js'
import { defaultModel, loadModel } from '../../loaded.js'
import { calendarParts, tieParts } from '../../loaded-parts.js'
import { parseModelOptions, tableSource } from '../../shell/fit.js'
import type { FitContext, FittedModel } from '../../synthesizer.js'
import { type RelationalOptions, treeSettings } from '../options.js'
import type { Match, RelationalModel, TableState, Virtual } from '../state.js'
import { keyPartsOf, madeColumn, uniqueOf, writtenSchema } from './keys.js'
import { type Matched, matchRelation } from './parents/matches.js'
import { type Prepared, prepareTables } from './prepare.js'
import { helpfulSketches } from './sketches.js'
import { type CodedContext, codedColumnsOf } from './table/contexts.js'
import { type ClassSteps, type OwnedState, OwnedTable } from './table/owned-table.js'
import { rootTable } from './table/root-table.js'
import type { Known } from './table/training-predictors.js'
import { type OwnerSketches, virtualSchema, virtualsOf, virtualValues } from './table/virtuals.js'

export interface RelationalFit extends Omit<FitContext, 'rng'> {
  readonly seed: number
  readonly options: RelationalOptions
  /** The model of tables without an owner that the schema doesn't give one. */
  readonly model?: string
}

/** The model of a database that has been checked and planned. */
export async function fitRelational(
  database: Database,
  schema: DatabaseSchema,
  plan: DrawPlan,
  { seed, options, model = defaultModel, ...context }: RelationalFit,
): Promise<RelationalModel> {
  await Promise.all([refuseModels(schema, plan, model), tieParts.load(), calendarParts.load()])
  const written = writtenSchema(schema, plan, new Map(Object.entries(database)))
  const fitOn = async (task: Omit<Task, 'schema' | 'plan' | 'model' | 'rng' | 'seed'>, means: OwnerSketches): Promise<RelationalModel> => {
    const { tables, matches } = await new Fitter({ ...task, schema, plan, model, rng: createRng(seed), seed }).fit(means)
    return {
      ...{ format: 'rowsmith-database-model', version: 1, model: 'relational', options, schema: written, plan, tables, matches },
      provenance: { seed, rowsmith: version },
    }
  }
  const some = trialOf(database, schema, plan, seed)
  const trial = some && prepareTables(some, schema, plan)
  const sketches = trial
    ? await helpfulSketches(plan, trial, (means) => {
        context.progress?.(0, 'trying what siblings have in common')
        context.signal?.throwIfAborted()
        const quick = { ...options, trees: Math.min(options.trees, trialTrees) }
        return fitOn({ prepared: trial, options: quick, context: context.signal ? { signal: context.signal } : {} }, means)
      })
    : new Map<number, readonly string[]>()
  return fitOn({ prepared: prepareTables(database, schema, plan), options, context }, sketches)
}

/** Rows and trees with which it is tried whether owners should be drawn with means of their children. */
const trialRows = 20_000
const trialTrees = 3

/** Families of about so many rows; null where no table owns another. */
function trialOf(database: Database, schema: DatabaseSchema, { relations }: DrawPlan, seed: number): Database | null {
  if (!relations.some(({ part }) => part === 'owner')) return null
  const rows = Object.values(database).reduce((sum, table) => sum + table.rows, 0)
  return rows <= trialRows ? database : splitFamilies(database, schema, seed, trialRows / rows)[0]
}

/** Models that can't draw single rows, and models of tables that have an owner. */
async function refuseModels({ tables }: DatabaseSchema, plan: DrawPlan, model: string): Promise<void> {
  for (const [name, { model: own }] of [...Object.entries(tables), ['model', { model }] as const]) {
    if (own === undefined) continue
    const { unit, private: hidden } = await loadModel(own)
    if (unit !== 'row' || hidden?.required)
      throw new FitError(
        name,
        `${own} can't draw rows of a table one by one without a privacy budget; choose another model, such as ${defaultModel}`,
      )
    const owner = plan.relations.find(
      ({ child, parent, part }) => (child === name && (part === 'owner' || part === 'self')) || (parent === name && part === 'partner'),
    )
    if (owner && name !== 'model')
      throw new FitError(
        name,
        `its rows belong to rows of ${owner.child === name ? owner.parent : owner.child} and are drawn from them, which ${own} can't; leave out its "model"`,
      )
  }
}

interface Task {
  readonly schema: DatabaseSchema
  readonly plan: DrawPlan
  readonly prepared: ReadonlyMap<string, Prepared>
  readonly options: RelationalOptions
  readonly model: string
  readonly rng: Rng
  readonly seed: number
  readonly context: Omit<FitContext, 'rng'>
}

/** Streams of the parts of a fit. */
const streams = { classes: 0, tables: 1 } as const

class Fitter {
  readonly #task: Task

  constructor(task: Task) {
    this.#task = task
  }

  async fit(sketches: OwnerSketches): Promise<Pick<RelationalModel, 'tables' | 'matches'>> {
    const { plan, prepared, options, rng } = this.#task
    const virtuals = new Map(
      plan.tables.map((name) => [name, virtualsOf(plan, prepared, name, { second: options.second, owner: sketches })]),
    )
    const codedTables = new Map<string, ReadonlyMap<string, CodedContext>>()
    for (const name of plan.tables)
      codedTables.set(name, codedColumnsOf(prepared.get(name) as Prepared, virtuals.get(name) as Virtual[], plan, prepared))
    const matches = new Map<number, Matched>()
    for (const [relation, { part }] of plan.relations.entries()) {
      if (part !== 'second' && part !== 'lookup' && part !== 'late') continue
      matches.set(relation, matchRelation(relation, plan, prepared, codedTables, options.classes, rng.split(streams.classes, relation)))
    }
    const known: Known = { plan, prepared, codedTables, matches, settings: treeSettings(options) }
    const tables: TableState[] = []
    const classSteps = new Map<number, ClassSteps>()
    for (const [i, name] of plan.tables.entries()) {
      const own = await this.#fitTable(name, virtuals.get(name) as Virtual[], known, rng.split(streams.tables, i), i)
      tables.push(own.state)
      for (const [relation, step] of own.classSteps) classSteps.set(relation, step)
    }
    return {
      tables,
      matches: plan.relations.map((_, relation): Match | null => {
        const match = matches.get(relation)
        if (!match) return null
        const { tree, classes, unique, weights, diamond } = match
        const steps = classSteps.get(relation)
        return {
          ...{ tree, classes, unique, weights, step: steps?.classes.values ?? null },
          diamond: diamond && { near: diamond.near, far: diamond.far, step: steps?.same?.values ?? null },
        }
      }),
    }
  }

  async #fitTable(
    name: string,
    virtuals: readonly Virtual[],
    known: Known,
    rng: Rng,
    place: number,
  ): Promise<{ state: TableState; classSteps: OwnedState['classSteps'] }> {
    const { schema, plan, prepared, context } = this.#task
    const table = prepared.get(name) as Prepared
    const parts = keyPartsOf(plan, schema, name)
    const own = known.codedTables.get(name) as ReadonlyMap<string, CodedContext>
    const progress =
      context.progress && ((share: number, what: string): void => context.progress?.((place + share) / plan.tables.length, what))
    const owned =
      table.owner && !table.isLookup
        ? await new OwnedTable(known, table, virtuals).fit(rng, { ...context, progress })
        : { ...nothing, classSteps: new Map() }
    const { classSteps, ...steps } = owned
    const shell = await this.#shellOf(table, virtuals, known, rng, progress)
    const state: TableState = {
      name,
      rows: table.rows,
      strays: table.owner ? table.ownerRow.filter((row) => row < 0).length : 0,
      shell,
      virtuals,
      ...steps,
      seen: [...own].map(([seen, { coding }]) => ({ name: seen, coding })),
      generations: table.depth ? tally(table.depth) : [],
      made: table.isLookup ? [] : parts.made.map((column) => madeColumn(table.table.column(column))),
      unique: table.isLookup ? null : uniqueOf(plan, schema, name, parts),
      distinct: table.owner || table.isLookup ? [] : distinctIn(table),
      copies: table.copies,
      totals: table.totals,
      lookup: table.isLookup ? [...table.table.columns, ...this.#virtualColumns(table, virtuals)] : null,
    }
    return { state, classSteps }
  }

  #virtualColumns({ rows }: Prepared, virtuals: readonly Virtual[]): Column[] {
    const { plan, prepared } = this.#task
    return virtuals.map((virtual) => columnOf(virtualSchema(virtual), virtualValues(virtual, plan, prepared, rows)))
  }

  /** What the shell knows of the columns; of a table without an owner with the model that draws them. */
  async #shellOf(
    table: Prepared,
    virtuals: readonly Virtual[],
    known: Known,
    rng: Rng,
    progress: FitContext['progress'],
  ): Promise<FittedModel> {
    const { schema, model, seed, context } = this.#task
    const { observed, derivations, rows, owner, isLookup } = table
    const name = schema.tables[table.name].model ?? model
    const shell = { format: 'rowsmith-model', version: 1, derivations, provenance: { rows, seed, rowsmith: version } } as const
    if (owner || isLookup) return { ...shell, model: defaultModel, options: {}, schema: observed, state: null }
    const synthesizer = await loadModel(name)
    const options = await parseModelOptions(synthesizer, {})
    const root = rootTable(table, virtuals, known)
    const learned = new Table(root.columns, rows)
    progress?.(0, `learning ${table.name}`)
    const state =
      root.columns.length > 0
        ? await synthesizer.fit(tableSource(learned, root.schema), root.schema, options, { ...context, progress, rng })
        : null
    const own = new Set(table.modelled.columns.map((column) => column.name))
    const extra = root.schema.columns.filter((column) => !own.has(column.name))
    const isClass = (column: { readonly name: string }): boolean => !virtuals.some((virtual) => virtual.name === column.name)
    const columns = [...extra.filter(isClass), ...observed.columns, ...extra.filter((column) => !isClass(column))]
    return { ...shell, model: name, options, schema: { ...observed, columns }, state }
  }
}

/** Columns whose values are all different, none of them missing, in a table of several rows. */
function distinctIn({ learned, table, rows }: Prepared): string[] {
  return learned.columns
    .filter((column) => {
      const seen = new Set<number>(column.values)
      return table.has(column.name) && rows > 1 && seen.size === rows && !(isNumberColumn(column) ? seen.has(Number.NaN) : seen.has(-1))
    })
    .map(({ name }) => name)
}

function tally(depths: Float64Array): number[] {
  const counts: number[] = []
  for (const depth of depths) counts[depth] = (counts[depth] ?? 0) + 1
  return counts
}

const nothing = { drawn: [], views: [], bases: [], codings: [], steps: [], virtualSteps: [], ages: [] }
