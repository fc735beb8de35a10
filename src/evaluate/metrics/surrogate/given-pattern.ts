import type { MetricContext } from '../../metric.js'
import { patternCodes } from '../missingness/pattern-codes.js'
import { columnsWithMissing } from '../missingness/presence.js'
import type { JudgedTables } from './judge.js'
import { ppCurve } from './pp-curve.js'

/** Rows of a pattern that either table must have for its plausibilities to be compared. */
const fewestRows = 20

/** How plausible rows are beside real rows with the same cells missing. */
export interface GivenPattern {
  /** Mean scores and deviations of the pp-curves, weighted by the real rows. */
  readonly score: number
  readonly deviation: number
  /** Share of the real rows whose pattern both tables have often enough. */
  readonly share: number
}

/**
 * The pp-curves of log densities pattern by pattern of missing cells, so that neither the share of a pattern nor how many values it leaves
 * to be judged tells; null where no pattern can be compared or all rows have one.
 */
export function givenPattern(
  { fitted, fresh, synthetic }: JudgedTables,
  logs: { readonly fresh: Float64Array; readonly synthetic: Float64Array },
  context: MetricContext,
): GivenPattern | null {
  const names = columnsWithMissing({ training: fitted, holdout: fresh, synthetic }, context)
  const codes = patternCodes([fresh, synthetic], names, context) as [Int32Array, Int32Array]
  const [real, made] = [byCode(logs.fresh, codes[0]), byCode(logs.synthetic, codes[1])]
  if (new Set([...real.keys(), ...made.keys()]).size < 2) return null
  const sums = { rows: 0, score: 0, deviation: 0 }
  for (const [code, own] of real) {
    const others = made.get(code)
    if (!others || Math.min(own.length, others.length) < fewestRows) continue
    const { score, deviation } = ppCurve(Float64Array.from(own), Float64Array.from(others))
    sums.rows += own.length
    sums.score += own.length * score
    sums.deviation += own.length * deviation
  }
  if (sums.rows === 0) return null
  return { score: sums.score / sums.rows, deviation: sums.deviation / sums.rows, share: sums.rows / fresh.rows }
}

function byCode(logs: Float64Array, codes: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < logs.length; row++) {
    const group = groups.get(codes[row] as number)
    if (group) group.push(logs[row] as number)
    else groups.set(codes[row] as number, [logs[row] as number])
  }
  return groups
}
