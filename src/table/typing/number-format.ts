import { plainNumberDecimals } from '../raw.js'
import type { ColumnSchema, IntegerSchema, NumericSchema } from '../schema.js'

/** How numbers are written apart from their digits; part of a numeric or integer column's schema. */
export interface NumberStyle {
  readonly prefix: string
  readonly suffix: string
  readonly thousands: string
  readonly point: '.' | ','
  readonly parentheses: boolean
  /** Which numbers have a plus sign. */
  readonly plus?: 'positive' | 'all' | undefined
  /** False: no zero stands before the point where nothing else does. */
  readonly leadingZero?: false | undefined
  /** Numbers as powers of ten: `0.00e+00`. */
  readonly exponent?: string | undefined
}

/** Numbers as programs write them: -1234.5 */
export const plainStyle: NumberStyle = { prefix: '', suffix: '', thousands: '', point: '.', parentheses: false }

/** Most decimals for which a power of ten scales doubles exactly enough to round by it. */
export const mostDecimals = 15
const powersOfTen = Float64Array.from({ length: mostDecimals + 1 }, (_, decimals) => Number(`1e${decimals}`))

/** True where cells that look like plain numbers (`-12.5`) are what they look like. */
export function readsPlainNumbers(style: NumberStyle): boolean {
  return style.point === '.' && style.thousands !== '.'
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Matches a number without sign, prefix and suffix, in one convention of separators: whole part, digits after the point, exponent. */
export function bodyPattern(thousands: string, point: string): RegExp {
  const grouped = thousands === '' ? '' : `[1-9]\\d{0,2}(?:${escaped(thousands)}\\d{3})+|`
  return new RegExp(`^(${grouped}\\d+)?(?:${escaped(point)}(\\d*))?([eE][+-]?\\d+)?$`)
}

/**
 * Reads the numbers of one style: NaN where a token is none. Prefix, suffix and separators of thousands may be left out, since
 * files of one table differ in them; a plus sign, an exponent and a minus on either side of the prefix are read too.
 */
export function numberParser(style: NumberStyle): (token: string) => number {
  const pattern = bodyPattern(style.thousands, style.point)
  const [prefix, suffix] = [style.prefix.trim(), style.suffix.trim()]
  const plain = readsPlainNumbers(style)
  return (token) => {
    if (plain && plainNumberDecimals(token) >= 0) return Number(token)
    let text = token.trim()
    let sign = 1
    const dropSign = (): void => {
      const first = text[0]
      if (first !== '-' && first !== '\u2212' && first !== '+') return
      if (first !== '+') sign = -sign
      text = text.slice(1).trimStart()
    }
    if (text.startsWith('(') && text.endsWith(')')) {
      sign = -1
      text = text.slice(1, -1).trim()
    }
    if (sign > 0) dropSign()
    if (prefix !== '' && text.startsWith(prefix)) {
      text = text.slice(prefix.length).trimStart()
      if (sign > 0) dropSign()
    }
    if (suffix !== '' && text.endsWith(suffix)) text = text.slice(0, -suffix.length).trimEnd()
    return bodyValue(text, pattern, style.thousands) * sign + 0
  }
}

function bodyValue(text: string, pattern: RegExp, thousands: string): number {
  const match = pattern.exec(text)
  if (!match) return Number.NaN
  const [, whole = '', fraction = '', exponent = ''] = match
  if (whole === '' && fraction === '') return Number.NaN
  return Number(`${thousands === '' ? whole : whole.replaceAll(thousands, '')}.${fraction}${exponent}`)
}

/** How the digits of a column are written that shows numbers as programs do, with a fixed number of decimals; null for any other. */
export function plainDigits(schema: ColumnSchema): { readonly decimals: number; readonly least: number } | null {
  if (schema.kind !== 'numeric' && schema.kind !== 'integer') return null
  if (!isPlain(schema)) return null
  if (schema.kind === 'integer') return { decimals: 0, least: schema.trailingZeros }
  const { decimals, fixed, leastDecimals } = schema
  return decimals === null ? null : { decimals, least: fixed ? decimals : leastDecimals }
}

/** Whether numbers are written as programs do, whatever their digits. */
export function isPlain({ prefix, suffix, thousands, point, parentheses, plus, leadingZero, exponent }: NumberStyle): boolean {
  const isBare = prefix === '' && suffix === '' && thousands === '' && point === '.' && !parentheses
  return isBare && plus === undefined && leadingZero !== false && exponent === undefined
}

type DigitRules = 'decimals' | 'fixed' | 'leastDecimals'

/** Writes numbers as a numeric or integer column has them. Missing values are the caller's. */
export function numberWriter(
  schema: NumberStyle & (Pick<NumericSchema, 'kind' | DigitRules> | Pick<IntegerSchema, 'kind' | 'trailingZeros'>),
): (value: number) => string {
  const { exponent } = schema
  const digits =
    exponent !== undefined ? powerDigits(exponent) : schema.kind === 'integer' ? integerDigits(schema.trailingZeros) : decimalDigits(schema)
  if (isPlain(schema)) return digits
  const { prefix, suffix, thousands, point, parentheses, plus, leadingZero } = schema
  return (value) => {
    const text = digits(value)
    const negative = text.startsWith('-')
    const [whole = '', fraction] = (negative ? text.slice(1) : text).split('.')
    const grouped =
      whole === '0' && fraction !== undefined && leadingZero === false
        ? ''
        : thousands === ''
          ? whole
          : whole.replace(/\B(?=(?:\d{3})+$)/g, thousands)
    const body = `${prefix}${grouped}${fraction === undefined ? '' : point + fraction}${suffix}`
    if (!negative) return (plus === 'all' || (plus === 'positive' && Number(text) > 0) ? '+' : '') + body
    return parentheses ? `(${body})` : `-${body}`
  }
}

function powerDigits(exponent: string): (value: number) => string {
  const [, decimals = '', letter = 'e', plus = '', width = ''] = /^0(?:\.(0+))?([eE])(\+?)(0+)$/.exec(exponent) ?? []
  return (value) => {
    const [mantissa = '', power = ''] = (value + 0).toExponential(decimals.length).split('e')
    const sign = power.startsWith('-') ? '-' : plus
    return `${mantissa}${letter}${sign}${power.slice(1).padStart(width.length, '0')}`
  }
}

function integerDigits(trailingZeros: number): (value: number) => string {
  const tail = trailingZeros === 0 ? '' : `.${'0'.repeat(trailingZeros)}`
  // String(-0) is '0', so nothing is written as minus zero.
  return tail === '' ? (value) => String(Math.round(value)) : (value) => String(Math.round(value)) + tail
}

function decimalDigits({ decimals, fixed, leastDecimals }: Pick<NumericSchema, DigitRules>): (value: number) => string {
  if (decimals === null) return leastDecimals === 0 ? String : (value) => padded(String(value), leastDecimals)
  if (fixed) return (value) => withoutMinusZero(roundToDecimals(value, decimals).toFixed(decimals))
  return leastDecimals === 0
    ? (value) => shortest(roundToDecimals(value, decimals), decimals)
    : (value) => padded(shortest(roundToDecimals(value, decimals), decimals), leastDecimals)
}

/** The number nearest to `value` with so many digits after the point; beyond 2^53 in the last digit, `value` itself. */
export function roundToDecimals(value: number, decimals: number): number {
  const scale = powersOfTen[decimals] as number
  const scaled = Math.abs(value * scale)
  if (scaled >= 2 ** 53) return value
  // Beyond 2^51 the product may be half a unit off, which would round to the next one.
  return scaled < 2 ** 51 ? Math.round(value * scale) / scale : Number(value.toFixed(decimals))
}

/** Fewest digits that give the number back; never an exponent for small numbers. */
function shortest(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e-6 || value === 0) return String(value)
  return value.toFixed(decimals).replace(/0+$/, '')
}

function padded(text: string, decimals: number): string {
  if (text.includes('e')) return text
  const point = text.indexOf('.')
  const has = point < 0 ? 0 : text.length - 1 - point
  if (has >= decimals) return text
  return text + (point < 0 ? '.' : '') + '0'.repeat(decimals - has)
}

function withoutMinusZero(text: string): string {
  return text.charCodeAt(0) === 45 && Number(text) === 0 ? text.slice(1) : text
}

/**
 * Digits after the point that a double needs: the fewest that give it back (as a float32 where `single`); null where it has more
 * than a power of ten resolves, which means that the column has no fixed number of decimals.
 */
export function shortestDecimals(value: number, single: boolean, from = 0): number | null {
  for (let decimals = from; decimals <= mostDecimals; decimals++) {
    if (Math.abs(value * (powersOfTen[decimals] as number)) > 2 ** 53) return decimals === 0 ? 0 : null
    const rounded = roundToDecimals(value, decimals)
    if (rounded === value || (single && Math.fround(rounded) === value)) return decimals
  }
  return null
}
