import { type TimeLocaleObject, timeFormatLocale } from 'd3-time-format'
import { SchemaError } from '../../errors.js'
import { type NameCase, nameCases, timeNames } from './time-names.js'

/** A stretch of a format: directives of the date or of the time of day (or both, where they can't be told apart), a fraction, an offset. */
export interface FormatPiece {
  readonly kind: 'calendar' | 'clock' | 'whole' | 'fraction' | 'zone'
  /** As in the format. */
  readonly text: string
  /** What it matches, as a regular expression without groups. */
  readonly pattern: string
}

/** Reads and writes one part of a time. */
export interface ClockPart {
  /** Seconds since 1970-01-01 that the text stands for; NaN where writing them doesn't give the text back. */
  readonly parse: (text: string) => number
  readonly write: (day: number, secondOfDay: number) => string
}

/** What besides its format decides how a time is read: the language of its names, and the years that two digits stand for. */
export interface PartStyle {
  /** A key of `timeNames`; English where absent. */
  readonly locale?: string
  /** The first of the hundred years that two digits stand for; 1969 where absent. */
  readonly century?: number
}

const locales = new Map<string, TimeLocaleObject>()
const periodsOf: Readonly<Record<string, [string, string]>> = {
  p: ['AM', 'PM'],
  P: ['am', 'pm'],
  ':p': ['A.M.', 'P.M.'],
  ':P': ['a.m.', 'p.m.'],
}

/** The names of a language in the case that the format says, and its halves of a day. */
function localeFor(format: string, language = 'en'): TimeLocaleObject {
  const nameCase = (/%([\^_*])[aAbB]/.exec(format)?.[1] ?? '') as NameCase
  const period = /%(:?[pP])/.exec(format)?.[1] ?? 'p'
  const key = `${language} ${nameCase} ${period}`
  let locale = locales.get(key)
  if (locale) return locale
  const names = timeNames[language]
  if (!names) throw new SchemaError('locale', `no such language (got ${language}); give one of ${Object.keys(timeNames).join(', ')}`)
  const written = (all: readonly string[]): never => all.map(nameCases[nameCase]) as never
  locale = timeFormatLocale({
    dateTime: '%x, %X',
    date: '%-m/%-d/%Y',
    time: '%-I:%M:%S %p',
    periods: periodsOf[period] as [string, string],
    days: written(names.days),
    shortDays: written(names.shortDays),
    months: written(names.months),
    shortMonths: written(names.shortMonths),
  })
  locales.set(key, locale)
  return locale
}

/** What each directive matches; names may have points and hyphens in them, and in Chinese and Japanese a number before. */
const name = "[\\p{L}][\\p{L}.'-]*|\\d{1,2}月"
const named = Object.fromEntries(
  ['', '^', '_', '*'].flatMap((flag) => ['a', 'A', 'b', 'B'].map((letter) => [`${flag}${letter}`, `(?:${name})`])),
)
const calendar: Readonly<Record<string, string>> = {
  ...named,
  Y: '\\d{4}',
  y: '\\d\\d',
  G: '\\d{4}',
  V: '\\d\\d',
  '-V': '\\d{1,2}',
  u: '[1-7]',
  m: '\\d\\d',
  '-m': '\\d{1,2}',
  d: '\\d\\d',
  '-d': '\\d{1,2}',
  o: '\\d{1,2}(?:st|nd|rd|th)',
  ':o': '(?:1er|[2-9]|[12]\\d|3[01])',
  j: '\\d{3}',
  q: '[1-4]',
}
const clock: Readonly<Record<string, string>> = {
  H: '\\d\\d',
  '-H': '\\d{1,2}',
  I: '\\d\\d',
  '-I': '\\d{1,2}',
  M: '\\d\\d',
  '-M': '\\d{1,2}',
  S: '\\d\\d',
  '-S': '\\d{1,2}',
  p: '[AP]M',
  P: '[ap]m',
  ':p': '[AP]\\.M\\.',
  ':P': '[ap]\\.m\\.',
}
const zone = '(?:Z|[+-]\\d\\d:?\\d\\d)'
const directives = /([.,]?%[1-9]?f)|(%:?Z)|%(:[pPo]|[-^_*]?[A-Za-z])|([^%]+|%%)/g

/** The pieces of a format. Throws a SchemaError where it has a directive that is not known. */
export function splitFormat(format: string): FormatPiece[] {
  const pieces: FormatPiece[] = []
  let end = 0
  // Literal text belongs to the directive before it, or at the start to the first one.
  let last: 'calendar' | 'clock' = firstKind(format)
  for (const match of format.matchAll(directives)) {
    const [text, fraction, offset, directive, literal] = match
    if (match.index !== end) break
    end += text.length
    if (fraction !== undefined) pieces.push({ kind: 'fraction', text, pattern: fractionPattern(text) })
    else if (offset !== undefined) pieces.push({ kind: 'zone', text, pattern: zone })
    else {
      const pattern = directive === undefined ? escaped(literal as string) : (calendar[directive] ?? clock[directive])
      if (pattern === undefined) throw unknownDirective(format, text)
      if (directive !== undefined) last = directive in calendar ? 'calendar' : 'clock'
      pieces.push({ kind: last, text, pattern })
    }
  }
  if (end !== format.length) throw unknownDirective(format, format.slice(end, end + 2))
  return merged(pieces)
}

function firstKind(format: string): 'calendar' | 'clock' {
  for (const match of format.matchAll(directives)) if (match[3] !== undefined) return match[3] in clock ? 'clock' : 'calendar'
  return 'calendar'
}

/** Neighbours of one kind as one piece; a date after a time of day makes both a `whole`, read at once. */
function merged(pieces: readonly FormatPiece[]): FormatPiece[] {
  const firstClock = pieces.findIndex(({ kind }) => kind === 'clock')
  const mixed = firstClock >= 0 && pieces.slice(firstClock).some(({ kind }) => kind === 'calendar')
  const result: FormatPiece[] = []
  for (const piece of pieces) {
    const kind = mixed && (piece.kind === 'calendar' || piece.kind === 'clock') ? 'whole' : piece.kind
    const previous = result.at(-1)
    if (previous && previous.kind === kind && kind !== 'fraction' && kind !== 'zone') {
      result[result.length - 1] = { kind, text: previous.text + piece.text, pattern: previous.pattern + piece.pattern }
    } else result.push({ ...piece, kind })
  }
  return result
}

function fractionPattern(text: string): string {
  const separator = text[0] === '%' ? '' : escaped(text[0] as string)
  const digits = /%(\d)f/.exec(text)?.[1]
  if (digits === undefined) return `(?:${separator || '\\.'}\\d{1,6})?`
  // Python leaves out a fraction of zero, so it may be absent.
  return separator === '' ? `\\d{${digits}}` : `(?:${separator}\\d{${digits}})?`
}

function escaped(text: string): string {
  return text === '%%' ? '%' : text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

function unknownDirective(format: string, directive: string): SchemaError {
  return new SchemaError('format', `'${format}' has a directive that is not known (got ${directive}); known are %Y %m %d %H %M %S ...`)
}

/** How many texts a part remembers. Dates of 270 years, or every second of a day, fit. */
const memoLimit = 100_000

/** A part of a format, read and written by d3-time-format, which is slow; as days and times of day recur, each is worked out once. */
export function compilePart(text: string, kind: 'calendar' | 'clock' | 'whole', { locale: language, century }: PartStyle = {}): ClockPart {
  const locale = localeFor(text, language)
  // Dates without a year are those of a leap year. A day with its ending (3rd) goes through d3 as one with a mark after it.
  const bare = kind !== 'clock' && !/%[YyG]/.test(text)
  const specifier = `${bare ? '%Y ' : ''}${text
    .replace(/%[\^_*]/g, '%')
    .replace(/%:?[pP]/g, '%p')
    .replace(/%:?o/g, `%-d${ordinalMark}`)
    .replace(/%u$/, '%w')}`
  // d3 heeds no Monday-based day in a week of ISO 8601, but a Sunday-based one.
  const weekday = text.endsWith('%u')
  const ordinal = text.includes('%o') ? ordinals.english : text.includes('%:o') ? ordinals.french : null
  const d3Read = locale.utcParse(specifier)
  const d3Print = locale.utcFormat(specifier)
  const read = (given: string): Date | null => {
    const part = weekday ? given.replace(/7$/, '0') : given
    const date = d3Read((bare ? `${leapYear} ` : '') + (ordinal ? ordinal.marked(part) : part))
    return date && century !== undefined && text.includes('%y') ? inCentury(date, century) : date
  }
  const print = (date: Date): string => {
    const written = bare ? d3Print(date).slice(5) : d3Print(date)
    const printed = weekday ? written.replace(/0$/, '7') : written
    return ordinal ? printed.replace(ordinalDay, (_, day: string) => day + ordinal.ending(Number(day))) : printed
  }
  const write = memoized((key: number) => print(new Date(kind === 'calendar' ? key * 864e5 : key * 1e3)))
  return {
    write: (day, second) => write(kind === 'calendar' ? day : kind === 'clock' ? second : day * 86_400 + second),
    parse: memoized((part: string) => {
      const date = read(part)
      if (date === null || print(date) !== part) return Number.NaN
      const seconds = date.getTime() / 1e3
      // Without a date, d3 counts from the year 1900.
      return kind === 'clock' ? seconds - Math.floor(seconds / 86_400) * 86_400 : seconds
    }),
  }
}

const ordinalMark = '\u0001'
const ordinalDay = new RegExp(`(\\d+)${ordinalMark}`)
const leapYear = 2000

/** The ending of a number in English: 1st, 22nd, 13th. */
export function ordinalEnding(number: number): string {
  if (number % 100 >= 11 && number % 100 <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][number % 10] ?? 'th'
}

/** Days with an ending, as they are marked for d3, and the ending of each. */
const ordinals = {
  english: { marked: (text: string) => text.replace(/(\d)(st|nd|rd|th)/, `$1${ordinalMark}`), ending: ordinalEnding },
  french: {
    marked: (text: string) => text.replace(/(?<!\d)(\d{1,2})(er)?(?!\d)/, `$1${ordinalMark}`),
    ending: (day: number) => (day === 1 ? 'er' : ''),
  },
} as const

/** The date with its year moved by centuries into the hundred years from the first one on. */
function inCentury(date: Date, first: number): Date {
  const year = date.getUTCFullYear()
  const moved = new Date(date)
  moved.setUTCFullYear(year + Math.ceil((first - year) / 100) * 100)
  if (moved.getUTCFullYear() >= first + 100) moved.setUTCFullYear(moved.getUTCFullYear() - 100)
  return moved
}

function memoized<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      if (known.size >= memoLimit) known.clear()
      value = compute(key)
      known.set(key, value)
    }
    return value
  }
}
