import type { Database } from '../../../relations/database.js'
import { linkRows } from '../../../relations/links.js'
import type { DrawPlan } from '../../../relations/plan.js'
import type { DatabaseSchema } from '../../../relations/schema.js'
import { isNumberColumn } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { conform } from '../../../table/typing/conform.js'
import { learnColumns } from '../../shell/fit.js'
import { isMadeAnew } from '../../shell/layout.js'
import type { Derivation } from '../../synthesizer.js'
import type { Hop } from '../state.js'
import { type Carried, carriedIn } from './carried.js'
import { keyPartsOf, ownSchema } from './keys.js'

/** The training rows of a table, those of one owner together and in order, and what ties them to others. Rows are numbered as they stand here. */
export interface Prepared {
  readonly name: string
  readonly rows: number
  readonly isLookup: boolean
  readonly table: Table
  readonly observed: Schema
  readonly derivations: readonly Derivation[]
  readonly modelled: Schema
  /** What a model learns of the rows. */
  readonly learned: Table
  /** What other tables see of them: the same columns with the values that are written in the end. */
  readonly seen: Table
  /** By relation of which the table is the child: the row of the parent, -1 for none. */
  readonly links: ReadonlyMap<number, Int32Array>
  /** Where the owner is; null for a table without one. */
  readonly owner: Hop | null
  /** The owner's row of each row, -1 for strays. */
  readonly ownerRow: Int32Array
  readonly position: Int32Array
  /** Rows of the same owner. */
  readonly size: Int32Array
  /** The column in whose order siblings stand. */
  readonly order: string | null
  /** Of a table that owns itself: how many rows are above each. */
  readonly depth: Float64Array | null
  readonly copies: Carried['copies']
  readonly totals: Carried['totals']
}

/** Share of the owners within which a column must rise to be taken for the order of their rows. */
const mostlyRising = 0.95

/** The tables of the plan, in its order. */
export function prepareTables(database: Database, schema: DatabaseSchema, plan: DrawPlan): Map<string, Prepared> {
  const links = plan.relations.map((relation) => linkRows(database, relation))
  const arranged = new Map<string, Int32Array>()
  const prepared = new Map<string, Prepared>()
  const owners = new Map(plan.tables.map((name) => [name, ownerOf(plan, name)]))
  const orders = new Map<string, string | null>()
  for (const name of plan.tables) {
    const table = conform(database[name], schema.tables[name])
    const owner = owners.get(name) ?? null
    const groups = groupsOf(owner, links, table.rows)
    const order = owner ? orderOf(table, schema, plan, name, groups) : null
    orders.set(name, order)
    arranged.set(
      name,
      owner ? arrangedRows(table, groups, order, owner, arranged, plan) : Int32Array.from({ length: table.rows }, (_, row) => row),
    )
  }
  const carried = carriedIn(database, schema, plan)
  const places = new Map([...arranged].map(([name, rows]) => [name, inverseOf(rows)]))
  for (const name of plan.tables) {
    const rows = arranged.get(name) as Int32Array
    const owner = owners.get(name) ?? null
    const own = new Map<number, Int32Array>()
    for (const [i, { child, parent }] of plan.relations.entries()) {
      if (child !== name) continue
      const place = places.get(parent) as Int32Array
      own.set(
        i,
        rows.map((row) => {
          const to = links[i]?.[row]
          return to < 0 ? -1 : place[to]
        }),
      )
    }
    const table = conform(database[name], schema.tables[name]).take(rows)
    const { copies, totals, holds } = carried.get(name) as Carried
    const held = holds.map(({ column, ...rest }) => ({
      ...rest,
      column: { ...column, values: rows.map((row) => column.values[row]) },
    }))
    const parts = { name, table, schema, plan, links: own, owner, order: orders.get(name) ?? null }
    prepared.set(name, prepare({ ...parts, carried: { copies, totals, holds: held } }, prepared))
  }
  return prepared
}

interface Arranged extends Pick<Prepared, 'name' | 'table' | 'links' | 'owner' | 'order'> {
  readonly schema: DatabaseSchema
  readonly plan: DrawPlan
  readonly carried: Carried
}

function prepare({ name, table, schema, plan, links, owner, order, carried }: Arranged, prepared: ReadonlyMap<string, Prepared>): Prepared {
  const own = schema.tables[name]
  const isLookup = own.role === 'lookup'
  const { holds, copies, totals } = carried
  const learnt = learnColumns(table, ownSchema(own, keyPartsOf(plan, schema, name)), { derives: true, unit: 'row' })
  const seen = seenTable(learnt.learned, table, learnt.modelled, learnt.observed)
  const beside = (to: Table): Table => new Table([...to.columns, ...holds.map(({ column }) => column)], to.rows)
  const withHeld = (to: Schema): Schema => ({ ...to, columns: [...holds.map((held) => held.schema), ...to.columns] })
  const columns = {
    ...learnt,
    ...{ observed: withHeld(learnt.observed), modelled: withHeld(learnt.modelled), learned: beside(learnt.learned), seen: beside(seen) },
  }
  const ownerRow = owner ? ownerRows(owner, links, plan, prepared, table.rows) : new Int32Array(table.rows).fill(-1)
  const groups = owner?.back ? siblingsOf(owner, ownerRow, plan, prepared) : ownerRow
  const { position, size } = placesIn(groups)
  const isSelf = owner !== null && plan.relations[owner.relation]?.part === 'self'
  return {
    name,
    rows: table.rows,
    isLookup,
    table,
    ...columns,
    links,
    owner,
    ownerRow,
    position,
    size,
    order,
    depth: isSelf ? depthsOf(ownerRow) : null,
    copies,
    totals,
  }
}

/** The hop to the owner: along an owner relation, or back along the one of a partner. */
function ownerOf({ relations }: DrawPlan, name: string): Hop | null {
  const relation = relations.findIndex(({ child, part }) => child === name && (part === 'owner' || part === 'self'))
  if (relation >= 0) return { relation, back: false }
  const partner = relations.findIndex(({ parent, part }) => parent === name && part === 'partner')
  return partner >= 0 ? { relation: partner, back: true } : null
}

/** Per row as the table has it, the row of the parent as its table has it; of a partner, the row of the child. */
function groupsOf(owner: Hop | null, links: readonly Int32Array[], rows: number): Int32Array {
  if (!owner) return new Int32Array(rows).fill(-1)
  const link = links[owner.relation]
  return owner.back ? inverseOf(link) : link.map((row) => Math.max(-1, row))
}

/** Rows by the place of their owner, then in order; strays last, and those of a table that owns itself level by level. */
function arrangedRows(
  table: Table,
  groups: Int32Array,
  order: string | null,
  owner: Hop,
  arranged: ReadonlyMap<string, Int32Array>,
  plan: DrawPlan,
): Int32Array {
  const relation = plan.relations[owner.relation]
  const isSelf = relation.part === 'self'
  const parent = arranged.get(owner.back ? relation.child : relation.parent)
  const place = isSelf || !parent ? Int32Array.from({ length: table.rows }, (_, row) => row) : inverseOf(parent)
  const key = Float64Array.from(groups, (group) => (group < 0 ? Number.MAX_SAFE_INTEGER : place[group]))
  const column = order === null ? null : table.column(order)
  const timeOf = (row: number): number => {
    const value = column?.values[row] as number
    return column && !Number.isNaN(value) ? value : Number.NEGATIVE_INFINITY
  }
  return Int32Array.from({ length: table.rows }, (_, row) => row).sort((a, b) => {
    const byOwner = key[a] - key[b]
    if (byOwner !== 0) return byOwner
    if (groups[a] === -1 || !column) return a - b
    const [timeA, timeB] = [timeOf(a), timeOf(b)]
    return timeA === timeB ? a - b : timeA - timeB
  })
}

function inverseOf(rows: Int32Array): Int32Array {
  const inverse = new Int32Array(rows.length).fill(-1)
  for (let i = 0; i < rows.length; i++) if (rows[i] >= 0) inverse[rows[i]] = i
  return inverse
}

function ownerRows(
  owner: Hop,
  links: ReadonlyMap<number, Int32Array>,
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  rows: number,
): Int32Array {
  if (!owner.back) return links.get(owner.relation) as Int32Array
  const child = prepared.get(plan.relations[owner.relation]?.child ?? '') as Prepared
  const inverse = new Int32Array(rows).fill(-1)
  child.links.get(owner.relation)?.forEach((to, row) => {
    if (to >= 0) inverse[to] = row
  })
  return inverse
}

/** Partners are siblings where the rows are that they are drawn after. */
function siblingsOf(owner: Hop, ownerRow: Int32Array, plan: DrawPlan, prepared: ReadonlyMap<string, Prepared>): Int32Array {
  const child = prepared.get(plan.relations[owner.relation]?.child ?? '') as Prepared
  return ownerRow.map((row) => (row < 0 ? -1 : child.ownerRow[row]))
}

/** Per row, how many of its group stand before it, and how many there are; a row without a group is one of its own. */
function placesIn(groups: Int32Array): { readonly position: Int32Array; readonly size: Int32Array } {
  const position = new Int32Array(groups.length)
  const size = new Int32Array(groups.length)
  for (let from = 0; from < groups.length; ) {
    let to = from + 1
    while (to < groups.length && groups[from] >= 0 && groups[to] === groups[from]) to++
    for (let row = from; row < to; row++) {
      position[row] = row - from
      size[row] = to - from
    }
    from = to
  }
  return { position, size }
}

function depthsOf(parents: Int32Array): Float64Array {
  const depths = new Float64Array(parents.length).fill(-1)
  for (let start = 0; start < parents.length; start++) {
    const path: number[] = []
    for (let row = start; row >= 0 && depths[row] === -1; row = parents[row]) path.push(row)
    for (const row of path.reverse()) {
      const parent = parents[row]
      depths[row] = parent < 0 ? 0 : depths[parent] + 1
    }
  }
  return depths
}

/** The column that puts siblings in order: as the schema says, or the first of numbers that rises within nearly all owners that have several different ones. */
function orderOf(table: Table, { tables }: DatabaseSchema, plan: DrawPlan, name: string, groups: Int32Array): string | null {
  const schema = tables[name]
  const { references, made } = keyPartsOf(plan, { tables } as DatabaseSchema, name)
  const isOwn = (column: string): boolean => !references.has(column) && !made.includes(column)
  const declared = schema.order ?? schema.columns.find(({ role }) => role === 'order')?.name
  if (declared !== undefined) return isOwn(declared) && isNumberColumn(table.column(declared)) ? declared : null
  const byGroup = new Map<number, number[]>()
  groups.forEach((group, row) => {
    if (group < 0) return
    const rows = byGroup.get(group)
    if (rows) rows.push(row)
    else byGroup.set(group, [row])
  })
  const several = [...byGroup.values()].filter(({ length }) => length > 1)
  for (const column of table.columns) {
    if (!isNumberColumn(column) || !isOwn(column.name)) continue
    const moving = several.filter((rows) => rows.some((row) => column.values[row] !== column.values[rows[0]]))
    const rising = moving.filter((rows) => rows.every((row, i) => i === 0 || column.values[row] >= column.values[rows[i - 1]]))
    if (moving.length >= 20 && moving.length >= several.length / 2 && rising.length >= mostlyRising * moving.length) return column.name
  }
  return null
}

/** What is made anew as the model learns it, everything else as it is written. */
function seenTable(learned: Table, table: Table, modelled: Schema, observed: Schema): Table {
  return new Table(
    modelled.columns.map(({ name }) => {
      const own = observed.columns.find((column) => column.name === name)
      const column = table.column(name)
      return own && !isMadeAnew(own) && column.kind !== 'text' ? column : learned.column(name)
    }),
    table.rows,
  )
}
