import { timeNames } from '../../times/time-names.js'
import { type Guess, plural } from '../guess.js'
import { type ColumnProfile, countedValues } from '../profile.js'
import { timeGuess } from './time-guess.js'
import type { Reading } from './time-reading.js'

/** Most forms in one column, and the fewest distinct times of all of them. */
const mostForms = 6
const fewestTimes = 5

const monthNames = new Set(
  Object.values(timeNames).flatMap(({ months, shortMonths, days, shortDays }) =>
    [...months, ...shortMonths, ...days, ...shortDays].map((name) => name.toLowerCase()),
  ),
)

/** A datetime column whose tokens have a few forms, each of which is read by itself: `2021-03-04` and `03/04/2021 10:00`, or dates of which some lack the day. */
export function guessMixedTimes({ texts, counts, total }: ColumnProfile, read: (texts: readonly string[]) => Reading | null): Guess | null {
  if (texts.length < fewestTimes || areUnreadable(texts.slice(0, firstLooked), read)) return null
  const groups = new Map<string, number[]>()
  for (let i = 0; i < texts.length; i++) {
    const shape = shapeOf(texts[i] as string)
    const group = groups.get(shape)
    if (group) group.push(i)
    else if (groups.size === mostForms) return null
    else groups.set(shape, [i])
  }
  withYearsApart(groups, texts, read)
  if (groups.size < 2 || groups.size > mostForms) return null
  const found: { reading: Reading; places: readonly number[]; cells: number }[] = []
  for (const [shape, places] of groups) {
    const own = places.map((i) => texts[i] as string)
    const reading = shape === '0' ? yearsOf(own) : read(own)
    if (!reading || reading.century !== undefined || /%:?Z/.test(reading.format)) return null
    found.push({ reading, places, cells: places.reduce((sum, i) => sum + (counts[i] as number), 0) })
  }
  found.sort((a, b) => b.cells - a.cells || (a.reading.format < b.reading.format ? -1 : 1))
  const kinds = new Set(found.map(({ reading: { format } }) => kindOf(format)))
  const [first, ...rest] = found
  if (!first || kinds.size > 1 || found.every(({ reading }) => reading.format === '%Y')) return null
  const values = new Float64Array(texts.length)
  for (const { reading, places } of found) {
    places.forEach((i, k) => {
      values[i] = reading.values[k] as number
    })
  }
  const guess = timeGuess(first.reading.format, 'us', countedValues(values, counts), null, total)
  const localeOf = ({ locale }: Reading) => (locale === undefined ? {} : { locale })
  const others = rest.map(({ reading, cells }) => ({ format: reading.format, share: cells / total, ...localeOf(reading) }))
  return {
    ...guess,
    schema: { ...guess.schema, ...localeOf(first.reading), others } as Guess['schema'],
    reason: `${plural(guess.numbers?.values.length ?? 0, 'time')} in ${found.length} forms: ${found.map(({ reading, cells }) => `${reading.format} (${cells})`).join(', ')}`,
  }
}

/** Texts that are looked at first, and how many of one shape tell that none can be read. */
const firstLooked = 50
const enoughUnreadable = 10

/** Whether these texts show already that those of one shape can't be read. */
function areUnreadable(texts: readonly string[], read: (texts: readonly string[]) => Reading | null): boolean {
  const shape = shapeOf(texts[0] as string)
  const own = texts.filter((text) => shapeOf(text) === shape)
  return own.length >= enoughUnreadable && !own.some((text) => /\d{4}/.test(text)) && read(own) === null
}

/** Takes groups apart that can't be read, but where years of four digits stand beside those of two. */
function withYearsApart(groups: Map<string, number[]>, texts: readonly string[], read: (texts: readonly string[]) => Reading | null): void {
  for (const [shape, places] of [...groups]) {
    const long = places.filter((i) => /(?<!\d)\d{4}(?!\d)/.test(texts[i] as string))
    if (shape === '0' || long.length === 0 || long.length === places.length || read(places.map((i) => texts[i] as string))) continue
    const isLong = new Set(long)
    groups.set(shape, long)
    groups.set(
      `${shape} `,
      places.filter((i) => !isLong.has(i)),
    )
  }
}

/** Dates with a year stand in one column, times of day in another, durations in a third. */
function kindOf(format: string): string {
  return format.startsWith('duration') ? 'duration' : /%[YyG]/.test(format) ? 'date' : 'clock'
}

/** The texts with zeros for their digits and one letter for their names. */
function shapeOf(text: string): string {
  return text.replace(/\d+/g, '0').replace(/\p{L}+/gu, (word) => (monthNames.has(word.toLowerCase()) ? 'M' : word))
}

/** Bare years among dates. */
function yearsOf(texts: readonly string[]): Reading | null {
  if (!texts.every((text) => /^(1[6-9]|2[01])\d\d$/.test(text))) return null
  return { format: '%Y', values: Float64Array.from(texts, (text) => Date.UTC(Number(text), 0, 1) * 1e3) }
}
