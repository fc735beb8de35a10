import { roundToDecimals } from '../../typing/number-format.js'
import type { NumberCells } from './numbers.js'

/** How often values up to a bound lie on each grid, as shares; a step of 0 stands for all the digits of a double. */
export interface GridShares {
  /** Values up to this one; null for all that are left. */
  readonly upTo: number | null
  readonly shares: { step: number; share: number }[]
}

/** Digits after the point that a computed number may have, to be told from noise. */
const mostDecimals = 10
/** The error of a few floating-point operations, relative to the largest number in them, and most of it as a share of a digit. */
const noise = 2 ** -49
const mostNoise = 1e-3
/** No operation on numbers of that size leaves less. */
const leastNoise = 2 ** -80
/** Fewest values that tell noise from digits. */
const enoughForNoise = 20

/**
 * The value without what a few floating-point operations put behind so many digits: 0.1 + 0.2 is 0.3. `largest` is the largest number of the column:
 * 940 - 939.08 has the error of 940.
 */
export function withoutNoise(value: number, decimals: number, largest: number): number {
  const rounded = roundToDecimals(value, decimals)
  return isNoise(rounded - value, Number(`1e-${decimals}`), largest) ? rounded : value
}

function isNoise(difference: number, unit: number, largest: number): boolean {
  const size = Math.abs(difference)
  return size === 0 || (size >= leastNoise * largest && size <= Math.min(noise * largest, mostNoise * unit))
}

export function largestOf(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] as number) > largest) largest = Math.abs(values[i] as number)
  return largest
}

/** Digits after the point, but for noise; null for more than there can be. */
function plainDecimals(value: number, from: number, largest: number): number | null {
  for (let decimals = from; decimals <= mostDecimals; decimals++) {
    if (isNoise(roundToDecimals(value, decimals) - value, Number(`1e-${decimals}`), largest)) return decimals
  }
  return null
}

/** Digits after the point of all these values, but for noise; null where some value has more, or they are too few to tell. */
export function decimalsButNoise(values: Float64Array): number | null {
  if (values.length < enoughForNoise) return null
  const largest = largestOf(values)
  let most = 0
  for (const value of values) {
    const decimals = plainDecimals(value, most, largest)
    if (decimals === null) return null
    most = decimals
  }
  return most
}

/** Grids that values are looked for on, each a multiple of the next. */
const steps = [1, 0.5, 0.1, 0.05, 0.01, 0.001, 0.0001, 0.00001, 0.000001] as const
const places = [0, 1, 1, 2, 2, 3, 4, 5, 6] as const
const regions = 8
/** Values in more rows than this, or in this share of them, are not made anew and tell nothing of those that are. */
const repeatedRows = 3
const repeatedShare = 0.0005
/** Fewest values that tell, and the share by which coarser grids have to be more frequent than chance, in all and in standard errors. */
const fewestValues = 50
const fewestMore = 0.05
const errors = 6

/** Rows that make a value one of those that come back as they are. */
export function isRepeated(count: number, total: number): boolean {
  return count > Math.max(repeatedRows, repeatedShare * total)
}

/**
 * The mixture of grids that values lie on, by region of the value; null where they all lie on one. On a grid, some values lie on a coarser one by
 * chance (one tenth of all cents are tenths): a mixture has at least 5 % more of them, and 6 standard errors.
 */
export function mixedGrids(cells: GriddedCells): GridShares[] | null {
  const { values, counts, total, digits } = cells
  if (values.length > enoughToTell && isOneGrid(sampled(cells), digits.most)) return null
  const largest = largestOf(values)
  const single: number[] = []
  const codes: number[] = []
  for (let i = 0; i < values.length; i++) {
    if (isRepeated(counts[i] as number, total)) continue
    single.push(values[i] as number)
    codes.push(gridOf(values[i] as number, largest))
  }
  if (single.length < fewestValues || !isMixture(codes)) return null
  const size = Math.ceil(single.length / Math.max(1, Math.min(regions, Math.floor(single.length / fewestValues))))
  const found: GridShares[] = []
  for (let start = 0; start < single.length; start += size) {
    const end = Math.min(single.length, start + size)
    found.push({ upTo: end === single.length ? null : (single[end - 1] as number), shares: pureShares(codes.slice(start, end)) })
  }
  return found
}

type GriddedCells = Pick<NumberCells, 'values' | 'counts' | 'total' | 'digits'>

/** Values of which some tell, to a percent, what share lies on which grid. */
const enoughToTell = 4000

function sampled({ values, counts, total, digits }: GriddedCells): GriddedCells {
  const step = values.length / enoughToTell
  const some = Int32Array.from({ length: enoughToTell }, (_, i) => Math.floor(i * step))
  return {
    values: Float64Array.from(some, (i) => values[i] as number),
    counts: Float64Array.from(some, (i) => counts[i] as number),
    total,
    digits,
  }
}

/** Whether some values lie on one grid and show the finest that there is. */
function isOneGrid({ values, counts, total }: GriddedCells, most: number | null): boolean {
  const largest = largestOf(values)
  const codes: number[] = []
  for (let i = 0; i < values.length; i++) if (!isRepeated(counts[i] as number, total)) codes.push(gridOf(values[i] as number, largest))
  const finest = codes.reduce((a, b) => Math.max(a, b), 0)
  return codes.length >= fewestValues && (finest === steps.length || places[finest] === most) && !isMixture(codes)
}

/** The coarsest grid of a value, by its position; the number of grids for none of them. */
function gridOf(value: number, largest: number): number {
  for (let k = 0; k < steps.length; k++) {
    const step = steps[k] as number
    const nearest = roundToDecimals(Math.round(value / step) * step, places[k] as number)
    if (isNoise(nearest - value, step, largest)) return k
  }
  return steps.length
}

function isMixture(codes: readonly number[]): boolean {
  const shares = observed(codes)
  const finest = shares.findLastIndex((share) => share > 0)
  if (finest === 0) return false
  // The finest grid explains as many coarser values as chance puts there.
  const n = codes.length
  const chance = finest === steps.length ? 0 : (steps[finest] as number) / (steps[finest - 1] as number)
  const coarser = 1 - (shares[finest] as number)
  return coarser - chance > Math.max(fewestMore, errors * Math.sqrt((chance * (1 - chance)) / n))
}

function observed(codes: readonly number[]): Float64Array {
  const shares = new Float64Array(steps.length + 1)
  for (const code of codes) shares[code] = (shares[code] as number) + 1 / codes.length
  return shares
}

/** The shares of the grids that values were made on: less what finer ones put on coarser ones by chance. */
function pureShares(codes: readonly number[]): { step: number; share: number }[] {
  const left = observed(codes)
  const pure = new Float64Array(left.length)
  for (let k = left.length - 1; k >= 0; k--) {
    const isFull = k === steps.length
    const own = isFull || k === 0 ? 1 : 1 - (steps[k] as number) / (steps[k - 1] as number)
    pure[k] = Math.max(0, (left[k] as number) / own)
    if (isFull) continue
    for (let j = 0; j < k; j++) {
      const here = (steps[k] as number) / (steps[j] as number) - (j === 0 ? 0 : (steps[k] as number) / (steps[j - 1] as number))
      left[j] = (left[j] as number) - (pure[k] as number) * here
    }
  }
  const sum = pure.reduce((a, b) => a + b, 0)
  return Array.from(pure).flatMap((share, k) => (share > 0 ? [{ step: steps[k] ?? 0, share: Number((share / sum).toFixed(4)) }] : []))
}

/** The shares in words: `97 % cents`. */
export function gridsInWords(grids: readonly GridShares[]): string {
  const total = new Map<number, number>()
  for (const { shares } of grids) for (const { step, share } of shares) total.set(step, (total.get(step) ?? 0) + share / grids.length)
  const parts = [...total].filter(([, share]) => share >= 0.005).sort((a, b) => b[1] - a[1])
  const name = (step: number): string => (step === 0 ? 'all the digits of a double' : step === 1 ? 'whole numbers' : `multiples of ${step}`)
  return parts.map(([step, share]) => `${Math.round(100 * share)} % ${name(step)}`).join(', ')
}
