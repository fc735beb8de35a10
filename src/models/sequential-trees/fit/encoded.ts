import { binEdges, binNumbers, type Feature, levelFeature } from '../../../learn/trees/bins.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import { lowerBound } from '../../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { TreesSettings } from '../settings.js'
import type { ResponseCodes } from './fit-bag.js'
import { type Counted, countDistinct, type Support, supportOf } from './support.js'

/** A training column as the learner needs it: as predictor of later columns and as response to earlier ones. */
export type Encoded = EncodedLevels | EncodedNumbers

export interface EncodedLevels {
  readonly kind: 'levels'
  readonly feature: Feature
  /** Missing is a class of its own: the last. */
  readonly classes: ResponseCodes
  /** Rows whose value may be handed on. */
  readonly rows: Int32Array
}

export interface EncodedNumbers {
  readonly kind: 'numbers'
  readonly feature: Feature
  /** Bounds of the feature's bins. */
  readonly edges: Float64Array
  readonly support: Support
  readonly response: TreeResponse
  /** Per row, the place in the support; -1 where missing. */
  readonly donor: Int32Array
  /** Rows with a value. */
  readonly rows: Int32Array
  /** Whether there is a value; null where there always is or never. */
  readonly presence: ResponseCodes | null
}

export function encodeColumn(column: Column, schema: ColumnSchema, settings: TreesSettings): Encoded {
  return isNumberColumn(column) ? encodeNumbers(column.values, schema, settings) : encodeLevels(column, schema, settings)
}

/** Levels in order split like numbers. */
function encodeLevels(
  column: Exclude<Column, { values: Float64Array }>,
  { kind }: ColumnSchema,
  { collapse }: TreesSettings,
): EncodedLevels {
  const { values, levels } = column
  const codes = values.slice()
  const counts = new Int32Array(levels.length + 1)
  for (let row = 0; row < codes.length; row++) {
    const code = values[row] < 0 ? levels.length : values[row]
    codes[row] = code
    counts[code] = counts[code] + 1
  }
  // Where every level is rare, leaving all of them out would leave nothing.
  const kept = counts.map((count, code) => (count >= collapse || code === levels.length ? 1 : 0))
  const rows = rowsOf(codes, kept)
  return {
    kind: 'levels',
    feature: levelFeature(values, levels.length, kind !== 'ordinal'),
    classes: { codes, kinds: levels.length + 1, ordered: kind === 'ordinal' },
    rows: rows.length > counts[levels.length] ? rows : rowsOf(codes, kept.fill(1)),
  }
}

/** The rows whose code is kept. */
function rowsOf(codes: Int32Array, kept: Int32Array): Int32Array {
  const rows = new Int32Array(codes.length)
  let count = 0
  for (let row = 0; row < codes.length; row++) if (kept[codes[row]] === 1) rows[count++] = row
  return rows.slice(0, count)
}

/** The response is the mid-rank over the number of rows, so that neither skew nor outliers rule the splits. */
function encodeNumbers(cells: Float64Array, schema: ColumnSchema, settings: TreesSettings): EncodedNumbers {
  const counted = countDistinct(cells)
  const ranks = midRanks(counted)
  const { support, place } = supportOf(counted, cells.length, schema, settings)
  const at = placesIn(counted.values, cells)
  const edges = binEdges(cells)
  const rows = rowsWithValue(at)
  return {
    kind: 'numbers',
    edges,
    support,
    rows,
    feature: binNumbers(cells, edges),
    response: { kind: 'number', values: ranksAt(ranks, at) },
    donor: at.map((index) => (index < 0 ? -1 : place[index])),
    presence:
      rows.length === 0 || rows.length === cells.length
        ? null
        : { codes: at.map((index) => (index < 0 ? 0 : 1)), kinds: 2, ordered: false },
  }
}

/** Where each cell stands among the values; -1 where it is missing. */
function placesIn(values: Float64Array, cells: Float64Array): Int32Array {
  const at = new Int32Array(cells.length)
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    at[row] = Number.isNaN(cell) ? -1 : lowerBound(values, cell + 0)
  }
  return at
}

function rowsWithValue(at: Int32Array): Int32Array {
  const rows = new Int32Array(at.length)
  let count = 0
  for (let row = 0; row < at.length; row++) if (at[row] >= 0) rows[count++] = row
  return rows.slice(0, count)
}

function ranksAt(ranks: Float64Array, at: Int32Array): Float64Array {
  const values = new Float64Array(at.length)
  for (let row = 0; row < at.length; row++) values[row] = at[row] < 0 ? 0 : ranks[at[row]]
  return values
}

/** Share of the rows below each value, with half of those that have it. */
function midRanks({ counts }: Counted): Float64Array {
  const present = counts.reduce((sum, count) => sum + count, 0)
  let below = 0
  return Float64Array.from(counts, (count) => {
    const rank = (below + count / 2) / present
    below += count
    return rank
  })
}
