import { chiSquaredAbove } from './chi-squared.js'

/** Times that ended, ascending and each once: rows at risk until then, and those whose time ended by the event. */
export interface LifeTable {
  readonly times: readonly number[]
  readonly atRisk: readonly number[]
  readonly events: readonly number[]
}

/** The life table of rows whose times ended by the event (1) or unobserved (0). */
export function lifeTable(times: Float64Array, events: Uint8Array): LifeTable {
  const order = Int32Array.from({ length: times.length }, (_, row) => row).sort((a, b) => times[a] - times[b])
  const table = { times: [] as number[], atRisk: [] as number[], events: [] as number[] }
  for (let from = 0; from < order.length; ) {
    const time = times[order[from]]
    let [to, found] = [from, 0]
    for (; to < order.length && times[order[to]] === time; to++) found += events[order[to]]
    table.times.push(time)
    table.atRisk.push(order.length - from)
    table.events.push(found)
    from = to
  }
  return table
}

/**
 * The share that is without the event right after each time of the table.
 * @see Kaplan and Meier, 1958, Nonparametric Estimation from Incomplete Observations
 */
export function kaplanMeier({ atRisk, events }: LifeTable): number[] {
  let share = 1
  return atRisk.map((rows, at) => {
    share *= 1 - events[at] / rows
    return share
  })
}

/**
 * How probable so different hazards of two samples are, if they are the same at every time: the log-rank test. 1 without events.
 * @see Mantel, 1966, Evaluation of survival data and two new rank order statistics arising in its consideration
 */
export function logRankAbove(a: LifeTable, b: LifeTable): number {
  let [difference, variance] = [0, 0]
  const [first, second] = [cursorOf(a), cursorOf(b)]
  for (const time of [...new Set([...a.times, ...b.times])].sort((x, y) => x - y)) {
    const [one, other] = [first(time), second(time)]
    const [rows, events] = [one.atRisk + other.atRisk, one.events + other.events]
    if (rows === 0 || events === 0) continue
    difference += one.events - (events * one.atRisk) / rows
    if (rows > 1) variance += (events * (one.atRisk / rows) * (other.atRisk / rows) * (rows - events)) / (rows - 1)
  }
  return variance > 0 ? chiSquaredAbove(difference ** 2 / variance, 1) : 1
}

/** Rows at risk at a time and events at it, asked for in ascending order. */
function cursorOf({ times, atRisk, events }: LifeTable): (time: number) => { atRisk: number; events: number } {
  let at = 0
  return (time) => {
    while (at < times.length && times[at] < time) at++
    return { atRisk: atRisk[at] ?? 0, events: times[at] === time ? events[at] : 0 }
  }
}

/**
 * Harrell's index of concordance: of pairs of rows of which it is known who had the event first, the share in which that one has the greater risk;
 * equal risks count half. And its standard error where risks say nothing, and the pairs. NaN without such pairs. O(rows²) time.
 * @see Harrell, Califf, Pryor, Lee, Rosati, 1982, Evaluating the Yield of Medical Tests
 */
export function concordanceIndex(times: Float64Array, events: Uint8Array, risks: Float64Array): { value: number; error: number } {
  let [pairs, right] = [0, 0]
  const won = new Float64Array(times.length)
  for (let i = 0; i < times.length; i++) {
    if (events[i] !== 1) continue
    for (let j = 0; j < times.length; j++) {
      if (j === i || !(times[j] > times[i] || (times[j] === times[i] && events[j] === 0))) continue
      const gain = risks[i] > risks[j] ? 1 : risks[i] === risks[j] ? 0.5 : 0
      pairs++
      right += gain
      won[i] = won[i] + gain - 0.5
      won[j] = won[j] + gain - 0.5
    }
  }
  // Each row's part in the sum; rows are independent, pairs are not.
  const variance = won.reduce((sum, own) => sum + own ** 2, 0)
  return { value: right / pairs, error: Math.sqrt(variance) / pairs }
}
