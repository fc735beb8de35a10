import { ConstraintError } from '../../../errors.js'
import { binEdges, binNumbers } from '../../../learn/trees/bins.js'
import { type CodeColumn, isNumberColumn } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { columnNamed } from '../weights/groups.js'

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

export function distinct(codes: Int32Array): number[] {
  return [...new Set(codes)].sort((a, b) => a - b)
}

export function sumOf(weights: Float64Array, rows: Int32Array): number {
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
