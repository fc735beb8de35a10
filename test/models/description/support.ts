import { describedModel } from '../../../src/models/description/described-model.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import type { Table } from '../../../src/table/table.js'

/** Rows of a description. */
export function rowsOf(schema: SchemaInput, rows: number, seed = 1): Promise<Table> {
  return sampleTable(describedModel(parseSchema(schema)), rows, { seed })
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

/** Bounds at so many standard errors are left once in about two million checks. */
export const errors = 5
