import type { NumberColumn } from '../../../table/column.js'
import { newColumn, type Schema, schemaColumn } from '../../../table/schema.js'
import { type EncodedNumbers, encodeColumn } from '../../sequential-trees/fit/encoded.js'
import type { TreesSettings } from '../../sequential-trees/settings.js'
import { measureOf } from '../layout.js'
import type { Rise } from '../state.js'
import type { Arranged } from './arrange.js'

/** A column that never falls, or never rises, in any sequence, and by how much each row goes beyond the last one that has a value. */
export interface Rising {
  readonly rise: Rise
  readonly column: EncodedNumbers
  /** Per row, whether it has a value. */
  readonly present: Uint8Array
}

/** Fewest steps, all in one direction, that are no chance (one in a million by a fair coin), and from how many sequences. */
const fewestSteps = 20
const fewestSequences = 5

/** How a column of numbers or times goes on where it goes in one direction in every sequence; null where it doesn't. */
export function risingOf({ table, position }: Arranged, name: string, schema: Schema, settings: TreesSettings): Rising | null {
  const { values } = table.column(name) as NumberColumn
  if (!(values instanceof Float64Array)) return null
  const rises = new Float64Array(values.length).fill(Number.NaN)
  let [ups, downs, sequences, last] = [0, 0, 0, Number.NaN]
  let counted = false
  for (let row = 0; row < values.length; row++) {
    if (position[row] === 0) {
      last = Number.NaN
      counted = false
    }
    const value = values[row]
    if (Number.isNaN(value)) continue
    if (!Number.isNaN(last)) {
      rises[row] = value - last
      if (value > last) ups++
      if (value < last) downs++
      if (value !== last && !counted) {
        counted = true
        sequences++
      }
    }
    last = value
  }
  if ((ups > 0 && downs > 0) || ups + downs < fewestSteps || sequences < fewestSequences) return null
  const by = ups > 0 ? 1 : -1
  const steps = rises.map((rise) => rise * by)
  const measure = newColumn({ name, ...measureOf(schemaColumn(schema, name)) })
  const end = values.reduce((most, value) => (value * by > most * by ? value : most), by * Number.NEGATIVE_INFINITY)
  return {
    rise: { by, end },
    column: encodeColumn({ name, kind: 'numeric', values: steps }, measure, settings) as EncodedNumbers,
    present: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
  }
}
