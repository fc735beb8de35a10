import { isPlain, numberWriter } from '../../typing/number-format.js'
import { type Guess, groupedDigits, plural } from '../guess.js'
import { decimalsButNoise, gridsInWords, mixedGrids } from './grids.js'
import type { NumberCells } from './numbers.js'

/** A column of numbers: integer where all are whole, else numeric. */
export function guessMeasure(numbers: NumberCells): Guess {
  const { values, style, digits, whole } = numbers
  const [min, max] = [values[0] as number, values.at(-1) as number]
  const written = { ...style, thousands: style.thousands as '', min, max }
  const warnings = [...numbers.warnings, ...sentinelWarnings(numbers)]
  const common = { warnings, numbers, ...(whole && mayBeCodes(numbers) ? { mayBeCodes: true } : {}) }
  if (whole) {
    const trailingZeros = digits.least
    const zeros = trailingZeros > 0 ? `, written with ${plural(trailingZeros, 'zero')} after the point` : ''
    const reason = `whole numbers, ${groupedDigits(values.length)} different${zeros}${likeInWords(numbers)}`
    return { ...common, schema: { kind: 'integer', ...written, trailingZeros }, reason }
  }
  const fixed = digits.most !== null && digits.most === digits.least && digits.trailingZero
  const leastDecimals = fixed ? 0 : leastWritten(numbers)
  // Beyond so many digits there may be nothing but what floating-point arithmetic leaves.
  const plain = digits.most === null || digits.most > fewestOfNoise ? decimalsButNoise(values) : digits.most
  const decimals = plain ?? digits.most
  const grids = fixed ? null : mixedGrids(numbers)
  const mixture = grids ? `: ${gridsInWords(grids)}` : ''
  const reason = `numbers, ${groupedDigits(values.length)} different, ${decimalsInWords(decimals, fixed)}${mixture}${likeInWords(numbers)}`
  return { ...common, schema: { kind: 'numeric', ...written, decimals, fixed, leastDecimals, ...(grids ? { grids } : {}) }, reason }
}

/** More digits after the point than this may be noise. */
const fewestOfNoise = 8

/** How numbers with more than digits and a point look. */
function likeInWords({ values, style }: NumberCells): string {
  if (isPlain(style)) return ''
  const example = numberWriter({ ...style, kind: 'numeric', decimals: 2, fixed: false, leastDecimals: 0 })
  return `, written like ${example(values.at(-1) as number)}`
}

/** Digits that all numbers have, whether needed or not; 0 where some number has none. */
function leastWritten({ digits }: NumberCells): number {
  return digits.trailingZero && digits.most !== null ? digits.least : 0
}

function decimalsInWords(most: number | null, fixed: boolean): string {
  if (most === null) return 'with all the digits of a double'
  return `${fixed ? 'always' : 'up to'} ${plural(most, 'digit')} after the point`
}

/** Most distinct whole numbers that may be codes, and how often they must come back on average. */
const mostCodes = 12
const codeRepeats = 5

function mayBeCodes({ values, total, style }: NumberCells): boolean {
  return values.length >= 2 && values.length <= mostCodes && total >= codeRepeats * values.length && style.prefix + style.suffix === ''
}

/** Numbers that people write for "unknown". */
const sentinels = new Set([
  ...[-1, -2, -7, -8, -9, -88, -99, -888, -999, -8888, -9999, -99_999, -999_999],
  ...[9, 88, 99, 888, 999, 8888, 9999, 99_999, 999_999, 9_999_999, 99_999_999, 999_999_999],
])
const fewestValues = 6
/** Distinct values that the natural break is looked for in; of more, evenly spaced ones. */
const mostValues = 200

/** Warnings of a least or greatest value that looks like a stand-in for "unknown", far off the rest. */
function sentinelWarnings({ values, counts }: NumberCells): string[] {
  if (values.length < fewestValues) return []
  return [0, values.length - 1].flatMap((i) => {
    const value = values[i] as number
    if (!sentinels.has(value) || (counts[i] as number) < 2 || !standsApart(values, i)) return []
    return [`${value} (${plural(counts[i] as number, 'row')}) is far off the rest and may mean "unknown"; if so, name it in "missing"`]
  })
}

/** Whether the natural break puts the value at this end by itself, or it is the only one below zero. */
function standsApart(values: Float64Array, end: number): boolean {
  if (end === 0 && (values[0] as number) < 0 && (values[1] as number) >= 0 && Number.isInteger(values[0])) return true
  const stride = Math.max(1, Math.ceil(values.length / mostValues))
  const thinned = Array.from(values.filter((_, i) => i % stride === 0 || i === values.length - 1))
  return naturalBreak(thinned) === (end === 0 ? 1 : thinned.length - 1)
}

/** How many of these ascending values lie below the break that leaves the least squares within the two parts. */
function naturalBreak(values: readonly number[]): number {
  const middle = values[Math.floor(values.length / 2)] as number
  const total = values.reduce((sum, value) => sum + value - middle, 0)
  let [best, most, below] = [0, -1, 0]
  for (let count = 1; count < values.length; count++) {
    below += (values[count - 1] as number) - middle
    // What lies between the parts; the rest of all squares is within them.
    const between = (below - (total * count) / values.length) ** 2 / (count * (values.length - count))
    if (between > most) [best, most] = [count, between]
  }
  return best
}

/** Numeric values that come back far more often than others: share of all values, most frequent first. */
export interface Atom {
  readonly value: number
  readonly count: number
}

const leastAtomShare = 0.005
const leastAtomCount = 10
const timesNeighbours = 4
const mostAtoms = 5

/** Values that stand out: at least 0.5 % and ten cells, and four times as many as the two distinct values on either side have on average. */
export function atomsOf({ values, counts, total }: Pick<NumberCells, 'values' | 'counts' | 'total'>): Atom[] {
  if (values.length < 3) return []
  const least = Math.max(leastAtomCount, leastAtomShare * total)
  const atoms: Atom[] = []
  for (let i = 0; i < values.length; i++) {
    const count = counts[i] as number
    if (count < least) continue
    const around = [i - 2, i - 1, i + 1, i + 2].flatMap((j) => counts[j] ?? [])
    const mean = around.reduce((sum, other) => sum + other, 0) / around.length
    if (count >= timesNeighbours * mean) atoms.push({ value: values[i] as number, count })
  }
  return atoms.sort((a, b) => b.count - a.count || a.value - b.value).slice(0, mostAtoms)
}
