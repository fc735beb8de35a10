import type { RankCodes } from '../../../stats/association/coded.js'
import { binomialTail } from '../../../stats/tests/binomial.js'
import { isNumberKind } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { utilityGroups } from '../utility/subgroup-utility.js'

/** Rows of a group in either table, without which nothing can be said about it. */
const fewestRows = 40

/** Real rows from an end of a group's range that may be out of the way, too: their number is one of these. */
const ends = [1, 2, 4, 8, 16] as const

/**
 * Mean over columns of numbers or times, and over the levels of all other columns, of 1 - the share of a level's synthetic rows that are too many at
 * either end of the range of its real rows: beyond the real one that is first, second, fourth, eighth or sixteenth from the end. A detail's `p`:
 * that of the values from there on (k real ones, and j synthetic ones beyond) so few are real, of n real and m synthetic rows, has a probability of at most
 * that of a binomial of j + k - 1 with m / (n + m) to be j or more; the least of them, times all that are looked at; of all
 * real rows that there are.
 */
export const groupRanges = defineMetric({
  name: 'group-ranges',
  title: 'Ranges within groups',
  plain: 'Do numbers lie within the range that real rows of the same group have? Below 1, some are possible elsewhere, not there.',
  level: 'pairwise',
  implies: 'where Q(number | group) > 0, P(number | group) > 0, for every group and column of numbers',
  missing: 'Left out; the missing rates look after them.',
  floor: 'permuted',
  *steps(input, context) {
    const reference = referenceOf(input)
    const { columns, coding, unjudged } = context
    const numbers = columns.filter(({ kind }) => isNumberKind(kind))
    const further = unjudged || !input.others ? [] : [input.others]
    const details: MetricDetail[] = []
    for (const { name: by, kind } of columns) {
      if (isNumberKind(kind)) continue
      const { labels, codes } = utilityGroups(by, reference, context)
      const groups = [reference, input.synthetic, ...further].map(codes)
      for (const { name } of numbers) {
        yield
        const values = [reference, input.synthetic, ...further].map((table, at) =>
          valuesOf(inOrder(coding.of(table.column(name)), table, name, context), groups[at], labels.length),
        )
        for (const [group, label] of labels.entries()) {
          const [own, made, more] = values.map((all) => all[group]) as [Int32Array, Int32Array, Int32Array | undefined]
          if (Math.min(own.length, made.length) < fewestRows) continue
          const compared = strangeAtEnds(own, made)
          const value = 1 - compared.strange / made.length
          const { strange, side, p } = more ? strangeAtEnds(merged(own, more), made) : compared
          const words = `${((100 * strange) / made.length).toFixed(1)} % of the rows with ${by} ${label} lie ${side} of what real rows with it have, more than chance puts there`
          details.push({ columns: [by, name], part: `${by} ${label}`, value, ...(unjudged ? {} : { words, p }) })
        }
      }
    }
    return meanResult(details, `There are no numbers, or no group of ${fewestRows} rows in either table.`)
  },
})

interface Ascending {
  readonly codes: Int32Array
  /** Positions of the values that are there, by their codes. */
  readonly order: Int32Array
}

/** A column's rows in order, once for all that they are grouped by. */
function inOrder({ codes, count }: RankCodes, table: Table, name: string, { memo }: MetricContext): Ascending {
  return memo('ascending', [table.column(name).values], () => {
    const next = new Int32Array(count + 1)
    for (let row = 0; row < codes.length; row++) next[codes[row] + 1] += 1
    next[0] = 0
    for (let code = 1; code <= count; code++) next[code] += next[code - 1]
    const order = new Int32Array(next[count])
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]
      if (code < 0) continue
      order[next[code]] = row
      next[code] += 1
    }
    return { codes, order }
  })
}

/** The present values of each group as codes, ascending. */
function valuesOf({ codes, order }: Ascending, groups: Int32Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count)
  for (let i = 0; i < order.length; i++) sizes[groups[order[i]]] += 1
  const values = Array.from(sizes, (size) => new Int32Array(size))
  const filled = new Int32Array(count)
  for (let i = 0; i < order.length; i++) {
    const row = order[i]
    const group = groups[row]
    const own = values[group]
    own[filled[group]] = codes[row]
    filled[group] += 1
  }
  return values
}

function merged(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length)
  for (let i = 0, j = 0, at = 0; at < all.length; at++) {
    all[at] = j >= second.length || (i < first.length && first[i] <= second[j]) ? first[i++] : second[j++]
  }
  return all
}

/** The end at which synthetic rows are most improbably many, and by how many more than chance puts there. */
function strangeAtEnds(real: Int32Array, synthetic: Int32Array) {
  const share = synthetic.length / (real.length + synthetic.length)
  let found = { strange: 0, side: '', p: 1 }
  for (const k of ends) {
    if (k > real.length) break
    const [low, high] = [real[k - 1], real[real.length - k]]
    const sides = [
      { count: below(synthetic, low), side: 'at the low end' },
      { count: synthetic.length - below(synthetic, high + 1), side: 'at the high end' },
    ]
    for (const { count, side } of sides) {
      const p = count === 0 ? 1 : Math.min(1, 2 * ends.length * binomialTail(count, count + k - 1, share))
      const strange = Math.max(0, count - ((k - 1) * synthetic.length) / real.length)
      if (p < found.p) found = { strange, side, p }
    }
  }
  return found
}

/** How many of ascending codes are less than this. */
function below(values: Int32Array, code: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < code) low = middle + 1
    else high = middle
  }
  return low
}
