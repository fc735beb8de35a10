import type { RawColumn } from '../raw.js'
import { type TimestampType, timestampType } from '../times/timestamp.js'
import { type Guess, type GuessContext, plural } from './guess.js'
import type { ColumnProfile } from './profile.js'
import { timeGuess } from './times/time-guess.js'

/** The guess where a typed file says what the column is; null where it says no more than that there are numbers or strings. */
export function declaredGuess({ declared }: RawColumn, cells: ColumnProfile, { kind }: GuessContext): Guess | null {
  if (!declared || kind !== undefined) return null
  if (declared.type === 'bool')
    return { schema: { kind: 'boolean', levels: ['false', 'true'] }, reason: 'the file says true or false', warnings: [] }
  const timestamp = timestampType(declared.type)
  if (timestamp && cells.texts.length === 0) return declaredTimes(timestamp, cells)
  if (declared.levels?.length && !cells.plain) {
    return {
      schema: { kind: declared.ordered ? 'ordinal' : 'categorical', levels: [...declared.levels] },
      reason: `a dictionary of ${plural(declared.levels.length, 'level')}${declared.ordered ? ' in order' : ''}`,
      warnings: [],
    }
  }
  return null
}

function declaredTimes({ unit, zone }: TimestampType, { plain, total }: ColumnProfile): Guess {
  const clock = { day: '', s: 'T%H:%M:%S', ms: 'T%H:%M:%S.%3f', us: 'T%H:%M:%S.%6f' }[unit]
  const format = `%Y-%m-%d${clock}${unit !== 'day' && zone !== undefined ? 'Z' : ''}`
  if (!plain) return { schema: { kind: 'datetime', format, unit }, reason: 'the file says times, but holds none', warnings: [] }
  const guess = timeGuess(format, unit, plain, null, total)
  const note = zone === undefined || zone === 'UTC' ? '' : `, in UTC although the file names the zone ${zone}`
  return { ...guess, reason: `the file says times: ${guess.reason}${note}` }
}
