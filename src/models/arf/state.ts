import type { Column } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { encodeColumn } from '../sequential-trees/fit/encoded.js'
import type { Support } from '../sequential-trees/fit/support.js'
import { settingsOf, treesDefaults } from '../sequential-trees/settings.js'
import type { Leaves } from './leaves.js'

/** What the leaves hold of a column. */
export interface LeafColumn {
  /** The values of a number column; null for levels. */
  readonly support: Support | null
  /** Places in the support or level codes, leaf by leaf, ascending in each; what follows the last one is missing. */
  readonly donors: Uint8Array | Uint16Array | Uint32Array
  /** Donors of each leaf, the first ones, that evidence leaves; null for all. */
  readonly kept: Int32Array | null
}

/** Leaves in which columns are independent. Plain data. */
export interface ArfState {
  readonly accuracies: readonly number[]
  /** Where the donors of each leaf begin, and their number: a leaf is as likely as it is large. */
  readonly starts: Int32Array
  /** Under evidence: sums of the weights of all leaves before each, and of all. */
  readonly weights: Float64Array | null
  /** In the schema's order. */
  readonly columns: readonly LeafColumn[]
}

/** A column as the trees see it, and what its rows hand on. */
export interface EncodedColumn {
  readonly feature: ReturnType<typeof encodeColumn>['feature']
  readonly support: Support | null
  /** Per row a place in the support or a level code; `gap` where missing. */
  readonly donor: Int32Array
  readonly gap: number
}

/** Numbers are handed on as by the trees of `sequential-trees`: repeated ones as they are, rare ones spread half-way to their neighbours. */
export function encodeDonors(column: Column, schema: ColumnSchema): EncodedColumn {
  const encoded = encodeColumn(column, schema, settingsOf({ ...treesDefaults, blend: false }, 0))
  const { feature } = encoded
  if (encoded.kind === 'levels') return { feature, support: null, donor: encoded.classes.codes, gap: encoded.classes.kinds - 1 }
  const gap = encoded.support.values.length
  return { feature, support: encoded.support, donor: encoded.donor.map((place) => (place < 0 ? gap : place)), gap }
}

/** The column as one row without a value, for a table without rows. */
export function withGap(column: EncodedColumn): EncodedColumn {
  return { ...column, donor: Int32Array.of(column.gap) }
}

/** What these leaves hold of all columns. */
export function leafState(columns: readonly EncodedColumn[], leaves: Leaves, accuracies: readonly number[]): ArfState {
  return { accuracies, starts: leaves.starts, weights: null, columns: columns.map((column) => leafColumn(column, leaves)) }
}

function leafColumn({ support, donor, gap }: EncodedColumn, { starts, rows }: Leaves): LeafColumn {
  const donors = new (gap < 256 ? Uint8Array : gap < 65_536 ? Uint16Array : Uint32Array)(rows.length)
  for (let i = 0; i < rows.length; i++) donors[i] = donor[rows[i]]
  // Within a leaf the order of the rows would tell which values belong together.
  for (let leaf = 0; leaf < starts.length - 1; leaf++) donors.subarray(starts[leaf], starts[leaf + 1]).sort()
  return { support, donors, kept: null }
}
