import { plainNumberDecimals } from '../../raw.js'
import { bodyPattern, mostDecimals, type NumberStyle, numberParser, plainStyle, readsPlainNumbers } from '../../typing/number-format.js'
import { type ColumnProfile, countedValues, type Digits } from '../profile.js'

/** The numbers of a column: distinct values in ascending order with their counts, and how they are written. */
export interface NumberCells {
  readonly values: Float64Array
  readonly counts: Float64Array
  readonly total: number
  readonly style: NumberStyle
  readonly digits: Digits
  readonly whole: boolean
  /** What was guessed or can't be kept, one sentence each. */
  readonly warnings: readonly string[]
}

/** Digits that are a code rather than a number, and why. */
export interface DigitCode {
  readonly code: string
}

const currencies =
  '[$€£¥₹₽₩₪₺฿₫₴]|US\\$|[ACHNS]\\$|R\\$|USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|INR|CNY|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|Rs\\.?|kr\\.?|zł|Fr\\.?|Kč|Ft|руб\\.?|元|円|원'
const units = '%|‰|°C|°F|°|kg|mg|lbs?|oz|km/h|km|cm|mm|mi|ft|mph|kWh|kW|ms|min|GB|MB|kB|ml|ha|px|pt'
const shape = new RegExp(
  `^(\\()?[+\\u2212-]?((?:${currencies})\\s?)?[+\\u2212-]?(\\d(?:[\\d.,'_ \\u00a0\\u202f]*\\d)?\\.?|\\.\\d+)([eE][+-]?\\d+)?(\\s?(?:${units}|${currencies}))?(\\))?$`,
  'u',
)

/** Separators of thousands and decimal points that tables use, the likelier first. */
const conventions: readonly (readonly [string, '.' | ','])[] = [
  ['', '.'],
  [',', '.'],
  ['', ','],
  ['.', ','],
  [' ', '.'],
  [' ', ','],
  ['\u00a0', '.'],
  ['\u00a0', ','],
  ['\u202f', '.'],
  ['\u202f', ','],
  ["'", '.'],
  ["'", ','],
  ['_', '.'],
]

/** The cells as numbers; a code where they are digits that a number would spoil; null where some token is no number. */
export function readNumbers(cells: ColumnProfile, delimiter?: string): NumberCells | DigitCode | null {
  if (cells.texts.length === 0) return cells.plain ? merged(cells, [], plainStyle, cells.plain.digits, []) : null
  if (!/\d/.test(cells.texts[0] as string)) return null
  if (cells.texts.every((text) => plainNumberDecimals(text) >= 0)) return plainTokens(cells)
  if (cells.texts.every((text) => longNumber.test(text))) return longTokens(cells)
  const shapes: RegExpExecArray[] = []
  for (const text of cells.texts) {
    const match = shape.exec(text.trim())
    if (!match || (match[1] === undefined) !== (match[6] === undefined)) return null
    shapes.push(match)
  }
  const bodies = shapes.map((match) => match[3] as string)
  const zeros = bodies.filter((body) => /^0\d/.test(body))
  if (zeros.length > 0) return { code: `digits with leading zeros, such as ${zeros.sort()[0]}, are a code and no number` }
  const affixes = commonAffixes(shapes, cells)
  if (!affixes) return null
  const convention = findConvention(bodies, cells, delimiter)
  if (!convention) return null
  const { thousands, point } = convention
  const style: NumberStyle = {
    ...affixes,
    thousands,
    point,
    parentheses: shapes.some((match) => match[1] !== undefined),
    ...plusOf(cells, shapes),
    ...(hasLeadingZeros(cells, bodies, point) ? {} : { leadingZero: false }),
    ...exponentOf(cells, shapes, point),
  }
  const parse = numberParser(style)
  const values = cells.texts.map(parse)
  if (values.some((value) => !Number.isFinite(value))) return null
  if (shapes.some((match, i) => tooLong(match, values[i] as number))) return bigWhole
  return merged(cells, values, style, digitsOf(shapes, point, cells), [...convention.warnings, ...lossWarnings(cells, shapes, style)])
}

/** Whether a text is a number by itself, with its currency or unit if it has one. */
export function isNumberText(text: string): boolean {
  return (
    /^[-+(\d.$€£¥\u2212]/.test(text) && text.length <= 30 && readNumbers({ texts: [text], counts: [1], plain: null, total: 1 }) !== null
  )
}

/** The quick way for tokens that all are plain numbers. */
function plainTokens(cells: ColumnProfile): NumberCells {
  const decimals = cells.texts.map(plainNumberDecimals)
  const digits = withPlainDigits(cells, {
    least: decimals.reduce((a, b) => Math.min(a, b)),
    most: decimals.reduce((a, b) => Math.max(a, b)),
    trailingZero: cells.texts.some((text, i) => (decimals[i] as number) > 0 && text.endsWith('0')),
  })
  return merged(cells, cells.texts.map(Number), plainStyle, digits, [])
}

/** Numbers as programs write them, whatever their digits. */
const longNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/** The quick way for tokens that are all such numbers, of which some have more digits than a double holds. */
function longTokens(cells: ColumnProfile): NumberCells | DigitCode {
  let [least, most, trailingZero]: [number, number | null, boolean] = [Number.POSITIVE_INFINITY, 0, false]
  const values = cells.texts.map((text) => Number(text) + 0)
  for (let i = 0; i < values.length; i++) {
    const text = cells.texts[i] as string
    const at = text.indexOf('.')
    const decimals = at < 0 ? 0 : text.length - 1 - at
    if (decimals === 0 && !Number.isSafeInteger(values[i])) return bigWhole
    if (decimals < least) least = decimals
    if (decimals > 0 && text.endsWith('0')) trailingZero = true
    if (decimals > mostDecimals) most = null
    else if (most !== null && decimals > most) most = decimals
  }
  return merged(cells, values, plainStyle, withPlainDigits(cells, { least, most, trailingZero }), [])
}

const bigWhole: DigitCode = { code: 'whole numbers beyond 9,007,199,254,740,991 would lose digits and are a code' }

function tooLong(match: RegExpExecArray, value: number): boolean {
  return match[4] === undefined && /^\d+$/.test(match[3] as string) && !Number.isSafeInteger(value)
}

/** The currency or unit that all tokens have, except perhaps a bare 0; null where they differ. */
function commonAffixes(shapes: readonly RegExpExecArray[], cells: ColumnProfile): { prefix: string; suffix: string } | null {
  const bare = (match: RegExpExecArray): boolean => match[2] === undefined && match[5] === undefined && Number(match[3]) === 0
  const counted = shapes.every(bare) ? shapes : shapes.filter((match) => !bare(match))
  const [first] = counted
  const prefix = first?.[2] ?? ''
  const suffix = first?.[5] ?? ''
  if (counted.some((match) => (match[2] ?? '') !== prefix || (match[5] ?? '') !== suffix)) return null
  const decorated = prefix !== '' || suffix !== ''
  return decorated && cells.plain?.values.some((value) => value !== 0) ? null : { prefix, suffix }
}

/** Which numbers have a plus sign, where all of their kind do. */
function plusOf(cells: ColumnProfile, shapes: readonly RegExpExecArray[]): Pick<NumberStyle, 'plus'> {
  if (cells.plain?.values.some((value) => value > 0)) return {}
  const before = ({ 0: text, 3: body }: RegExpExecArray): string => text.slice(0, text.indexOf(body as string))
  const unsigned = shapes.filter((match) => match[1] === undefined && !/[-\u2212]/.test(before(match)))
  const isZero = ({ 3: body }: RegExpExecArray): boolean => /^[0.,]*$/.test(body as string)
  const hasPlus = (match: RegExpExecArray): boolean => before(match).startsWith('+')
  const above = unsigned.filter((match) => !isZero(match))
  if (above.length === 0 || !above.every(hasPlus)) return {}
  const zeros = unsigned.filter(isZero)
  return { plus: zeros.length > 0 && zeros.every(hasPlus) && !cells.plain?.values.includes(0) ? 'all' : 'positive' }
}

/** How powers of ten are written, where all numbers are such with as many digits. */
function exponentOf(cells: ColumnProfile, shapes: readonly RegExpExecArray[], point: string): Pick<NumberStyle, 'exponent'> {
  if (cells.plain) return {}
  const parts = shapes.map(({ 3: body = '', 4: power = '' }) => ({ body, power: /^([eE])([+-]?)(\d+)$/.exec(power) }))
  const [first] = parts
  const decimals = first?.body.split(point)[1]?.length ?? 0
  const letter = first?.power?.[1]
  if (letter === undefined) return {}
  const isAlike = ({ body, power }: (typeof parts)[number]): boolean =>
    power?.[1] === letter && /^\d(\D|$)/.test(body) && (body.split(point)[1]?.length ?? 0) === decimals
  if (!parts.every(isAlike)) return {}
  const powers = parts.map(({ power }) => power as RegExpExecArray)
  const width = powers.reduce((least, { 3: digits = '' }) => Math.min(least, digits.length), 3)
  const positive = powers.filter(([, , sign]) => sign !== '-')
  const plus = positive.length > 0 ? positive.every(([, , sign]) => sign === '+') : width > 1
  return { exponent: `0${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}${letter}${plus ? '+' : ''}${'0'.repeat(width)}` }
}

/** Whether numbers below one have a zero before the point: all, or none of them. */
function hasLeadingZeros(cells: ColumnProfile, bodies: readonly string[], point: string): boolean {
  const areBare = bodies.some((body) => body.startsWith(point)) && !bodies.some((body) => body.startsWith(`0${point}`))
  return !areBare || (cells.plain?.values.some((value) => Math.abs(value) < 1 && value !== 0) ?? false)
}

interface Convention {
  readonly thousands: string
  readonly point: '.' | ','
  readonly warnings: readonly string[]
}

/** Separators under which every token is a number, with the fewest ungrouped thousands. */
function findConvention(bodies: readonly string[], cells: ColumnProfile, delimiter?: string): Convention | null {
  // What needs no separator has the fewest ungrouped thousands.
  const plain = bodyPattern('', '.')
  if (bodies.every((body) => plain.test(body))) return { thousands: '', point: '.', warnings: [] }
  let candidates = conventions
    .filter((convention) => plainNumbersFit(cells, convention))
    .filter(([thousands, point]) => {
      const pattern = bodyPattern(thousands, point)
      return bodies.every((body) => pattern.test(body))
    })
  const ofThousands =
    bodies.filter((body) => /^\d{4}/.test(body)).length + (cells.plain?.values.filter((value) => Math.abs(value) >= 1000).length ?? 0)
  const ungrouped = ([thousands]: readonly [string, string]): number => (thousands === '' ? 0 : ofThousands)
  const least = Math.min(...candidates.map(ungrouped))
  candidates = candidates.filter((convention) => ungrouped(convention) === least)
  const [first] = candidates
  if (!first) return null
  const ambiguous = first[0] === ',' && candidates.some(([thousands, point]) => thousands === '' && point === ',')
  if (!ambiguous) return { thousands: first[0], point: first[1], warnings: [] }
  const example = bodies.filter((body) => body.includes(',')).sort()[0]
  const comma = delimiter === ';'
  const warning = comma
    ? `commas, as in ${example}, are read as decimal commas, because the file separates its cells by semicolons; they could separate thousands`
    : `commas, as in ${example}, are read as separators of thousands; they could be decimal commas`
  return { thousands: comma ? '' : ',', point: comma ? ',' : '.', warnings: [warning] }
}

/** Whether the numbers that were taken for plain ones can stand beside tokens of this convention. */
function plainNumbersFit(cells: ColumnProfile, [thousands, point]: readonly [string, '.' | ',']): boolean {
  if (!cells.plain || (point === '.' && thousands !== '.')) return true
  const { values, digits } = cells.plain
  if (thousands !== '.') return digits.most === 0
  return (digits.most === 0 || (digits.least === 3 && digits.most === 3)) && values.every((value) => Math.abs(value) < 1000)
}

function digitsOf(shapes: readonly RegExpExecArray[], point: string, cells: ColumnProfile): Digits {
  let least = Number.POSITIVE_INFINITY
  let most: number | null = 0
  let trailingZero = false
  for (const [, , , body = '', exponent] of shapes) {
    const at = body.indexOf(point)
    const decimals = at < 0 ? 0 : body.length - 1 - at
    least = Math.min(least, decimals)
    if (decimals > 0 && body.endsWith('0')) trailingZero = true
    if (exponent !== undefined || decimals > mostDecimals) most = null
    else if (most !== null) most = Math.max(most, decimals)
  }
  return withPlainDigits(cells, { least, most, trailingZero })
}

function withPlainDigits(cells: ColumnProfile, { least, most, trailingZero }: Digits): Digits {
  if (!cells.plain) return { least, most, trailingZero }
  const { digits } = cells.plain
  return {
    least: Math.min(least, digits.least),
    most: most === null || digits.most === null ? null : Math.max(most, digits.most),
    trailingZero: trailingZero || digits.trailingZero,
  }
}

/** What of the writing is not kept. */
function lossWarnings(cells: ColumnProfile, shapes: readonly RegExpExecArray[], { plus: sign, exponent }: NumberStyle): string[] {
  const warnings: string[] = []
  const plus = cells.texts.filter((text) => text.trim().startsWith('+'))
  if (plus.length > 0 && sign === undefined) warnings.push(`numbers with a plus sign, such as ${plus.sort()[0]}, are written without it`)
  const exponents = shapes.filter((match) => match[4] !== undefined && exponent === undefined).map((match) => match[0])
  if (exponents.length > 0) warnings.push(`numbers with an exponent, such as ${exponents.sort()[0]}, are written in full where they can be`)
  return warnings
}

/** Tokens and plain numbers together: distinct values in ascending order. */
function merged(
  cells: ColumnProfile,
  parsed: readonly number[],
  style: NumberStyle,
  digits: Digits,
  warnings: readonly string[],
): NumberCells {
  const facts = { total: cells.total, style, digits, warnings }
  const { plain } = cells
  if (!plain) return withWhole({ ...countedValues(parsed, cells.counts), ...facts })
  if (parsed.length === 0) return withWhole({ values: plain.values, counts: plain.counts, ...facts })
  // With a point between thousands, 1.234 was taken for a plain number.
  const scale = readsPlainNumbers(style) || plain.digits.most !== 3 ? 1 : 1000
  const values = Array.from(plain.values, (value) => (scale === 1 ? value : Math.round(value * scale)))
  return withWhole({ ...countedValues([...parsed, ...values], [...cells.counts, ...plain.counts]), ...facts })
}

function withWhole(numbers: Omit<NumberCells, 'whole'>): NumberCells {
  return { ...numbers, whole: numbers.values.every(Number.isSafeInteger) }
}
