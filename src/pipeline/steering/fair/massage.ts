import { ConstraintError } from '../../../errors.js'
import { createRng, type Rng } from '../../../random/rng.js'
import { shuffle } from '../../../random/shuffle.js'
import type { CodeColumn } from '../../../table/column.js'
import { Table } from '../../../table/table.js'
import { distinct, type Fairness, fairCells, sumOf } from './fairness.js'
import { labelProbabilities } from './label-probabilities.js'

export interface Massaged {
  readonly table: Table
  /** Rows with another label than before. */
  readonly moved: Uint8Array
  /** What the best prediction of the moved labels loses of its accuracy on rows as they were. */
  readonly cost: number
}

/** The second of two labels: how likely each row has it, and which rows have it now. */
interface Labels {
  readonly chances: Float64Array
  readonly codes: Int32Array
  readonly weights: Float64Array
  /** Of which rows the other label is allowed. */
  readonly mayMove: Uint8Array
}

/** Shares of a group that may be on the upper side of its line. */
const lineSteps = 1000
/** How much the best predictions of groups may differ: exactness costs accuracy, and learners of the rows are off by as much. */
const predictionGap = 0.02
/** Keeps the draws apart from those of other wishes. */
const massageStream = -13

/**
 * The rows with labels moved so that each group of a stratum has the label as often as the stratum, and so that the best prediction of it comes as often, too, to
 * within `predictionGap`. That prediction draws a line through the rows of each group, in order of their chances of the label; of all lines with such shares above
 * them, those are taken that lose least accuracy. Labels move where the line asks for it, and then, until the rates are equal, likeliest first on the side where a move
 * agrees with the line, at last by chance, which blurs the line least. `mayMove` says of which rows the other label is allowed.
 *
 * @see Kamiran and Calders, 2009, Classifying without discriminating: there labels move to equal rates, and predictions of them keep a gap
 */
export function massaged(
  fairness: Fairness,
  table: Table,
  weights: Float64Array,
  { seed, mayMove }: { readonly seed: number; readonly mayMove: (table: Table) => Uint8Array },
): Massaged {
  const cells = fairCells(fairness, table)
  const column = table.column(fairness.label) as CodeColumn
  if (column.levels.length !== 2) {
    throw new ConstraintError(
      'fair',
      `${fairness.label} has ${column.levels.length} levels, and labels are moved between two; use --fair-by weights`,
    )
  }
  const { of: probabilities } = labelProbabilities(table, fairness.label, seed)
  const swapped = column.values.map((code) => (code < 0 ? code : 1 - code))
  const labels: Labels = {
    chances: Float64Array.from({ length: table.rows }, (_, row) => probabilities[2 * row + 1]),
    codes: column.values.slice(),
    weights,
    mayMove: mayMove(withCodes(table, column, swapped)),
  }
  const rng = createRng(seed, massageStream)
  let cost = 0
  for (const stratum of distinct(cells.strata)) {
    const inside = Int32Array.from(cells.strata.keys()).filter((row) => cells.strata[row] === stratum && cells.labels[row] >= 0)
    const rate = rateOf(labels, inside)
    const groups = distinct(cells.groups).flatMap((group) => {
      const own = inside.filter((row) => cells.groups[row] === group)
      return own.length > 0 ? [likeliestFirst(labels, own)] : []
    })
    if (groups.length < 2) continue
    const shares = fairShares(labels, groups)
    groups.forEach((rows, g) => {
      cost += moveLabels(labels, { rows, line: aboveLine(labels, rows, shares[g]), rate }, rng)
    })
  }
  const moved = Uint8Array.from(labels.codes, (code, row) => (code === column.values[row] ? 0 : 1))
  return { table: withCodes(table, column, labels.codes), moved, cost }
}

function rateOf({ codes, weights }: Labels, rows: Int32Array): number {
  return (
    sumOf(
      weights,
      rows.filter((row) => codes[row] === 1),
    ) / sumOf(weights, rows)
  )
}

function likeliestFirst({ chances }: Labels, rows: Int32Array): Int32Array {
  return rows.sort((a, b) => chances[b] - chances[a] || a - b)
}

/**
 * The share of each group, likeliest rows first, that is best predicted to have the label, if the shares of two groups may differ by `predictionGap` and no more.
 */
function fairShares({ chances, weights }: Labels, groups: readonly Int32Array[]): number[] {
  const gains = groups.map((rows) => {
    const total = sumOf(weights, rows)
    let [gain, reached, next] = [0, 0, 0]
    return Float64Array.from({ length: lineSteps + 1 }, (_, step) => {
      while (next < rows.length && reached < (step / lineSteps) * total) {
        const row = rows[next++]
        reached += weights[row]
        gain += weights[row] * (2 * chances[row] - 1)
      }
      return gain
    })
  })
  const window = Math.round(predictionGap * lineSteps)
  let best = { gain: Number.NEGATIVE_INFINITY, steps: [] as number[] }
  for (let from = 0; from + window <= lineSteps; from++) {
    const steps = gains.map((own) => from + indexOfMost(own.subarray(from, from + window + 1)))
    const gain = steps.reduce((sum, step, g) => sum + gains[g][step], 0)
    if (gain > best.gain) best = { gain, steps }
  }
  return best.steps.map((step) => step / lineSteps)
}

function indexOfMost(values: Float64Array): number {
  return values.indexOf(Math.max(...values))
}

/** How many of the rows of a group, likeliest first, make up a share of its weight. */
function aboveLine({ weights }: Labels, rows: Int32Array, share: number): number {
  const wanted = share * sumOf(weights, rows)
  let [line, reached] = [0, 0]
  while (line < rows.length && reached < wanted) reached += weights[rows[line++]]
  return line
}

/** Moves labels of a group: its rows, likeliest first, those before the line to be predicted to have the label. Returns what that costs in accuracy. */
function moveLabels(
  labels: Labels,
  { rows, line, rate }: { readonly rows: Int32Array; readonly line: number; readonly rate: number },
  rng: Rng,
): number {
  const { chances, codes, weights, mayMove } = labels
  const [above, below] = [rows.subarray(0, line), rows.subarray(line)]
  const misplaced = [...above.filter((row) => chances[row] < 0.5), ...below.filter((row) => chances[row] > 0.5)]
  for (const row of misplaced) if (mayMove[row]) codes[row] = chances[row] < 0.5 ? 1 : 0
  const lacking = (rate - rateOf(labels, rows)) * sumOf(weights, rows)
  const to = lacking > 0 ? 1 : 0
  const [agreeing, other] = to === 1 ? [above, below] : [below.slice().reverse(), above]
  let left = Math.abs(lacking)
  for (const row of [...agreeing, ...shuffle(other.slice(), rng)]) {
    if (left < weights[row] / 2) break
    if (codes[row] === to || !mayMove[row]) continue
    codes[row] = to
    left -= weights[row]
  }
  return misplaced.reduce((sum, row) => sum + weights[row] * Math.abs(2 * chances[row] - 1), 0)
}

function withCodes(table: Table, column: CodeColumn, values: Int32Array): Table {
  return new Table(
    table.columns.map((own) => (own.name === column.name ? { ...column, values } : own)),
    table.rows,
  )
}
