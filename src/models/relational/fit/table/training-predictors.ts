import { createRng } from '../../../../random/rng.js'
import type { DrawPlan } from '../../../../relations/plan.js'
import { meansBefore } from '../../../../stats/running-mean.js'
import { type CodeColumn, isNumberColumn, type NumberColumn } from '../../../../table/column.js'
import { type ColumnSchema, newColumn } from '../../../../table/schema.js'
import { type BaseCoding, numberBase, type Predictor } from '../../../markov-chain/fit/bases.js'
import type { Past } from '../../../markov-chain/fit/history.js'
import { type Encoded, type EncodedNumbers, encodeColumn } from '../../../sequential-trees/fit/encoded.js'
import { visitOrders } from '../../../sequential-trees/fit/order.js'
import type { TreesSettings } from '../../../sequential-trees/settings.js'
import type { Base, Hop, Virtual } from '../../state.js'
import { levelsBefore } from '../../tally.js'
import {
  againName,
  changeName,
  className,
  depthName,
  eldersOf,
  exceptionName,
  firstFar,
  isTogether,
  leftName,
  meanName,
  now,
  otherName,
  placeName,
  sameName,
  targetOf,
} from '../../views.js'
import type { Matched } from '../parents/matches.js'
import type { Prepared } from '../prepare.js'
import { type CodedContext, type CodedTables, coded, codedTogether, farBases, levelCoding, rowsAlong } from './contexts.js'
import { virtualValues } from './virtuals.js'

/** What a fit knows of all tables. */
export interface Known {
  readonly plan: DrawPlan
  readonly prepared: ReadonlyMap<string, Prepared>
  readonly codedTables: CodedTables
  readonly matches: ReadonlyMap<number, Matched>
  readonly settings: TreesSettings
}

/** The rows of a table with an owner, and what each of them sees: its own columns, those of its siblings, and those of rows that it refers to. */
export class TrainingPredictors {
  readonly #known: Known
  readonly #table: Prepared
  readonly #virtuals: readonly Virtual[]
  readonly views: readonly Hop[][]
  readonly bases: Base[] = []
  readonly codings: BaseCoding[] = []
  readonly #codes: (Uint8Array | Uint16Array)[] = []
  readonly #far: Predictor[]
  readonly order: readonly string[]
  readonly encoded: ReadonlyMap<string, Encoded>
  readonly changes: ReadonlyMap<string, EncodedNumbers>

  constructor(known: Known, table: Prepared, virtuals: readonly Virtual[]) {
    this.#known = known
    this.#table = table
    this.#virtuals = virtuals
    const { views, bases } = farBases(known.plan, table.name, known.codedTables)
    const isOwnedByLookup = known.plan.relations.some(
      ({ child, parent, part }) => child === table.name && part === 'owner' && known.prepared.get(parent)?.isLookup,
    )
    const elders = isOwnedByLookup ? [] : eldersOf(known.plan, table.name)
    this.views = [...views, ...elders]
    this.#far = [
      ...bases.map((base) => this.#add(base, this.#farCodes(base))),
      ...elders.flatMap((path, i) =>
        [...codedTogether(path, known.plan, known.prepared)].map(([name, own]) =>
          this.#add({ view: firstFar + views.length + i, name }, own),
        ),
      ),
    ]
    this.order = this.#visited()
    const schemaOf = (name: string): ColumnSchema => table.modelled.columns.find((column) => column.name === name) as ColumnSchema
    this.encoded = new Map(this.order.map((name) => [name, encodeColumn(table.learned.column(name), schemaOf(name), known.settings)]))
    this.changes = new Map(
      this.order.flatMap((name) => {
        const column = table.learned.column(name)
        if (!isNumberColumn(column)) return []
        const changes = encodeColumn({ ...column, values: this.#changesOf(column) }, changeSchema(schemaOf(name)), known.settings)
        return [[name, changes as EncodedNumbers] as const]
      }),
    )
    this.#addOwn()
  }

  /** The rows with what each of them sees, as trees look at it. */
  get past(): Past {
    return { codings: this.codings, codes: this.#codes, places: this.places() }
  }

  /** Second parents, by relation, in the order in which they are found. */
  seconds(parts: readonly string[] = ['second', 'lookup']): number[] {
    return [...this.#known.plan.relations.keys()].filter((i) => {
      const { child, part } = this.#known.plan.relations[i]
      return child === this.#table.name && parts.includes(part)
    })
  }

  /** How a second parent is found. */
  match(relation: number): Matched {
    return this.#known.matches.get(relation) as Matched
  }

  /** The part of what a row sees that has this name, if it sees one; with `view` another than `now` that of another row of the table. */
  own(name: string, view: number = now, always = false): Predictor[] {
    const base = this.bases.findIndex((other) => other.view === now && other.name === name)
    return base < 0 ? [] : [{ base, view, ...(always && { always }) }]
  }

  /** What rows see before anything of their own is drawn. `upTo`: of second parents only those before this one. */
  outside(upTo = Number.POSITIVE_INFINITY): Predictor[] {
    const ready = this.#far.filter(({ view }) => {
      const path = this.views[view - firstFar]
      const { part } = this.#known.plan.relations[path[0].relation]
      // Which rows of second parents are wanted is known before anything else is drawn.
      return (part !== 'second' && part !== 'lookup' && !isTogether(path)) || upTo === Number.POSITIVE_INFINITY
    })
    const classes = this.seconds().filter((relation) => relation < upTo)
    return [
      ...[placeName, leftName, depthName].flatMap((name) => this.own(name)),
      ...classes.flatMap((relation) => [...this.own(sameName(relation)), ...this.own(className(relation))]),
      ...ready,
    ]
  }

  #add(base: Base, { coding, codes }: CodedContext): Predictor {
    this.codings.push(coding)
    this.#codes.push(codes)
    return { base: this.bases.push(base) - 1, view: base.view }
  }

  #farCodes({ view, name }: Base): CodedContext {
    const path = this.views[view - firstFar]
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
    for (const relation of this.seconds()) {
      const { classes, ofChild, diamond } = this.match(relation)
      if (diamond) this.#add({ view: now, name: sameName(relation) }, coded(levelCoding(2), diamond.same))
      this.#add({ view: now, name: className(relation) }, coded(levelCoding(classes + 1), ofChild))
    }
    for (const name of this.order) {
      const column = this.encoded.get(name) as Encoded
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
    if (order !== null && this.changes.has(order)) {
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

  /** By view, the row that each row looks at; null for itself. */
  places(): (Int32Array | null)[] {
    const { position } = this.#table
    const { plan, prepared } = this.#known
    return [
      null,
      position.map((place, row) => (place > 0 ? row - 1 : -1)),
      ...this.views.map((path) => rowsAlong(isTogether(path) ? path.slice(0, -1) : path, this.#table, plan, prepared)),
    ]
  }
}

/** Changes of a number, on its grid. */
function changeSchema(column: ColumnSchema): ColumnSchema {
  const decimals = column.kind === 'numeric' ? column.decimals : 0
  return newColumn({ name: column.name, kind: 'numeric', decimals })
}
