import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/bins.js'
import type { Response } from '../../learn/split.js'
import { lowerBound } from '../../stats/sorted.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { Classes } from './choose.js'
import type { TreesSettings } from './options.js'
import { type Counted, countDistinct, type Support, supportOf } from './support.js'

/** A training column as the learner needs it: as predictor of later columns and as response to earlier ones. */
export type Encoded = EncodedLevels | EncodedNumbers

export interface EncodedLevels {
  readonly kind: 'levels'
  readonly feature: Feature
  /** Missing is a class of its own: the last. */
  readonly classes: Classes
  /** Rows whose value may be handed on. */
  readonly rows: Int32Array
}

export interface EncodedNumbers {
  readonly kind: 'numbers'
  readonly feature: Feature
  /** Bounds of the feature's bins. */
  readonly edges: Float64Array
  readonly support: Support
  readonly response: Response
  /** Per row, the place in the support; -1 where missing. */
  readonly donor: Int32Array
  /** Rows with a value. */
  readonly rows: Int32Array
  /** Whether there is a value; null where there always is or never. */
  readonly presence: Classes | null
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
  const codes = values.map((code) => (code < 0 ? levels.length : code))
  const counts = new Int32Array(levels.length + 1)
  for (const code of codes) counts[code] = (counts[code] as number) + 1
  // Where every level is rare, leaving all of them out would leave nothing.
  const kept = counts.map((count, code) => (count >= collapse || code === levels.length ? 1 : 0))
  const all = Int32Array.from(codes.keys())
  const rows = all.filter((row) => kept[codes[row] as number] === 1)
  return {
    kind: 'levels',
    feature: levelFeature(values, levels.length, kind !== 'ordinal'),
    classes: { codes, kinds: levels.length + 1, ordered: kind === 'ordinal' },
    rows: rows.length > (counts[levels.length] as number) ? rows : all,
  }
}

/** The response is the mid-rank over the number of rows, so that neither skew nor outliers rule the splits. */
function encodeNumbers(cells: Float64Array, schema: ColumnSchema, settings: TreesSettings): EncodedNumbers {
  const counted = countDistinct(cells)
  const ranks = midRanks(counted)
  const { support, place } = supportOf(counted, cells.length, schema, settings)
  const at = Int32Array.from(cells, (cell) => (Number.isNaN(cell) ? -1 : lowerBound(counted.values, cell + 0)))
  const edges = binEdges(cells)
  const rows = at.map((index, row) => (index < 0 ? -1 : row)).filter((row) => row >= 0)
  return {
    kind: 'numbers',
    edges,
    support,
    rows,
    feature: binNumbers(cells, edges),
    response: { kind: 'number', values: Float64Array.from(at, (index) => (index < 0 ? 0 : (ranks[index] as number))) },
    donor: at.map((index) => (index < 0 ? -1 : (place[index] as number))),
    presence:
      rows.length === 0 || rows.length === cells.length
        ? null
        : { codes: at.map((index) => (index < 0 ? 0 : 1)), kinds: 2, ordered: false },
  }
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
