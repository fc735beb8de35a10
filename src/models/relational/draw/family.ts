import type { Rng } from '../../../random/rng.js'
import { Table } from '../../../table/table.js'
import { baseCodes } from '../../markov-chain/fit/bases.js'
import { type RowLaw, reconciledRows } from '../../shell/sample.js'
import type { DescribedRows, Hop, TableState } from '../state.js'
import { className, depthName, isTogether, sameName, targetOf } from '../views.js'
import { foundRows, type Wanted } from './parents/found.js'
import { type Found, SecondParents } from './parents/second-parents.js'
import { HeldRules, holdRows } from './rows/held.js'
import { keyScopes } from './rows/key-scopes.js'
import { joinGenerations, type Local } from './rows/local.js'
import { childrenOf, generationRows, type OwnedRows } from './rows/owned-rows.js'
import { RelatedPredictors } from './rows/related-predictors.js'
import { type Outline, RowDrawer } from './rows/row-drawer.js'
import { drawStated } from './rows/stated-rows.js'
import { rootRows, unownedRows } from './rows/unowned-rows.js'
import {
  blockRng,
  type DatabaseRun,
  type FamilyRange,
  matchOf,
  ownedTables,
  ownerHop,
  relationsOf,
  type Store,
  stateOf,
  streams,
} from './run.js'

const none: Local['forced'] = { keys: 0, rules: 0 }

/** The rows of one block of the run, table by table, each when it is asked for. A pure function of the run. */
export class FamilyRows {
  readonly #run: DatabaseRun
  readonly block: FamilyRange
  readonly #sights: RelatedPredictors
  readonly #seconds: SecondParents
  readonly #done = new Map<string, Local>()
  readonly #late = new Set<string>()
  readonly #working = new Set<string>()
  readonly #completed = new Map<string, Table>()

  constructor(run: DatabaseRun, block: FamilyRange) {
    this.#run = run
    this.block = block
    this.#sights = new RelatedPredictors(run, block, (table) => this.rows(table))
    this.#seconds = new SecondParents(run, block, this.#sights)
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
    const rng = blockRng(this.#run, this.block, name)
    const wants = isRoot ? this.#seconds.ofRoot(state, rootRows(this.#run, this.block, state)) : this.#seconds.draw(state, owned, rng)
    const links = matchOf(this.#run, relation).diamond
      ? this.#seconds.find(state, wants, owned, rng, relation).links
      : new Map<number, Int32Array>()
    return this.#seconds.wanted(relation, wants, owned, links)
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
      const rng = blockRng(this.#run, this.block, name).split(streams.late, relation)
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

  #root(state: TableState): Local {
    const drawn = rootRows(this.#run, this.block, state)
    const wants = this.#seconds.ofRoot(state, drawn)
    const virtuals = new Map(state.virtuals.map(({ name }) => [name, drawn.column(name).values as ArrayLike<number>]))
    const extra = new Set([
      ...state.virtuals.map(({ name }) => name),
      ...[...wants.classes.keys()].map(className),
      ...[...wants.same.keys()].map(sameName),
    ])
    const columns = drawn.select(drawn.names.filter((name) => !extra.has(name)))
    const owned = unownedRows(drawn.rows)
    const found = this.#seconds.find(state, wants, owned, blockRng(this.#run, this.block, state.name))
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
    const rng = blockRng(this.#run, this.block, state.name, depth)
    const owned = this.#outline(state, above, depth)
    const wants = this.#seconds.draw(state, owned, rng)
    const { classes, links } = this.#seconds.find(state, wants, owned, rng)
    if (state.described) return this.#stated(state, state.described, owned, { classes, links }, rng)
    const related = state.views.map((path, v) =>
      isTogether(path) ? this.#sights.together(state, v, owned) : this.#sights.along(path, owned, links),
    )
    const known = new Map([...named(classes, className), ...named(wants.same, sameName)])
    const outline: Outline = { rows: owned.ownerRow.length, position: owned.position, size: owned.size, depth, related, wants: known }
    const drawer = new RowDrawer(state, outline)
    drawer.draw(rng.split(streams.columns), keyScopes(model, state, owned, links))
    const held = this.#held(state, owned, links)
    const settle = (columns: Table, round: readonly number[]): Table =>
      reconciledRows(state.shell, columns, rng.split(streams.settle, ...round))
    const rows = held
      ? holdRows(drawer, settle, held, owned.position, rng.split(streams.rules))
      : { columns: settle(drawer.drawn.columns, []), forced: 0 }
    const drawn = drawer.drawn
    for (const relation of relationsOf(model, state.name, ['late'])) {
      const { step, classes: count } = matchOf(this.#run, relation)
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
        ({ column, path, from }) => [column, this.#sights.cellsAlong(path, owned, links)({ column: from, name: column })] as const,
      ),
    )
    const law = this.#run.roots.get(state.name) as RowLaw
    const { position } = owned
    const rows = drawStated({ law, described, seen, position, held: this.#held(state, owned, links) }, rng.split(streams.columns))
    const moved = (values: Int32Array): Int32Array => rows.drawnAs.map((row) => values[row])
    for (const relation of relationsOf(this.#run.model, state.name, ['late']))
      classes.set(relation, this.#seconds.stated(state.name, relation, position.length) as Int32Array)
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
    return childrenOf(this.#run, state, above, {
      total,
      rng: blockRng(this.#run, this.block, state.name).split(streams.sizes, above.rows, total),
    })
  }

  /** The rules about a table, with what its rows see; null where there are none. */
  #held({ name }: TableState, owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): HeldRules | null {
    const own = this.#run.rules.filter(({ table }) => table === name)
    if (own.length === 0) return null
    return new HeldRules(own, ({ way, column, name: seen }) => this.#sights.cellsAlong(way.path, owned, links)({ column, name: seen }))
  }
}

function named<T>(byRelation: ReadonlyMap<number, T>, nameOf: (relation: number) => string): [string, T][] {
  return [...byRelation].map(([relation, own]) => [nameOf(relation), own])
}
