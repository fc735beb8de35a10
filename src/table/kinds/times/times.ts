import type { DatetimeSchema } from '../../schema.js'
import { datetimeCodec } from '../../times/datetime.js'
import { type Guess, type GuessContext, groupedDigits } from '../guess.js'
import type { NumberCells } from '../numbers/numbers.js'
import { type ColumnProfile, countedValues, mostFrequentTexts } from '../profile.js'
import { guessDigitNumbers, guessDigitTimes, leastDigits } from './digit-times.js'
import { commonDurationForm } from './duration-forms.js'
import { guessMixedTimes } from './mixed-times.js'
import { timeGuess } from './time-guess.js'
import { bestReading, type Reading, readTimes, readTokens, spanOf } from './time-reading.js'
import { formsByShape, type TimeForm } from './time-shapes.js'

/** Ways to write a date, in the order in which they are tried: standard ones first, padded before unpadded, day before month. */
const dateFormats = [
  ...['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y-%-m-%-d', '%Y/%-m/%-d'],
  ...['%d/%m/%Y', '%m/%d/%Y', '%-d/%-m/%Y', '%-m/%-d/%Y', '%d.%m.%Y', '%-d.%-m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%-d-%-m-%Y', '%-m-%-d-%Y'],
  ...['%d/%m/%y', '%m/%d/%y', '%-d/%-m/%y', '%-m/%-d/%y', '%d.%m.%y', '%-d.%-m.%y', '%d-%m-%y', '%m-%d-%y'],
  ...['%d %b %Y', '%-d %b %Y', '%d %B %Y', '%-d %B %Y', '%b %d, %Y', '%b %-d, %Y', '%B %d, %Y', '%B %-d, %Y', '%b %d %Y', '%b %-d %Y'],
  ...['%d-%b-%Y', '%-d-%b-%Y', '%d-%b-%y', '%-d-%b-%y', '%d%b%Y', '%d-%^b-%Y', '%d-%^b-%y', '%d%^b%Y', '%d %^b %Y'],
  ...['%a, %d %b %Y', '%a %d %b %Y', '%a %b %d %Y', '%A, %B %-d, %Y', '%A, %-d %B %Y'],
  ...['%Y-%m', '%Y/%m', '%m/%Y', '%b %Y', '%B %Y', '%b-%Y', '%b-%y', '%Y-%b', '%Y-Q%q', '%Y Q%q', '%YQ%q', 'Q%q %Y'],
]
/** Date and time in one, where the time can't be cut off at a colon or has the date behind it. */
const wholeFormats = ['%Y%m%dT%H%M%SZ', '%Y%m%dT%H%M%S', '%Y%m%d %H:%M:%S', '%a %b %d %H:%M:%S %Y', '%d/%b/%Y:%H:%M:%S %Z']

const clockShape = /^(.*?)(T|, | |)(\d{1,2})(:\d\d)(:\d\d)?([.,]\d{1,9})?(?: ?([AaPp][Mm]))?( ?)(Z|UTC|GMT|[+-](?:0\d|1[0-4]):?\d\d|)$/

const exampleTokens = 500
/** Tokens that tell that a column has no shape of a time. */
const firstLooked = 20
const longest = 48

/** A datetime column, where every token is a time in one format to the letter, or in one of a few. */
export function guessTimes(cells: ColumnProfile, context: GuessContext): Guess | null {
  const { texts } = cells
  if (texts.length === 0 || texts.some((text) => text.length < 4 || text.length > longest || !/\d/.test(text))) return null
  if (texts.every((text) => /^\d+$/.test(text))) return guessDigitTimes(cells, context)
  if (cells.plain) return null
  const read = readingOfAll(texts)
  if (read) return timesIn(read, cells, context)
  return guessMixedTimes(cells, readingOfAll) ?? timesWithin(cells, context)
}

/** Words that all texts have before and behind their times, as in `IMG_20210304_120000` or `... Europe/Berlin`. */
const affixes = /^([^\d]*)(.*?)([^\d]*)$/su
/** What may stand around a time: words, or brackets and quotes as in logs. */
const wordsAround = /[\p{L}[(<{"']/u
/** A date that nothing but a date looks like, whatever stands around it. */
const wholeDate = /%Y.*%(?:-?m|[\^_*]?[bB]).*%-?d|%(?:-?[dm]|[\^_*]?[bB]).*%(?:-?[dm]|[\^_*]?[bB]).*%Y|%Y%j/

/** Whole dates within words that are the same in all texts. */
function timesWithin(cells: ColumnProfile, context: GuessContext): Guess | null {
  if (cells.texts.length > exampleTokens && !timesWithin(firstOf(cells, exampleTokens), context)) return null
  const [, before = '', , after = ''] = affixes.exec(cells.texts[0] as string) ?? []
  const shared = longestOf(cells.texts, before)
  // The names of weekdays may begin alike in all.
  const first = cells.texts.every((text) => /\d/.test(text[shared.length] ?? '')) ? shared : shared.replace(/\p{L}+$/u, '')
  const last = longestOf(cells.texts.map(reversed), reversed(after)).length
  if (!wordsAround.test(first + after.slice(after.length - last)) || cells.texts.length < fewestWithin) return null
  const inner = cells.texts.map((text) => text.slice(first.length, text.length - last))
  if (inner.some((text) => !/^[\p{L}\d]/u.test(text))) return null
  const guess = guessTimes({ ...cells, texts: inner }, { ...context, kind: 'datetime' })
  if (guess?.schema.kind !== 'datetime' || guess.schema.others || !wholeDate.test(guess.schema.format)) return null
  const escaped = (text: string): string => text.replaceAll('%', '%%')
  const format = escaped(first) + guess.schema.format + escaped(after.slice(after.length - last))
  return { ...guess, schema: { ...guess.schema, format }, reason: `${guess.reason}, within ${format}` }
}

function firstOf({ texts, counts }: ColumnProfile, most: number): ColumnProfile {
  const own = counts.slice(0, most)
  return { texts: texts.slice(0, most), counts: own, plain: null, total: own.reduce((sum, count) => sum + count, 0) }
}

const fewestWithin = 5
const reversed = (text: string): string => [...text].reverse().join('')

/** The most of this beginning that all texts have. */
function longestOf(texts: readonly string[], beginning: string): string {
  let length = beginning.length
  for (const text of texts) while (!text.startsWith(beginning.slice(0, length))) length--
  return beginning.slice(0, length)
}

/** The reading of texts that all have one form, or are durations of one; null where they don't. */
function readingOfAll(texts: readonly string[]): Reading | null {
  // Formats are read off a few tokens first; those of all are needed where the few don't show everything, such as fractions.
  if (areSeasons(texts)) return null
  const few = texts.slice(0, exampleTokens)
  const some = formsOf(few)
  const read =
    some.length > 0 ? (bestReading(some, texts) ?? (texts.length > few.length ? bestReading(formsOf(texts), texts) : null)) : null
  if (read) return read
  const duration = commonDurationForm(texts)
  return duration === null ? null : readTokens({ format: duration }, texts)
}

const fewestSeasons = 3

/** Seasons and fiscal years, 2019/20: no months and no weeks. */
function areSeasons(texts: readonly string[]): boolean {
  if (texts.length < fewestSeasons) return false
  return texts.every((text) => {
    const match = /^(\d{4})[-/](\d\d)$/.exec(text)
    return match !== null && (Number(match[1]) + 1) % 100 === Number(match[2])
  })
}

/** The forms that these tokens have, the likelier first. */
function formsOf(texts: readonly string[]): TimeForm[] {
  const usual = timeFormats(texts).flatMap((format) => (hasFormat(format, texts) ? [{ format }] : []))
  if (usual.length > 0 && !usual.some(({ format }) => format.includes('%y'))) return usual
  if (texts.length > firstLooked && formsByShape(texts.slice(0, firstLooked)).length === 0) return usual
  return [...usual, ...formsByShape(texts).filter((form) => readTimes(form, texts) !== null)]
}

/** Whether all texts have the format. Most fail by the signs of the first, which costs less than to compile the format. */
function hasFormat(format: string, texts: readonly string[]): boolean {
  const signs = formatSigns(format)
  const text = texts[0] as string
  if (/%:?Z/.test(format) ? [...signs].some((sign) => !text.includes(sign)) : !/%\d?f/.test(format) && signs !== signsOf(text)) return false
  return readTimes({ format }, texts) !== null
}

const knownSigns = new Map<string, string>()

/** The signs of a format, but for those of an offset and before a fraction, which may be left out. */
function formatSigns(format: string): string {
  let signs = knownSigns.get(format)
  if (signs === undefined) {
    signs = signsOf(format.replace(/[.,]?%\d?f|%[-^:]?[A-Za-z]/g, ''))
    knownSigns.set(format, signs)
  }
  return signs
}

/** What stands in a text beside letters and digits. */
function signsOf(text: string): string {
  return text.replace(/[A-Za-z\d]+/g, '')
}

/** Share of cells that must be times for the rest to be pointed out. */
const nearlyAll = 0.8
const triedTexts = 3
const lookedTexts = 60
/** What is a time with some other cells beside it: 8/1 could as well be a ratio. */
const isTelling = /%[YG]|%y.*%-?d|%-?d.*%y|%-?[HI]/

/** The format that most cells of a column have, and the tokens that don't; null where there is none, or all have it. */
export function nearlyTimes(cells: ColumnProfile): { format: string; others: readonly number[] } | null {
  let best: { format: string; others: readonly number[] } | null = null
  let tried = 0
  const unreadable = new Map<string, number>()
  for (const example of mostFrequentTexts(cells.texts, cells.counts, lookedTexts)) {
    if (example.length > longest || !/\d.*\d.*\d/.test(example) || /^\d+$/.test(example)) continue
    const shape = example.replace(/\d/g, '0')
    const failed = unreadable.get(shape) ?? 0
    if (failed === triedTexts) continue
    const forms = formsOf([example]).filter(({ format }) => isTelling.test(format))
    if (forms.length === 0) unreadable.set(shape, failed + 1)
    if (forms.length > 0 && ++tried > triedTexts) break
    for (const form of forms) {
      const others = othersThan(form, cells)
      if (others && (best === null || others.length < best.others.length)) best = { format: form.format, others }
    }
  }
  return best
}

/** The places of the tokens that don't have the form; null where those are none or too many. */
function othersThan(form: TimeForm, { texts, counts, total }: ColumnProfile): number[] | null {
  const { parse } = datetimeCodec({ ...form, unit: 'us', step: 1, offset: null, min: null })
  const others: number[] = []
  let cells = 0
  for (let j = 0; j < texts.length; j++) {
    if (!Number.isNaN(parse(texts[j] as string))) continue
    others.push(j)
    cells += counts[j] as number
    if (cells > (1 - nearlyAll) * total) return null
  }
  return others.length > 0 ? others : null
}

/** Formats that the tokens may have: those of a date, with a clock as it stands in the tokens. */
function timeFormats(texts: readonly string[]): string[] {
  if (!texts.some((text) => text.includes(':'))) return [...dateFormats, ...wholeFormats]
  const matches = texts.map((text) => clockShape.exec(text)).filter((match) => match !== null)
  if (matches.length < texts.length) return [...wholeFormats]
  const clocks = clockFormats(matches)
  if (matches.every((match) => match[1] === '')) return areSpans(matches) ? [] : clocks
  const dates = [...new Set(matches.map((match) => match[1] as string))]
  const heads = dateFormats.filter((format) => hasFormat(format, dates))
  return [...heads.flatMap((head) => clocks.map((clock) => `${head}${matches[0]?.[2]}${clock}`)), ...wholeFormats]
}

/** Opening hours, such as 09:00-12:00, are no times of day west of Greenwich. */
function areSpans(matches: readonly RegExpExecArray[]): boolean {
  const signs = new Set(matches.map((match) => match[9]?.[0]))
  return signs.has('-') && !signs.has('+')
}

/** Formats of the time of day: which parts it has follows from the tokens, padding is tried both ways. */
function clockFormats(matches: readonly RegExpExecArray[]): string[] {
  const has = (group: number): boolean => matches.some((match) => (match[group] ?? '') !== '')
  const [example] = matches
  const period = matches.find((match) => match[7] !== undefined)?.[7]
  // A clock with a fraction and without seconds has minutes and seconds.
  const isShort = !has(5) && has(6)
  const seconds = has(5) ? ':%S' : ''
  const periods = period === undefined ? [''] : [period === period.toLowerCase() ? '%P' : '%p'].flatMap((name) => [` ${name}`, name])
  // Offsets may be written in two ways in one column, and Z stands for one of them.
  const written = matches.map((match) => match[9] ?? '')
  const zoneText = written.find((zone) => zone.includes(':')) ?? written.find((zone) => /^[+-]/.test(zone)) ?? written[0] ?? ''
  const zones = zoneText === '' ? [''] : /^[+-]/.test(zoneText) ? [zoneText.includes(':') ? '%:Z' : '%Z'] : [zoneText]
  const hours = isShort ? ['%M', '%-M'] : period === undefined ? ['%H', '%-H'] : ['%I', '%-I']
  return hours.flatMap((hour) =>
    periods.flatMap((name) =>
      zones.map((zone) => `${hour}:${isShort ? '%S' : '%M'}${seconds}${fractionFormat(matches)}${name}${example?.[8]}${zone}`),
    ),
  )
}

/** `.%3f` where fractions have so many digits (or are left out now and then), `.%f` where their length varies. */
function fractionFormat(matches: readonly RegExpExecArray[]): string {
  const fractions = matches.flatMap((match) => (match[6] === undefined ? [] : [match[6]]))
  const [first] = fractions
  if (first === undefined) return ''
  const lengths = new Set(fractions.map((fraction) => fraction.length - 1))
  const [digits] = [...lengths]
  if (lengths.size === 1 && digits !== undefined && (digits > 1 || matches.length === fractions.length)) return `${first[0]}%${digits}f`
  return `${first[0]}%f`
}

/** The format with day and month exchanged. */
function swapped(format: string): string {
  return format.replace(/%-?[dm]/g, (directive) => directive.replace(/[dm]/, (letter) => (letter === 'd' ? 'm' : 'd')))
}

/** The guess for cells that are times of this form. */
function timesIn(read: Reading, cells: ColumnProfile, context: GuessContext): Guess {
  const order = dateOrder(read, cells, context)
  const { format } = order
  const { values, century, locale } = format === read.format ? read : (readTokens({ ...read, format }, cells.texts) as Reading)
  const offsets = offsetFacts(format, cells)
  const warnings = [...order.warnings, ...offsets.warnings]
  if (/%9f/.test(format) && cells.texts.some((text) => !/\d\.\d{6}000(\D|$)/.test(text)))
    warnings.push('nanoseconds are cut to microseconds')
  const guess = timeGuess(format, 'us', countedValues(values, cells.counts), offsets.offset, cells.total)
  const style = { ...(locale === undefined ? {} : { locale }), ...(century === undefined ? {} : { century }) }
  if (century !== undefined) warnings.push(`two-digit years are taken for those from ${century} on, which lets them span the shortest time`)
  return { ...guess, schema: { ...guess.schema, ...style } as Guess['schema'], warnings, ambiguousDate: order.ambiguous }
}

/** When the span of dates tells day from month: that of one order is so much shorter, over so many dates. */
const clearlyShorter = 0.25
const fewestDates = 5

interface DateOrder {
  readonly format: string
  readonly ambiguous: boolean
  readonly warnings: readonly string[]
}

/**
 * Day before month, or month before day. The whole column decides; where it leaves both open, the part that never changes is
 * the day (the first of each month); then other columns of the table decide, then a far shorter span, then the day comes first, and that is said.
 */
function dateOrder(read: Reading, cells: ColumnProfile, { dayFirst }: GuessContext): DateOrder {
  const { format } = read
  const numeric = /%-?[dm][/.-]%-?[dm][/.-]%[Yy]/.test(format)
  const other = swapped(format)
  const swap = numeric ? readTokens({ ...read, format: other }, cells.texts) : null
  if (!swap) return { format, ambiguous: false, warnings: [] }
  const parts = cells.texts.map((text) => /^(\d{1,2})[/.-](\d{1,2})/.exec(text) as RegExpExecArray)
  const firsts = new Set(parts.map((part) => Number(part[1])))
  const seconds = new Set(parts.map((part) => Number(part[2])))
  const dayLeads = /%-?d.%-?m/.test(format)
  const [dayFormat, monthFormat] = dayLeads ? [format, other] : [other, format]
  if (firsts.size === 1 && firsts.has(1) && seconds.size > 1) return { format: dayFormat, ambiguous: false, warnings: [] }
  if (seconds.size === 1 && seconds.has(1) && firsts.size > 1) return { format: monthFormat, ambiguous: false, warnings: [] }
  if (firsts.size === seconds.size && [...firsts].every((n) => seconds.has(n)) && parts.every((part) => part[1] === part[2]))
    return { format: dayFormat, ambiguous: false, warnings: [] }
  const shorter = spanOf(read.values) < spanOf(swap.values) ? read : swap
  if (
    dayFirst === undefined &&
    cells.texts.length >= fewestDates &&
    spanOf(shorter.values) < clearlyShorter * spanOf((shorter === read ? swap : read).values)
  ) {
    const warning = `day and month could be exchanged: ${shorter.format} lets the dates span the shorter time`
    return { format: shorter.format, ambiguous: false, warnings: [warning] }
  }
  const chosen = dayFirst === false ? monthFormat : dayFormat
  const why =
    dayFirst === undefined ? 'nothing in the table tells, so the day is taken to come first' : 'decided as in other columns of the table'
  return { format: chosen, ambiguous: true, warnings: [`day and month could be exchanged (${chosen} or ${swapped(chosen)}): ${why}`] }
}

function offsetFacts(format: string, cells: ColumnProfile): { offset: number | null; warnings: string[] } {
  if (!/%:?Z/.test(format)) return { offset: null, warnings: [] }
  const { offsetOf } = datetimeCodec({ format, unit: 's', step: 1, offset: null, min: null })
  const counts = new Map<number, number>()
  cells.texts.forEach((text, i) => {
    const offset = offsetOf(text)
    if (offset !== null) counts.set(offset, (counts.get(offset) ?? 0) + (cells.counts[i] as number))
  })
  const byCount = [...counts].sort(([a, x], [b, y]) => y - x || a - b)
  const [first] = byCount
  if (!first) return { offset: null, warnings: [] }
  const warnings =
    byCount.length > 1 ? [`${byCount.length} offsets from UTC; all times are written in the most frequent one, ${first[0]} minutes`] : []
  return { offset: first[0], warnings }
}

const timeName =
  /(^|[_\-. ])(time|date|datetime|timestamp|epoch|ts|when|created|updated|modified|at)$|(^|[_\-. ])(timestamp|epoch)|[a-z](At|Time|Date|Timestamp)$/i
/** 1990 to 2100, in seconds: years in which counted times of real tables lie. */
const epochs = [631_152_000, 4_102_444_800] as const
const epochScales: readonly (readonly [DatetimeSchema['unit'], number])[] = [
  ['s', 1],
  ['ms', 1e3],
  ['us', 1e6],
]

/** Whole numbers that are times: YYYYMMDD, or seconds, milliseconds or microseconds since 1970 in a column whose name says time. */
export function guessNumberTimes(numbers: NumberCells, { name, kind }: GuessContext): Guess | null {
  const { values, counts, total, style, whole, digits } = numbers
  if (!whole || digits.most !== 0 || style.prefix !== '' || style.thousands !== '' || values.length === 0) return null
  const [min, max] = [values[0] as number, values.at(-1) as number]
  // Smaller numbers are no times, whatever their name says.
  if (min < leastDigits) return null
  if (min >= 19_000_101 && max <= 21_001_231 && (values.length >= 3 || timeName.test(name) || kind === 'datetime')) {
    const { parse } = datetimeCodec({ format: '%Y%m%d', unit: 'day', step: 1, offset: null, min: null })
    const days = values.map((value) => parse(String(value)))
    if (!days.some(Number.isNaN)) return timeGuess('%Y%m%d', 'day', { values: days, counts }, null, total)
  }
  const digitTimes =
    kind === undefined || kind === 'datetime' ? guessDigitNumbers(numbers, timeName.test(name) || kind === 'datetime') : null
  if (digitTimes) return digitTimes
  if (!timeName.test(name) && kind !== 'datetime') return null
  for (const [unit, scale] of epochScales) {
    if (min < epochs[0] * scale || max > epochs[1] * scale) continue
    const guess = timeGuess('epoch', unit, { values, counts }, null, total, true)
    const word = { day: 'days', s: 'seconds', ms: 'milliseconds', us: 'microseconds' }[unit]
    return {
      ...guess,
      reason: `whole numbers in a column named ${name} that are ${word} since 1970 (${groupedDigits(values.length)} times)`,
    }
  }
  return null
}
