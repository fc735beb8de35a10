import { type TimeLocaleObject, timeFormatLocale } from 'd3-time-format'
import { SchemaError } from '../errors.js'

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

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ['January', 'February', 'March', 'April', 'May', 'June'],
  ['July', 'August', 'September', 'October', 'November', 'December'],
].flat()

function localeOf(capitals: boolean, periods: [string, string]): TimeLocaleObject {
  const written = (name: string): string => (capitals ? name.toUpperCase() : name)
  return timeFormatLocale({
    dateTime: '%x, %X',
    date: '%-m/%-d/%Y',
    time: '%-I:%M:%S %p',
    periods,
    days: days.map(written) as never,
    shortDays: days.map((name) => written(name.slice(0, 3))) as never,
    months: months.map(written) as never,
    shortMonths: months.map((name) => written(name.slice(0, 3))) as never,
  })
}

const locales = new Map<string, TimeLocaleObject>()

/** English names; in capitals and with am for AM where the format says so. */
function localeFor(format: string): TimeLocaleObject {
  const capitals = format.includes('%^')
  const small = format.includes('%P')
  const key = `${capitals} ${small}`
  const locale = locales.get(key) ?? localeOf(capitals, small ? ['am', 'pm'] : ['AM', 'PM'])
  locales.set(key, locale)
  return locale
}

const name = '[A-Za-z]+'
/** What each directive matches. */
const calendar: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  y: '\\d\\d',
  m: '\\d\\d',
  '-m': '\\d{1,2}',
  d: '\\d\\d',
  '-d': '\\d{1,2}',
  j: '\\d{3}',
  q: '[1-4]',
  a: name,
  A: name,
  b: name,
  B: name,
  '^a': name,
  '^b': name,
  '^B': name,
}
const clock: Readonly<Record<string, string>> = {
  H: '\\d\\d',
  '-H': '\\d{1,2}',
  I: '\\d\\d',
  '-I': '\\d{1,2}',
  M: '\\d\\d',
  S: '\\d\\d',
  p: '[AP]M',
  P: '[ap]m',
}
const zone = '(?:Z|[+-]\\d\\d:?\\d\\d)'
const directives = /([.,]?%[369]?f)|(%:?Z)|%([-^]?[A-Za-z])|([^%]+|%%)/g

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
export function compilePart(text: string, kind: 'calendar' | 'clock' | 'whole'): ClockPart {
  const locale = localeFor(text)
  const specifier = text.replaceAll('%^', '%').replaceAll('%P', '%p')
  const read = locale.utcParse(specifier)
  const print = locale.utcFormat(specifier)
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
