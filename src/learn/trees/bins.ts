import { lowerBound, sorted } from '../../stats/order/sorted.js'

/** A predictor as small whole numbers, one per row. Code 0 is a missing value. */
export interface Feature {
  readonly codes: Uint8Array | Uint16Array
  /** Codes lie in [0, bins). */
  readonly bins: number
  /** True: codes are names without an order; every split may put any of them on either side. */
  readonly nominal: boolean
}

/** Bins of numbers in 8-bit codes, beside that of missing values. */
const maxNumberBins = 255
const maxCode = 65_535

/**
 * Upper bounds of at most `maxBins` bins of about equal weight, without the last one, which is open. Values that repeat
 * often have bins of their own; a bound lies halfway between the values it parts. NaN is left out.
 */
export function binEdges(values: Float64Array, maxBins = maxNumberBins): Float64Array {
  const ordered = sorted(values)
  const starts = distinctStarts(ordered)
  const startOf = (run: number): number => starts[run] ?? ordered.length
  const edges: number[] = []
  let weight = 0
  let rowsLeft = ordered.length
  for (let run = 0; run < starts.length - 1 && edges.length < maxBins - 1; run++) {
    const next = startOf(run + 1)
    weight += next - startOf(run)
    const binsLeft = maxBins - edges.length
    const share = rowsLeft / binsLeft
    // A value as heavy as a bin closes the bin before it, and its own.
    const nextIsHeavy = startOf(run + 2) - next >= share
    const oneBinEach = binsLeft >= starts.length - run
    if (weight < share && !nextIsHeavy && !oneBinEach) continue
    edges.push(between(ordered[next - 1], ordered[next]))
    rowsLeft -= weight
    weight = 0
  }
  return Float64Array.from(edges)
}

/** Where each run of equal values begins. */
function distinctStarts(ordered: Float64Array): Int32Array {
  const starts = new Int32Array(ordered.length)
  let runs = 0
  for (let i = 0; i < ordered.length; i++) if (i === 0 || ordered[i] !== ordered[i - 1]) starts[runs++] = i
  return starts.subarray(0, runs)
}

/** A number at least `low` and less than `high`, halfway where doubles allow it. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  return middle < high ? middle : low
}

/** The feature of numbers: 0 where NaN, else 1 + the number of edges below the value. */
export function binNumbers(values: Float64Array, edges: Float64Array): Feature {
  const codes = new Uint8Array(values.length)
  for (let i = 0; i < codes.length; i++) codes[i] = binOf(values[i], edges)
  return { codes, bins: edges.length + 2, nominal: false }
}

/** The code of one number. */
export function binOf(value: number, edges: Float64Array): number {
  return Number.isNaN(value) ? 0 : 1 + lowerBound(edges, value)
}

/**
 * The feature of level codes, where -1 is missing. `nominal` is false for levels in order. Of more than 65,535 levels the
 * last ones share a code.
 */
export function levelFeature(levelCodes: Int32Array, levels: number, nominal = true): Feature {
  const bins = Math.min(levels, maxCode) + 1
  const codes = bins <= 256 ? new Uint8Array(levelCodes.length) : new Uint16Array(levelCodes.length)
  for (let i = 0; i < codes.length; i++) codes[i] = Math.min(levelCodes[i] + 1, maxCode)
  return { codes, bins, nominal }
}

/** The feature of these rows alone. */
export function takeRows({ codes, ...feature }: Feature, rows: Int32Array): Feature {
  const taken = new (codes.constructor as typeof Uint16Array)(rows.length)
  for (let i = 0; i < taken.length; i++) taken[i] = codes[rows[i]]
  return { ...feature, codes: taken }
}
