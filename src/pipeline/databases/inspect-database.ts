import { InputError } from '../../errors.js'
import { carriedText } from '../../relations/carried/carried.js'
import { databaseProblems } from '../../relations/check.js'
import type { Database } from '../../relations/database.js'
import type { FoundRelation } from '../../relations/detect/detect.js'
import { childCounts, linkRows, noRow, orphan } from '../../relations/links.js'
import { planDatabase, type RelationPart } from '../../relations/plan.js'
import { type DatabaseSchema, relationName, type TableRelation } from '../../relations/schema.js'
import type { ReadDatabase } from './type-database.js'

/** What a database is taken for, and why: plain data. */
export interface DatabaseInspection {
  readonly tables: readonly TableFacts[]
  readonly relations: readonly RelationFacts[]
  /** What rows have from those that they refer to, and from those that refer to them, a line each. */
  readonly carried: readonly string[]
  /** What would be relations by their values, although no name says so. */
  readonly perhaps: readonly FoundRelation[]
  readonly notes: readonly string[]
  /** What must be mended before the database can be learned. */
  readonly problems: readonly string[]
}

interface TableFacts {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly key: readonly string[]
}

export interface RelationFacts extends Omit<TableRelation, 'children'> {
  /** Fewest and most rows of the child that one row of the parent has. */
  readonly children: readonly [number, number]
  /** Share of the parent's rows without any. */
  readonly childless: number
  /** Rows of the child that refer to nothing; to a row that isn't there. */
  readonly missing: number
  readonly orphans: number
  /** How the rows come to each other when such a database is drawn; null while something must be mended. */
  readonly part: RelationPart | null
}

/** What was read, in figures. */
export function inspectDatabase({ database, schema, perhaps, notes }: ReadDatabase): DatabaseInspection {
  const faults = databaseProblems(database, schema)
  const { parts, said, problems } = faults.length > 0 ? { ...unplanned, problems: faults } : planned(database, schema)
  return {
    tables: Object.entries(schema.tables).map(([name, { columns, key }]) => {
      return { name, rows: database[name].rows, columns: columns.length, key }
    }),
    relations: schema.relations.map((relation) => relationFacts(database, relation, parts.get(relationName(relation)) ?? null)),
    carried: [...(schema.copies ?? []), ...(schema.totals ?? [])].map((carried) => carriedText(schema, carried)),
    ...{ perhaps, notes: [...notes, ...said], problems },
  }
}

interface Planned {
  /** By the name of the relation. */
  readonly parts: ReadonlyMap<string, RelationPart>
  readonly said: readonly string[]
  readonly problems: readonly string[]
}

const unplanned: Planned = { parts: new Map(), said: [], problems: [] }

function planned(database: Database, schema: DatabaseSchema): Planned {
  try {
    const { relations, notes } = planDatabase(database, schema)
    return { parts: new Map(relations.map((relation) => [relationName(relation), relation.part])), said: notes, problems: [] }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { ...unplanned, problems: [error.message] }
  }
}

function relationFacts(database: Database, relation: TableRelation, part: RelationPart | null): RelationFacts {
  const links = linkRows(database, relation)
  const counts = childCounts(links, database[relation.parent].rows)
  let [least, most, none] = [counts.length > 0 ? Number.POSITIVE_INFINITY : 0, 0, 0]
  for (const count of counts) {
    least = Math.min(least, count)
    most = Math.max(most, count)
    if (count === 0) none++
  }
  const rowsWith = (what: number): number => links.reduce((sum, link) => sum + (link === what ? 1 : 0), 0)
  return {
    ...relation,
    children: [least, most],
    childless: none / Math.max(1, counts.length),
    missing: rowsWith(noRow),
    orphans: rowsWith(orphan),
    part,
  }
}
