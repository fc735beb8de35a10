import { type Column, isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, newColumn, type Schema, schemaColumn } from '../../table/schema.js'
import type { Arranged } from './fit/arrange.js'
import { isSteady, spansOf } from './fit/spans.js'

/** Which part each column plays. Plain data. */
export interface ChainLayout {
  /** Columns that are the same in all rows of a sequence. */
  readonly statics: readonly string[]
  /** The others, but the one that puts rows in order. */
  readonly dynamics: readonly string[]
  readonly order: string | null
  /** Whether the number of rows is drawn with the first row. */
  readonly lengthAhead: boolean
  /** Whether a sequence lasts as long as its number of rows says: then its pace is drawn, else the time it takes. */
  readonly steady: boolean
  readonly components: number
}

/** Names of what is drawn with the first row and is no column of the table. */
export const lengthName = '\u0000length'
export const startName = '\u0000start'
export const spanName = '\u0000span'
export const paceName = '\u0000pace'
export const componentName = '\u0000component'

/** Columns by whether they ever change within a sequence. */
export function sequenceLayout(rows: Arranged, lengthAhead: boolean, components: number): ChainLayout {
  const { table, position, order } = rows
  const others = table.columns.filter(({ name }) => name !== order)
  const statics = others.filter((column) => isStatic(column, position)).map(({ name }) => name)
  const dynamics = others.map(({ name }) => name).filter((name) => !statics.includes(name))
  return { statics, dynamics, order, lengthAhead, steady: lengthAhead && isSteady(spansOf(rows)), components }
}

function isStatic(column: Column, position: Int32Array): boolean {
  const { values } = column
  const isNumber = isNumberColumn(column)
  for (let row = 1; row < values.length; row++) {
    if (position[row] === 0 || values[row] === values[row - 1]) continue
    if (isNumber && Number.isNaN(values[row]) && Number.isNaN(values[row - 1])) continue
    return false
  }
  return true
}

/** What is known of a sequence before its rows are drawn, in the order in which it is drawn. */
export function outlineOf({ statics, order, lengthAhead, steady, components }: ChainLayout): string[] {
  return [
    ...statics,
    ...(components > 1 ? [componentName] : []),
    ...(lengthAhead ? [lengthName] : []),
    ...(order === null ? [] : [startName]),
    // Where the number of rows is open, so is the time they take.
    ...(order !== null && lengthAhead ? [steady ? paceName : spanName] : []),
  ]
}

/** The columns of the table that is drawn first, one row per sequence: its outline and its first row. */
export function entrySchema(layout: ChainLayout, schema: Schema): Schema {
  const time = layout.order === null ? null : measureOf(schemaColumn(schema, layout.order))
  const outline = outlineOf(layout).map((name): ColumnSchema => {
    if (name === componentName) return newColumn({ name, kind: 'categorical', levels: componentLevels(layout) })
    if (name === lengthName) return newColumn({ name, kind: 'integer' })
    if (name === startName || name === spanName) return newColumn({ name, ...(time ?? { kind: 'numeric' }) })
    if (name === paceName) return newColumn({ name, kind: 'numeric' })
    return { ...schemaColumn(schema, name), role: 'feature' }
  })
  const first = layout.dynamics.map((name): ColumnSchema => ({ ...schemaColumn(schema, name), role: 'feature' }))
  return { ...schema, dependencies: [], columns: [...outline, ...first] }
}

function componentLevels({ components }: ChainLayout): string[] {
  return Array.from({ length: components }, (_, k) => String(k + 1))
}

/** The order column as a number of its precision. */
export function measureOf(column: ColumnSchema): { readonly kind: 'numeric'; readonly decimals: number | null } {
  return { kind: 'numeric', decimals: column.kind === 'numeric' ? column.decimals : 0 }
}
