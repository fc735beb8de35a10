import type { NumberMargin } from '../encode/number-margin.js'
import { type ColumnSchema, type IntegerSchema, type NumericSchema, newColumn } from '../table/schema.js'

/** A column whose scale depends on a group, with the distribution of each. */
export type Scaled = (NumericSchema | IntegerSchema) & { scaleBy: string; margins: Record<string, NumberMargin> }

/** Whether a fit has learned a column by the share of its group that lies below. */
export function isScaled(column: ColumnSchema): column is Scaled {
  return (column.kind === 'numeric' || column.kind === 'integer') && column.scaleBy !== undefined && column.margins !== undefined
}

/** What a model sees of a scaled column: the share of its group. */
export function scaledSchema({ name, role, nullable, sensitive }: Scaled): ColumnSchema {
  return newColumn({ name, role, nullable, sensitive, kind: 'numeric', decimals: null, min: 0, max: 1 })
}
