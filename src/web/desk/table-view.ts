import {
  type Column,
  type ColumnSchema,
  type FileFacts,
  type Inference,
  proposeSensitive,
  relationText,
  type Schema,
  summaryText,
  type Table,
  withMasks,
} from '../../index.js'
import type { ColumnView, Histogram, TableView } from '../protocol.js'
import { dependencyText } from './edit.js'

const mostLevels = 200
const mostBars = 24

/** The table as the page shows it. */
export function tableView(
  name: string,
  { format, notes: fileNotes }: FileFacts,
  table: Table,
  schema: Schema,
  inference: Inference,
  omitted: TableView['omitted'],
): TableView {
  const findings = new Map(inference.findings.map((finding) => [finding.name, finding]))
  const kept = new Set([...schema.dependencies.map(dependencyText), ...(schema.relations ?? []).map(relationText)])
  const found = [...inference.schema.dependencies.map(dependencyText), ...(inference.schema.relations ?? []).map(relationText)]
  const perhaps = new Map(proposeSensitive(schema).map((own) => [own.name, own.category]))
  return {
    of: 'table',
    name,
    format,
    rows: table.rows,
    columns: schema.columns.map((column): ColumnView => {
      const finding = findings.get(column.name)
      const cells = table.column(column.name)
      return {
        name: column.name,
        schema: column,
        reason: finding?.reason ?? column.note ?? 'as the schema says',
        missing: finding?.missing ?? 0,
        summary: finding ? summaryText(finding.summary) : '',
        warnings: finding?.warnings ?? [],
        treatment: finding?.treatment ? inWords(finding.treatment) : null,
        perhapsSensitive: perhaps.get(column.name) ?? null,
        bars: barsOf(cells, column),
        levels: 'levels' in column ? column.levels.slice(0, mostLevels) : [],
      }
    }),
    omitted,
    fileNotes,
    notes: inference.notes,
    rules: [...new Set([...found, ...kept])].map((text) => ({ text, kept: kept.has(text) })),
    schema,
  }
}

/** What becomes of a column, without patterns. */
function inWords(treatment: string): string {
  const masked = withMasks(treatment)
  const named = masked.replaceAll(/<([a-z]+)>/gi, (_, what: string) => `<${fakes[what.toLowerCase() as keyof typeof fakes] ?? what}>`)
  return named === masked ? masked : `${named}, in made-up words that are nobody’s and look it`
}

const fakes = { first: 'first name', last: 'last name', local: 'mailbox', company: 'firm', job: 'trade' } as const

/** A histogram that fits into a line of text. */
function barsOf(column: Column, schema: ColumnSchema): Histogram {
  if (schema.kind === 'id' || schema.kind === 'text') return noBars
  return 'levels' in column ? levelBars(column.values, column.levels) : numberBars(column.values, schema.kind === 'datetime')
}

const noBars: Histogram = { shares: [], of: null }

function levelBars(codes: ArrayLike<number>, levels: readonly string[]): Histogram {
  const counts = new Float64Array(levels.length)
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) counts[codes[row]] += 1
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a]).slice(0, mostBars)
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
  return { shares: order.map((code) => counts[code] / total), of: { levels: order.map((code) => levels[code]) } }
}

function numberBars(values: ArrayLike<number>, isTime: boolean): Histogram {
  let [low, high, total] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (!Number.isFinite(value)) continue
    total++
    if (value < low) low = value
    if (value > high) high = value
  }
  if (total === 0) return noBars
  const width = high / mostBars - low / mostBars || 1
  const counts = new Float64Array(mostBars)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (!Number.isFinite(value)) continue
    const bar = Math.min(mostBars - 1, Math.floor(value / width - low / width))
    counts[bar] += 1
  }
  return { shares: Array.from(counts, (count) => count / total), of: isTime ? null : { low, width } }
}
