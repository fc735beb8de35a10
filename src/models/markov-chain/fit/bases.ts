import { binEdges, binOf, type Feature } from '../../../learn/trees/bins.js'
import { levelsOf, type Schema, schemaColumn } from '../../../table/schema.js'
import { type ChainLayout, outlineOf } from '../layout.js'

/**
 * What trees can look at: of each row its columns, their running means and how far along it is; of each sequence its outline.
 * A base is looked at from a view: this row, the one before it, and so on.
 */
export const views = { now: 0, last: 1, beforeLast: 2, sameState: 3, sequence: 4 } as const
/** Number of views, and so of places that a row is looked at from. */
export const viewCount = 5

/** A base and the view of it. */
export interface Predictor {
  readonly base: number
  readonly view: number
  /** True: looked at even where other predictors seem to say more, since it decides what they mean. */
  readonly always?: boolean
}

/** The numbers of the bases. */
export interface BaseNumbers {
  readonly column: (dynamic: number) => number
  /** Mean of a column of numbers over the rows before. */
  readonly mean: (dynamic: number) => number
  readonly time: number
  readonly elapsed: number
  readonly gap: number
  /** Mean gap so far. */
  readonly pace: number
  /** Time that is left of the sequence, in all and per row. */
  readonly left: number
  readonly leftPerRow: number
  readonly position: number
  readonly remaining: number
  readonly state: number
  readonly length: number
  /** Of a sequence, what is known before its rows (see `outlineOf`), by its place there. */
  readonly outline: (index: number) => number
  readonly count: number
}

export function baseNumbers(layout: ChainLayout): BaseNumbers {
  const size = layout.dynamics.length
  const own = 2 * size
  return {
    column: (dynamic) => dynamic,
    mean: (dynamic) => size + dynamic,
    ...{ time: own, elapsed: own + 1, gap: own + 2, position: own + 3, remaining: own + 4, state: own + 5, length: own + 6 },
    ...{ pace: own + 7, left: own + 8, leftPerRow: own + 9 },
    outline: (index) => own + 10 + index,
    count: own + 10 + outlineOf(layout).length,
  }
}

/** How a base is coded. Plain data. */
export interface BaseCoding {
  /** Bounds of the bins of a number; null for levels and states. */
  readonly edges: Float64Array | null
  readonly bins: number
  readonly nominal: boolean
}

const numberCoding = (edges: Float64Array): BaseCoding => ({ edges, bins: edges.length + 2, nominal: false })

/** The coding of a column of the schema; of levels beyond 65,535 the last ones share a code. */
export function columnCoding(name: string, schema: Schema, edgesOf: () => Float64Array): BaseCoding {
  const column = schemaColumn(schema, name)
  if (column.kind === 'numeric' || column.kind === 'integer' || column.kind === 'datetime') return numberCoding(edgesOf())
  return { edges: null, bins: Math.min(levelsOf(column).length, mostCode) + 1, nominal: column.kind !== 'ordinal' }
}

const mostCode = 65_535

/** The code of a value: a number (NaN missing), or a level or state (-1 missing). */
export function codeOf({ edges }: BaseCoding, value: number): number {
  return edges ? binOf(value, edges) : Math.min(value + 1, mostCode)
}

/** Codes of all values under a coding. */
export function baseCodes(coding: BaseCoding, values: ArrayLike<number>): Uint16Array {
  const codes = new Uint16Array(values.length)
  for (let i = 0; i < codes.length; i++) codes[i] = codeOf(coding, values[i])
  return codes
}

/** Values that bounds of bins are told from. */
const binnedValues = 20_000

/** A base whose values are numbers, binned for these values. */
export function numberBase(values: Float64Array): { readonly coding: BaseCoding; readonly codes: Uint16Array } {
  const step = Math.max(1, Math.floor(values.length / binnedValues))
  const some = new Float64Array(Math.ceil(values.length / step))
  for (let i = 0; i < some.length; i++) some[i] = values[i * step]
  const coding = numberCoding(binEdges(some))
  return { coding, codes: baseCodes(coding, values) }
}

/** The codes of a base as seen from each row, as a feature of a tree; 0 where there is nothing to see. `places` says where to look. */
export function baseFeature({ bins, nominal }: BaseCoding, codes: Uint8Array | Uint16Array, places: Int32Array | null): Feature {
  const small = bins <= 256
  const size = places ? places.length : codes.length
  const seen = small ? new Uint8Array(size) : new Uint16Array(size)
  for (let row = 0; row < size; row++) {
    const place = places ? places[row] : row
    seen[row] = place < 0 ? 0 : codes[place]
  }
  return { codes: seen, bins, nominal }
}
