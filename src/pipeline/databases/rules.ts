import { findRules } from '../../constraints/find/find.js'
import { columnsOf } from '../../constraints/language/expression.js'
import { type CheckedRule, checkRules } from '../../constraints/rules/broken.js'
import { asLines, parseRules, type RuleLine } from '../../constraints/rules/rule.js'
import { gatheredCells, joinedSchema, parseDatabaseRules, type RelatedColumn, relatedColumns } from '../../models/relational/rules/wide.js'
import { createRng } from '../../random/rng.js'
import type { Database } from '../../relations/database.js'
import { linkRows } from '../../relations/links.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { Table } from '../../table/table.js'

/** A rule of a database, and the rows of its table that break it, from 0. */
export interface CheckedDatabaseRule extends CheckedRule {
  readonly table: string
}

/** Which rows of which tables break which rules; throws a ConstraintError for all that is wrong with the rules. */
export function checkDatabaseRules(database: Database, schema: DatabaseSchema, lines: readonly RuleLine[]): CheckedDatabaseRule[] {
  const links = new Links(database, schema)
  return parseDatabaseRules(lines, schema).map((rule) => {
    const [checked] = checkRules(links.wide(rule.table, rule.uses), rule.schema, asLines([rule.rule.text]))
    return { table: rule.table, ...checked }
  })
}

/** The rows of others that rows of a database see; each relation is followed once. */
class Links {
  readonly #database: Database
  readonly #schema: DatabaseSchema
  readonly #links = new Map<number, Int32Array>()

  constructor(database: Database, schema: DatabaseSchema) {
    this.#database = database
    this.#schema = schema
  }

  /** Per row of the table, the row at the end of the path; -1 for none. */
  places(table: string, path: readonly number[]): Int32Array {
    const start = Int32Array.from({ length: this.#database[table].rows }, (_, row) => row)
    return path.reduce((at: Int32Array, relation) => {
      const link = this.#link(relation)
      return at.map((row) => (row < 0 ? -1 : Math.max(-1, link[row])))
    }, start)
  }

  /** Rows of a table with what they see of others, as columns of these names. */
  wide(table: string, seen: readonly RelatedColumn[]): Table {
    const places = new Map(seen.map(({ way }) => [way.path.join(), way.path]))
    const byPath = new Map([...places].map(([key, path]) => [key, this.places(table, path)]))
    const columns = seen.map(({ name, way, column }) =>
      gatheredCells(this.#database[way.table].column(column), byPath.get(way.path.join()) as Int32Array, name),
    )
    return new Table(columns, this.#database[table].rows)
  }

  #link(relation: number): Int32Array {
    const known = this.#links.get(relation) ?? linkRows(this.#database, this.#schema.relations[relation])
    this.#links.set(relation, known)
    return known
  }
}

/** A rule of a database that was found in its rows. */
export interface FoundDatabaseRule {
  readonly table: string
  readonly rule: string
  /** Rows of which it says something, and those of them that break it. */
  readonly support: number
  readonly exceptions: Int32Array
  /** Share that would satisfy it by chance. */
  readonly chance: number
}

/** Exceptions that a rule may have, as a share of the rows. */
const mostExceptions = 0.005
/** Rows that a table and what it refers to must have for anything to be found. */
const fewestRows = 20
const foundStream = -31

/**
 * Rules between the rows of tables and those that they refer to. They are looked for in one row, at random, for each row referred to, so that nothing counts
 * twice, and must hold in nearly all rows.
 */
export function findDatabaseRules(database: Database, schema: DatabaseSchema): FoundDatabaseRule[] {
  const links = new Links(database, schema)
  return Object.keys(schema.tables).flatMap((table) => {
    const seen = relatedColumns(schema, table).filter((use) => isValue(schema, use))
    const own = seen.filter(({ way }) => way.path.length === 0)
    // Of two names for one way the first, which is the table's.
    const others = seen.filter(({ way }) => way.path.length > 0).map(({ way }) => way)
    const ways = others.filter((way, i) => others.findIndex((other) => other.path.join() === way.path.join()) === i)
    return ways.flatMap((way) => {
      const theirs = seen.filter((use) => use.way.prefix === way.prefix && use.way.path.length > 0)
      if (own.length === 0) return []
      const uses = [...own, ...theirs]
      const wide = links.wide(table, uses)
      const fields = joinedSchema(schema, table, uses)
      const rows = oneEach(links.places(table, way.path))
      if (rows.length < fewestRows) return []
      return findRules({ table: wide.take(rows), schema: fields }).flatMap(({ rule, chance, support }): FoundDatabaseRule[] => {
        const [parsed] = parseRules(asLines([rule]), fields)
        const names = [...columnsOf(parsed.expression)]
        const isAcross =
          names.some((name) => own.some((use) => use.name === name)) && names.some((name) => theirs.some((use) => use.name === name))
        if (!isAcross || parsed?.isWide) return []
        const [checked] = checkRules(wide, fields, asLines([rule]))
        const exceptions = checked.broken
        const asked = Math.round((support / rows.length) * wide.rows)
        return exceptions.length > mostExceptions * asked ? [] : [{ table, rule, support: asked, exceptions, chance }]
      })
    })
  })
}

/** Whether a column holds values of its own rather than a key, a reference, or what is made anew, a copy or a total. */
function isValue({ tables, relations, copies = [], totals = [] }: DatabaseSchema, { way, column }: RelatedColumn): boolean {
  const { key = [], columns = [] } = tables[way.table] ?? {}
  const kind = columns.find(({ name }) => name === column)?.kind
  return !(
    kind === 'id' ||
    kind === 'text' ||
    key.includes(column) ||
    relations.some(
      (relation) =>
        (relation.child === way.table && relation.columns.includes(column)) ||
        (relation.parent === way.table && relation.key.includes(column)),
    ) ||
    copies.some((copy) => copy.child === way.table && copy.column === column) ||
    totals.some((total) => total.parent === way.table && total.column === column)
  )
}

/** One row, at random, for each place. */
function oneEach(places: Int32Array): Int32Array {
  const rng = createRng(1, foundStream)
  const chosen = new Map<number, { row: number; seen: number }>()
  places.forEach((place, row) => {
    if (place < 0) return
    const known = chosen.get(place)
    if (!known) chosen.set(place, { row, seen: 1 })
    else if (rng.integer(++known.seen) === 0) known.row = row
  })
  return Int32Array.from([...chosen.values()].map(({ row }) => row)).sort()
}
