import { type Declared, type RawColumn, rawCell } from '../raw.js'
import { shortestDecimals } from '../typing/number-format.js'
import { groupedDigits } from './guess.js'

/** The plain numbers of a column that are no tokens: each distinct value once, in ascending order. */
interface PlainNumbers {
  readonly values: Float64Array
  readonly counts: Float64Array
  readonly digits: Digits
}

/** Digits after the point, over all numbers of a column. */
export interface Digits {
  readonly least: number
  /** Null where the numbers have no fixed number of digits, as measured doubles. */
  readonly most: number | null
  /** Some number ends in a zero after the point: 1.50. */
  readonly trailingZero: boolean
}

/** What a column holds, without its order: distinct tokens and distinct plain numbers with how often each occurs. */
export interface ColumnProfile {
  readonly texts: readonly string[]
  readonly counts: readonly number[]
  readonly plain: PlainNumbers | null
  /** How many cells that are. */
  readonly total: number
}

export interface Profile {
  readonly cells: ColumnProfile
  /** Cells that are nothing at all: nulls of typed files, and infinities, which no column can hold. */
  readonly nulls: number
  readonly infinities: number
  readonly declared?: Declared
}

/** The distinct contents of a raw column. */
export function profileOf(raw: RawColumn): Profile {
  const counts = new Float64Array(raw.tokens.length)
  let tokens = 0
  const { codes, length } = raw
  if (codes) {
    for (let i = 0; i < length; i++) {
      const code = codes[i] as number
      if (code < 0) continue
      counts[code] = (counts[code] as number) + 1
      tokens++
    }
  }
  const finite = finiteNumbers(raw)
  const cells: ColumnProfile = {
    texts: counts.includes(0) ? raw.tokens.filter((_, code) => (counts[code] as number) > 0) : raw.tokens,
    counts: Array.from(counts.includes(0) ? counts.filter((count) => count > 0) : counts),
    plain: finite.count > 0 ? plainNumbers(raw, finite) : null,
    total: tokens + finite.count,
  }
  const nulls = length - cells.total
  return { cells, nulls, infinities: finite.infinities, ...(raw.declared ? { declared: raw.declared } : {}) }
}

/** The finite numbers of a column: how many, where they lie, and whether all are whole. */
interface FiniteNumbers {
  readonly count: number
  readonly infinities: number
  readonly least: number
  readonly greatest: number
  readonly areWhole: boolean
}

function finiteNumbers({ numbers, length }: RawColumn): FiniteNumbers {
  let [count, infinities, least, greatest, areWhole] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
  for (let i = 0; numbers && i < length; i++) {
    const value = numbers[i] as number
    if (!Number.isFinite(value)) {
      if (!Number.isNaN(value)) infinities++
      continue
    }
    count++
    if (value < least) least = value
    if (value > greatest) greatest = value
    areWhole &&= Math.floor(value) === value
  }
  return { count, infinities, least, greatest, areWhole }
}

/** Whole numbers are counted rather than sorted where they lie so near together. */
const countedRange = 4

function plainNumbers(raw: RawColumn, finite: FiniteNumbers): PlainNumbers {
  const { count, least, greatest, areWhole } = finite
  const numbers = raw.numbers as Float64Array
  const written = raw.declared && !raw.decimals ? null : writtenDigits(raw)
  // Numbers of a text are whole ones divided by a power of ten.
  const scale = areWhole || !written?.most ? 1 : Number(`1e${written.most}`)
  const isDense = (greatest - least) * scale <= countedRange * count
  const distinct = (isDense && distinctWhole(numbers, raw.length, scale, finite)) || distinctSorted(inOrder(numbers, raw.length, finite))
  return { ...distinct, digits: written ?? neededDigits(distinct.values, raw.declared?.type ?? '') }
}

/** The finite numbers in ascending order; integers of 32 bits are sorted as such, which is quicker. */
function inOrder(numbers: Float64Array, length: number, { count, least, greatest, areWhole }: FiniteNumbers): Int32Array | Float64Array {
  const isShort = areWhole && least >= -(2 ** 31) && greatest < 2 ** 31
  const sorted = isShort ? new Int32Array(count) : new Float64Array(count)
  for (let i = 0, n = 0; i < length; i++) if (Number.isFinite(numbers[i])) sorted[n++] = numbers[i] as number
  return sorted.sort()
}

/** Distinct values in ascending order, and how often each occurs. */
export interface CountedValues {
  readonly values: Float64Array
  readonly counts: Float64Array
}

/** The distinct ones of whole numbers that were divided by the scale, what isn't finite aside; null where a number is something else. */
function distinctWhole(numbers: Float64Array, length: number, scale: number, { least, greatest }: FiniteNumbers): CountedValues | null {
  const first = Math.round(least * scale)
  const tally = new Int32Array(Math.round(greatest * scale) - first + 1)
  let distinct = 0
  for (let i = 0; i < length; i++) {
    const number = numbers[i] as number
    const whole = Math.round(number * scale)
    // NaN and infinities have no place.
    const known = tally[whole - first]
    if (known === undefined) continue
    if (whole / scale !== number) return null
    if (known === 0) distinct++
    tally[whole - first] = known + 1
  }
  const values = new Float64Array(distinct)
  const counts = new Float64Array(distinct)
  for (let at = 0, i = 0; i < distinct; at++) {
    if (tally[at] === 0) continue
    values[i] = (at + first) / scale
    counts[i++] = tally[at] as number
  }
  return { values, counts }
}

function distinctSorted(sorted: Int32Array | Float64Array): CountedValues {
  const values = new Float64Array(sorted.length)
  const counts = new Float64Array(sorted.length)
  let n = 0
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number
    if (n === 0 || value !== values[n - 1]) values[n++] = value
    counts[n - 1] = (counts[n - 1] as number) + 1
  }
  return { values: values.slice(0, n), counts: counts.slice(0, n) }
}

/** Beyond so many values, sorting as many numbers as there are cells is faster than a Map of them. */
const mapLimit = 10_000

/** The distinct ones of these values, each of which stands for so many cells. */
export function countedValues(values: ArrayLike<number>, counts: ArrayLike<number>): CountedValues {
  if (values.length > mapLimit) {
    let total = 0
    for (let i = 0; i < counts.length; i++) total += counts[i] as number
    const cells = new Float64Array(total)
    let end = 0
    for (let i = 0; i < values.length; i++) {
      const start = end
      end += counts[i] as number
      cells.fill(values[i] as number, start, end)
    }
    return distinctSorted(cells.sort())
  }
  const byValue = new Map<number, number>()
  for (let i = 0; i < values.length; i++) {
    byValue.set(values[i] as number, (byValue.get(values[i] as number) ?? 0) + (counts[i] as number))
  }
  const distinct = Float64Array.from(byValue.keys()).sort()
  return { values: distinct, counts: distinct.map((value) => byValue.get(value) as number) }
}

/** Digits after the point as they stood in the file. */
function writtenDigits(raw: RawColumn): Digits {
  if (!raw.decimals) return { least: 0, most: 0, trailingZero: false }
  const numbers = raw.numbers as Float64Array
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < raw.length; i++) {
    if (Number.isNaN(numbers[i])) continue
    const decimals = raw.decimals[i] as number
    if (decimals < least) least = decimals
    if (decimals > most) most = decimals
  }
  if (least !== most || most === 0) return { least, most, trailingZero: least > 0 }
  const scale = Number(`1e${most}`)
  let trailingZero = false
  for (let i = 0; i < raw.length && !trailingZero; i++) trailingZero = Math.round((numbers[i] as number) * scale) % 10 === 0
  return { least, most, trailingZero }
}

/** Digits after the point that the doubles (or float32s) of a typed file need. */
function neededDigits(values: Float64Array, type: string): Digits {
  const single = /^(float32|float|float16|halffloat)$/.test(type)
  let most: number | null = 0
  for (let i = 0; i < values.length && most !== null; i++) most = shortestDecimals(values[i] as number, single, most)
  return { least: 0, most, trailingZero: false }
}

/** The cells without these tokens. */
export function withoutTexts(cells: ColumnProfile, dropped: ReadonlySet<string>): ColumnProfile {
  if (dropped.size === 0) return cells
  const kept = cells.texts.flatMap((text, i) => (dropped.has(text) ? [] : [i]))
  const counts = kept.map((i) => cells.counts[i] as number)
  const droppedCells = cells.texts.reduce((sum, text, i) => sum + (dropped.has(text) ? (cells.counts[i] as number) : 0), 0)
  return { texts: kept.map((i) => cells.texts[i] as string), counts, plain: cells.plain, total: cells.total - droppedCells }
}

export function distinctOf(cells: ColumnProfile): number {
  return cells.texts.length + (cells.plain?.values.length ?? 0)
}

/** The cells with every plain number as the token it was written as. */
export function asTexts(raw: RawColumn, cells: ColumnProfile): ColumnProfile {
  if (!cells.plain || !raw.numbers) return cells
  const counts = new Map(cells.texts.map((text, i) => [text, cells.counts[i] as number]))
  for (let i = 0; i < raw.length; i++) {
    if (!Number.isFinite(raw.numbers[i])) continue
    const text = rawCell(raw, i) as string
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return { texts: [...counts.keys()], counts: [...counts.values()], plain: null, total: cells.total }
}

/** The most frequent tokens, ties in the order of levels. */
export function mostFrequentTexts(texts: readonly string[], counts: readonly number[], most: number): string[] {
  const found: number[] = []
  const before = (i: number, j: number): boolean =>
    (counts[i] as number) > (counts[j] as number) || (counts[i] === counts[j] && compareTexts(texts[i], texts[j]) < 0)
  for (let i = 0; i < texts.length; i++) {
    if (found.length === most && !before(i, found.at(-1) as number)) continue
    const place = found.findIndex((j) => before(i, j))
    found.splice(place < 0 ? found.length : place, 0, i)
    if (found.length > most) found.pop()
  }
  return found.map((i) => texts[i] as string)
}

/** The most frequent tokens in words: `'<5' (12), 'unknown' (3)`. */
export function tokensInWords(texts: readonly string[], counts: readonly number[], most = 3): string {
  const shown = mostFrequentTexts(texts, counts, most).map((text) => `'${text}' (${groupedDigits(counts[texts.indexOf(text)] as number)})`)
  return shown.join(', ') + (texts.length > most ? ` and ${groupedDigits(texts.length - most)} more` : '')
}

/** The order of levels: plain numbers by value and before words, words by their UTF-16 codes. The same in every locale and for every order of rows. */
export function compareTexts(a = '', b = ''): number {
  const x = numberOf(a)
  const y = numberOf(b)
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
  if (x < y || x > y) return x < y ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

function numberOf(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}
