import { readFileSync } from 'node:fs'
import { prepareMetric } from '../../../../src/evaluate/context.js'
import type { Metric, MetricContext, MetricDetail, MetricInput, MetricResult } from '../../../../src/evaluate/metric.js'
import { computeMetric } from '../../../../src/evaluate/metrics/define-metric.js'
import { metrics } from '../../../../src/evaluate/metrics/index.js'
import type { Column, Kind } from '../../../../src/table/column.js'
import type { Schema } from '../../../../src/table/schema.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

type Cell = string | number | boolean | null
type Cells = Readonly<Record<string, readonly Cell[]>>

export interface Compared {
  readonly kinds: Readonly<Record<string, Kind>>
  readonly real: Cells
  readonly synthetic: Cells
}

/** What another program found, as test/fixtures/compatible/make.py wrote it. */
export function readFixture<Figures extends Compared>(name: 'sdmetrics' | 'tabsyn'): Readonly<Record<string, Figures>> {
  const path = new URL(`../../../fixtures/compatible/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { tables: Record<string, Figures> }).tables
}

/** The two tables, with a schema of the columns in their order. */
export function tablesOf({ kinds, real, synthetic }: Compared): { readonly schema: Schema; readonly tables: MetricInput } {
  const schema = parseSchema({ columns: Object.entries(kinds).map(([name, kind]) => columnSchema(name, kind, real[name] as Cell[])) })
  const table = (cells: Cells) => new Table(Object.entries(kinds).map(([name, kind]) => columnOf(name, kind, cells[name] as Cell[])))
  return { schema, tables: { training: table(real), synthetic: table(synthetic) } }
}

function columnSchema(name: string, kind: Kind, cells: readonly Cell[]): object {
  // Of a file with types, which declares no format.
  if (kind === 'datetime') return { name, kind, format: '%Y-%m-%d', unit: 'day', ...(name === 'held' ? { storage: 'timestamp[ns]' } : {}) }
  if (kind === 'id') return { name, kind, role: 'key', pattern: '{n:1}' }
  return kind === 'numeric' || kind === 'integer' ? { name, kind } : { name, kind, levels: levelsOf(cells) }
}

function levelsOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.filter((cell) => cell !== null).map(text))].sort()
}

function text(cell: Cell): string {
  return typeof cell === 'boolean' ? (cell ? 'True' : 'False') : String(cell)
}

function columnOf(name: string, kind: Kind, cells: readonly Cell[]): Column {
  if (kind === 'datetime') return { name, kind, values: numbers(cells, (cell) => Date.parse(String(cell)) / 86_400_000) }
  if (kind === 'numeric' || kind === 'integer') return { name, kind, values: numbers(cells, Number) }
  const levels = levelsOf(cells)
  return { name, kind, levels, values: Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(text(cell)))) }
}

function numbers(cells: readonly Cell[], read: (cell: Cell) => number): Float64Array {
  return Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : read(cell)))
}

function metricNamed(name: string): Metric {
  return metrics.find((metric) => metric.name === name) as Metric
}

/** The result of a metric of the list on two tables of a fixture. */
export function scoreOf(name: string, compared: Compared): MetricResult {
  const { input, context } = prepared(compared)
  return computeMetric(metricNamed(name), input, context) as MetricResult
}

export function prepared(compared: Compared): { readonly input: MetricInput; readonly context: MetricContext } {
  const { schema, tables } = tablesOf(compared)
  return prepareMetric(tables, { schema })
}

/** Details by their columns, in whatever order these were named, and part. */
export function byColumns(details: readonly MetricDetail[]): Map<string, MetricDetail> {
  return new Map(
    details.map((detail) => [
      [...detail.columns]
        .sort()
        .concat(detail.part ?? '')
        .join(' | '),
      detail,
    ]),
  )
}
