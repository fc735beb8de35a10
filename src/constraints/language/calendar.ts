import type { DatetimeSchema } from '../../table/schema.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { datetimeCodec } from '../../table/times/datetime.js'

export type TimeUnit = DatetimeSchema['unit']

export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
}

/**
 * The Gregorian date that many days after 1970-01-01. Whole-number arithmetic on 400-year eras that begin in March, so
 * that the leap day is the last of its year.
 * @see Hinnant 2013, chrono-Compatible Low-Level Date Algorithms
 */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 }
}

/** Days from 1970-01-01 to 1 January of the year. */
export function daysToYear(year: number): number {
  const past = year - 1
  return 365 * (year - 1970) + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477
}

/** ISO: 1 is Monday, 7 is Sunday. */
export function weekdayFromDays(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1
}

const isoPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/

/** The time that a text means in the column's unit: as written in the column, or in ISO form. NaN where it is neither. */
export function parseTime(text: string, column: DatetimeSchema): number {
  const perDay = unitsPerDay[column.unit]
  const asWritten = datetimeCodec(column).parse(text)
  if (!Number.isNaN(asWritten)) return asWritten
  const iso = isoPattern.exec(text)
  if (!iso) return Number.NaN
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = iso
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000
  const civil = civilFromDays(days)
  if (civil.month !== Number(month) || civil.day !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return Number.NaN
  }
  // A local time can't be compared with one that says where it is local.
  if (zone !== undefined && !/Z|^epoch$/.test(column.format)) return Number.NaN
  const shift = zone === undefined ? (column.offset ?? 0) * 60 : zoneSeconds(zone)
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - shift
  // Whole microseconds first: one division at the end keeps thousandths exact.
  const microseconds = seconds * 1e6 + Math.round(Number(`0.${fraction}`) * 1e6)
  return days * perDay + microseconds / (unitsPerDay.us / perDay)
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z') return 0
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60
  return zone.startsWith('-') ? -seconds : seconds
}
