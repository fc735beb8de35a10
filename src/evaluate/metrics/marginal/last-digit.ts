import type { ColumnSchema } from '../../../table/schema.js'

/** Kinds of last digits: the first holds 0 itself. */
export const digitKinds = 320
/** Places of the last digit that are told apart, from 10^-19 to 10^12. */
const leastPlace = -19
const greatestPlace = 12

/**
 * Where a number ends, as written with as few digits as tell it from its neighbours: the place of its last digit that isn't 0, and that
 * digit. 12.5 ends in tenths with a 5, 1200 in hundreds with a 2.
 */
export function lastDigit(value: number): number {
  if (value === 0) return 0
  const text = Math.abs(value).toExponential()
  const split = text.indexOf('e')
  const decimals = Math.max(0, split - 2)
  const place = Math.max(leastPlace, Math.min(greatestPlace, Number(text.slice(split + 1)) - decimals))
  return (place - leastPlace) * 10 + Number(text[split - 1])
}

/** Units of time in a second; 0 for days, which have none within. */
const perSecond = { day: 0, s: 1, ms: 1e3, us: 1e6 } as const
/** Seconds that people round times to: a minute, 5, 15, an hour, a day. */
const rounds = [60, 300, 900, 3600, 86_400]

/** How a time is rounded: 0 within seconds, 1 to seconds, 2 to minutes, 3 to five, 4 to fifteen, 5 to hours, 6 to days; of a day, its weekday. */
export function roundingOf(value: number, unit: Extract<ColumnSchema, { kind: 'datetime' }>['unit']): number {
  const second = perSecond[unit]
  if (second === 0) return ((value % 7) + 7) % 7
  if (value % second !== 0) return 0
  const finer = rounds.findIndex((round) => value % (round * second) !== 0)
  return finer < 0 ? rounds.length + 1 : finer + 1
}
