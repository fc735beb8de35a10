import type { DatetimeSchema } from '../schema.js'

/** What the cells of a typed time column count, and whether they belong to a zone. */
export interface TimestampType {
  readonly unit: DatetimeSchema['unit']
  readonly zone?: string
}

/** The parts of a declared type such as `timestamp[us, UTC]` or `date32`; undefined for other types. Nanoseconds are read as microseconds. */
export function timestampType(type: string): TimestampType | undefined {
  if (type === 'date32') return { unit: 'day' }
  const match = /^timestamp\[(s|ms|us|ns)(?:, ?(?:tz=)?(.+))?\]$/.exec(type)
  if (!match) return undefined
  const unit = match[1] === 'ns' ? 'us' : (match[1] as 's' | 'ms' | 'us')
  return match[2] === undefined ? { unit } : { unit, zone: match[2] }
}
