import { SchemaError } from '../../errors.js'
import type { DatetimeSchema } from '../schema.js'
import { type ClockPart, compilePart, type PartStyle, splitFormat } from './datetime-parts.js'
import { durationCodec, isDuration } from './durations.js'

/** What decides how times are read and written. */
export type DatetimeStyle = Pick<DatetimeSchema, 'format' | 'unit' | 'step' | 'offset' | 'min'> &
  Partial<Pick<DatetimeSchema, 'locale' | 'century' | 'others'>>

/** Reads and writes times as counts of the unit since 1970-01-01. */
export interface DatetimeCodec {
  /** The count, not rounded to the step; NaN where the text is not exactly such a time. */
  readonly parse: (text: string) => number
  /** The time nearest to the count that the step allows, as text. */
  readonly write: (value: number) => string
  /** The offset in the text, in minutes; null where the format has none. */
  readonly offsetOf: (text: string) => number | null
}

export const microsecondsPer: Readonly<Record<DatetimeSchema['unit'], number>> = { day: 864e8, s: 1e6, ms: 1e3, us: 1 }
const secondsPerDay = 86_400

/** The codec of a datetime column. Texts must match to the letter, but any offset is read, and a fraction of a second may be left out. */
export function datetimeCodec(style: DatetimeStyle): DatetimeCodec {
  if (!style.others || style.others.length === 0) return codecOfFormat(style)
  return mixedCodec(style, style.others)
}

/**
 * Times of several formats: read by the first that fits. One is written in a format of the coarsest kind that holds it whole, as dates
 * that lack the day are first days of a month; of several such, in one that the time itself draws by their shares.
 */
function mixedCodec(style: DatetimeStyle, others: NonNullable<DatetimeStyle['others']>): DatetimeCodec {
  const { others: _, ...own } = style
  const rest = others.reduce((sum, { share }) => sum - share, 1)
  const forms = [{ ...own, share: rest }, ...others.map((other) => ({ ...own, locale: undefined, century: undefined, ...other }))]
  const codecs = forms.map((form) => ({ ...codecOfFormat(form), share: form.share, fineness: finenessOf(form.format) }))
  return {
    parse: (text) => {
      for (const { parse } of codecs) {
        const value = parse(text)
        if (!Number.isNaN(value)) return value
      }
      return Number.NaN
    },
    write: (value) => {
      const whole = codecs.filter(({ parse, write }) => parse(write(value)) === Math.round(value))
      const able = whole.length > 0 ? whole : codecs
      const wanted = (whole.length > 0 ? Math.min : Math.max)(...able.map(({ fineness }) => fineness))
      const coarsest = able.filter(({ fineness }) => fineness === wanted)
      let place = mixBits(value) * coarsest.reduce((sum, { share }) => sum + share, 0)
      for (const { share, write } of coarsest) {
        place -= share
        if (place < 0) return write(value)
      }
      return (coarsest[0] as DatetimeCodec).write(value)
    },
    offsetOf: (text) => codecs.map(({ offsetOf }) => offsetOf(text)).find((offset) => offset !== null) ?? null,
  }
}

/** How finely a format tells a time: years, months, days, hours, minutes, seconds, less. */
function finenessOf(format: string): number {
  const parts = [/%[YyG]/, /%[-^_*]?[mbBVq]/, /%[-^_*]?[dojuD]/, /%-?[HI]/, /%-?M/, /%-?S|iso/, /%\d?f/]
  return parts.reduce((finest, part, i) => (part.test(format) ? i : finest), 0)
}

/** A number from 0 to 1 that looks drawn by chance and is always the same for one value. */
function mixBits(value: number): number {
  let hash = (value % 4_294_967_296) ^ Math.floor(value / 4_294_967_296)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
}

function codecOfFormat(style: DatetimeStyle): DatetimeCodec {
  const round = stepRounder(style)
  if (style.format === 'epoch') {
    return {
      parse: (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN),
      write: (value) => String(round(value)),
      offsetOf: () => null,
    }
  }
  const perUnit = microsecondsPer[style.unit]
  if (isDuration(style.format)) {
    const { parse, write } = durationCodec(style.format)
    return { parse: (text) => parse(text) / perUnit, write: (value) => write(round(value) * perUnit), offsetOf: () => null }
  }
  const { pattern, parts, segments } = compile(style)
  const shift = (style.offset ?? 0) * 6e7
  const zone = segments.some((segment) => segment.kind === 'zone')
  return {
    parse: (text) => {
      const match = pattern.exec(text)
      if (!match) return Number.NaN
      let microseconds = 0
      for (const part of parts) microseconds += part.parse(partText(part.groups, match)) * 1e6
      for (const { kind, group } of segments) {
        if (kind === 'fraction') microseconds += fractionValue(match[group] ?? '')
        else if (kind === 'zone') microseconds -= offsetMinutes(match[group] as string) * 6e7
      }
      return perUnit === 864e8 ? Math.floor(microseconds / perUnit) : microseconds / perUnit
    },
    write: (value) => {
      const microseconds = round(value) * perUnit + shift
      const seconds = Math.floor(microseconds / 1e6)
      const rest = microseconds - seconds * 1e6
      const day = Math.floor(seconds / secondsPerDay)
      let text = ''
      for (const segment of segments) text += segment.write(day, seconds - day * secondsPerDay, rest, style.offset ?? 0)
      return text
    },
    offsetOf: (text) => {
      if (!zone) return null
      const match = pattern.exec(text)
      const group = segments.find((segment) => segment.kind === 'zone')?.group as number
      return match ? offsetMinutes(match[group] as string) : null
    },
  }
}

function stepRounder({ step, min }: DatetimeStyle): (value: number) => number {
  if (step === 1) return Math.round
  const anchor = min ?? 0
  return (value) => anchor + Math.round((value - anchor) / step) * step
}

interface Segment {
  readonly kind: 'text' | 'fraction' | 'zone'
  /** Its group in the pattern. */
  readonly group: number
  readonly write: (day: number, secondOfDay: number, microsecond: number, offset: number) => string
}

interface Compiled {
  readonly pattern: RegExp
  readonly parts: readonly (ClockPart & { readonly groups: readonly number[] })[]
  readonly segments: readonly Segment[]
}

/** Formats remember the dates and times of day that they have seen, so that inference, reading and writing share the work. */
const compiled = new Map<string, Compiled>()
const mostFormats = 256

function compile({ format, locale, century }: DatetimeStyle): Compiled {
  const key = `${locale ?? ''} ${century ?? ''} ${format}`
  const known = compiled.get(key)
  if (known) return known
  const made = compileAnew(format, { ...(locale ? { locale } : {}), ...(century !== undefined ? { century } : {}) })
  if (compiled.size >= mostFormats) compiled.clear()
  compiled.set(key, made)
  return made
}

/** A format cut into a calendar part, a clock part, a fraction and an offset, each read and written by itself. */
function compileAnew(format: string, style: PartStyle): Compiled {
  const pieces = splitFormat(format)
  if (pieces.length === 0) throw new SchemaError('format', 'a datetime format is empty; give one such as %Y-%m-%d')
  const segments = pieces.map(({ kind, text }, i): Segment => {
    if (kind === 'fraction') return { kind, group: i + 1, write: fractionWriter(text) }
    if (kind === 'zone') return { kind, group: i + 1, write: (_day, _second, _microsecond, offset) => zoneText(offset, text === '%:Z') }
    const part = compilePart(text, kind, style)
    return { kind: 'text', group: i + 1, write: (day, second) => part.write(day, second) }
  })
  const parts = (['calendar', 'clock', 'whole'] as const).flatMap((wanted) => {
    const own = pieces.flatMap(({ kind }, i) => (kind === wanted ? [i] : []))
    if (own.length === 0) return []
    const text = own.map((i) => pieces[i]?.text).join('')
    return [{ ...compilePart(text, wanted, style), groups: own.map((i) => i + 1) }]
  })
  return { pattern: new RegExp(`^${pieces.map(({ pattern }) => `(${pattern})`).join('')}$`, 'u'), parts, segments }
}

function partText(groups: readonly number[], match: RegExpExecArray): string {
  let text = match[groups[0] as number] as string
  for (let i = 1; i < groups.length; i++) text += match[groups[i] as number]
  return text
}

/** Microseconds in a point and the digits after it, of which those beyond the sixth are dropped. */
function fractionValue(text: string): number {
  let value = 0
  let unit = 1e6
  for (let i = 0; i < text.length && unit > 1; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0) continue
    unit /= 10
    value += digit * unit
  }
  return value
}

function fractionWriter(directive: string): Segment['write'] {
  const separator = directive[0] === '%' ? '' : (directive[0] as string)
  const digits = Number(/%(\d)f/.exec(directive)?.[1] ?? 0)
  if (digits === 0) {
    return (_day, _second, microsecond) => (microsecond === 0 ? '' : (separator || '.') + padStart(microsecond, 6).replace(/0+$/, ''))
  }
  return (_day, _second, microsecond) => separator + padStart(microsecond, 6).padEnd(digits, '0').slice(0, digits)
}

function padStart(value: number, width: number): string {
  return String(Math.floor(value)).padStart(width, '0')
}

function offsetMinutes(text: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

function zoneText(offset: number, colon: boolean): string {
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${padStart(minutes / 60, 2)}${colon ? ':' : ''}${padStart(minutes % 60, 2)}`
}
