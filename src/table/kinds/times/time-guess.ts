import type { DatetimeSchema } from '../../schema.js'
import { microsecondsPer } from '../../times/datetime.js'
import { type Guess, plural } from '../guess.js'
import type { CountedValues } from '../profile.js'

/** The guess for times in microseconds, or in the unit of a count: the coarsest unit and step that hold them all. */
export function timeGuess(
  format: string,
  unit: DatetimeSchema['unit'],
  { values: inUnit, counts }: CountedValues,
  offset: number | null,
  total: number,
  keepUnit = false,
): Guess {
  const coarsest = keepUnit ? unit : coarsestUnit(inUnit, unit, offset)
  const factor = microsecondsPer[coarsest] / microsecondsPer[unit]
  const values = factor === 1 ? inUnit : inUnit.map((value) => Math.round(value / factor))
  const min = values[0] as number
  const max = values.at(-1) as number
  const step = commonStep(values, coarsest)
  return {
    schema: { kind: 'datetime', format, unit: coarsest, step, offset, min, max },
    reason: `${plural(values.length, 'different time')} written as ${format}${step === 1 ? '' : `, in steps of ${stepName(step, coarsest)}`}`,
    warnings: [],
    numbers: { values, counts, total },
  }
}

const unitsByLength = ['day', 's', 'ms', 'us'] as const

function coarsestUnit(values: Float64Array, unit: DatetimeSchema['unit'], offset: number | null): DatetimeSchema['unit'] {
  const from = microsecondsPer[unit]
  for (const candidate of unitsByLength) {
    const size = microsecondsPer[candidate] / from
    if (size < 1) break
    // Days with an offset begin at another time than days of UTC.
    if (candidate === 'day' && offset !== null && offset !== 0) continue
    if (values.every((value) => value % size === 0)) return candidate
  }
  return unit
}

/** Steps that clocks and calendars are read off in, longest first. */
const steps: Readonly<Record<DatetimeSchema['unit'], readonly number[]>> = {
  day: [7],
  s: [86_400, 43_200, 21_600, 10_800, 3600, 1800, 900, 600, 300, 60, 30, 15, 10, 5],
  ms: [500, 250, 100, 10],
  us: [],
}
/** Fewest distinct times that make a step more than chance. */
const fewestTimes = 5

function commonStep(values: Float64Array, unit: DatetimeSchema['unit']): number {
  if (values.length < fewestTimes) return unit === 's' && values.every((value) => value % 60 === 0) ? 60 : 1
  const anchor = values[0] as number
  return steps[unit].find((step) => values.every((value) => (value - anchor) % step === 0)) ?? 1
}

function stepName(step: number, unit: DatetimeSchema['unit']): string {
  if (unit === 'day') return plural(step, 'day')
  if (unit !== 's') return `${step} ${unit}`
  if (step % 86_400 === 0) return plural(step / 86_400, 'day')
  return step % 3600 === 0 ? plural(step / 3600, 'hour') : step % 60 === 0 ? plural(step / 60, 'minute') : plural(step, 'second')
}
