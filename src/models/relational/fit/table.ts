import { columnOf } from '../../../encode/column-of.js'
import { createRng, type Rng } from '../../../random/rng.js'
import type { DrawPlan } from '../../../relations/plan.js'
import { type CodeColumn, type Column, isNumberColumn, type NumberColumn } from '../../../table/column.js'
import { type ColumnSchema, columnSchema, type Schema } from '../../../table/schema.js'
import { type BaseCoding, numberBase, type Predictor } from '../../markov-chain/fit/bases.js'
import type { Past } from '../../markov-chain/fit/history.js'
import { StepFitter } from '../../markov-chain/fit/steps.js'
import type { ChainStep } from '../../markov-chain/state.js'
import { type Encoded, type EncodedNumbers, encodeColumn } from '../../sequential-trees/fit/encoded.js'
import { visitOrders } from '../../sequential-trees/fit/order.js'
import type { TreesSettings } from '../../sequential-trees/options.js'
import type { FitContext } from '../../synthesizer.js'
import type { Base, ColumnRule, Hop, TableState, Virtual } from '../state.js'
import { SiblingTally } from '../tally.js'
import {
  againName,
  ageName,
  changeName,
  classLevels,
  className,
  depthName,
  eldersOf,
  exceptionName,
  firstFar,
  isTogether,
  last,
  leftName,
  meanName,
  mostAge,
  now,
  otherName,
  placeName,
  sameName,
  targetOf,
} from '../views.js'
import { type CodedContext, type CodedTables, coded, codedTogether, farBases, levelCoding, rowsAlong } from './contexts.js'
import type { Matched } from './matches.js'
import type { Prepared } from './prepare.js'
import { ruleOf } from './rules.js'
import { fitSteps, type RelationalStepInput } from './steps.js'
import { virtualSchema, virtualValues } from './virtuals.js'

/** What a fit knows of all tables. */
export interface Known {
  readonly plan: DrawPlan
  readonly prepared: ReadonlyMap<string, Prepared>
  readonly codedTables: CodedTables
  readonly matches: ReadonlyMap<number, Matched>
  readonly settings: TreesSettings
}

export type OwnedState = Pick<TableState, 'drawn' | 'views' | 'bases' | 'codings' | 'steps' | 'virtualSteps' | 'ages'> & {
  /** By relation to a second parent. */
  readonly classSteps: ReadonlyMap<number, ClassSteps>
}

/** How the class of a second parent is drawn, and, of a diamond, before it whether the other way leads to the same row. */
export interface ClassSteps {
  readonly classes: ChainStep
  readonly same: ChainStep | null
}

/** How the rows of a table are drawn from those of its owner, one after another. */
export class OwnedTable {
  readonly #known: Known
  readonly #table: Prepared
  readonly #virtuals: readonly Virtual[]
  readonly #views: readonly Hop[][]
  readonly #bases: Base[] = []
  readonly #codings: BaseCoding[] = []
  readonly #codes: (Uint8Array | Uint16Array)[] = []
  readonly #far: Predictor[]
  readonly #order: readonly string[]
  readonly #encoded: ReadonlyMap<string, Encoded>
  readonly #changes: ReadonlyMap<string, EncodedNumbers>

  constructor(known: Known, table: Prepared, virtuals: readonly Virtual[]) {
    this.#known = known
    this.#table = table
    this.#virtuals = virtuals
    const { views, bases } = farBases(known.plan, table.name, known.codedTables)
    const isOwnedByLookup = known.plan.relations.some(
      ({ child, parent, part }) => child === table.name && part === 'owner' && known.prepared.get(parent)?.isLookup,
    )
    const elders = isOwnedByLookup ? [] : eldersOf(known.plan, table.name)
    this.#views = [...views, ...elders]
    this.#far = [
      ...bases.map((base) => this.#add(base, this.#farCodes(base))),
      ...elders.flatMap((path, i) =>
        [...codedTogether(path, known.plan, known.prepared)].map(([name, own]) =>
          this.#add({ view: firstFar + views.length + i, name }, own),
        ),
      ),
    ]
    this.#order = this.#visited()
    const schemaOf = (name: string): ColumnSchema => table.modelled.columns.find((column) => column.name === name) as ColumnSchema
    this.#encoded = new Map(this.#order.map((name) => [name, encodeColumn(table.learned.column(name), schemaOf(name), known.settings)]))
    this.#changes = new Map(
      this.#order.flatMap((name) => {
        const column = table.learned.column(name)
        if (!isNumberColumn(column)) return []
        const changes = encodeColumn({ ...column, values: this.#changesOf(column) }, changeSchema(schemaOf(name)), known.settings)
        return [[name, changes as EncodedNumbers] as const]
      }),
    )
    this.#addOwn()
  }

  async fit(rng: Rng, context: Omit<FitContext, 'rng'>): Promise<OwnedState> {
    const { rows, position, name } = this.#table
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    const [firsts, later] = [all.filter((row) => position[row] === 0), all.filter((row) => position[row] !== 0)]
    const past: Past = { codings: this.#codings, codes: this.#codes, places: this.#places() }
    const task = { past, firsts, later, settings: this.#known.settings }
    const classSteps = this.#fitClasses(past, all, rng.split(0))
    const steps = await fitSteps(task, this.#inputs(rng.split(1)), name, context)
    const ages = this.#fitAges(past, all, rng.split(2))
    const virtualSteps = this.#fitVirtuals(past, all, rng.split(3))
    return { drawn: this.#order, views: this.#views, bases: this.#bases, codings: this.#codings, classSteps, steps, ages, virtualSteps }
  }

  #add(base: Base, { coding, codes }: CodedContext): Predictor {
    this.#codings.push(coding)
    this.#codes.push(codes)
    return { base: this.#bases.push(base) - 1, view: base.view }
  }

  #farCodes({ view, name }: Base): CodedContext {
    const path = this.#views[view - firstFar]
    return (this.#known.codedTables.get(targetOf(this.#known.plan, path.at(-1) as Hop)) as ReadonlyMap<string, CodedContext>).get(
      name,
    ) as CodedContext
  }

  /** Own columns in the order in which they are drawn: the one that puts siblings in line first. */
  #visited(): string[] {
    const { modelled, order } = this.#table
    const known = modelled.columns.map(({ name }) => name)
    const [visit] = visitOrders(modelled, order !== null && known.includes(order) ? [order] : '', 1, createRng(0)) as [ColumnSchema[]]
    const isHeld = (name: string): boolean => known.some((column) => exceptionName(column) === name)
    // Whether a column is what another row has is known before the column.
    return visit.flatMap(({ name }) =>
      isHeld(name)
        ? []
        : !known.includes(exceptionName(name))
          ? [name]
          : name === order
            ? [name, exceptionName(name)]
            : [exceptionName(name), name],
    )
  }

  #addOwn(): void {
    const { learned, position, size, depth, rows, order } = this.#table
    const bySize = numberBase(Float64Array.from(size))
    this.#add({ view: now, name: placeName }, coded(bySize.coding, position))
    this.#add(
      { view: now, name: leftName },
      coded(
        bySize.coding,
        size.map((count, row) => count - position[row] - 1),
      ),
    )
    if (depth) this.#add({ view: now, name: depthName }, numberBase(depth))
    for (const relation of this.#seconds()) {
      const { classes, ofChild, diamond } = this.#match(relation)
      if (diamond) this.#add({ view: now, name: sameName(relation) }, coded(levelCoding(2), diamond.same))
      this.#add({ view: now, name: className(relation) }, coded(levelCoding(classes + 1), ofChild))
    }
    for (const name of this.#order) {
      const column = this.#encoded.get(name) as Encoded
      const { bins, nominal, codes } = column.feature
      const coding = { edges: column.kind === 'numbers' ? column.edges : null, bins, nominal }
      this.#add({ view: now, name }, { coding, codes })
      const { values } = learned.column(name)
      if (values instanceof Float64Array) this.#add({ view: now, name: meanName(name) }, coded(coding, meansBefore(values, position)))
      else {
        const { commonest, other, again } = levelsBefore(values, (learned.column(name) as CodeColumn).levels.length, position)
        this.#add({ view: now, name: meanName(name) }, coded(coding, commonest))
        this.#add({ view: now, name: otherName(name) }, coded(coding, other))
        this.#add({ view: now, name: againName(name) }, coded(levelCoding(2), again))
      }
    }
    if (order !== null && this.#changes.has(order)) {
      this.#add({ view: now, name: changeName }, numberBase(this.#changesOf(learned.column(order) as NumberColumn)))
    }
    for (const virtual of this.#virtuals) {
      const values = virtualValues(virtual, this.#known.plan, this.#known.prepared, rows)
      this.#add(
        { view: now, name: virtual.name },
        values instanceof Float64Array ? numberBase(values) : coded(levelCoding(virtual.levels.length), values),
      )
    }
  }

  #changesOf({ values }: NumberColumn): Float64Array {
    const { position } = this.#table
    return values.map((value, row) => (position[row] === 0 ? Number.NaN : value - values[row - 1]))
  }

  #places(): (Int32Array | null)[] {
    const { position } = this.#table
    const { plan, prepared } = this.#known
    return [
      null,
      position.map((place, row) => (place > 0 ? row - 1 : -1)),
      ...this.#views.map((path) => rowsAlong(isTogether(path) ? path.slice(0, -1) : path, this.#table, plan, prepared)),
    ]
  }

  /** Second parents, by relation, in the order in which they are found. */
  #seconds(parts: readonly string[] = ['second', 'lookup']): number[] {
    return [...this.#known.plan.relations.keys()].filter((i) => {
      const { child, part } = this.#known.plan.relations[i]
      return child === this.#table.name && parts.includes(part)
    })
  }

  #match(relation: number): Matched {
    return this.#known.matches.get(relation) as Matched
  }

  #own(name: string, view: number = now, always = false): Predictor[] {
    const base = this.#bases.findIndex((other) => other.view === now && other.name === name)
    return base < 0 ? [] : [{ base, view, ...(always && { always }) }]
  }

  /** What rows see before anything of their own is drawn. `upTo`: of second parents only those before this one. */
  #outside(upTo = Number.POSITIVE_INFINITY): Predictor[] {
    const ready = this.#far.filter(({ view }) => {
      const path = this.#views[view - firstFar]
      const { part } = this.#known.plan.relations[path[0].relation]
      // Which rows of second parents are wanted is known before anything else is drawn.
      return (part !== 'second' && part !== 'lookup' && !isTogether(path)) || upTo === Number.POSITIVE_INFINITY
    })
    const classes = this.#seconds().filter((relation) => relation < upTo)
    return [
      ...[placeName, leftName, depthName].flatMap((name) => this.#own(name)),
      ...classes.flatMap((relation) => [...this.#own(sameName(relation)), ...this.#own(className(relation))]),
      ...ready,
    ]
  }

  /** A class is drawn from the owner, the classes before, and that of the sibling before. */
  #fitClasses(past: Past, all: Int32Array, rng: Rng): Map<number, ClassSteps> {
    const steps = new Map<number, ClassSteps>()
    for (const relation of this.#seconds()) {
      const { ofChild, classes, diamond } = this.#match(relation)
      const outside = this.#outside(relation)
      const [isSame, own] = [sameName(relation), className(relation)]
      const before = [...this.#own(isSame, last, true), ...this.#own(own, last, true), ...outside]
      const same = diamond && this.#fitLevels(past, all, isSame, diamond.same, 2, before, rng.split(relation, 1))
      const seen = [...this.#own(own, last, true), ...this.#own(isSame), ...outside]
      steps.set(relation, { same, classes: this.#fitLevels(past, all, own, ofChild, classes + 1, seen, rng.split(relation)) })
    }
    for (const relation of this.#seconds(['late'])) {
      const { ofChild, classes } = this.#match(relation)
      const seen = [...this.#outside(), ...this.#order.flatMap((name) => this.#own(name))]
      const own = this.#fitLevels(past, all, className(relation), ofChild, classes + 1, seen, rng.split(relation))
      steps.set(relation, { same: null, classes: own })
    }
    return steps
  }

  #fitLevels(
    past: Past,
    rows: Int32Array,
    name: string,
    codes: Int32Array,
    kinds: number,
    predictors: readonly Predictor[],
    rng: Rng,
  ): ChainStep {
    const levels = classLevels(kinds)
    const column = encodeColumn(
      { name, kind: 'categorical', values: codes, levels },
      columnSchema.parse({ name, kind: 'categorical', levels }),
      this.#known.settings,
    )
    if (column.kind !== 'levels') throw new RangeError('levels are encoded as levels')
    return new StepFitter(past, this.#known.settings, rows, false).fitLevels(name, column, predictors, rng)
  }

  #inputs(rng: Rng): RelationalStepInput[] {
    const { plan, prepared } = this.#known
    const { order, size } = this.#table
    const hasSiblings = size.some((count) => count > 1)
    const seconds = this.#seconds()
    return this.#order.map((name, i): RelationalStepInput => {
      const drawn = this.#order.slice(0, i).flatMap((before) => this.#own(before))
      const rule = hasSiblings || this.#views.length > 0 ? ruleOf(name, this.#table, this.#views, plan, prepared) : null
      const change = order !== null && name !== order ? this.#own(changeName) : []
      return {
        name,
        column: this.#encoded.get(name) as Encoded,
        changes: this.#changes.get(name) ?? null,
        isOrder: name === order,
        predictors: [...this.#outside(), ...drawn],
        before: [
          ...this.#own(name, last, true),
          ...this.#own(meanName(name)),
          ...this.#own(otherName(name)),
          ...this.#order.slice(0, i).flatMap((before) => this.#own(againName(before))),
          ...change,
          ...seconds.flatMap((relation) => this.#own(className(relation), last)),
        ],
        rule,
        uncopied: rule?.kind === 'copy' ? this.#uncopied(name, rule) : null,
        key: rng.split(i).key,
      }
    })
  }

  /** Rows whose column isn't what the row has that they look at. */
  #uncopied(name: string, rule: Extract<ColumnRule, { kind: 'copy' }>): Int32Array {
    const { learned } = this.#table
    const held = rule.partly ? learned.column(exceptionName(name)).values : null
    const places = this.#places()[rule.view] as Int32Array
    return Int32Array.from(places.keys()).filter((row) => places[row] < 0 || held?.[row] === 0)
  }

  #fitAges(past: Past, all: Int32Array, rng: Rng): OwnedState['ages'] {
    const { position, links } = this.#table
    return this.#seconds(['earlier']).map((relation) => {
      const link = links.get(relation) as Int32Array
      const ages = link.map((to, row) => (to < 0 || to >= row || row - to > position[row] ? 0 : Math.min(mostAge, row - to)))
      const predictors = [...this.#outside(), ...this.#order.flatMap((name) => this.#own(name))]
      return { relation, step: this.#fitLevels(past, all, ageName(relation), ages, mostAge + 1, predictors, rng.split(relation)) }
    })
  }

  #fitVirtuals(past: Past, all: Int32Array, rng: Rng): ChainStep[] {
    const { plan, prepared, settings } = this.#known
    const fitter = new StepFitter(past, settings, all, false)
    return this.#virtuals.map((virtual, i) => {
      const schema = virtualSchema(virtual)
      const column = encodeColumn(columnOf(schema, virtualValues(virtual, plan, prepared, this.#table.rows)), schema, settings)
      const predictors = [
        ...this.#outside(),
        ...this.#order.flatMap((name) => this.#own(name)),
        ...this.#virtuals.slice(0, i).flatMap(({ name }) => this.#own(name)),
      ]
      return column.kind === 'levels'
        ? fitter.fitLevels(virtual.name, column, predictors, rng.split(i))
        : fitter.fitNumbers(virtual.name, column, predictors, rng.split(i))
    })
  }
}

/** Changes of a number, on its grid. */
function changeSchema(column: ColumnSchema): ColumnSchema {
  const decimals = column.kind === 'numeric' ? column.decimals : 0
  return columnSchema.parse({ name: column.name, kind: 'numeric', decimals })
}

/** What the tally of the siblings before says in each row, and whether the row has the level of the one before; -1 where there is none. */
function levelsBefore(codes: Int32Array, levels: number, position: Int32Array): Record<'commonest' | 'other' | 'again', Int32Array> {
  const tally = new SiblingTally(levels)
  const [commonest, other, again] = [codes.slice(), codes.slice(), codes.slice()]
  codes.forEach((code, row) => {
    if (position[row] === 0) tally.clear()
    commonest[row] = tally.commonest
    other[row] = tally.other
    again[row] = position[row] === 0 ? -1 : Number(code === codes[row - 1])
    tally.add(code)
  })
  return { commonest, other, again }
}

/** The mean of the siblings before that have a value; NaN where none has. */
function meansBefore(values: Float64Array, position: Int32Array): Float64Array {
  const means = new Float64Array(values.length)
  let [mean, seen] = [Number.NaN, 0]
  for (let row = 0; row < values.length; row++) {
    if (position[row] === 0) [mean, seen] = [Number.NaN, 0]
    means[row] = mean
    const value = values[row]
    if (Number.isNaN(value)) continue
    seen++
    mean = seen === 1 ? value : mean + (value / seen - mean / seen)
  }
  return means
}

/** The columns of a table without an owner as its model sees them: the classes of its parents, its own columns, its virtuals. */
export function rootTable(
  table: Prepared,
  virtuals: readonly Virtual[],
  { plan, prepared, matches }: Known,
): { readonly schema: Schema; readonly columns: Column[] } {
  const relations = [...plan.relations.entries()].filter(
    ([, { child, part }]) => child === table.name && ['second', 'lookup', 'late'].includes(part),
  )
  const levelled = (name: string, kinds: number, values: Int32Array): { schema: ColumnSchema; column: Column } => {
    const levels = classLevels(kinds)
    return {
      schema: columnSchema.parse({ name, kind: 'categorical', levels, nullable: values.includes(-1) }),
      column: { name, kind: 'categorical', levels, values },
    }
  }
  const classes = relations.flatMap(([relation]) => {
    const { classes, ofChild, diamond } = matches.get(relation) as Matched
    return [
      ...(diamond ? [levelled(sameName(relation), 2, diamond.same)] : []),
      levelled(
        className(relation),
        classes,
        ofChild.map((code) => (code === classes ? -1 : code)),
      ),
    ]
  })
  const counted = virtuals.map((virtual): { schema: ColumnSchema; column: Column } => {
    const schema = virtualSchema(virtual)
    const column = columnOf(schema, virtualValues(virtual, plan, prepared, table.rows))
    return { schema: { ...schema, nullable: virtual.kind !== 'count' }, column }
  })
  const own = table.modelled.columns.map((schema) => ({ schema, column: table.learned.column(schema.name) }))
  const all = [...classes, ...own, ...counted]
  return {
    schema: { ...table.modelled, columns: all.map(({ schema }) => schema) },
    columns: all.map(({ column }) => column),
  }
}
