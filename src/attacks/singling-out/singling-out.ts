import type { Rng } from '../../random/rng.js'
import { sorted } from '../../stats/order/sorted.js'
import { fisherTail } from '../../stats/tests/binomial.js'
import { type Column, countMissing, isMissing, isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'
import { fewestTargets, impossibleTrial, rateTrial } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'

const references = [
  {
    author: 'Giomi, M., Boenisch, F., Wehmeyer, C. and Tasnádi, B.',
    year: 2023,
    title: 'A Unified Framework for Quantifying Privacy Risk in Synthetic Data',
    url: 'https://arxiv.org/abs/2211.10459',
  },
]
const mostPredicates = 2000
const fewestPredicates = 50
/** Draws of a predicate until one selects a single synthetic row. */
const tries = 10
const streams = { univariate: 3, multivariate: 4, guesses: 5 } as const
/** Columns of a multivariate predicate: at least, and at most. */
const widths = [3, 6] as const

/** Values that only one synthetic row has, and what lies beyond all of them: is there one such training row? */
export const singlingOutUnivariate: Attack = {
  name: 'singling-out-univariate',
  title: 'Singling out by one column',
  risk: 'singling out',
  plain: 'Takes a value that only one synthetic row has, or the least or greatest, and bets that exactly one person has it.',
  references,
  run: (attacked) => [trial(singlingOutUnivariate, attacked, univariate(attacked), 'by predicates on one column')],
}

/** A few cells of a synthetic row that no other synthetic row has together: is there one such training row? */
export const singlingOutMultivariate: Attack = {
  name: 'singling-out-multivariate',
  title: 'Singling out by several columns',
  risk: 'singling out',
  plain: `Takes ${widths[0]} to ${widths[1]} cells of a synthetic row that no other has together, and bets that they hold of exactly one person.`,
  references,
  run: (attacked) => [
    trial(singlingOutMultivariate, attacked, multivariate(attacked), `by predicates on ${widths[0]} to ${widths[1]} columns`),
  ],
}

/** Training and holdout are of one size here, so that the chance of selecting one row needs no correction for it. */
function trial(attack: Attack, attacked: Attacked, predicates: readonly Predicate[], target: string): Trial {
  const { targets, controls } = attacked
  const of = predicates.length
  if (targets.rows < fewestTargets)
    return impossibleTrial(attack, target, `only ${targets.rows} targets, and fewer than ${fewestTargets} say nothing`)
  if (of < fewestPredicates)
    return impossibleTrial(
      attack,
      target,
      `the synthetic rows suggest only ${of} predicates, and fewer than ${fewestPredicates} say nothing`,
    )
  const hits = predicates.map((predicate) => onlyRow(targets, predicate)).filter((row) => row >= 0)
  const controlHits = predicates.map((predicate) => onlyRow(controls, predicate)).filter((row) => row >= 0)
  const chance = attacked.rng.split(streams.guesses)
  const guesses = predicates.map((predicate) => guessLike(attacked.synthetic, predicate, chance))
  const guessed = guesses.filter((predicate) => onlyRow(targets, predicate) >= 0).length
  // Predicates that select the same row are no independent successes: rows are compared, each once.
  const [rows, controlRows] = [new Set(hits).size, new Set(controlHits).size]
  return rateTrial(attack, {
    target,
    rate: { successes: hits.length, of },
    control: { successes: controlHits.length, of },
    baseline: { successes: guessed, of },
    p: fisherTail(rows, targets.rows, controlRows, controls.rows),
    figures: [
      { label: 'different training rows singled out', value: rows },
      { label: 'different holdout rows', value: controlRows },
    ],
  })
}

/** The same columns and comparisons with levels, and numbers between the least and the greatest, drawn evenly: what one bets on without the rows. */
function guessLike(synthetic: Table, predicate: Predicate, own: Rng): Predicate {
  return predicate.map((condition) => {
    const cells = synthetic.columns[condition.column]
    if (condition.is === 'missing') return condition
    if (!isNumberColumn(cells)) return { ...condition, value: own.integer(cells.levels.length) }
    const [least, greatest] = rangeOf(cells.values)
    const share = own.uniform()
    const drawn = least * (1 - share) + greatest * share
    return { ...condition, value: cells.kind === 'numeric' ? drawn : Math.round(drawn) }
  })
}

function univariate({ synthetic, rng }: Attacked): Predicate[] {
  const all = synthetic.columns.flatMap((column, index) => suggested(column, index))
  const own = rng.split(streams.univariate)
  for (let i = 0; i < Math.min(all.length, mostPredicates); i++) {
    const j = i + own.integer(all.length - i)
    ;[all[i], all[j]] = [all[j], all[i]]
  }
  return all.slice(0, mostPredicates).map((condition) => [condition])
}

function suggested(column: Column, index: number): Condition[] {
  const times = new Map<number, number>()
  for (let row = 0; row < column.values.length; row++) {
    const value = column.values[row]
    if (!isMissing(column, row)) times.set(value, (times.get(value) ?? 0) + 1)
  }
  const conditions: Condition[] = []
  for (const [value, count] of times) if (count === 1) conditions.push({ column: index, is: 'equal', value })
  if (countMissing(column) === 1) conditions.push({ column: index, is: 'missing', value: 0 })
  if (isNumberColumn(column) && times.size > 0) {
    const ascending = sorted(column.values)
    conditions.push({ column: index, is: 'at most', value: ascending[0] })
    conditions.push({ column: index, is: 'at least', value: ascending.at(-1) as number })
  }
  return conditions
}

function multivariate({ synthetic, rng }: Attacked): Predicate[] {
  const medians = synthetic.columns.map((column) => medianOf(synthetic, column))
  const found = new Map<string, Predicate>()
  const own = rng.split(streams.multivariate)
  for (let attempt = 0; attempt < tries * mostPredicates && found.size < mostPredicates; attempt++) {
    const row = own.integer(synthetic.rows)
    const columns = new Set<number>()
    const width = Math.min(widths[0] + own.integer(1 + widths[1] - widths[0]), synthetic.columns.length)
    while (columns.size < width) columns.add(own.integer(synthetic.columns.length))
    const predicate = [...columns].sort((a, b) => a - b).map((column) => conditionOf(synthetic, column, row, medians[column]))
    const key = JSON.stringify(predicate)
    if (!found.has(key) && onlyRow(synthetic, predicate) >= 0) found.set(key, predicate)
  }
  return [...found.values()]
}

function medianOf({ rows }: Table, column: Column): number {
  if (!isNumberColumn(column) || rows === 0) return 0
  const ascending = sorted(column.values)
  return ascending[ascending.length >> 1] ?? 0
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [least, greatest]
}

/** A condition on one column. */
interface Condition {
  /** Position of the column in the table. */
  readonly column: number
  readonly is: 'equal' | 'at most' | 'at least' | 'missing'
  readonly value: number
}

/** All conditions hold. */
type Predicate = readonly Condition[]

/** The one row that a predicate selects; -1 where it selects none, or several. */
export function onlyRow(table: Table, predicate: Predicate): number {
  const columns = predicate.map(({ column }) => table.columns[column])
  let found = -1
  for (let row = 0; row < table.rows; row++) {
    let holds = true
    for (let c = 0; holds && c < predicate.length; c++) holds = meets(columns[c], row, predicate[c])
    if (!holds) continue
    if (found >= 0) return -1
    found = row
  }
  return found
}

/** A missing cell is neither equal to, nor above, nor below anything. */
function meets(column: Column, row: number, { is, value }: Condition): boolean {
  const own = column.values[row]
  if (is === 'missing') return isMissing(column, row)
  if (is === 'equal') return own === value
  return !isMissing(column, row) && (is === 'at most' ? own <= value : own >= value)
}

/** The condition that a cell suggests: its level, or at least or at most its number, on the side of the median where fewer are. */
function conditionOf(table: Table, column: number, row: number, median: number): Condition {
  const cells = table.columns[column]
  const value = cells.values[row]
  if (isMissing(cells, row)) return { column, is: 'missing', value: 0 }
  if (!isNumberColumn(cells)) return { column, is: 'equal', value }
  return { column, is: value > median ? 'at least' : 'at most', value }
}
