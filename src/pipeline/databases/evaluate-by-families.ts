import type { MetricSelection } from '../../evaluate/metrics/select.js'
import type { Database } from '../../relations/database.js'
import { splitFamilies } from '../../relations/families.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { type FitDatabaseOptions, fitDatabase, sampleDatabase } from '../jobs/database.js'
import { type DatabaseEvaluation, evaluateDatabase } from './evaluate-database.js'

export interface EvaluateByFamiliesOptions extends FitDatabaseOptions {
  /** What the tables are judged by, each by itself; see `evaluate`. */
  readonly metrics?: MetricSelection
}

/** How good a model is on a database. */
interface FamiliesEvaluation {
  readonly evaluation: DatabaseEvaluation
  /** What was compared with what. */
  readonly note: string
}

/** Fewest rows, in all tables together, of a half that is judged against another. */
const fewestRows = 50

/**
 * How good the model is on this database: fitted to half of the families and judged against the other half, which it never saw. The rows that a
 * user gets come from another fit, to all rows.
 */
export async function evaluateByFamilies(
  database: Database,
  { metrics, progress, ...options }: EvaluateByFamiliesOptions,
): Promise<FamiliesEvaluation> {
  const { schema, seed = 1, pool, signal } = options
  const halves = splitFamilies(database, schema, seed)
  const isSplit = halves.every((half) => isEnough(half, database, schema))
  const training = isSplit ? halves[0] : database
  const model = await fitDatabase(training, { ...options, progress: (share, what) => progress?.(share / 2, what) })
  const synthetic = await sampleDatabase(model, { seed, ...(pool && { pool }), ...(signal && { signal }) })
  const evaluation = await evaluateDatabase(training, synthetic, {
    ...{ schema, seed, progress: (share: number, what: string) => progress?.((1 + share) / 2, what) },
    ...(isSplit && { holdout: halves[1] }),
    ...(metrics && { metrics }),
    ...(pool && { pool }),
    ...(signal && { signal }),
  })
  return { evaluation, note: isSplit ? noteOn(database, training, halves[1]) : smallNote }
}

/** Whether a half has rows of every table that the database has rows of, and enough in all. */
function isEnough(half: Database, database: Database, { tables }: DatabaseSchema): boolean {
  const names = Object.keys(tables)
  const rowsOf = (name: string): number => half[name]?.rows ?? 0
  return (
    names.every((name) => rowsOf(name) > 0 || database[name]?.rows === 0) &&
    names.reduce((sum, name) => sum + rowsOf(name), 0) >= fewestRows
  )
}

const smallNote =
  'There are too few families to keep some aside: the synthetic database is compared with the rows that the model saw, which flatters it.'

function noteOn(database: Database, training: Database, holdout: Database): string {
  const [all, learned, unseen] = [database, training, holdout].map((side) =>
    Object.values(side)
      .reduce((sum, { rows }) => sum + rows, 0)
      .toLocaleString('en'),
  )
  return `Judged with a model fitted to half of the families (${learned} rows), against the other half that it never saw (${unseen} rows); rows that families share are in both. The delivered rows come from a second fit, to all ${all} rows.`
}
