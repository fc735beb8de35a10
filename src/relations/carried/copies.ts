import { type Column, isNumberColumn } from '../../table/column.js'
import type { Database } from '../database.js'
import { linkRows } from '../links.js'
import { type CopiedColumn, type DatabaseSchema, relationName, type TableRelation } from '../schema.js'
import { cellAt, columnAgreement, isCarried } from './agreement.js'

/** Rows that are looked at before all are, and how much must agree there. */
const firstLook = 2000
const worthALook = 0.5

/** Relations from a table to others, one after the other. */
type Way = readonly TableRelation[]

/** The columns that repeat one of a row that theirs refers to, directly or at one remove: an invoice's city is that of its customer. */
export function findCopies(database: Database, schema: DatabaseSchema): CopiedColumn[] {
  const links = new Map(schema.relations.map((relation) => [relation, linkRows(database, relation)]))
  return Object.keys(schema.tables).flatMap((name) => {
    const found = new Map<string, CopiedColumn>()
    const near: Way[] = schema.relations.filter(({ child }) => child === name).map((relation) => [relation])
    const far: Way[] = near.flatMap(([first]) =>
      first && first.parent !== name
        ? schema.relations.filter(({ child, parent }) => child === first.parent && parent !== name).map((next) => [first, next])
        : [],
    )
    for (const ways of [near, far]) {
      const best = ways.flatMap((way) => copiesAlong(way, database, schema, links, (column) => !found.has(column)))
      for (const copy of best.sort(byLikelihood)) if (!found.has(copy.column)) found.set(copy.column, copy)
    }
    return [...found.values()]
  })
}

/** More rows first, then columns of the same name. */
function byLikelihood(a: CopiedColumn, b: CopiedColumn): number {
  const bears = ({ column, from }: CopiedColumn): number => (column === from ? 0 : column.endsWith(from) ? 1 : 2)
  return b.share - a.share || bears(a) - bears(b)
}

function copiesAlong(
  way: Way,
  database: Database,
  schema: DatabaseSchema,
  links: ReadonlyMap<TableRelation, Int32Array>,
  isOpen: (column: string) => boolean,
): CopiedColumn[] {
  const [{ child }, last] = [way[0], way.at(-1) as TableRelation]
  const places = placesAlong(way, links)
  const step = Math.max(1, Math.floor(places.length / firstLook))
  const some = Array.from({ length: Math.ceil(places.length / step) }, (_, i) => i * step)
  const agreement = (own: Column, other: Column, rows: Iterable<number>): ReturnType<typeof columnAgreement> =>
    columnAgreement(
      rows,
      (row) => places[row],
      (row) => cellAt(own, row),
      (place) => cellAt(other, place),
    )
  return valuesOf(database, schema, child)
    .filter(({ name }) => isOpen(name))
    .flatMap((own) =>
      valuesOf(database, schema, last.parent).flatMap((other) => {
        if (isNumberColumn(own) !== isNumberColumn(other) || (own.kind === 'datetime') !== (other.kind === 'datetime')) return []
        const look = agreement(own, other, some)
        if (!look || look.beyondChance < worthALook) return []
        const all = agreement(own, other, places.keys())
        if (!all || !isCarried(all)) return []
        return [{ child, column: own.name, via: way.map(relationName), from: other.name, share: all.share }]
      }),
    )
}

/** Columns of a table that are neither keys nor references. */
export function valuesOf(database: Database, { tables, relations }: DatabaseSchema, name: string): Column[] {
  const keys = new Set([
    ...(tables[name]?.key ?? []),
    ...relations.flatMap(({ child, columns, parent, key }) => [...(child === name ? columns : []), ...(parent === name ? key : [])]),
  ])
  const own = new Set(tables[name]?.columns.map((column) => column.name) ?? [])
  return database[name].columns.filter((column) => own.has(column.name) && !keys.has(column.name))
}

/** For each row of the child, the row of the parent that a way leads to; below 0 for none. */
function placesAlong(way: Way, links: ReadonlyMap<TableRelation, Int32Array>): Int32Array {
  return way
    .map((relation) => links.get(relation) as Int32Array)
    .reduce((places, link) => places.map((row) => (row < 0 ? -1 : Math.max(-1, link[row]))))
}

/** The relations that a copy names, in order. */
function wayOf({ relations }: Pick<DatabaseSchema, 'relations'>, { via }: Pick<CopiedColumn, 'via'>): TableRelation[] {
  return via.map((name) => relations.find((relation) => relationName(relation) === name) as TableRelation)
}

/** Where a copy or a total holds: 1 per row that it does in, and how many rows it could hold in. */
export interface HeldRows {
  readonly held: Uint8Array
  readonly asked: number
}

/** The rows of the child whose cell is that of the row they refer to, among those that refer to one. */
export function rowsCarriedOver(database: Database, schema: DatabaseSchema, copy: CopiedColumn): HeldRows {
  const way = wayOf(schema, copy)
  const places = placesAlong(way, new Map(way.map((relation) => [relation, linkRows(database, relation)])))
  const own = database[copy.child].column(copy.column)
  const other = database[(way.at(-1) as TableRelation).parent].column(copy.from)
  const held = Uint8Array.from(places, (place, row) => (place >= 0 && cellAt(own, row) === cellAt(other, place) ? 1 : 0))
  return { held, asked: places.filter((place) => place >= 0).length }
}
