import { countCodes } from '../../stats/association/coded.js'
import { isNumberColumn, type Kind } from '../../table/column.js'
import type { ColumnSchema, DatetimeSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { CommonScale } from '../tables/common-scale.js'
import { histogram } from './histogram.js'

/**
 * One column's distribution in the real and the synthetic rows, on shared bins, for charts. All numbers are shares of all rows, and
 * no level or bin stands for fewer than five real rows unless for none, so that nobody is recognized by it.
 */
export interface ColumnSummary {
  readonly name: string
  readonly kind: Kind
  /** Unit of times. */
  readonly unit: DatetimeSchema['unit'] | null
  readonly missing: SummaryShares
  readonly chart: LevelChart | HistogramChart | null
}

export interface SummaryShares {
  readonly real: number
  readonly synthetic: number
}

/** Levels, or the values of a number column that has few. */
interface LevelChart {
  readonly type: 'levels'
  /** The most frequent ones, in their own order where they have one, else by their share in the real rows. */
  readonly levels: readonly (SummaryShares & { readonly label: string })[]
  /** All further ones, and those with fewer than five real rows. */
  readonly other: (SummaryShares & { readonly count: number }) | null
}

export interface HistogramChart {
  readonly type: 'histogram'
  /** Repeated values that stand out, such as 0; they are not in the bins. */
  readonly atoms: readonly (SummaryShares & { readonly value: number })[]
  /** One more than there are bins. The first and the last bin also hold everything beyond. */
  readonly edges: readonly number[]
  readonly bins: readonly SummaryShares[]
}

/** A share is shown if at least this many real rows stand behind it. */
export const fewestRowsForShare = 5
/** Levels without order in a chart. */
const mostLevels = 12
/** A number column with no more values than this is drawn level by level, and so many ordered levels. */
const mostDiscrete = 20
/** A value with this share of the real rows gets a bar of its own beside the histogram. */
const atomShare = 0.05
const mostAtoms = 5

export function summarizeColumn(schema: ColumnSchema, real: Table, synthetic: Table, coding: CommonScale): ColumnSummary {
  const column = real.column(schema.name)
  const counts: Counts = {
    real: countCodes(coding.of(column)),
    synthetic: countCodes(coding.of(synthetic.column(schema.name))),
    realRows: Math.max(1, real.rows),
    syntheticRows: Math.max(1, synthetic.rows),
  }
  const summary = {
    name: schema.name,
    kind: schema.kind,
    unit: schema.kind === 'datetime' ? schema.unit : null,
    missing: sharesOf(counts, [counts.real.length - 1]),
  }
  if (!isNumberColumn(column)) {
    const ordered = schema.kind === 'ordinal' || schema.kind === 'boolean'
    return { ...summary, chart: levelChart(counts, (code) => column.levels[code], ordered) }
  }
  const scale = coding.scale(schema.name)
  const distinct = occurring(counts.real).length
  if (distinct === 0) return { ...summary, chart: null }
  if (distinct <= mostDiscrete && schema.kind !== 'datetime') {
    return { ...summary, chart: levelChart(counts, (code) => String(scale[code]), true) }
  }
  return { ...summary, chart: histogramChart(counts, scale, schema.kind !== 'numeric') }
}

/** Rows per code, the missing ones last. */
interface Counts {
  readonly real: Float64Array
  readonly synthetic: Float64Array
  readonly realRows: number
  readonly syntheticRows: number
}

function sharesOf({ real, synthetic, realRows, syntheticRows }: Counts, codes: readonly number[]): SummaryShares {
  let realSum = 0
  let syntheticSum = 0
  for (const code of codes) {
    realSum += real[code]
    syntheticSum += synthetic[code]
  }
  return { real: realSum / realRows, synthetic: syntheticSum / syntheticRows }
}

/** The codes that occur, without the missing one. */
function occurring(counts: Float64Array): number[] {
  const codes: number[] = []
  for (let code = 0; code < counts.length - 1; code++) if (counts[code] > 0) codes.push(code)
  return codes
}

function levelChart(counts: Counts, labelOf: (code: number) => string, ordered: boolean): LevelChart {
  const byShare = occurring(counts.real)
    .filter((code) => counts.real[code] >= fewestRowsForShare)
    .sort((a, b) => counts.real[b] - counts.real[a] || a - b)
    .slice(0, ordered ? mostDiscrete : mostLevels)
  const shown = new Set(byShare)
  const rest = [...new Set([...occurring(counts.real), ...occurring(counts.synthetic)])].filter((code) => !shown.has(code))
  return {
    type: 'levels',
    levels: (ordered ? byShare.sort((a, b) => a - b) : byShare).map((code) => ({ label: labelOf(code), ...sharesOf(counts, [code]) })),
    other: rest.length === 0 ? null : { count: rest.length, ...sharesOf(counts, rest) },
  }
}

function histogramChart(counts: Counts, scale: Float64Array, whole: boolean): HistogramChart {
  const atoms = occurring(counts.real)
    .filter((code) => counts.real[code] >= Math.max(fewestRowsForShare, atomShare * counts.realRows))
    .sort((a, b) => counts.real[b] - counts.real[a])
    .slice(0, mostAtoms)
    .sort((a, b) => a - b)
  const rest = { real: counts.real.slice(0, -1), synthetic: counts.synthetic.slice(0, -1) }
  for (const code of atoms) {
    rest.real[code] = 0
    rest.synthetic[code] = 0
  }
  const { edges, bins } = histogram(scale, rest.real, rest.synthetic, { whole, fewest: fewestRowsForShare })
  return {
    type: 'histogram',
    atoms: atoms.map((code) => ({ value: scale[code], ...sharesOf(counts, [code]) })),
    edges,
    bins: bins.map(({ real, synthetic }) => ({ real: real / counts.realRows, synthetic: synthetic / counts.syntheticRows })),
  }
}
