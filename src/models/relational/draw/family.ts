import { createRng, type Rng } from '../../../random/rng.js'
import { cellAt } from '../../../relations/carried/agreement.js'
import type { Column } from '../../../table/column.js'
import { concatTables, Table } from '../../../table/table.js'
import { type BaseCoding, baseCodes } from '../../markov-chain/fit/bases.js'
import { drawnRows, type RowLaw, settledRows } from '../../shell/sample.js'
import { togetherBy } from '../fit/virtuals.js'
import { gatheredCells } from '../rules/wide.js'
import type { DescribedRows, Hop, Match, TableState } from '../state.js'
import { className, depthName, firstFar, isTogether, sameName, targetOf } from '../views.js'
import { foundRows, type Wanted } from './found.js'
import { HeldRules, holdRows } from './held.js'
import { joinGenerations, type Local } from './local.js'
import { childrenOf, generationRows, type OwnedRows } from './owned-rows.js'
import type { RelatedRows } from './related-rows.js'
import { type KeyScopes, type Outline, RowDrawer } from './rows.js'
import { type DatabaseRun, type FamilyRange, ownedTables, ownerHop, relationsOf, type Store, stateOf } from './run.js'
import { drawStated, statedClasses } from './stated-rows.js'

/** Streams of the parts of a table in a block. */
const streams = { classes: 0, links: 1, columns: 2, settle: 3, late: 4, sizes: 5, rules: 6 } as const

const none: Local['forced'] = { keys: 0, rules: 0 }

/** What rows want of second parents, by relation: classes and, of diamonds, whether to come where the other way leads. */
interface Wants {
  readonly classes: Map<number, Int32Array>
  readonly same: Map<number, Int32Array>
}

/** The rows of second parents, and the classes of these, by relation. */
interface Found {
  readonly links: Map<number, Int32Array>
  readonly classes: Map<number, Int32Array>
}

/** The rows of one block of the run, table by table, each when it is asked for. A pure function of the run. */
export class FamilyRows {
  readonly #run: DatabaseRun
  readonly block: FamilyRange
  readonly #done = new Map<string, Local>()
  readonly #late = new Set<string>()
  readonly #working = new Set<string>()
  readonly #completed = new Map<string, Table>()

  constructor(run: DatabaseRun, block: FamilyRange) {
    this.#run = run
    this.block = block
  }

  /** Tables of the family, each after its owner. */
  get tables(): string[] {
    return ownedTables(this.#run.model, this.block.table)
  }

  /** What a table's rows want of a second parent, before it is known which rows these are. Those of relations before this one have been found. */
  wanted(name: string, relation: number): Wanted {
    const state = stateOf(this.#run, name)
    const isRoot = state.bases.length === 0 && ownerHop(this.#run.model, name) === null
    const owned = isRoot ? unownedRows(this.block.count) : this.#outline(state, null, 0)
    const rng = this.#rng(name, 0)
    const wants = isRoot ? this.#rootWants(state, this.#rootRows(state)) : this.#drawWants(state, owned, rng)
    const links = this.#match(relation).diamond ? this.#found(state, wants, owned, rng, relation).links : new Map<number, Int32Array>()
    return this.#wanted(relation, wants, owned, links)
  }

  /** The rows of a table. */
  rows(name: string): Local {
    const known = this.#done.get(name)
    if (known) return known
    const state = stateOf(this.#run, name)
    const local = state.lookup ? this.#lookupRows(state) : ownerHop(this.#run.model, name) === null ? this.#root(state) : this.#owned(state)
    this.#done.set(name, local)
    return local
  }

  /** The same, with the rows that late relations lead to. */
  finished(name: string): Local {
    const local = this.rows(name)
    if (this.#late.has(name)) return local
    this.#late.add(name)
    for (const relation of relationsOf(this.#run.model, name, ['late'])) {
      const wanted = { classes: local.classes.get(relation) as Int32Array, ends: null, position: local.position }
      const rng = this.#rng(name, 0).split(streams.late, relation)
      local.links.set(relation, foundRows(this.#run, this.block, relation, wanted, rng).rows)
    }
    return local
  }

  /** The rows of a table with what is made anew, which is made once. */
  completed(name: string, make: (local: Local) => Table): Table {
    const known = this.#completed.get(name)
    if (known) return known
    const table = make(this.finished(name))
    this.#completed.set(name, table)
    return table
  }

  /** What `work` makes; `own` where that is being made already, and so would wait for itself. */
  once<Result>(what: string, own: Result, work: () => Result): Result {
    if (this.#working.has(what)) return own
    this.#working.add(what)
    const result = work()
    this.#working.delete(what)
    return result
  }

  /** Lets go of what has been drawn; it is drawn again when it is asked for. */
  forget(): void {
    this.#done.clear()
    this.#late.clear()
    this.#completed.clear()
  }

  /** How many rows of a table the rows of its owner have in this block. */
  count(name: string): number {
    const hop = ownerHop(this.#run.model, name)
    if (hop === null || name === this.block.table) return this.rows(name).rows
    const owner = targetOf(this.#run.model.plan, hop)
    return owner === name ? this.rows(name).rows : childrenOf(this.#run, stateOf(this.#run, name), this.rows(owner)).ownerRow.length
  }

  #rng(name: string, generation: number): Rng {
    const table = this.#run.model.tables.findIndex((state) => state.name === name)
    return createRng(this.#run.seed, this.block.index, table, generation)
  }

  /** Rows of a table without an owner; of one block, and as far as it goes, different where all real ones are. */
  #rootRows({ name, distinct }: TableState): Table {
    const root = this.#run.roots.get(name) as RowLaw
    const rng = createRng(
      this.#run.seed,
      this.#run.model.tables.findIndex((state) => state.name === name),
    )
    const { index, count } = this.block
    const drawn = drawnRows({ ...root, seed: rng.integer(2 ** 32) }, index, count)
    const isAlone = this.#run.blocks.every((block) => block.index === index || block.table !== name)
    if (distinct.length === 0 || !isAlone) return drawn
    return differentRows(drawn, distinct, (round) => drawnRows({ ...root, seed: rng.split(round).integer(2 ** 32) }, index, count))
  }

  #rootWants({ name }: TableState, drawn: Table): Wants {
    const relations = relationsOf(this.#run.model, name, ['second', 'lookup', 'late'])
    const codesOf = (column: string, missing: number): Int32Array =>
      Int32Array.from(drawn.column(column).values, (code) => (code < 0 ? missing : code))
    const diamonds = relations.filter((relation) => this.#match(relation).diamond)
    const classesOf = (relation: number): Int32Array =>
      this.#statedClasses(name, relation, drawn.rows) ?? codesOf(className(relation), this.#match(relation).classes)
    return {
      classes: new Map(relations.map((relation) => [relation, classesOf(relation)])),
      same: new Map(diamonds.map((relation) => [relation, codesOf(sameName(relation), 0)])),
    }
  }

  #match(relation: number): Match {
    return this.#run.model.matches[relation] as Match
  }

  /** The classes of rows that a schema describes; null where rows were learned. */
  #statedClasses(name: string, relation: number, rows: number): Int32Array | null {
    const { stated, classes } = this.#match(relation)
    return stated ? statedClasses(stated.missing, classes, rows, this.#rng(name, 0).split(streams.classes, relation)) : null
  }

  #root(state: TableState): Local {
    const drawn = this.#rootRows(state)
    const wants = this.#rootWants(state, drawn)
    const virtuals = new Map(state.virtuals.map(({ name }) => [name, drawn.column(name).values as ArrayLike<number>]))
    const extra = new Set([
      ...state.virtuals.map(({ name }) => name),
      ...[...wants.classes.keys()].map(className),
      ...[...wants.same.keys()].map(sameName),
    ])
    const columns = drawn.select(drawn.names.filter((name) => !extra.has(name)))
    const owned = unownedRows(drawn.rows)
    const found = this.#found(state, wants, owned, this.#rng(state.name, 0))
    return this.#local(state, { ...owned, ...found, columns, virtuals, ages: new Map(), depth: null, forced: none })
  }

  #lookupRows(state: TableState): Local {
    const { first, count } = this.block
    const all = new Table(state.lookup ?? [], state.rows)
    const columns = all.slice(first, first + count)
    const virtuals = new Map(state.virtuals.map(({ name }) => [name, columns.column(name).values as ArrayLike<number>]))
    const links = new Map(
      [...(this.#run.stores.get(state.name) as Store).links].map(([relation, rows]) => [relation, rows.slice(first, first + count)]),
    )
    const zeros = new Int32Array(count)
    return this.#local(state, {
      columns,
      virtuals,
      position: zeros,
      classes: new Map(),
      links,
      ages: new Map(),
      owner: null,
      ownerRow: zeros.map(() => -1),
      depth: null,
      forced: none,
    })
  }

  /** Rows of their owners, of a table that owns itself generation after generation. */
  #owned(state: TableState): Local {
    const hop = ownerHop(this.#run.model, state.name) as Hop
    if (targetOf(this.#run.model.plan, hop) !== state.name) return this.#generation(state, null, 0)
    const parts: Local[] = []
    for (let depth = 0; depth < Math.max(1, state.generations.length); depth++) {
      const part = this.#generation(state, parts.at(-1) ?? null, depth)
      if (part.rows === 0) break
      parts.push(part)
    }
    return joinGenerations(state, parts)
  }

  #generation(state: TableState, above: Local | null, depth: number): Local {
    const { model } = this.#run
    const rng = this.#rng(state.name, depth)
    const owned = this.#outline(state, above, depth)
    const wants = this.#drawWants(state, owned, rng)
    const { classes, links } = this.#found(state, wants, owned, rng)
    if (state.described) return this.#stated(state, state.described, owned, { classes, links }, rng)
    const related = state.views.map((path, v) =>
      isTogether(path) ? this.#together(state, v, owned) : this.#relatedRows(path, owned, links),
    )
    const known = new Map([...named(classes, className), ...named(wants.same, sameName)])
    const outline: Outline = { rows: owned.ownerRow.length, position: owned.position, size: owned.size, depth, related, wants: known }
    const drawer = new RowDrawer(state, outline)
    drawer.draw(rng.split(streams.columns), this.#scopes(state, owned, links))
    const held = this.#held(state, owned, links)
    const settle = (columns: Table, round: readonly number[]): Table =>
      settledRows(state.shell, columns, rng.split(streams.settle, ...round))
    const rows = held
      ? holdRows(drawer, settle, held, owned.position, rng.split(streams.rules))
      : { columns: settle(drawer.drawn.columns, []), forced: 0 }
    const drawn = drawer.drawn
    for (const relation of relationsOf(model, state.name, ['late'])) {
      const { step, classes: count } = this.#match(relation)
      classes.set(relation, step ? drawer.drawLate(step, rng.split(streams.late)) : new Int32Array(outline.rows).fill(count))
    }
    return this.#local(state, {
      ...owned,
      columns: rows.columns,
      virtuals: drawn.virtuals,
      classes,
      links,
      ages: drawn.ages,
      depth: state.generations.length > 0 ? depth : null,
      forced: { keys: drawn.forced, rules: rows.forced },
    })
  }

  /** Rows that a schema describes, each by itself. */
  #stated(state: TableState, described: DescribedRows, owned: OwnedRows, { classes, links }: Found, rng: Rng): Local {
    const seen = new Map(
      described.seen.map(
        ({ column, path, from }) => [column, this.#cellsAlong(path, owned, links)({ column: from, name: column })] as const,
      ),
    )
    const law = this.#run.roots.get(state.name) as RowLaw
    const { position } = owned
    const rows = drawStated({ law, described, seen, position, held: this.#held(state, owned, links) }, rng.split(streams.columns))
    const moved = (values: Int32Array): Int32Array => rows.drawnAs.map((row) => values[row])
    for (const relation of relationsOf(this.#run.model, state.name, ['late']))
      classes.set(relation, this.#statedClasses(state.name, relation, position.length) as Int32Array)
    const counts = new Set(state.virtuals.map(({ name }) => name))
    const { columns } = rows
    return this.#local(state, {
      ...owned,
      columns: columns.select(columns.names.filter((name) => !counts.has(name) && !seen.has(name))),
      virtuals: new Map([...counts].map((name) => [name, columns.column(name).values])),
      classes: new Map([...classes].map(([relation, own]) => [relation, moved(own)])),
      links: new Map([...links].map(([relation, own]) => [relation, moved(own)])),
      ages: new Map(),
      depth: null,
      forced: { keys: 0, rules: rows.forced },
    })
  }

  #local(state: TableState, { depth, ...given }: Omit<Local, 'name' | 'rows' | 'codes'> & { readonly depth: number | null }): Local {
    const { rows } = given.columns
    const codes = new Map(
      state.seen.map(({ name, coding }) => {
        const values =
          name === depthName ? new Float64Array(rows).fill(depth ?? 0) : (given.virtuals.get(name) ?? given.columns.column(name).values)
        return [name, baseCodes(coding, values)]
      }),
    )
    return { name: state.name, rows, codes, ...given }
  }

  /** The rows of a table and their owners; strays where the block is of such. */
  #outline(state: TableState, above: Local | null, depth: number): OwnedRows {
    const { model } = this.#run
    const hop = ownerHop(model, state.name) as Hop
    const owner = targetOf(model.plan, hop)
    if (state.name === this.block.table && depth === 0) {
      const ownerRow = new Int32Array(this.block.count).fill(-1)
      return { owner: null, ownerRow, position: ownerRow.map(() => 0), size: ownerRow.map(() => 1) }
    }
    if (!above) return childrenOf(this.#run, state, this.rows(owner))
    const total = generationRows(this.#run, this.block, state, depth)
    return childrenOf(this.#run, state, above, { total, rng: this.#rng(state.name, 0).split(streams.sizes, above.rows, total) })
  }

  #drawWants(state: TableState, owned: OwnedRows, rng: Rng): Wants {
    const wants: Wants = { classes: new Map(), same: new Map() }
    const relations = relationsOf(this.#run.model, state.name, ['second', 'lookup'])
    if (relations.length === 0) return wants
    const related = state.views.map((path) => (isTogether(path) ? unseen(owned) : this.#relatedRows(path, owned, new Map())))
    const drawer = new RowDrawer(state, {
      rows: owned.ownerRow.length,
      position: owned.position,
      size: owned.size,
      depth: 0,
      related,
      wants: new Map(),
    })
    const rows = owned.ownerRow.length
    for (const relation of relations) {
      const { step, classes, diamond } = this.#match(relation)
      if (diamond) {
        const { step: same } = diamond
        const own = rng.split(streams.classes, relation, 1)
        wants.same.set(relation, same ? drawer.drawWants(sameName(relation), same, own) : new Int32Array(rows))
      }
      const own = rng.split(streams.classes, relation)
      wants.classes.set(
        relation,
        this.#statedClasses(state.name, relation, rows) ??
          (step ? drawer.drawWants(className(relation), step, own) : new Int32Array(rows).fill(classes)),
      )
    }
    return wants
  }

  /** The rows of second parents, by relation, one after the other, and the classes of these; as far as the relation `before`. */
  #found({ name }: TableState, wants: Wants, owned: OwnedRows, rng: Rng, before = Number.POSITIVE_INFINITY): Found {
    const links = new Map<number, Int32Array>()
    const classes = new Map(wants.classes)
    for (const relation of relationsOf(this.#run.model, name, ['second', 'lookup'])) {
      if (relation >= before) break
      const wanted = this.#wanted(relation, wants, owned, links)
      const found = foundRows(this.#run, this.block, relation, wanted, rng.split(streams.links, relation))
      links.set(relation, found.rows)
      classes.set(relation, found.classes)
    }
    return { links, classes }
  }

  #wanted(relation: number, { classes, same }: Wants, owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): Wanted {
    const { diamond } = this.#match(relation)
    const own = { classes: classes.get(relation) as Int32Array, position: owned.position }
    if (!diamond) return { ...own, ends: null }
    const { places, offset } = this.#relatedRows(diamond.near, owned, links)
    const isSame = same.get(relation) as Int32Array
    return { ...own, ends: places.map((row, i) => (row < 0 ? -1 : isSame[i] === 1 ? row + offset : -2 - row - offset)) }
  }

  /** What rows see at the end of a path. */
  #relatedRows(path: readonly Hop[], owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): RelatedRows {
    const { model, stores } = this.#run
    const rows = owned.ownerRow.length
    let places: Int32Array = Int32Array.from({ length: rows }, (_, row) => row)
    let here: Local | OwnedRows | null = owned
    let there: Store | null = null
    for (const hop of path) {
      const { part } = model.plan.relations[hop.relation]
      let link: Int32Array | undefined
      if (there) {
        link = part === 'partner' ? undefined : there.links.get(hop.relation)
        there = stores.get(targetOf(model.plan, hop)) ?? null
      } else if (part === 'partner' && !hop.back) {
        // A partner has the number of the row that it is drawn after.
        here = this.rows(targetOf(model.plan, hop))
      } else if (part === 'owner' || part === 'self' || part === 'partner') {
        link = here?.ownerRow ?? new Int32Array(rows).fill(-1)
        here = here?.owner ?? null
        if (here === null) link = new Int32Array(link.length).fill(-1)
      } else {
        link = here && 'links' in here ? here.links.get(hop.relation) : links.get(hop.relation)
        there = stores.get(targetOf(model.plan, hop)) ?? null
        if (!link) link = new Int32Array(here && 'rows' in here ? here.rows : rows).fill(-1)
      }
      const follow = link
      if (follow) places = places.map((row) => (row < 0 ? -1 : (follow[row] ?? -1)))
    }
    const end = (there ?? here) as Store | Local | null
    const offset = there || !end || !('name' in end) ? 0 : (this.#run.offsets.get(end.name)?.get(this.block.index) ?? 0)
    return {
      places,
      offset,
      codesOf: (name) => end?.codes?.get(name) ?? new Uint16Array(),
      cellsOf: (column) => (end && 'cells' in end ? end.cells.get(column) : end?.columns.column(column)) ?? missing(column),
    }
  }

  /** What rows see of the children of their owner of another kind, which are drawn before, together. */
  #together({ views, bases, codings }: TableState, view: number, owned: OwnedRows): RelatedRows {
    const { owner } = owned
    if (!owner) return unseen(owned)
    const elders = this.rows(targetOf(this.#run.model.plan, views[view]?.at(-1) as Hop))
    return {
      ...unseen(owned),
      places: owned.ownerRow,
      codesOf: (name) => {
        const base = bases.findIndex((other) => other.view === view + firstFar && other.name === name)
        return baseCodes(codings[base] as BaseCoding, togetherBy(elders.columns.column(name), elders.ownerRow, owner.rows))
      },
    }
  }

  /** The rules about a table, with what its rows see; null where there are none. */
  #held({ name }: TableState, owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): HeldRules | null {
    const own = this.#run.rules.filter(({ table }) => table === name)
    if (own.length === 0) return null
    return new HeldRules(own, ({ way, column, name: seen }) => this.#cellsAlong(way.path, owned, links)({ column, name: seen }))
  }

  /** The cells that rows see in a column of the rows to which these relations lead, by another name. */
  #cellsAlong(
    path: readonly number[],
    owned: OwnedRows,
    links: ReadonlyMap<number, Int32Array>,
  ): (asked: { readonly column: string; readonly name: string }) => Column {
    const related = this.#relatedRows(
      path.map((relation): Hop => ({ relation, back: false })),
      owned,
      links,
    )
    return ({ column, name }) => gatheredCells(related.cellsOf(column), related.places, name)
  }

  /** Which keys of rows are taken; null where rows have keys of their own anyway. */
  #scopes(state: TableState, { ownerRow }: OwnedRows, links: ReadonlyMap<number, Int32Array>): KeyScopes | null {
    if (!state.unique) return null
    const own = state.unique.columns.filter((column) => state.drawn.includes(column))
    if (own.length === 0) return null
    const { model } = this.#run
    const referred = [...links].filter(([relation]) =>
      model.plan.relations[relation]?.columns.some((column) => state.unique?.columns.includes(column)),
    )
    const taken = new Set<string>()
    const isOwner = state.unique.within === 'owner'
    const wholeOf = (row: number, key: string): string =>
      `${isOwner ? ownerRow[row] : ''}|${referred.map(([, rows]) => rows[row]).join(',')}|${key}`
    return {
      columns: own,
      take(row, key) {
        const whole = wholeOf(row, key)
        if (taken.has(whole)) return false
        taken.add(whole)
        return true
      },
      free(row, key) {
        taken.delete(wholeOf(row, key))
      },
    }
  }
}

/** Rows without an owner. */
function unownedRows(rows: number): OwnedRows {
  const none = new Int32Array(rows)
  return { owner: null, ownerRow: none.map(() => -1), position: none, size: none.map(() => 1) }
}

/** How often rows are drawn again that repeat another one. */
const mostRounds = 50

/** The rows, of which those that repeat a value of one before in these columns give way to others that don't, if there are such. */
function differentRows(rows: Table, distinct: readonly string[], drawAgain: (round: number) => Table): Table {
  const taken = distinct.map(() => new Set<string | number>())
  const isNew = (table: Table, row: number): boolean => {
    const cells = distinct.map((name) => cellAt(table.column(name), row))
    if (cells.some((cell, i) => cell !== null && taken[i]?.has(cell))) return false
    cells.forEach((cell, i) => {
      if (cell !== null) taken[i]?.add(cell)
    })
    return true
  }
  const places = Int32Array.from({ length: rows.rows }, (_, row) => row)
  let open = places.filter((row) => !isNew(rows, row))
  let all = rows
  for (let round = 1; round <= mostRounds && open.length > 0; round++) {
    const others = drawAgain(round)
    for (let row = 0; row < others.rows && open.length > 0; row++) {
      if (!isNew(others, row)) continue
      places[open[0]] = all.rows + row
      open = open.subarray(1)
    }
    all = concatTables([all, others])
  }
  return all.take(places)
}

function named<T>(byRelation: ReadonlyMap<number, T>, nameOf: (relation: number) => string): [string, T][] {
  return [...byRelation].map(([relation, own]) => [nameOf(relation), own])
}

/** What rows see where there is nothing. */
function unseen({ ownerRow }: OwnedRows): RelatedRows {
  return { places: new Int32Array(ownerRow.length).fill(-1), offset: 0, codesOf: () => new Uint16Array(), cellsOf: missing }
}

function missing(name: string): Column {
  return { name, kind: 'numeric', values: new Float64Array() }
}
