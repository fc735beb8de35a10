import { ConstraintError } from '../../errors.js'
import { binEdges, binNumbers } from '../../learn/trees/bins.js'
import { type CodeColumn, isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { columnNamed } from './groups.js'
import { labelProbabilities } from './label-probabilities.js'

/** What should not depend on what: `income~sex`, or within strata `income~sex|education`. */
export interface Fairness {
  readonly label: string
  readonly sensitive: string
  readonly within?: string
}

/** Strata that a column of numbers is cut into. */
const strataOfNumbers = 4

/** What a text like `income~sex|education` stands for. */
export function parseFairness(text: string, schema: Schema): Fairness {
  const match = /^\s*([^~|]+?)\s*~\s*([^~|]+?)\s*(?:\|\s*([^~|]+?)\s*)?$/.exec(text)
  if (!match)
    throw new ConstraintError('fair', `names no label and sensitive column (got ${text}); write it as income~sex or "income~sex|education"`)
  const [, label, sensitive, within] = match as unknown as [string, string, string, string?]
  for (const name of [label, sensitive, within]) if (name !== undefined) columnNamed(name, schema, 'fair')
  for (const name of [label, sensitive]) {
    const { kind } = columnNamed(name, schema, 'fair')
    if (['categorical', 'ordinal', 'boolean'].includes(kind)) continue
    throw new ConstraintError('fair', `${name} is ${kind}; the label and the sensitive column must have levels`)
  }
  if (label === sensitive || label === within || sensitive === within)
    throw new ConstraintError('fair', `names one column twice (got ${text})`)
  return { label, sensitive, ...(within === undefined ? {} : { within }) }
}

/** Rows by label, sensitive level and stratum; missing cells are a level of their own. */
export interface FairCells {
  readonly labels: Int32Array
  readonly groups: Int32Array
  readonly strata: Int32Array
}

export function fairCells({ label, sensitive, within }: Fairness, table: Table): FairCells {
  const codes = (name: string): Int32Array => (table.column(name) as CodeColumn).values
  return {
    labels: codes(label),
    groups: codes(sensitive),
    strata: within === undefined ? new Int32Array(table.rows) : strataOf(table, within),
  }
}

function strataOf(table: Table, name: string): Int32Array {
  const column = table.column(name)
  if (!isNumberColumn(column)) return column.values
  return Int32Array.from(binNumbers(column.values, binEdges(column.values, strataOfNumbers)).codes)
}

/** Features, and the means of them under which the label depends on the sensitive column in no stratum; margins of both with strata stay. */
export function fairFeatures(
  { labels, groups, strata }: FairCells,
  weights: Float64Array,
): { features: Float64Array[]; targets: number[] } {
  const features: Float64Array[] = []
  const targets: number[] = []
  for (const stratum of distinct(strata)) {
    const inside = Int32Array.from(strata.keys()).filter((row) => strata[row] === stratum)
    const total = sumOf(weights, inside)
    for (const group of distinct(groups)) {
      const ofGroup = inside.filter((row) => groups[row] === group)
      for (const label of distinct(labels)) {
        const rate =
          sumOf(
            weights,
            inside.filter((row) => labels[row] === label),
          ) / total
        const feature = new Float64Array(labels.length)
        for (const row of ofGroup) if (labels[row] === label) feature[row] = 1
        // What has no row can't have a share, nor need one: its group has none of the label, which the others then don't need either.
        if (!feature.includes(1)) continue
        features.push(feature)
        targets.push(rate * sumOf(weights, ofGroup))
      }
    }
  }
  return { features, targets }
}

function distinct(codes: Int32Array): number[] {
  return [...new Set(codes)].sort((a, b) => a - b)
}

function sumOf(weights: Float64Array, rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += weights[row]
  return sum
}

/** The greatest difference of the rate of a label between two groups in a stratum, each stratum by its weight. */
export function parityGap({ labels, groups, strata }: FairCells, weights: Float64Array): number {
  let [gap, all] = [0, 0]
  for (const stratum of distinct(strata)) {
    const inside = Int32Array.from(strata.keys()).filter((row) => strata[row] === stratum && groups[row] >= 0)
    const total = sumOf(weights, inside)
    if (total === 0) continue
    let widest = 0
    for (const label of distinct(labels)) {
      const rates = distinct(groups).flatMap((group) => {
        const own = inside.filter((row) => groups[row] === group)
        const sum = sumOf(weights, own)
        return sum > 0
          ? [
              sumOf(
                weights,
                own.filter((row) => labels[row] === label),
              ) / sum,
            ]
          : []
      })
      if (rates.length > 1) widest = Math.max(widest, Math.max(...rates) - Math.min(...rates))
    }
    gap += widest * total
    all += total
  }
  return all > 0 ? gap / all : 0
}

export interface Massaged {
  readonly table: Table
  /** Rows with another label than before. */
  readonly moved: Uint8Array
  /** What the best prediction of the moved labels loses of its accuracy on rows as they were. */
  readonly cost: number
}

/**
 * The rows with labels moved so that each group of a stratum has the label as often as the stratum: first those whose other label is likeliest, by the law of
 * the rows themselves. `mayMove` says of which rows the other label is allowed.
 *
 * @see Kamiran and Calders, 2009, Classifying without discriminating
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
  const swapped = withCodes(
    table,
    column,
    column.values.map((code) => (code < 0 ? code : 1 - code)),
  )
  const allowed = mayMove(swapped)
  const moved = new Uint8Array(table.rows)
  let cost = 0
  for (const stratum of distinct(cells.strata)) {
    const inside = Int32Array.from(cells.strata.keys()).filter((row) => cells.strata[row] === stratum && cells.labels[row] >= 0)
    const rate =
      sumOf(
        weights,
        inside.filter((row) => cells.labels[row] === 1),
      ) / sumOf(weights, inside)
    for (const group of distinct(cells.groups)) {
      const own = inside.filter((row) => cells.groups[row] === group)
      const lacking =
        rate * sumOf(weights, own) -
        sumOf(
          weights,
          own.filter((row) => cells.labels[row] === 1),
        )
      const from = lacking > 0 ? 0 : 1
      const candidates = own.filter((row) => cells.labels[row] === from && allowed[row] === 1)
      // The likeliest of the other label first.
      candidates.sort((a, b) => probabilities[2 * b + 1 - from] - probabilities[2 * a + 1 - from] || a - b)
      let left = Math.abs(lacking)
      let last = -1
      for (const row of candidates) {
        if (left < weights[row] / 2) break
        moved[row] = 1
        left -= weights[row]
        last = row
      }
      if (last >= 0) cost += costOf(own, probabilities, weights, last)
    }
  }
  const codes = column.values.map((code, row) => (moved[row] ? 1 - code : code))
  return { table: withCodes(table, column, codes), moved, cost }
}

/**
 * What the best prediction of a group loses of its accuracy where the line between the labels goes through a row, in place of even odds: rows between the
 * two are predicted as the less likely label.
 */
function costOf(rows: Int32Array, probabilities: Float64Array, weights: Float64Array, last: number): number {
  const line = probabilities[2 * last + 1]
  let cost = 0
  for (const row of rows) {
    const chance = probabilities[2 * row + 1]
    if ((chance >= line && chance < 0.5) || (chance > 0.5 && chance <= line)) cost += weights[row] * Math.abs(2 * chance - 1)
  }
  return cost
}

function withCodes(table: Table, column: CodeColumn, values: Int32Array): Table {
  return new Table(
    table.columns.map((own) => (own.name === column.name ? { ...column, values } : own)),
    table.rows,
  )
}
