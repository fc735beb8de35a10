import { createRng } from '../random/rng.js'
import { randomOrder } from '../random/shuffle.js'
import type { Database } from './database.js'
import { linkRows } from './links.js'
import { type DrawPlan, type PlannedRelation, planDatabase } from './plan.js'
import type { DatabaseSchema } from './schema.js'

/** Tables of at most so many rows that others share are left whole. */
const smallTable = 100
const mostRounds = 20

/**
 * Two halves of a database, by families: a row of a table that no other owns goes to one half by chance, and with it all that it owns. Tables
 * outside of these families to which they refer are in both, with the rows that are referred to there.
 */
export function splitFamilies(database: Database, schema: DatabaseSchema, seed: number, share = 0.5): readonly [Database, Database] {
  const families = new Families(database, planDatabase(database, schema))
  const rng = createRng(seed, 0x66616d)
  const sides = families.tables.map((name, i) => {
    const stream = rng.split(i)
    return families.isShared(name) || families.rootOf(name) !== name ? null : chosen(database[name].rows, share, stream)
  })
  const sideOf = new Map(families.tables.map((name, i) => [name, sides[i]]))
  return [true, false].map((first) => families.keep((root, row) => ((sideOf.get(root) as Uint8Array)[row] === 1) === first)) as [
    Database,
    Database,
  ]
}

/** A fixed number of places, drawn at random. */
function chosen(rows: number, share: number, rng: ReturnType<typeof createRng>): Uint8Array {
  const order = randomOrder(rows, rng)
  const side = new Uint8Array(rows)
  for (const row of order.subarray(0, Math.round(share * rows))) side[row] = 1
  return side
}

/** Which rows belong together. */
class Families {
  readonly tables: readonly string[]
  readonly #database: Database
  readonly #relations: readonly (PlannedRelation & { readonly links: Int32Array })[]
  readonly #roots = new Map<string, string>()
  readonly #family = new Map<string, Int32Array>()
  readonly #shared: ReadonlySet<string>

  constructor(database: Database, plan: DrawPlan) {
    this.#database = database
    this.tables = plan.tables
    this.#relations = plan.relations.map((relation) => ({ ...relation, links: linkRows(database, relation) }))
    for (const name of this.tables) this.#findRoot(name, new Set())
    this.#shared = this.#sharedRoots()
  }

  rootOf(name: string): string {
    return this.#roots.get(name) as string
  }

  isShared(name: string): boolean {
    return this.#shared.has(this.rootOf(name))
  }

  /** The relation by which a table's rows belong to those of another: to their owner, or, of a partner, to the one child that they have. */
  #belonging(name: string): { readonly to: string; readonly links: Int32Array } | null {
    const owner = this.#relations.find(({ child, part }) => child === name && part === 'owner')
    if (owner) return { to: owner.parent, links: owner.links }
    const partner = this.#relations.find(({ parent, part }) => parent === name && part === 'partner')
    if (!partner) return null
    const links = new Int32Array(this.#database[name].rows).fill(-1)
    partner.links.forEach((row, child) => {
      if (row >= 0) links[row] = child
    })
    return { to: partner.child, links }
  }

  #findRoot(name: string, seen: Set<string>): Int32Array {
    const known = this.#family.get(name)
    if (known) return known
    const belonging = seen.has(name) ? null : this.#belonging(name)
    const own = Int32Array.from({ length: this.#database[name].rows }, (_, row) => row)
    seen.add(name)
    const family = belonging ? this.#follow(belonging, seen) : own
    this.#roots.set(name, belonging ? this.rootOf(belonging.to) : name)
    const self = this.#relations.find(({ child, part }) => child === name && part === 'self')
    const found = self && !belonging ? topsOf(self.links) : family
    this.#family.set(name, found)
    return found
  }

  #follow({ to, links }: { readonly to: string; readonly links: Int32Array }, seen: Set<string>): Int32Array {
    const family = this.#findRoot(to, seen)
    // A row of no owner goes with the family of its number: it needs some side.
    return links.map((row, i) => (row >= 0 ? family[row] : i % Math.max(1, this.#database[this.rootOf(to)].rows)))
  }

  /** Roots whose families are referred to from others: these can't be in one half only. */
  #sharedRoots(): ReadonlySet<string> {
    const shared = new Set(
      this.#relations.filter(({ child, parent }) => this.rootOf(child) !== this.rootOf(parent)).map(({ parent }) => this.rootOf(parent)),
    )
    const roots = [...new Set(this.#roots.values())]
    if (roots.some((root) => !shared.has(root))) return shared
    const rowsOf = (root: string): number => this.#database[root].rows
    const largest = roots.reduce((a, b) => (rowsOf(b) > rowsOf(a) ? b : a))
    shared.delete(largest)
    return shared
  }

  /** The database of the families for which `isKept` holds. */
  keep(isKept: (root: string, family: number) => boolean): Database {
    const kept = new Map(
      this.tables.map((name) => {
        const { rows } = this.#database[name]
        const family = this.#family.get(name) as Int32Array
        const whole = this.isShared(name) && rows <= smallTable
        const own = Uint8Array.from({ length: rows }, (_, row) =>
          whole || (!this.isShared(name) && isKept(this.rootOf(name), family[row])) ? 1 : 0,
        )
        return [name, own] as const
      }),
    )
    for (let round = 0; round < mostRounds && this.#spread(kept); round++);
    return Object.fromEntries(
      Object.keys(this.#database).map((name) => {
        const own = kept.get(name) as Uint8Array
        return [name, this.#database[name].take([...own.keys()].filter((row) => own[row] === 1))]
      }),
    )
  }

  /** Keeps what kept rows refer to, and what rows of shared tables own that nobody refers to; false when there was nothing left to do. */
  #spread(kept: ReadonlyMap<string, Uint8Array>): boolean {
    let changed = false
    for (const { child, parent, part, links } of this.#relations) {
      const [from, to] = [kept.get(child) as Uint8Array, kept.get(parent) as Uint8Array]
      const isLeaf = part === 'owner' && this.isShared(child) && !this.#relations.some((other) => other.parent === child)
      for (let row = 0; row < links.length; row++) {
        const link = links[row]
        if (link < 0) continue
        if (from[row] === 1 && to[link] === 0) {
          to[link] = 1
          changed = true
        } else if (isLeaf && from[row] === 0 && to[link] === 1) {
          from[row] = 1
          changed = true
        }
      }
    }
    return changed
  }
}

/** The row at the top of each row's references to its own table. */
function topsOf(links: Int32Array): Int32Array {
  return Int32Array.from(links, (_, row) => {
    let at = row
    for (let steps = 0; links[at] >= 0 && steps < links.length; steps++) at = links[at]
    return at
  })
}
