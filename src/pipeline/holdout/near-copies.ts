import { prepareViews } from '../../attacks/attacked.js'
import { nearCopiesTrial, nearestMembers } from '../../attacks/copies/any-copies.js'
import { copies } from '../../attacks/copies/copies.js'
import type { IntervalEstimate, Trial } from '../../attacks/finding.js'
import type { Schema } from '../../table/schema.js'
import type { ClosenessSplit } from './closeness.js'
/** Of how many real rows a stranger finds a near copy among the synthetic ones: a row nearer than half-way to the next real row. Shares of 1. */
export interface NearCopies {
  /** Of rows the model saw, and of rows it didn't: what chance makes of it. */
  readonly training: number
  readonly holdout: number
  /** How probable so much of a difference would be if synthetic rows told no more of the rows seen than of others. */
  readonly p: number
}

/** Membership, record by record: real rows to which synthetic ones come nearest, beside the way to the next real row. */
export interface Members {
  /** Such rows, over all divisions. */
  readonly rows: number
  /** The share of them that the model saw: 0.5 if nothing tells. */
  readonly learned: number
  readonly p: number
}

/** Near copies of any row, and of rows that stand alone, and membership; null where too few rows can be looked at. */
export interface Strangers {
  readonly any: NearCopies | null
  readonly rare: NearCopies | null
  readonly members: Members | null
}

/** Rows of either side that are looked at, of each split. */
const mostRows = 2000

/** The attacks on copies (see `attacks/copies`), over all splits. */
export function findNearCopies(splits: readonly ClosenessSplit[], schema: Schema, seed: number): Strangers {
  const names = new Set(splits[0]?.training.columns.map(({ name }) => name))
  const looked = { ...schema, columns: schema.columns.filter(({ name }) => names.has(name)), dependencies: [] }
  const attacked = splits.map(({ training, holdout, synthetic }) => {
    const size = Math.min(mostRows, training.rows, holdout.rows)
    return prepareViews({ training: training.slice(0, size), holdout: holdout.slice(0, size), synthetic, schema: looked, seed }).units
  })
  return {
    any: pooled(attacked.map(nearCopiesTrial)),
    rare: pooled(attacked.flatMap((own) => copies.run(own).filter(({ target }) => /near copies/.test(target)))),
    members: membersOver(attacked.flatMap((own) => nearestMembers(own) ?? [])),
  }
}

function membersOver(all: readonly NonNullable<ReturnType<typeof nearestMembers>>[]): Members | null {
  if (all.length === 0) return null
  const [own, other] = [sum(all.map(({ found }) => found.own)), sum(all.map(({ found }) => found.other))]
  return { rows: own + other, learned: own / (own + other), p: pooledP(all.map(({ p }) => p)) }
}

/** Shares over all splits. */
function pooled(trials: readonly Trial[]): NearCopies | null {
  const tested = trials.filter(({ p }) => p !== null)
  if (tested.length === 0) return null
  const share = (estimates: readonly (IntervalEstimate | null)[]): number =>
    sum(estimates.map((own) => own?.successes ?? 0)) / sum(estimates.map((own) => own?.of ?? 0))
  return {
    training: share(tested.map(({ rate }) => rate)),
    holdout: share(tested.map(({ control }) => control)),
    p: pooledP(tested.map(({ p }) => p as number)),
  }
}

/**
 * Of n p-values the upper median, the k-th least, times n / k, which is a p-value however they depend on each other.
 *
 * @see Rüger, 1978, Das maximale Signifikanzniveau des Tests
 */
function pooledP(all: readonly number[]): number {
  const ascending = [...all].sort((a, b) => a - b)
  const middle = Math.floor(ascending.length / 2) + 1
  return Math.min(1, (ascending.length / middle) * ascending[middle - 1])
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
