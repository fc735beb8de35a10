import { type Guess, type GuessContext, groupedDigits } from '../guess.js'
import type { NumberCells } from '../numbers/numbers.js'
import { type ColumnProfile, countedValues } from '../profile.js'
import { timeGuess } from './time-guess.js'
import { areLikelyYears, bestReading, type Reading } from './time-reading.js'
import { formsByShape } from './time-shapes.js'

/**
 * Fewest distinct values that are believed to be times where bare digits are such of a form: random digits are seldom all of them
 * times, the less the longer they are. Those that begin with a year may be plain numbers; others must have leading zeros.
 */
const fewestOf: Readonly<Record<string, number>> = {
  '%Y%m%d%H%M%S%3f': 3,
  '%Y%m%d%H%M%S%6f': 3,
  '%Y%m%d%H%M%S': 3,
  '%Y%m%d%H%M': 3,
  '%Y%m%d%H': 5,
  '%Y%m%d': 3,
  '%Y%m': 8,
  '%Y%j': 15,
  '%y%j': 15,
  '%y%m%d': 10,
  '%y%m%d%H%M': 5,
  '%y%m%d%H%M%S': 3,
  '%d%m%Y': 3,
  '%m%d%Y': 3,
  '%d%m%y': 10,
  '%m%d%y': 10,
  '%d%m%Y%H%M%S': 3,
  '%d%m%Y%H%M': 3,
  '%m%d%Y%H%M%S': 3,
  '%m%d%Y%H%M': 3,
  '%H%M%S': 12,
  '%H%M': 12,
}
/** Hours of the day that a column of `0830` must have, so that it isn't a count. */
const fewestHours = 6

/** Times of digits alone, some with leading zeros. */
export function guessDigitTimes({ texts, counts, plain, total }: ColumnProfile, { kind }: GuessContext): Guess | null {
  const all = [...texts, ...Array.from(plain?.values ?? [], String)]
  const allCounts = [...counts, ...(plain?.counts ?? [])]
  const isLong = all.every((text) => text.length >= longDigits)
  if (!isLong && !all.some((text) => text.startsWith('0')) && kind !== 'datetime') return null
  return guessDigits(all, allCounts, total, { mayBegin: isLong ? /^%Y/ : /./, sure: kind === 'datetime' })
}

/** So many digits are no number but an id, or a time to the millisecond. */
const longDigits = 17

/** The least number of digits that a time has, a year and a month at least, as a number. */
export const leastDigits = 1e5

/** Times that were read as whole numbers: those that begin with a year. `sure` says that the column's name tells of times. */
export function guessDigitNumbers({ values, counts, total }: NumberCells, sure: boolean): Guess | null {
  const [least, most] = [values[0] as number, values.at(-1) as number]
  if (least < leastDigits || String(least).length !== String(most).length) return null
  return guessDigits(Array.from(values, String), Array.from(counts), total, { mayBegin: /^%[Yy]/, sure })
}

interface Asked {
  readonly mayBegin: RegExp
  readonly sure: boolean
}

function guessDigits(texts: readonly string[], counts: readonly number[], total: number, { mayBegin, sure }: Asked): Guess | null {
  const width = texts[0]?.length
  if (texts.some((text) => text.length !== width)) return null
  const forms = formsByShape(texts.slice(0, 50)).filter(({ format }) => {
    const fewest = fewestOf[format]
    return fewest !== undefined && mayBegin.test(format) && texts.length >= (sure ? 2 : fewest)
  })
  const read = bestReading(forms, texts)
  if (!read || !isPlausible(read)) return null
  const { format, century } = read
  const guess = timeGuess(format, 'us', countedValues(read.values, counts), null, total)
  const schema = { ...guess.schema, ...(century === undefined ? {} : { century }) } as Guess['schema']
  return { ...guess, schema, reason: `digits that all are times: ${guess.reason} (${groupedDigits(texts.length)} different)` }
}

function isPlausible({ format, values }: Reading): boolean {
  if (format.includes('%Y')) return areLikelyYears(values)
  return !format.startsWith('%H') || new Set(Array.from(values, (value) => Math.floor(value / 36e8))).size >= fewestHours
}
