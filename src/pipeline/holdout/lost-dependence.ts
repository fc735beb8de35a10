import { binEdges, binNumbers, type Feature, levelFeature } from '../../learn/trees/bins.js'
import { pearson } from '../../stats/association/pearson.js'
import { ranks } from '../../stats/order/sorted.js'
import { isNumberColumn, type NumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { ClosenessSplit } from './closeness.js'

/** How well one column foretells another, from 0 (not at all) to 1, in unseen real rows and in synthetic ones. */
export interface LostDependence {
  /** What is foretold, and by what. */
  readonly columns: readonly [string, string]
  readonly real: number
  readonly synthetic: number
}

/** A fall by less than this is nothing to speak of, and by less than two standard errors it is chance. */
const leastFall = 0.1
/** Columns at most: pairs grow in their square. */
const mostColumns = 20
/** Rows of either table that are looked at. */
const mostRows = 4000
/** Rows per bin of the column that foretells, and bins at most. */
const binRows = 25
const mostBins = 200

/** The dependence of a number on another column of which synthetic rows lose most; null where none loses enough to be told. */
export function lostDependence(splits: readonly ClosenessSplit[]): LostDependence | null {
  const [first] = splits
  if (!first) return null
  const columns = first.training.columns.slice(0, mostColumns)
  const bound = Math.max(leastFall, 2 / Math.sqrt(Math.min(mostRows, first.training.rows) * splits.length))
  const ranked = splits.map(() => new Map<string, Ranked>())
  let worst: LostDependence | null = null
  let most = bound
  for (const { name: by } of columns) {
    const foretellers = splits.map((split) => foretellerOf(split, by))
    for (const { name: of } of columns.filter((column) => isNumberColumn(column) && column.name !== by)) {
      const [real, synthetic] = meanOver(splits, foretellers, ranked, of)
      if (!(real - synthetic > most)) continue
      most = real - synthetic
      worst = { columns: [of, by], real, synthetic }
    }
  }
  return worst
}

/** The same of two columns that are given. */
export function dependenceOf(splits: readonly ClosenessSplit[], [of, by]: LostDependence['columns']): number {
  return meanOver(
    splits,
    splits.map((split) => foretellerOf(split, by)),
    splits.map(() => new Map()),
    of,
  )[1]
}

/** By part of a split and row, the bin of the column that foretells. */
interface Foreteller {
  readonly training: ArrayLike<number>
  readonly holdout: ArrayLike<number>
  readonly synthetic: ArrayLike<number>
  readonly bins: number
}

function foretellerOf({ training, holdout, synthetic }: ClosenessSplit, by: string): Foreteller {
  const tables = [training, holdout, synthetic].map((table) => table.slice(0, Math.min(mostRows, table.rows)))
  const column = tables[0].column(by)
  const features = isNumberColumn(column)
    ? binsOfNumbers(tables, by, Math.max(2, Math.min(mostBins, Math.floor(column.values.length / binRows))))
    : tables.map((table) => levelFeature(table.column(by).values as Int32Array, column.levels.length))
  const [own, unseen, made] = features as [Feature, Feature, Feature]
  return { training: own.codes, holdout: unseen.codes, synthetic: made.codes, bins: Math.max(...features.map(({ bins }) => bins)) }
}

function binsOfNumbers(tables: readonly Table[], name: string, bins: number) {
  const values = tables.map((table) => (table.column(name) as NumberColumn).values)
  const edges = binEdges(values[0], bins)
  return values.map((own) => binNumbers(own, edges))
}

/** Of unseen and of synthetic rows: the correlation of the rank of a number with the mean rank that training rows of the same bin have. */
function meanOver(
  splits: readonly ClosenessSplit[],
  foretellers: readonly Foreteller[],
  ranked: readonly Map<string, Ranked>[],
  of: string,
): [number, number] {
  let [real, made] = [0, 0]
  splits.forEach((split, s) => {
    const foreteller = foretellers[s]
    const own = ranked[s].get(of) ?? ranksOf(split, of)
    ranked[s].set(of, own)
    const means = binMeans(own.training, foreteller.training, foreteller.bins)
    real += correlationWith(own.holdout, foreteller.holdout, means) / splits.length
    made += correlationWith(own.synthetic, foreteller.synthetic, means) / splits.length
  })
  return [real, made]
}

/** The ranks of a number by part of a split: see `rankOf`. */
type Ranked = Readonly<Record<'training' | 'holdout' | 'synthetic', Float64Array>>

function ranksOf({ training, holdout, synthetic }: ClosenessSplit, of: string): Ranked {
  return { training: rankOf(training, of), holdout: rankOf(holdout, of), synthetic: rankOf(synthetic, of) }
}

/** Ranks as shares; NaN where missing. */
function rankOf(table: Table, name: string): Float64Array {
  const values = (table.column(name) as NumberColumn).values.subarray(0, Math.min(mostRows, table.rows))
  const present = values.filter((value) => !Number.isNaN(value))
  const own = ranks(present)
  let next = 0
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : own[next++] / present.length))
}

function binMeans(ranked: Float64Array, bins: ArrayLike<number>, count: number): Float64Array {
  const [sums, rows] = [new Float64Array(count), new Int32Array(count)]
  for (let row = 0; row < ranked.length; row++) {
    if (Number.isNaN(ranked[row])) continue
    const bin = bins[row]
    sums[bin] = sums[bin] + ranked[row]
    rows[bin] = rows[bin] + 1
  }
  return sums.map((sum, bin) => (rows[bin] > 0 ? sum / rows[bin] : 0.5))
}

/** Rows without a rank don't count. */
function correlationWith(ranked: Float64Array, bins: ArrayLike<number>, means: Float64Array): number {
  const foretold = ranked.map((_, row) => means[bins[row]])
  return pearson(foretold, ranked) || 0
}
