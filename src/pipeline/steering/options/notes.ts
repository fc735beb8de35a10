import { effectiveRows } from '../../../learn/tilting/tilt.js'
import type { CodeColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import type { Fairness } from '../fair/fairness.js'
import type { Massaged } from '../fair/massage.js'
import { type Aims, tidy } from '../weights/weights.js'
import { movedColumns } from './moved.js'

/** A choice of rows by weight. */
interface Weighted {
  readonly pool: Table
  /** The pool, some rows with other labels. */
  readonly table: Table
  readonly start: Float64Array
  readonly weights: Float64Array
  readonly positions: Int32Array
  readonly aims: Aims
}

/** Shares that are listed one by one; of more, the one that is furthest off. */
const mostShares = 6
/** Columns that are said to have moved. */
const mostMoved = 5
/** Of the normal distribution: 95 % lie within. */
const z = 1.96

/** What was wanted and what came out, with intervals; what the rows are worth; what else moved. */
export function weightNotes({ pool, table, start, weights, positions, aims: { aims, fixed } }: Weighted): string[] {
  const drawn = drawnWeights(positions, table.rows)
  const worth = effectiveRows(weights)
  const notes = aims.map((aim) => {
    const error = aim.spread(weights) / Math.sqrt(worth)
    const interval = Number.isFinite(error)
      ? `, 95 % interval ${tidy(aim.value(weights) - z * error)} to ${tidy(aim.value(weights) + z * error)}`
      : ''
    return `${aim.name}: ${tidy(aim.value(drawn))} in the rows, ${tidy(aim.value(start))} as the model has it${interval}`
  })
  const shares = fixed.map(({ name, feature, wanted }) => ({ name, wanted, got: meanOf(feature, drawn), before: meanOf(feature, start) }))
  if (shares.length > mostShares) {
    const worst = shares.reduce((a, b) => (Math.abs(b.got - b.wanted) > Math.abs(a.got - a.wanted) ? b : a))
    notes.push(`${shares.length} shares met; furthest off is ${worst.name}: ${tidy(worst.got)} in place of ${tidy(worst.wanted)}`)
  } else
    for (const { name, wanted, got, before } of shares)
      notes.push(`share of ${name}: ${tidy(got)} for ${tidy(wanted)}, ${tidy(before)} as the model has it`)
  return [...notes, worthNote(weights, positions, worth), movedNote(pool, table, start, weights)]
}

function worthNote(weights: Float64Array, positions: Int32Array, worth: number): string {
  const times = new Map<number, number>()
  for (const row of positions) times.set(row, (times.get(row) ?? 0) + 1)
  const most = [...times.values()].reduce((a, b) => Math.max(a, b), 0)
  const repeats =
    most > 1 ? `; ${(positions.length - times.size).toLocaleString('en')} rows repeat another one, the commonest ${most} times` : ''
  const greatest = weights.reduce((a, b) => Math.max(a, b), 0) * weights.length
  return `drawn by weight from ${weights.length.toLocaleString('en')} rows of the model, worth ${Math.round(worth).toLocaleString('en')} independent ones; the largest weight is ${tidy(greatest)} times the average${repeats}`
}

/** The columns whose distributions have moved most. */
function movedNote(pool: Table, table: Table, start: Float64Array, weights: Float64Array): string {
  const moved = movedColumns(pool, table, weights, start).slice(0, mostMoved)
  return `moved most: ${moved.map(({ column, distance }) => `${column} ${(100 * distance).toFixed(1)} %`).join(', ')} (share of rows elsewhere in the column)`
}

/** Who was given another label, and what it costs. */
export function labelNotes({ moved, cost }: Massaged, { label, sensitive }: Fairness, pool: Table): string[] {
  const [labels, groups] = [label, sensitive].map((name) => pool.column(name) as CodeColumn) as [CodeColumn, CodeColumn]
  const counts = new Map<string, number>()
  let total = 0
  moved.forEach((own, row) => {
    if (!own) return
    total++
    const from = labels.values[row]
    const group = groups.levels[groups.values[row]] ?? 'missing'
    const text = `${group} from ${labels.levels[from]} to ${labels.levels[1 - from]}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  })
  const share = (count: number): string => `${((100 * count) / pool.rows).toFixed(2)} %`
  const who = [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${text} ${share(count)}`)
  return [
    `labels moved for parity in ${share(total)} of the rows, to ones that nobody observed and the model did not draw: ${who.join(', ') || 'none'}`,
    `accuracy lost: about ${(100 * cost).toFixed(2)} points of the best prediction of ${label}`,
  ]
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, value, row) => sum + value * weights[row], 0)
}

/** The weights that the rows have by being written. */
function drawnWeights(positions: Int32Array, rows: number): Float64Array {
  const weights = new Float64Array(rows)
  for (const row of positions) weights[row] += 1 / positions.length
  return weights
}
