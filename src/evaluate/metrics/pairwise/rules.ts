import { createRng } from '../../../random/rng.js'
import { lowerBound, sorted } from '../../../stats/order/sorted.js'
import { sameShareAbove } from '../../../stats/tests/homogeneity.js'
import { isNumberKind } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { spectrumPaper } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'

/** A rule may be broken by so many of the real rows, and would be broken by so many if the two columns were independent. */
const mostBreaches = 0.05
const leastSurprise = 0.25
/** Rows that would break a rule if the two columns were independent, without which that none does is no rule but chance. */
const fewestSurprised = 20
/** Values of a column from which another may follow, or that may follow; and real rows for each of the former. */
const mostValues = 200
const rowsPerValue = 20
/** Added to both rates, so that a few rows of chance don't decide. */
const slack = 0.01

/**
 * Mean over rules of the smaller of the two rates at which a rule is broken, in real and in synthetic rows, divided by the greater (0.01
 * is added to both). Rules are those that the real rows keep in 95 % of the cases or more, and that independent columns would
 * break in 25 % or more, or, where no real row breaks them, in 1 % or more and in 20 rows at least: that a column follows from another one (its commonest value beside each value of the other), and that one
 * number is never above another. They are found in one half of the real rows, and a detail's `p` is about the others, since in rows in which a
 * rule was found it is kept better than it is. Rules that are never broken in real rows must not be in synthetic ones, and where real rows are messy,
 * synthetic ones have to be messy at the same rate.
 */
export const pairRules = defineMetric({
  name: 'pair-rules',
  version: 3,
  title: 'Rules and their exceptions',
  standardName: 'Approximate functional and order dependencies',
  plain:
    'Are rules between two columns, such as one that follows from the other or never exceeds it, kept and broken as often as in the real rows? 1 means as often.',
  references: [
    spectrumPaper,
    {
      author: 'Huhtala, Kärkkäinen, Porkka, Toivonen',
      year: 1999,
      title: 'TANE: An Efficient Algorithm for Discovering Functional and Approximate Dependencies',
    },
  ],
  level: 'pairwise',
  implies: 'Q(rule is broken) = P(rule is broken), for every rule between two columns',
  missing: 'A value of its own in what follows from what; left out where numbers are compared.',
  mostRows: 20_000,
  compute(input, context) {
    const real = referenceOf(input)
    const [learned, unseen] = context.memo('halves', [real], () => halvesOf(real, context))
    const rules = context.memo('rules', [real], () => [...followingRules(learned, context), ...orderRules(learned, context)])
    const details = rules.map(({ columns, part, breaches }): MetricDetail => {
      const [ours, theirs, others] = [real, input.synthetic, unseen].map(breaches) as [Breaches, Breaches, Breaches]
      const [a, b] = [rate(ours), rate(theirs)]
      const p = sameShareAbove(...others, ...theirs)
      return { columns, part, value: (Math.min(a, b) + slack) / (Math.max(a, b) + slack), real: a, synthetic: b, p }
    })
    return meanResult(details, 'The real rows keep no rule between two columns that could be broken.')
  },
})

/** Two halves of the rows: of each two rows in turn, chance says which goes where, so that rows that alternate are in both. */
function halvesOf(table: Table, { coding }: MetricContext): readonly [Table, Table] {
  const rng = createRng(table.rows)
  const turned = Uint8Array.from({ length: Math.ceil(table.rows / 2) }, () => rng.integer(2))
  const half = (which: 0 | 1): Table => {
    const positions = Int32Array.from(turned, (turn, pair) => 2 * pair + (turn ^ which)).filter((row) => row < table.rows)
    return coding.take(table, () => positions, positions.length)
  }
  return [half(0), half(1)]
}

/** Rows that break a rule, and rows that could. */
type Breaches = readonly [number, number]

function rate([broken, rows]: Breaches): number {
  return rows === 0 ? 0 : broken / rows
}

interface Rule {
  readonly columns: readonly [string, string]
  readonly part: string
  breaches(table: Table): Breaches
}

/** The share of rows that independent columns would have to break, for a rule that no real row breaks. */
function unbrokenSurprise(rows: number): number {
  return Math.max(0.01, fewestSurprised / rows)
}

/** Codes of a column's values, the missing ones last, if they are few enough. */
interface Values {
  readonly name: string
  readonly count: number
  of(table: Table): Int32Array
  /** Rows per value. */
  readonly rows: Float64Array
}

/** Where the second column follows from the first. */
function followingRules(real: Table, context: MetricContext): Rule[] {
  const all = context.columns.flatMap((column) => valuesOf(column, real, context))
  return all.flatMap((first) => all.flatMap((second) => (first === second ? [] : followingRule(first, second, real))))
}

function valuesOf({ name }: ColumnSchema, real: Table, { coding, memo }: MetricContext): Values[] {
  const counts = coding.counts(real.column(name))
  const place = new Int32Array(counts.length).fill(-1)
  let count = 0
  for (let code = 0; code < counts.length; code++) if (counts[code] > 0) place[code] = count++
  if (count < 2 || count > mostValues) return []
  const missing = counts.length - 1
  const of = (table: Table) => {
    const { values } = table.column(name)
    return memo('rule values', [values, real], () => coding.of(table.column(name)).codes.map((code) => place[code < 0 ? missing : code]))
  }
  return [{ name, count, of, rows: counts.filter((rows) => rows > 0) }]
}

function followingRule(first: Values, second: Values, real: Table): Rule[] {
  const surprise = 1 - second.rows.reduce((most, rows) => Math.max(most, rows), 0) / real.rows
  if (surprise < unbrokenSurprise(real.rows) || first.count * rowsPerValue > real.rows) return []
  const table = new Float64Array(first.count * second.count)
  const [a, b] = [first.of(real), second.of(real)]
  for (let row = 0; row < real.rows; row++) {
    const at = a[row] * second.count + b[row]
    table[at] += 1
  }
  const expected = new Int32Array(first.count)
  let kept = 0
  for (let x = 0; x < first.count; x++) {
    let most = 0
    for (let y = 0; y < second.count; y++) {
      const rows = table[x * second.count + y]
      if (rows <= most) continue
      most = rows
      expected[x] = y
    }
    kept += most
  }
  const broken = 1 - kept / real.rows
  if (broken > mostBreaches || (broken > 0 && surprise < leastSurprise)) return []
  const breaches = (of: Table): [number, number] => {
    const [x, y] = [first.of(of), second.of(of)]
    let broken = 0
    for (let row = 0; row < of.rows; row++) if (x[row] < 0 || expected[x[row]] !== y[row]) broken++
    return [broken, of.rows]
  }
  return [{ columns: [first.name, second.name], part: 'the second follows from the first', breaches }]
}

/** Where the first number is never above the second; of times in two units, at the coarser one: a day holds all hours of it. */
function orderRules(real: Table, { columns, memo }: MetricContext): Rule[] {
  const numbers = columns.filter(({ kind }) => isNumberKind(kind))
  return numbers.flatMap((first) =>
    numbers.flatMap((second): Rule[] => {
      if (first === second || (first.kind === 'datetime') !== (second.kind === 'datetime')) return []
      const unit = Math.max(secondsOf(first), secondsOf(second))
      const valuesIn = (table: Table, column: ColumnSchema): Float64Array => {
        const values = table.column(column.name).values as Float64Array
        const own = secondsOf(column)
        return own === unit ? values : memo(`in ${unit} s`, [values], () => values.map((value) => Math.floor((value * own) / unit)))
      }
      const ascending = (column: ColumnSchema) => {
        const values = valuesIn(real, column)
        return memo('ascending', [values], () => sorted(values))
      }
      const breaches = (table: Table) => countAbove(valuesIn(table, first), valuesIn(table, second))
      const [broken, rows] = breaches(real)
      if (rows < rowsPerValue || broken / rows > mostBreaches) return []
      const surprise = shareAbove(ascending(first), ascending(second))
      if (surprise < (broken === 0 ? unbrokenSurprise(rows) : leastSurprise)) return []
      return [{ columns: [first.name, second.name], part: 'the first is never above the second', breaches }]
    }),
  )
}

/** How long the unit of a column of times is; 1 of numbers. */
function secondsOf(column: ColumnSchema): number {
  return column.kind === 'datetime' ? { day: 86_400, s: 1, ms: 1e-3, us: 1e-6 }[column.unit] : 1
}

/** Rows in which the first number is above the second, and rows that have both. */
function countAbove(x: Float64Array, y: Float64Array): [number, number] {
  let [above, both] = [0, 0]
  for (let row = 0; row < x.length; row++) {
    if (x[row] > y[row]) above++
    if (!Number.isNaN(x[row]) && !Number.isNaN(y[row])) both++
  }
  return [above, both]
}

/** The chance that one of the first numbers is above one of the second, each drawn by itself, from about a thousand of the former. */
function shareAbove(first: Float64Array, second: Float64Array): number {
  const step = Math.max(1, Math.floor(first.length / 1000))
  let [sum, count] = [0, 0]
  for (let i = step >> 1; i < first.length; i += step, count++) {
    sum += lowerBound(second, first[i]) / Math.max(1, second.length)
  }
  return count === 0 ? 0 : sum / count
}
