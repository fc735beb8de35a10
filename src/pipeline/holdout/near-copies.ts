import { anyCopies } from '../../attacks/copies/any-copies.js'
import { copies } from '../../attacks/copies/copies.js'
import type { Estimate } from '../../attacks/finding.js'
import { attackTables } from '../../attacks/report/privacy-report.js'
import type { Schema } from '../../table/schema.js'
import type { Split } from './closeness.js'
/** Of how many real rows a stranger finds a near copy among the synthetic ones: a row nearer than half-way to the next real row. Shares of 1. */
export interface NearCopies {
  /** Of rows the model saw, and of rows it didn't: what chance makes of it. */
  readonly training: number
  readonly holdout: number
  /** How probable so much of a difference would be if synthetic rows told no more of the rows seen than of others. */
  readonly p: number
}

/** Near copies of any row, and of rows that stand alone; null where too few rows can be looked at. */
export interface Strangers {
  readonly any: NearCopies | null
  readonly rare: NearCopies | null
}

/** Rows of either side that are looked at, of each split. */
const mostRows = 2000

/** The attacks on copies (see `attacks/copies`), over all splits. */
export function findNearCopies(splits: readonly Split[], schema: Schema, seed: number): Strangers {
  const names = new Set(splits[0]?.training.columns.map(({ name }) => name))
  const looked = { ...schema, columns: schema.columns.filter(({ name }) => names.has(name)), dependencies: [] }
  const found = splits.flatMap(({ training, holdout, synthetic }) => {
    const size = Math.min(mostRows, training.rows, holdout.rows)
    const tables = { training: training.slice(0, size), holdout: holdout.slice(0, size), synthetic }
    return attackTables({ ...tables, schema: looked, seed, only: [copies.name, anyCopies.name] }).findings
  })
  const over = (attack: string, target: RegExp): NearCopies | null =>
    pooled(found.filter((own) => own.attack === attack && target.test(own.target)))
  return { any: over(anyCopies.name, /^near copies/), rare: over(copies.name, /near copies/) }
}

/**
 * Shares over all splits, and twice the median of the p-values, which is a p-value however they depend on each other.
 *
 * @see Rüger, 1978, Das maximale Signifikanzniveau des Tests
 */
function pooled(
  trials: readonly { readonly rate: Estimate | null; readonly control: Estimate | null; readonly p: number | null }[],
): NearCopies | null {
  const tested = trials.filter(({ p }) => p !== null)
  if (tested.length === 0) return null
  const share = (estimates: readonly (Estimate | null)[]): number =>
    sum(estimates.map((own) => own?.successes ?? 0)) / sum(estimates.map((own) => own?.of ?? 0))
  const ascending = tested.map(({ p }) => p as number).sort((a, b) => a - b)
  return {
    training: share(tested.map(({ rate }) => rate)),
    holdout: share(tested.map(({ control }) => control)),
    p: Math.min(1, 2 * ascending[Math.floor(ascending.length / 2)]),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
