import { createRng } from '../../random/rng.js'
import type { SqlSource } from '../../sql/source.js'
import { isMissing, isNumberColumn } from '../../table/column.js'
import { type Inference, type InferOptions, inferSchema } from '../../table/inference/infer.js'
import type { RawTable } from '../../table/raw.js'
import { type ColumnSchema, isModelled, newColumn, type Schema } from '../../table/schema.js'
import { decodeWith } from '../../table/typing/decode.js'
import { shortestDecimals } from '../../table/typing/number-format.js'

/** Rows that tell what the columns are; all others are asked for what these could not have shown. */
const lookedAt = 100_000
const mostLevels = 1 << 17
const stream = -41

/** Rows of a source by which its columns are told: all of them, where they are no more. */
export async function rowsToLookAt(source: SqlSource): Promise<RawTable> {
  return await source.someRows(lookedAt, createRng(1, stream))
}

/** What the columns of a source are: told from some of its rows, and completed by the values of all of them. */
export async function sourceSchema(source: SqlSource, options: InferOptions): Promise<Schema> {
  const raw = await rowsToLookAt(source)
  const inference: Inference = inferSchema(raw, options)
  return raw.rows === source.rows ? inference.schema : await completedSchema(source, inference.schema)
}

/** The schema with the levels, bounds and digits that all rows of a source have. */
export async function completedSchema(source: SqlSource, schema: Schema): Promise<Schema> {
  const columns: ColumnSchema[] = []
  for (const column of schema.columns) columns.push(await completed(source, { ...column, nullable: true }))
  // Whether times are different, some rows don't tell.
  const moments = schema.moments?.map((moment) => ({ ...moment, unique: undefined }))
  return { ...schema, columns, ...(moments && { moments }) }
}

/** The column with the levels, bounds and digits that all rows have. */
async function completed(source: SqlSource, column: ColumnSchema): Promise<ColumnSchema> {
  if (!isModelled(column) || column.kind === 'text') return column
  const found = await source.distinct(column.name, mostLevels)
  if (!found) return 'min' in column ? { ...column, min: null, max: null } : column
  const own: Schema = { format: 'rowsmith-schema', version: 1, columns: [column], dependencies: [], rowBound: undefined }
  const cells = decodeWith({ rows: found.values.length, columns: [found.values] }, own, { unseenLevels: 'add' }).column(column.name)
  if (!isNumberColumn(cells)) {
    const known = 'levels' in column ? column.levels.length : 0
    const levels = [...cells.levels.slice(0, known), ...cells.levels.slice(known).sort()]
    if (column.kind === 'boolean' && levels.length > 2) return newColumn({ ...base(column), kind: 'categorical', levels })
    return { ...column, levels } as ColumnSchema
  }
  const values = [...cells.values].filter((_, row) => !isMissing(cells, row))
  if (values.length === 0 || !('min' in column)) return column
  const bounds = {
    min: column.min === null ? null : Math.min(column.min, ...ends(values)),
    max: column.max === null ? null : Math.max(column.max, ...ends(values)),
  }
  const whole = values.every(Number.isInteger)
  if (column.kind === 'integer' && !whole) return newColumn({ ...base(column), kind: 'numeric', decimals: digitsOf(values), ...bounds })
  if (column.kind === 'numeric' && column.decimals !== null) {
    const digits = digitsOf(values)
    return { ...column, ...bounds, decimals: digits === null ? null : Math.max(column.decimals, digits) }
  }
  return { ...column, ...bounds }
}

function base({ name, role, nullable, missing, sensitive, storage, meaning, note }: ColumnSchema) {
  return { name, role, nullable, missing, sensitive, storage, meaning, note }
}

function ends(values: readonly number[]): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  return [least, greatest]
}

/** Digits after the point that the values need; null where one has all those of a double. */
function digitsOf(values: readonly number[]): number | null {
  let most: number | null = 0
  for (const value of values) if (most !== null) most = shortestDecimals(value, false, most)
  return most
}
