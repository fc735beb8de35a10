import { createRng, type Rng } from '../../../random/rng.js'
import type { Column } from '../../../table/column.js'
import type { FakeLists } from '../../made-anew/fakes.js'
import { baseCodes } from '../../markov-chain/fit/bases.js'
import type { RowLaw } from '../../shell/sample.js'
import type { DatabaseRule } from '../rules/wide.js'
import type { Hop, Match, RelationalModel, TableState } from '../state.js'
import { targetOf } from '../views.js'
import type { Allotment } from './parents/allot.js'
import type { ParentFinder } from './parents/places.js'

/** A part of a run: so many rows of a table without an owner, or of those of another that have none, and all that they own. */
export interface FamilyRange {
  readonly index: number
  readonly table: string
  readonly first: number
  readonly count: number
}

/** All rows of a table, as far as rows of others look at them. Plain data. */
export interface Store {
  readonly rows: number
  readonly codes: ReadonlyMap<string, Uint16Array>
  /** By relation, numbers of rows in the whole run. */
  readonly links: ReadonlyMap<number, Int32Array>
  readonly cells: ReadonlyMap<string, Column>
}

/** What is known of a run before its rows are drawn. Plain data: it travels to threads. */
export interface DatabaseRun {
  readonly model: RelationalModel
  readonly seed: number
  readonly blocks: readonly FamilyRange[]
  /** The model of each table without an owner, which may be one given a condition. */
  readonly roots: ReadonlyMap<string, RowLaw>
  /** What rows of tables with an owner are held to. */
  readonly rules: readonly DatabaseRule[]
  readonly fakes?: FakeLists
  readonly stores: Map<string, Store>
  readonly finders: Map<number, ParentFinder>
  /** Of second parents that are part of a diamond, instead. */
  readonly allotments: Map<number, Allotment>
  /** By table and block, how many rows the blocks before have; and by table all rows. */
  readonly offsets: Map<string, Map<number, number>>
  readonly totals: Map<string, number>
}

export function stateOf({ model }: Pick<DatabaseRun, 'model'>, name: string): TableState {
  return model.tables.find((table) => table.name === name) as TableState
}

export function matchOf({ model }: Pick<DatabaseRun, 'model'>, relation: number): Match {
  return model.matches[relation] as Match
}

/** Streams of the parts of a table in a block. */
export const streams = { classes: 0, links: 1, columns: 2, settle: 3, late: 4, sizes: 5, rules: 6 } as const

/** What the rows of a table in a block are drawn with; of a table that owns itself, those of a generation. */
export function blockRng({ model, seed }: DatabaseRun, { index }: FamilyRange, name: string, generation = 0): Rng {
  const table = model.tables.findIndex((state) => state.name === name)
  return createRng(seed, index, table, generation)
}

/** The relation, by number, to the owner of a table; back along it for a partner. */
export function ownerHop({ plan }: RelationalModel, name: string): Hop | null {
  const relation = plan.relations.findIndex(({ child, part }) => child === name && (part === 'owner' || part === 'self'))
  if (relation >= 0) return { relation, back: false }
  const partner = plan.relations.findIndex(({ parent, part }) => parent === name && part === 'partner')
  return partner >= 0 ? { relation: partner, back: true } : null
}

/** The table whose rows carry those of this one; itself for one that owns itself, null for none. */
export function ownerTable(model: RelationalModel, name: string): string | null {
  const hop = ownerHop(model, name)
  return hop && targetOf(model.plan, hop)
}

/** Tables of a family, each after its owner: what the rows of a table own, and what these own. */
export function ownedTables(model: RelationalModel, root: string): string[] {
  const family = [root]
  for (const name of model.plan.tables) {
    const owner = ownerTable(model, name)
    if (name !== root && owner !== null && owner !== name && family.includes(owner)) family.push(name)
  }
  return family
}

/** Relations, by number, of a child with one of these parts. */
export function relationsOf({ plan }: RelationalModel, child: string, parts: readonly string[]): number[] {
  return [...plan.relations.keys()].filter((i) => plan.relations[i]?.child === child && parts.includes(plan.relations[i]?.part ?? ''))
}

/** Tables of which all rows are kept at hand, since rows of other families look at them or take their keys. */
export function storedTables(model: RelationalModel): Set<string> {
  const { plan, tables } = model
  const stored = new Set<string>()
  for (const { parent, part } of plan.relations) if (part === 'second' || part === 'late' || part === 'lookup') stored.add(parent)
  for (let size = -1; size !== stored.size; ) {
    size = stored.size
    // What a kept row refers to has to be there too: for its keys, its class, and whoever looks at it from afar.
    for (const [, { child, parent, part }] of plan.relations.entries()) {
      if (stored.has(child) && part !== 'earlier') stored.add(parent)
      if (stored.has(parent) && part === 'partner') stored.add(child)
    }
  }
  for (const { name, lookup } of tables) if (lookup) stored.add(name)
  return stored
}

/** The store of a lookup: its rows as they are. */
export function lookupStore({ lookup, seen, rows }: TableState, links: ReadonlyMap<number, Int32Array>): Store {
  const cells = new Map((lookup ?? []).map((column) => [column.name, column]))
  const codes = new Map(
    seen.flatMap(({ name, coding }) => {
      const column = cells.get(name)
      return column ? [[name, baseCodes(coding, column.values)] as const] : []
    }),
  )
  return { rows, codes, links, cells }
}
