import { cutNumbers, stateCoding } from '../../../encode/bins.js'
import { type LevelMargin, levelIntervals } from '../../../encode/level-margin.js'
import type { Margin } from '../../../encode/margin.js'
import type { NumberMargin } from '../../../encode/number-margin.js'
import type { CellCoding } from '../../../encode/statistics.js'
import { meanBetween, type ScoreInterval } from '../../../stats/normal/hermite.js'
import { normalQuantile } from '../../../stats/normal/normal.js'
import type { ColumnSchema } from '../../../table/schema.js'

/** Scores are whole numbers of these parts, so that sums of them and of their products are exact, in whatever order they are added up. */
export const parts = 1 << 16
/** Stretches into which numbers are cut: what their scores vary within one is a thousandth of what they vary at all. */
const mostStates = 1024

/** What the cells of a column show of its latent variable. */
export interface ShownColumn {
  readonly steps: readonly ScoreInterval[]
  /** Of a level or a stretch of numbers. */
  readonly scoreOf: Float64Array
}

/** Numbers by the stretch that they are in, with the code of each cell's; what that hides is corrected for as ties are. */
export function showNumbers(
  margin: NumberMargin,
  schema: ColumnSchema,
  distinct: Float64Array,
): ShownColumn & { readonly coding: NumberCoding } {
  const binned = cutNumbers(margin, mostStates)
  const { from, to } = binned.bins
  const steps = [...from].flatMap((start, state) => stepBetween(start, to[state]))
  // Every state but that of missing values has rows, and so a step.
  const coding = stateCoding(binned, schema, { values: distinct }) as NumberCoding
  return { steps, scoreOf: Float64Array.from(steps, ({ value }) => value), coding: { ...coding, missing: steps.length } }
}

type NumberCoding = Extract<CellCoding, { upTo: Float64Array }>

/** The score of each value, ascending, by its stretch. */
export function distinctScores({ scoreOf, coding: { upTo, codes } }: ReturnType<typeof showNumbers>, distinct: Float64Array): Float64Array {
  let stretch = 0
  return distinct.map((value) => {
    while (upTo[stretch] < value) stretch++
    return scoreOf[codes[stretch]]
  })
}

/** The stretches of the latent line that atoms and levels take up, in order, with their scores. */
export function scoreSteps(margin: Margin): ScoreInterval[] {
  const { present } = margin
  if (margin.kind === 'level') {
    const { low, high } = levelIntervals(margin)
    return [...low].flatMap((from, level) => stepBetween(from, high[level]))
  }
  return [...margin.below].flatMap((from, k) => stepBetween(from / present, margin.upTo[k] / present))
}

/** The step between two shares of the rows, its score in whole parts; none where they are the same. */
export function stepBetween(from: number, to: number): ScoreInterval[] {
  if (!(to > from)) return []
  const low = normalQuantile(from)
  const high = normalQuantile(to)
  return [{ low, high, value: inParts(meanBetween(low, high, to - from)) }]
}

/** The score in whole parts. */
export function inParts(score: number): number {
  return Math.round(score * parts) / parts
}

/** The score of each level; 0 for one without rows. */
export function levelScores(margin: LevelMargin): Float64Array {
  const { low, high } = levelIntervals(margin)
  return low.map((from, level) => stepBetween(from, high[level])[0]?.value ?? 0)
}
