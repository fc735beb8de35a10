import { permuteIndex } from '../../random/permutation.js'

/**
 * Shares a row of numbers 0, 1, 2 ... among parts by weight: which part a number belongs to, and how many of that part come before it. Every period of
 * it holds the same number of each part, in an order that the seed names; so both answers need no count of what went before.
 */
export type Schedule = (index: number) => { readonly part: number; readonly rank: number }

const longestPeriod = 1024

export function createSchedule(weights: readonly number[], seed: number): Schedule {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const slots = largestRemainders(weights, Math.min(longestPeriod, Math.max(weights.length, Math.round(total))))
  const period = slots.reduce((sum, count) => sum + count, 0)
  const starts = slots.map((_, part) => slots.slice(0, part).reduce((sum, count) => sum + count, 0))
  const partOf = slots.flatMap((count, part) => new Array<number>(count).fill(part))
  return (index) => {
    const slot = permuteIndex(index % period, period, seed)
    const part = partOf[slot]
    return { part, rank: Math.floor(index / period) * slots[part] + slot - starts[part] }
  }
}

/** Whole numbers in proportion to the weights that add up to `total`: those with the largest remainders are rounded up. Ties go to the first. */
function largestRemainders(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (weight / sum) * total)
  const counts = exact.map(Math.floor)
  const order = exact.map((value, i) => [value - Math.floor(value), i] as const).sort(([a, i], [b, j]) => b - a || i - j)
  const open = total - counts.reduce((sum, count) => sum + count, 0)
  for (const [, i] of order.slice(0, open)) counts[i] += 1
  return counts
}

/** Sizes of groups that share a value, and how many rows are in groups of each size. */
export type GroupSizes = readonly (readonly [size: number, rows: number])[]

/** Rows among which groups are made up. */
const groupedRows = 4096

/**
 * The number of the group of each of these rows, counted 0, 1, 2 ..., that are such a share of all: groups of such sizes, their rows scattered over as
 * many as the table has of them, or a few thousand.
 */
export function createGrouping(sizes: GroupSizes, share: number, seed: number): (index: number) => number {
  const total = sizes.reduce((sum, [, rows]) => sum + rows, 0)
  const most = Math.max(1, Math.min(groupedRows, Math.round(total * share)))
  const groupOf: number[] = []
  let groups = 0
  let owed = 0
  for (const [size, rows] of sizes) {
    owed += (rows / total) * most
    for (; owed >= size / 2 && groupOf.length < most; owed -= size, groups++) for (let i = 0; i < size; i++) groupOf.push(groups)
  }
  const period = groupOf.length
  if (period === 0) return (index) => index
  return (index) => Math.floor(index / period) * groups + groupOf[permuteIndex(index % period, period, seed)]
}
