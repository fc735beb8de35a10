import { InputError, joinProblems } from '../../errors.js'
import { evaluate } from '../../evaluate/engine/evaluate.js'
import type { Evaluation } from '../../evaluate/evaluation.js'
import type { MetricSelection } from '../../evaluate/metrics/select.js'
import { evaluateRelations, type RelationsEvaluation } from '../../evaluate/relations/evaluate-relations.js'
import { comparedOf } from '../../evaluate/relations/view.js'
import type { Pool, Progress } from '../../learn/pool.js'
import type { Database } from '../../relations/database.js'
import { splitFamilies } from '../../relations/families.js'
import type { DatabaseSchema, TableSchema } from '../../relations/schema.js'
import { isMissing, isNumberColumn } from '../../table/column.js'
import { ownValue } from '../../table/own.js'
import type { Table } from '../../table/table.js'
import { type FamilyPrivacy, familyPrivacy } from './family-privacy.js'

/** How well a synthetic database stands for a real one. Plain JSON. */
export interface DatabaseEvaluation extends RelationsEvaluation {
  readonly format: 'rowsmith-database-evaluation'
  /** Whether it was compared with real rows that no model saw. */
  readonly holdout: boolean
  readonly tables: readonly TableScore[]
  readonly privacy: readonly FamilyPrivacy[]
  readonly schema: DatabaseSchema
}

export interface TableScore {
  readonly name: string
  readonly real: number
  readonly synthetic: number
  /** The synthetic table is the real one, word for word. */
  readonly copied: boolean
  /** The evaluation of the table by itself; null where it is copied, or has nothing to compare. */
  readonly evaluation: Evaluation | null
}

/** How databases are compared. */
export interface EvaluateDatabaseOptions {
  readonly schema: DatabaseSchema
  /** Real rows that no model saw: the fairest comparison. Without it, halves of the real database by families say what real rows reach. */
  readonly holdout?: Database
  readonly seed?: number
  /** What the tables are judged by, each by itself; see `evaluate`. False: not at all. */
  readonly metrics?: MetricSelection | false
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** Fewest rows of a table that is judged by itself. */
const fewestRows = 10

/**
 * A synthetic database beside the real one: integrity of keys, numbers of children, dependences across tables, rows of one parent, whole families
 * told apart, each table by itself, and privacy with the family as unit.
 *
 * @example
 * const real = await readDatabase({
 *   customers: [{ id: 1, city: 'Bern' }, { id: 2, city: 'Basel' }, { id: 3, city: 'Bern' }],
 *   orders: [{ id: 1, customer_id: 2 }, { id: 2, customer_id: 2 }, { id: 3, customer_id: 1 }],
 * })
 * const { scores } = await evaluateDatabase(real.database, real.database, { schema: real.schema })
 */
export async function evaluateDatabase(real: Database, synthetic: Database, options: EvaluateDatabaseOptions): Promise<DatabaseEvaluation> {
  const { schema, holdout, seed = 1, metrics = 'fast', progress = () => {}, pool, signal } = options
  checkTables({ synthetic, ...(holdout ? { holdout } : {}) }, schema)
  const lookups = copiedTables(real, synthetic, schema)
  progress(0, 'comparing relations')
  const halves = holdout ? null : splitFamilies(real, schema, seed)
  const sides = halves
    ? { reference: real, ceiling: halves[0], ceilingReference: halves[1] }
    : { reference: holdout as Database, ceiling: real }
  const relations = evaluateRelations(sides, synthetic, schema, { seed, lookups })
  signal?.throwIfAborted()
  const tables: TableScore[] = []
  const names = Object.keys(schema.tables)
  for (const [i, name] of names.entries()) {
    progress((i + 1) / (names.length + 1), `judging ${name}`)
    const [own, made] = [real[name], synthetic[name]] as [Table, Table]
    const copied = lookups.includes(name)
    const judged = copied || metrics === false ? null : comparedTable(name, [own, made, ...(holdout ? [holdout[name]] : [])], schema)
    const evaluation = judged
      ? await evaluate(
          {
            training: judged.tables[0],
            synthetic: judged.tables[1],
            ...(judged.tables[2] ? { holdout: judged.tables[2] } : {}),
          },
          {
            schema: judged.schema,
            metrics: metrics === false ? 'fast' : metrics,
            seed,
            name,
            ...(pool ? { pool } : {}),
            ...(signal ? { signal } : {}),
          },
        )
      : null
    tables.push({ name, real: own.rows, synthetic: made.rows, copied, evaluation })
  }
  const [learned, unseen] = halves ?? [real, holdout as Database]
  return {
    ...{ format: 'rowsmith-database-evaluation', holdout: holdout !== undefined, ...relations, tables },
    privacy: familyPrivacy(holdout ? real : learned, unseen, synthetic, schema, { seed, lookups }),
    schema,
  }
}

function checkTables(databases: Readonly<Record<string, Database>>, schema: DatabaseSchema): void {
  const problems = Object.entries(databases).flatMap(([which, database]) =>
    Object.entries(schema.tables).flatMap(([name, { columns }]) => {
      const table = database[name]
      if (!table) return [`${name}: the ${which} database has no such table`]
      return columns
        .filter((column) => !table.has(column.name))
        .map((column) => `${name}.${column.name}: the ${which} database has no such column`)
    }),
  )
  if (problems.length > 0) throw new InputError('databases', joinProblems(problems))
}

/** A table's columns that can be compared, in all databases; null where there are none, or too few rows. */
function comparedTable(
  name: string,
  tables: readonly Table[],
  schema: DatabaseSchema,
): { readonly tables: Table[]; readonly schema: TableSchema } | null {
  const columns = (ownValue(comparedOf(schema).columns, name) ?? []).map((column) => ({
    ...column,
    role: column.role === 'order' ? ('feature' as const) : column.role,
  }))
  if (columns.length === 0 || tables.some(({ rows }) => rows < fewestRows)) return null
  const known = new Set(columns.map((column) => column.name))
  const { dependencies, links: _, relations: __, ...own } = schema.tables[name]
  return {
    tables: tables.map((table) => table.select([...known])),
    schema: { ...own, columns, dependencies: dependencies.filter(({ from, to }) => known.has(from) && known.has(to)) },
  }
}

/** Tables without references that are in both databases word for word, where not all are: lookups, which nobody has to learn. */
function copiedTables(real: Database, synthetic: Database, { tables, relations }: DatabaseSchema): string[] {
  const copied = Object.keys(tables).filter((name) => isCopied(real[name], synthetic[name]))
  if (copied.length === Object.keys(tables).length) return []
  return copied.filter((name) => !relations.some(({ child }) => child === name))
}

/** Whether two tables hold the same rows in the same order. */
function isCopied(a: Table, b: Table): boolean {
  if (a.rows === 0 || a.rows !== b.rows) return false
  return a.columns.every((column) => {
    const other = b.column(column.name)
    for (let row = 0; row < a.rows; row++) {
      const cells = [column, other].map((own) => {
        const value = own.values[row]
        return isMissing(own, row) ? null : isNumberColumn(own) ? String(value) : own.levels[value]
      })
      if (cells[0] !== cells[1]) return false
    }
    return true
  })
}
