import { joinProblems, PrivacyError } from '../../errors.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { isNumberSchema, type Lattice, latticeOf } from './lattice.js'

/** What is publicly known of a column: its lattice or its number of levels, and whether it may be missing. */
export interface PublicColumn {
  readonly name: string
  /** Null for levels. */
  readonly lattice: Lattice | null
  readonly levels: number
  readonly missing: boolean
}

/** Levels of one column, or of all columns together, that can be counted. */
const mostLevels = 2 ** 20

/**
 * What the schema makes public of each column. Throws one PrivacyError that lists all that is missing: levels and bounds are never taken
 * from the data, since the data's own are somebody's.
 */
export function publicDomain(schema: Schema): PublicColumn[] {
  const problems = schema.columns.flatMap((column) => problemOf(column).map((problem) => `${column.name}: ${problem}`))
  const levels = schema.columns.reduce((sum, column) => sum + levelsOf(column).length, 0)
  if (problems.length === 0 && levels > mostLevels) {
    problems.push(
      `the columns have ${levels} levels together, of which at most ${mostLevels} can be counted; group levels or leave columns out`,
    )
  }
  if (problems.length > 0) throw new PrivacyError('schema', joinProblems(problems))
  return schema.columns.map((column) => ({
    name: column.name,
    lattice: isNumberSchema(column) ? latticeOf(column) : null,
    levels: levelsOf(column).length,
    missing: column.nullable,
  }))
}

function problemOf(column: ColumnSchema): string[] {
  if (column.role === 'key' || column.role === 'sequence-key') {
    return column.kind === 'id' ? [] : ['is a key, so nothing of it may be learned; declare it an id with a pattern']
  }
  if (isNumberSchema(column)) {
    const { min, max } = column
    if (min === null || max === null)
      return ['needs "min" and "max" from public knowledge: bounds read from the data give away the extreme rows']
    return min <= max ? [] : [`has bounds that contain nothing (got min ${min}, max ${max})`]
  }
  if (levelsOf(column).length === 0)
    return [
      'needs its "levels" from public knowledge (for free text, the policy "words"): levels read from the data give away who is the only one of a kind',
    ]
  return []
}
