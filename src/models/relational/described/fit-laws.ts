import { SchemaError } from '../../../errors.js'
import { carriedText, withCarried } from '../../../relations/carried/carried.js'
import type { Database } from '../../../relations/database.js'
import { childCounts, linkRows } from '../../../relations/links.js'
import { type DrawPlan, planDatabase } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName, type TableRelation, type TableSchema } from '../../../relations/schema.js'
import { type ColumnSchema, newColumn } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { bestLaw, withLaws } from '../../description/fit-laws.js'
import { keyPartsOf, ownSchema, writtenSchema } from '../fit/keys.js'
import { describedDatabase } from './described-database.js'

/** A schema of a database with laws, and what of the rows it can't say, a sentence each. */
interface FittedDatabaseLaws {
  readonly schema: DatabaseSchema
  readonly notes: readonly string[]
}

/** As `withLaws`, of each table, with the law of how many children rows have: of an owner's, and, as far as it goes, of other parents'. It holds no row. */
export function withDatabaseLaws(given: DatabaseSchema, database: Database): FittedDatabaseLaws {
  const notes: string[] = []
  const plan = planDatabase(database, given)
  const schema = whole(withCarried(database, given), plan, notes)
  const written = writtenSchema(schema, plan, new Map(Object.entries(database)))
  const tables = Object.fromEntries(
    Object.keys(schema.tables).map((name) => [name, lawsOf(name, { schema, written, plan, database, notes })] as const),
  )
  const relations = schema.relations.map((relation, i): TableRelation => {
    const { part } = plan.relations[i]
    const { reason: _, owner: __, ...rest } = relation
    if (relation.child === relation.parent || part === 'implied') return rest
    if (part !== 'owner') return { ...rest, ...countsOf(database, relation, notes, false) }
    return { ...rest, owner: true, ...countsOf(database, relation, notes, true) }
  })
  const { statements: _, ...kept } = schema
  const found = { ...kept, tables, relations: relations.map((relation) => withoutCounts(relation, relations)) }
  try {
    describedDatabase(found)
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    notes.push(`before rows can be drawn by it, change this: ${error.message}`)
  }
  return { schema: found, notes }
}

/** What follows from other tables in all rows; what does in some only is left out. */
function whole(schema: DatabaseSchema, plan: DrawPlan, notes: string[]): DatabaseSchema {
  const isOwner = (name: string): boolean => plan.relations.some((relation) => relation.part === 'owner' && relationName(relation) === name)
  const copies = (schema.copies ?? []).filter(({ share }) => share === 1)
  const totals = (schema.totals ?? []).filter(({ share, of }) => share === 1 && isOwner(of))
  for (const carried of [...(schema.copies ?? []), ...(schema.totals ?? [])])
    if (!copies.includes(carried as never) && !totals.includes(carried as never))
      notes.push(
        `${carriedText(schema, carried)}: has a law of its own, as it holds in some rows only or adds up rows that another table owns`,
      )
  return { ...schema, copies, totals }
}

interface Task {
  readonly schema: DatabaseSchema
  /** With keys and references as they are written. */
  readonly written: DatabaseSchema
  readonly plan: DrawPlan
  readonly database: Database
  readonly notes: string[]
}

function lawsOf(name: string, { schema, written, plan, database, notes }: Task): TableSchema {
  const table = database[name]
  const { key, order, columns: all } = written.tables[name]
  const own = ownSchema(schema.tables[name], keyPartsOf(plan, schema, name))
  const { schema: fitted, notes: said } = withLaws(own, table.select(own.columns.map((column) => column.name)))
  notes.push(...said.map((sentence) => `${name}: ${sentence}`))
  const isCarried = (column: string): boolean =>
    [...(schema.copies ?? []).filter(({ child }) => child === name), ...(schema.totals ?? []).filter(({ parent }) => parent === name)].some(
      (carried) => carried.column === column,
    )
  const place = placeIn(table, fitted.columns, ownerRows(name, database, plan))
  const columns = all.map((column): ColumnSchema => {
    const law = fitted.columns.find((other) => other.name === column.name)
    if (law && column.name === place) return { ...withoutLaw(law), min: null, max: null } as ColumnSchema
    if (law) return isCarried(column.name) ? withoutLaw(law) : law
    const rate = missingShare(name, column.name, database, plan)
    return rate > 0 ? { ...column, missingRate: rate } : column
  })
  const stated = fitted.correlations?.filter(({ between }) => !between.some((column) => isCarried(column) || column === place))
  const isOwned = plan.relations.some(({ child, part }) => child === name && part === 'owner')
  return {
    ...fitted,
    ...{ key, columns, order: place ?? order },
    ...(stated && { correlations: stated }),
    ...(!isOwned && { rows: Math.max(1, table.rows) }),
  }
}

function ownerRows(name: string, database: Database, { relations }: DrawPlan): Int32Array | null {
  const owner = relations.find(({ child, part }) => child === name && part === 'owner')
  return owner ? linkRows(database, owner) : null
}

/** The column of whole numbers that counts the rows of each owner from 1, in whatever order they stand; undefined where none does. */
function placeIn(table: Table, columns: readonly ColumnSchema[], owners: Int32Array | null): string | undefined {
  if (!owners) return undefined
  const sizes = new Map<number, number>()
  for (const owner of owners) sizes.set(owner, (sizes.get(owner) ?? 0) + 1)
  if (!owners.some((owner) => (sizes.get(owner) as number) > 1)) return undefined
  const counts = ({ name, kind }: ColumnSchema): boolean => {
    const { values } = table.column(name)
    const seen = new Set<string>()
    if (kind !== 'integer') return false
    return owners.every((owner, row) => {
      const isNew = !seen.has(`${owner} ${values[row]}`)
      seen.add(`${owner} ${values[row]}`)
      return isNew && values[row] >= 1 && values[row] <= (sizes.get(owner) as number)
    })
  }
  return columns.find(counts)?.name
}

function withoutLaw({ law: _, shares: __, missingRate: ___, ...column }: ColumnSchema): ColumnSchema {
  return column as ColumnSchema
}

/** The share of rows that refer to nothing; 0 of an owner, whose children all have one. */
function missingShare(name: string, column: string, database: Database, { relations }: DrawPlan): number {
  const relation = relations.find(({ child, columns, part }) => child === name && columns.includes(column) && part !== 'implied')
  if (!relation || relation.part === 'owner') return 0
  const links = linkRows(database, relation)
  return Number((links.filter((row) => row < 0).length / Math.max(1, links.length)).toFixed(4))
}

/** The law of the number of children. Of parents that don't own them only what varies more than chance would have it is said. */
function countsOf(database: Database, relation: TableRelation, notes: string[], isOwner: boolean): Pick<TableRelation, 'children'> {
  const links = linkRows(database, relation)
  const counts = Float64Array.from(childCounts(links, database[relation.parent]?.rows ?? 0))
  const strays = links.filter((row) => row < 0).length
  if (isOwner && strays > 0)
    notes.push(`${strays} rows of ${relation.child} refer to no row of ${relation.parent}; rows that are drawn by the laws all do`)
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length)
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / Math.max(1, counts.length - 1)
  if (!isOwner && variance < beyondChance * mean) return {}
  if (counts.length === 0) return isOwner ? { children: { min: 0, max: 0 } } : {}
  const sorted = counts.toSorted()
  const [min, max] = [sorted[0], sorted[sorted.length - 1]]
  if (min === max) return { children: { min, max } }
  const column = newColumn({ name: 'children', kind: 'integer', nullable: false, min, max })
  return { children: { law: bestLaw(column, counts), min, max } }
}

/** How much more the numbers of children must vary than those of rows that are found by chance. */
const beyondChance = 1.5

/** A table of which no parent owns rows has as many as it has: how many children others have would decide on that, too. */
function withoutCounts(relation: TableRelation, relations: readonly TableRelation[]): TableRelation {
  const isOwned = relations.some(({ child, owner }) => child === relation.child && owner)
  if (isOwned) return relation
  const { children: _, ...rest } = relation
  return rest
}
