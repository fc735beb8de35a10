import { sorted } from '../../../stats/order/sorted.js'
import type { Arranged } from './arrange.js'

/** Per sequence, its first time and how long it is from there to its last one, in all and on average from row to row; NaN where it has none. */
export interface Spans {
  readonly start: Float64Array
  readonly span: Float64Array
  readonly pace: Float64Array
}

export function spansOf({ starts, times }: Arranged): Spans {
  const empty = (): Float64Array => new Float64Array(starts.length - 1).fill(Number.NaN)
  const [start, span, pace] = [empty(), empty(), empty()]
  for (let i = 0; i < start.length; i++) {
    const [from, to] = [starts[i], starts[i + 1]]
    for (let row = from; row < to && times.length > 0; row++) {
      const time = times[row]
      if (Number.isNaN(time)) continue
      if (Number.isNaN(start[i])) start[i] = time
      span[i] = time - start[i]
    }
    if (to - from > 1) pace[i] = span[i] / (to - from - 1)
  }
  return { start, span, pace }
}

/** Of eight in ten sequences the paces differ by no more than this share, if they are steady: readings every hour, every month. */
const steadyWithin = 0.1

/** Whether the rows of all sequences follow each other at about the same pace, so that the number of rows says how long they take. */
export function isSteady({ pace }: Spans): boolean {
  const ascending = sorted(pace)
  const at = (share: number): number => ascending[Math.floor(share * (ascending.length - 1))] ?? 0
  return at(0.5) > 0 && at(0.9) - at(0.1) <= steadyWithin * at(0.5)
}
