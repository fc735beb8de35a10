import { InputError } from '../errors.js'
import { intraclassAgreement, intraclassCorrelation } from '../stats/association/intraclass.js'
import { isNumberColumn } from '../table/column.js'
import { carriedText } from './carried/carried.js'
import type { Database } from './database.js'
import { linkRows, noRow } from './links.js'
import { type DatabaseSchema, relationName, type TableRelation } from './schema.js'

/**
 * How the rows of a relation come to each other when a database is drawn.
 *  - owner: the child's rows are drawn from the row of the parent that they belong to, one after another;
 *  - self: the same, of a table that refers to itself;
 *  - partner: each row of the parent has exactly one child, after which it is drawn;
 *  - second: the child, already in the hands of its owner, finds a row of the parent that suits it;
 *  - lookup: the parent is written as it is, and the child draws one of its rows;
 *  - earlier: a row of the table itself among those that the same owner has before it;
 *  - late: the parent's row is found once all rows are there, which is how a circle of tables is cut;
 *  - implied: another relation of the child leads to the row.
 */
export type RelationPart = 'owner' | 'self' | 'partner' | 'second' | 'lookup' | 'earlier' | 'late' | 'implied'

/** A relation of the schema, or one that follows from it, and its part. Plain data. */
export interface PlannedRelation extends TableRelation {
  readonly part: RelationPart
  /** How much of what the child's columns vary lies between rows of the parent, summed over columns. */
  readonly gain: number
  /** Of an implied relation: the relations, by number, that lead from the child to the parent one after the other. */
  readonly path?: readonly [number, number]
}

/** The order in which a database is drawn. Plain data. */
export interface DrawPlan {
  /** Every table after those that it is drawn from. */
  readonly tables: readonly string[]
  readonly relations: readonly PlannedRelation[]
  /** What a reader should know: empty and unconnected tables, circles that are cut, a sentence each. */
  readonly notes: readonly string[]
}

/** Rows that the gain of a relation is told from, at most. */
const gainRows = 50_000
/** A parent of fewer rows than this owns nothing but by its key: so few say too little of how many children there are. */
const fewestOwners = 30
/** Share of the references of a table to itself that must lead to earlier rows of the same owner. */
const mostlyEarlier = 0.9

/** The plan of a database that has been checked; throws an InputError where a circle of keys can't be cut. */
export function planDatabase(database: Database, schema: DatabaseSchema): DrawPlan {
  const relations = withImplied(database, schema)
  const links = relations.map((relation) => linkRows(database, relation))
  const planner = new Planner(database, schema, relations, links)
  return planner.plan()
}

interface Draft {
  part: RelationPart | null
  gain: number
  path?: readonly [number, number]
}

class Planner {
  readonly #database: Database
  readonly #schema: DatabaseSchema
  readonly #relations: readonly TableRelation[]
  readonly #links: readonly Int32Array[]
  readonly #drafts: Draft[]
  readonly #notes: string[] = []

  constructor(database: Database, schema: DatabaseSchema, relations: readonly TableRelation[], links: readonly Int32Array[]) {
    this.#database = database
    this.#schema = schema
    this.#relations = relations
    this.#links = links
    this.#drafts = relations.map((relation, i) => ({ part: null, gain: gainOf(database, schema, relation, links[i]) }))
  }

  plan(): DrawPlan {
    for (const [i, relation] of this.#relations.entries()) {
      const draft = this.#drafts[i]
      const path = impliedPath(this.#relations, i)
      if (path) Object.assign(draft, { part: 'implied', path })
      else if (this.#schema.tables[relation.parent]?.role === 'lookup' && !relation.owner && !this.#isInKey(i)) draft.part = 'lookup'
    }
    this.#choosePartners()
    this.#cutCircles()
    for (const name of Object.keys(this.#schema.tables)) this.#chooseOwner(name)
    for (const [i, draft] of this.#drafts.entries()) draft.part ??= this.#isSelf(this.#relations[i]?.child) ? 'late' : 'second'
    this.#tell()
    return {
      tables: this.#order(),
      relations: this.#relations.map((relation, i) => ({ ...relation, ...(this.#drafts[i] as Draft & { part: RelationPart }) })),
      notes: this.#notes,
    }
  }

  /** Relations, by number, of the child that have no part yet. */
  #open(child: string): number[] {
    return [...this.#relations.keys()].filter((i) => this.#relations[i]?.child === child && this.#drafts[i]?.part === null)
  }

  /** Whether a column of the relation is part of the child's key. */
  #isInKey(i: number): boolean {
    const { child, columns } = this.#relations[i]
    return columns.some((column) => this.#schema.tables[child]?.key.includes(column))
  }

  /** A parent whose every row has exactly one child that another table may own is drawn after it. */
  #choosePartners(): void {
    const taken = new Set<string>()
    for (const [i, relation] of this.#relations.entries()) {
      const { child, parent } = relation
      const draft = this.#drafts[i]
      if (draft.part !== null || child === parent || relation.owner || taken.has(parent) || taken.has(child)) continue
      if (this.#schema.tables[parent]?.role === 'lookup' || this.#isInKey(i)) continue
      const others = this.#open(child).filter((other) => other !== i && this.#relations[other]?.parent !== parent)
      if (!others.some((other) => this.#relations[other]?.parent !== child) || !isOneToOne(this.#links[i], this.#rows(parent))) continue
      draft.part = 'partner'
      taken.add(parent)
      taken.add(child)
    }
  }

  #rows(name: string): number {
    return this.#database[name].rows
  }

  /** From table to table: what has to be drawn before. */
  #edges(): { readonly from: string; readonly to: string; readonly relation: number }[] {
    return this.#relations.flatMap(({ child, parent }, relation) => {
      const { part } = this.#drafts[relation]
      if (child === parent || part === 'late' || part === 'implied') return []
      return [part === 'partner' ? { from: child, to: parent, relation } : { from: parent, to: child, relation }]
    })
  }

  /** While tables wait for each other, one relation among them is made late: one that may be missing first, then the one that says least. */
  #cutCircles(): void {
    for (;;) {
      const circle = circleAmong(Object.keys(this.#schema.tables), this.#edges())
      if (circle.length === 0) return
      const partners = circle.filter((i) => this.#drafts[i]?.part === 'partner')
      if (partners.length > 0) {
        this.#drafts[partners[0]].part = 'second'
        continue
      }
      const cuttable = circle.filter((i) => !this.#isInKey(i))
      if (cuttable.length === 0) {
        const names = circle.map((i) => `${relationName(this.#relations[i])} → ${this.#relations[i]?.parent}`)
        throw new InputError(
          'database',
          `keys are made of each other in a circle that can't be cut (${names.join(', ')}); take one of these out of "relations"`,
        )
      }
      const rank = (i: number): number => {
        const { owner, nullable } = this.#relations[i]
        const mayMiss = nullable && this.#links[i].includes(noRow)
        return (owner ? 1e6 : 0) + (mayMiss ? 0 : 1e3) + this.#drafts[i].gain
      }
      const cut = cuttable.reduce((best, i) => (rank(i) < rank(best) ? i : best))
      this.#drafts[cut].part = 'late'
      this.#notes.push(
        `${relationName(this.#relations[cut])} is part of a circle of tables: its rows of ${this.#relations[cut]?.parent} are found once all others are there`,
      )
    }
  }

  #chooseOwner(child: string): void {
    // A partner has its owner: the row that it is drawn after.
    const isPartner = this.#relations.some(({ parent }, i) => parent === child && this.#drafts[i]?.part === 'partner')
    const open = this.#open(child)
    const own = open.filter((i) => this.#relations[i]?.parent === child)
    const others = open.filter((i) => !own.includes(i))
    const declared = open.find((i) => this.#relations[i]?.owner)
    const best = (candidates: readonly number[]): number | undefined => {
      const inKey = candidates.filter((i) => this.#isInKey(i))
      const many = (inKey.length > 0 ? inKey : candidates).filter((i) => this.#rows(this.#relations[i]?.parent) >= fewestOwners)
      const from = many.length > 0 ? many : inKey
      return from.length === 0 ? undefined : from.reduce((most, i) => (this.#better(i, most) ? i : most))
    }
    const owner = isPartner ? undefined : (declared ?? best(others))
    const earlier = owner === undefined || own.includes(owner) ? [] : own.filter((i) => this.#leadsBack(i, this.#links[owner]))
    const self = isPartner || (declared !== undefined && !own.includes(declared)) ? undefined : own.find((i) => !earlier.includes(i))
    const chosen = self ?? owner
    for (const i of own) this.#drafts[i].part = i === self ? 'self' : earlier.includes(i) && self === undefined ? 'earlier' : 'late'
    if (chosen !== undefined && chosen !== self) this.#drafts[chosen].part = 'owner'
  }

  /** Whether a table owns itself: how many rows it has in all is known only once they are there. */
  #isSelf(name: string): boolean {
    return this.#relations.some(({ child }, i) => child === name && this.#drafts[i]?.part === 'self')
  }

  #better(a: number, b: number): boolean {
    const [totalA, totalB] = [this.#totals(a), this.#totals(b)]
    if (totalA !== totalB) return totalA > totalB
    const [gainA, gainB] = [this.#drafts[a].gain, this.#drafts[b].gain]
    const perParent = (i: number): number => this.#links[i].length / Math.max(1, this.#rows(this.#relations[i].parent))
    return gainA !== gainB ? gainA > gainB : perParent(a) > perParent(b)
  }

  /** Columns of the parent that follow from its children: only an owner has these at hand. */
  #totals(i: number): number {
    const name = relationName(this.#relations[i])
    return (this.#schema.totals ?? []).filter(({ of }) => of === name).length
  }

  /** Whether the references of a table to itself lead to rows that the same owner has before. */
  #leadsBack(i: number, owners: Int32Array): boolean {
    const links = this.#links[i]
    let [back, all] = [0, 0]
    for (let row = 0; row < links.length; row++) {
      const to = links[row]
      if (to < 0) continue
      all++
      if (to < row && owners[to] === owners[row]) back++
    }
    return all > 0 && back >= mostlyEarlier * all
  }

  #order(): string[] {
    const edges = this.#edges()
    const order: string[] = []
    const waiting = Object.keys(this.#schema.tables)
    while (waiting.length > 0) {
      const next = waiting.findIndex((name) => edges.every(({ from, to }) => to !== name || order.includes(from)))
      const [name] = waiting.splice(Math.max(0, next), 1) as [string]
      order.push(name)
    }
    return order
  }

  #tell(): void {
    for (const total of this.#schema.totals ?? []) {
      const i = this.#relations.findIndex((relation) => relationName(relation) === total.of)
      if (this.#drafts[i]?.part !== 'owner')
        this.#notes.push(
          `${carriedText(this.#schema, total)}: not kept, since ${total.parent} doesn't own these rows; "owner": true in the schema changes that`,
        )
    }
    for (const name of Object.keys(this.#schema.tables)) {
      if (this.#rows(name) === 0) this.#notes.push(`${name} has no rows, and stays so`)
      if (!this.#relations.some(({ child, parent }) => child === name || parent === name)) {
        this.#notes.push(`${name} is connected with no other table, and drawn by itself`)
      }
    }
  }
}

/** Sum over the columns of the child of how much rows of one parent have in common. */
function gainOf(database: Database, schema: DatabaseSchema, { child }: TableRelation, links: Int32Array): number {
  const table = database[child].rows > gainRows ? database[child].slice(0, gainRows) : database[child]
  const groups = links.subarray(0, table.rows)
  const keys = new Set([
    ...(schema.tables[child]?.key ?? []),
    ...schema.relations.flatMap((relation) => (relation.child === child ? relation.columns : [])),
  ])
  // What is copied is kept whoever owns the row.
  const copied = new Set((schema.copies ?? []).flatMap((copy) => (copy.child === child ? copy.column : [])))
  return table.columns
    .filter(({ name, kind }) => !keys.has(name) && !copied.has(name) && kind !== 'id' && kind !== 'text')
    .map((column) => (isNumberColumn(column) ? intraclassCorrelation(column.values, groups) : intraclassAgreement(column.values, groups)))
    .reduce((sum: number, gain) => sum + Math.max(0, gain ?? 0), 0)
}

function isOneToOne(links: Int32Array, parents: number): boolean {
  if (links.length !== parents || parents === 0) return false
  const seen = new Uint8Array(parents)
  for (const row of links) {
    if (row < 0 || seen[row] === 1) return false
    seen[row] = 1
  }
  return true
}

/** The two relations of the child, one after the other, that lead to the rows of relation `i`, by columns that contain its own; undefined where none do. */
export function impliedPath(relations: readonly TableRelation[], i: number): readonly [number, number] | undefined {
  const { child, columns, parent, key } = relations[i]
  for (const [s, first] of relations.entries()) {
    if (
      s === i ||
      first.child !== child ||
      first.columns.length <= columns.length ||
      !columns.every((column) => first.columns.includes(column))
    )
      continue
    const there = columns.map((column) => first.key[first.columns.indexOf(column)])
    const second = relations.findIndex(
      (other) => other.child === first.parent && other.parent === parent && sameTuple(other.columns, there) && sameTuple(other.key, key),
    )
    if (second >= 0) return [s, second]
  }
  return undefined
}

function sameTuple(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i])
}

/**
 * The relations, and those that they take for granted: where a reference of two columns contains one of a single column, the table in between refers to
 * the same rows, though nobody has said so.
 */
function withImplied(database: Database, { relations }: DatabaseSchema): TableRelation[] {
  const all = [...relations]
  for (const inner of relations) {
    for (const outer of relations) {
      if (inner === outer || inner.child !== outer.child || outer.columns.length <= inner.columns.length) continue
      if (!inner.columns.every((column) => outer.columns.includes(column))) continue
      const columns = inner.columns.map((column) => outer.key[outer.columns.indexOf(column)])
      if (outer.parent === inner.parent || all.some(({ child, columns: known }) => child === outer.parent && sameTuple(known, columns)))
        continue
      const added: TableRelation = {
        child: outer.parent,
        columns,
        parent: inner.parent,
        key: inner.key,
        nullable: false,
        reason: 'follows from others',
      }
      if (linkRows(database, added).every((row) => row >= 0)) all.push(added)
    }
  }
  return all
}

/** The numbers of the relations of some circle of tables; none where there is no circle. */
function circleAmong(
  names: readonly string[],
  edges: readonly { readonly from: string; readonly to: string; readonly relation: number }[],
): number[] {
  const done = new Set<string>()
  const search = (name: string, path: readonly { readonly to: string; readonly relation: number }[], start: string): number[] => {
    const at = path.findIndex(({ to }) => to === name)
    if (name === start && path.length > 0) return path.map(({ relation }) => relation)
    if (at >= 0 && at < path.length - 1) return path.slice(at + 1).map(({ relation }) => relation)
    if (done.has(name)) return []
    for (const edge of edges) {
      if (edge.from !== name) continue
      const found = search(edge.to, [...path, edge], start)
      if (found.length > 0) return found
    }
    done.add(name)
    return []
  }
  for (const name of names) {
    const found = search(name, [], name)
    if (found.length > 0) return found
  }
  return []
}
