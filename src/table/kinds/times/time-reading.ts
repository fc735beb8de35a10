import { datetimeCodec } from '../../times/datetime.js'
import type { TimeForm } from './time-shapes.js'

/** Tokens as microseconds since 1970, and the form that they have. */
export interface Reading extends TimeForm {
  readonly values: Float64Array
  /** The first of the hundred years that two digits stand for, where those of the codec are others. */
  readonly century?: number
}

/** The tokens as microseconds since 1970; null where one of them doesn't have the format. */
export function readTimes(
  { format, locale, century }: TimeForm & { readonly century?: number },
  texts: readonly string[],
): Float64Array | null {
  const names = { ...(locale === undefined ? {} : { locale }), ...(century === undefined ? {} : { century }) }
  const { parse } = datetimeCodec({ format, ...names, unit: 'us', step: 1, offset: null, min: null })
  const values = new Float64Array(texts.length)
  for (let i = 0; i < values.length; i++) {
    const value = parse(texts[i] as string)
    if (Number.isNaN(value)) return null
    values[i] = value
  }
  return values
}

/** Two digits above are years of the twentieth century where nothing else tells, as the last of a column. */
const lastYear = 49
const defaultCentury = 1969

/** The reading of tokens in a form, two-digit years being those of the shortest span; null where one doesn't have it. */
export function readTokens(form: TimeForm, texts: readonly string[]): Reading | null {
  const values = readTimes(form, texts)
  if (!values || !form.format.includes('%y')) return values && { ...form, values }
  const century = centuryOf(values)
  const first = new Date(Math.min(...extremes(values)) / 1e3).getUTCFullYear()
  const last = new Date(Math.max(...extremes(values)) / 1e3).getUTCFullYear()
  if (century === first || (century >= defaultCentury && last <= century + 99 && first >= century)) return { ...form, values }
  const again = readTimes({ ...form, century }, texts)
  return again && { ...form, values: again, century }
}

/** The year from which on two-digit years lie closest together: after their widest gap, the last one being in the past. */
function centuryOf(values: Float64Array): number {
  const years = [...new Set(Array.from(values, (value) => ((new Date(value / 1e3).getUTCFullYear() % 100) + 100) % 100))].sort(
    (a, b) => a - b,
  )
  let widest = (years[0] as number) + 100 - (years.at(-1) as number)
  let last = years.at(-1) as number
  for (let i = 1; i < years.length; i++) {
    const gap = (years[i] as number) - (years[i - 1] as number)
    if (gap <= widest) continue
    widest = gap
    last = years[i - 1] as number
  }
  const end = last > lastYear ? 1900 + last : 2000 + last
  return end - (100 - widest)
}

function extremes(values: Float64Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}

export function spanOf(values: Float64Array): number {
  const [least, most] = extremes(values)
  return most - least
}

/** The parts of a time that a format has, whatever their order. */
function partsOf(format: string): string {
  return [...format.matchAll(/%[-^_*]?([A-Za-z])/g)]
    .map(([, letter = '']) => letter)
    .sort()
    .join('')
}

/** Years that digits without a sign between them are taken for; others are codes, as `T12401`. */
const plausibleYears = [1900, 2100] as const
/** A year and a quarter, month or week without a sign between them, and no day, which few codes would have by chance. */
const runTogether = /^(?!.*%-?[dju]).*(%[YG]%-?[qmV]|%-?[qmV]%[YG])/

/** Whether all of these microseconds since 1970 lie in years that a column of digits is taken to mean. */
export function areLikelyYears(values: Float64Array): boolean {
  return values.every((value) => {
    const year = new Date(value / 1e3).getUTCFullYear()
    return year >= plausibleYears[0] && year <= plausibleYears[1]
  })
}

/** A later form of the same parts is taken instead of an earlier one where it makes the span so much shorter. */
const clearlyShorter = 0.5
const mostForms = 16

/** The reading in the first of these forms, or in one that lets the times span a clearly shorter stretch; null where they have none. */
export function bestReading(forms: readonly TimeForm[], texts: readonly string[]): Reading | null {
  let best: Reading | null = null
  let found = 0
  for (const form of forms) {
    const reading = readTokens(form, texts)
    if (!reading || (runTogether.test(form.format) && !areLikelyYears(reading.values))) continue
    if (!best) best = reading
    else if (partsOf(form.format) === partsOf(best.format) && spanOf(reading.values) < clearlyShorter * spanOf(best.values)) best = reading
    if (++found === mostForms) break
  }
  return best
}
