import type { ColumnSummary, HistogramChart, SummaryShares } from '../../../evaluate/summary/column-summary.js'
import { dateOf, formatDate, formatShare, formatValue, shorten } from '../../format.js'
import { type Markup, markup } from '../page/markup.js'
import type { ReportView } from '../page/views.js'
import type { Drawing } from './drawing.js'

const width = 330
const labelWidth = 118
/** Of one bar; a row has one for real rows and one for each table. */
const barHeight = 9.5

/** One column in one synthetic table. */
export interface ColumnCurve {
  readonly view: ReportView
  readonly summary: ColumnSummary
}

/** A group of bars, or a row of the table beneath: the share of real rows, and of those of each table in turn. */
export interface ShareRow {
  readonly label: string
  readonly real: number
  readonly synthetic: readonly number[]
}

/** The column's distribution in real and synthetic rows: a histogram and bars for values that stand out, or bars for levels. */
export function columnChart(drawing: Drawing, columns: readonly ColumnCurve[]): Markup {
  const bars = barRows(columns)
  const histograms = columns.flatMap(({ view, summary }) =>
    summary.chart?.type === 'histogram' && summary.chart.bins.length > 0 ? [{ view, chart: summary.chart }] : [],
  )
  return markup`${histograms.length > 0 ? histogram(drawing, columns[0].summary, histograms) : null}
${bars.length > 0 ? groupedBars(drawing, columns, bars) : null}`
}

/** What is drawn as bars: levels, standing-out values, and missing cells. All tables are held against the same real rows. */
export function barRows(columns: readonly ColumnCurve[]): ShareRow[] {
  const each = columns.map(({ summary }) => sharesOf(summary))
  const labels = [...new Set(each.flatMap((shares) => [...shares.keys()]))]
  return labels.map((label) => ({
    label,
    real: each.find((shares) => shares.has(label))?.get(label)?.real ?? 0,
    synthetic: each.map((shares) => shares.get(label)?.synthetic ?? 0),
  }))
}

const missingLabel = '(missing)'
const otherLabel = '(others)'

function sharesOf(summary: ColumnSummary): Map<string, SummaryShares> {
  const { chart, missing } = summary
  const shares = new Map<string, SummaryShares>()
  if (chart?.type === 'levels') {
    for (const level of chart.levels) shares.set(level.label === '' ? '(empty text)' : level.label, level)
    if (chart.other) shares.set(otherLabel, chart.other)
  }
  if (chart?.type === 'histogram') for (const atom of chart.atoms) shares.set(`exactly ${valueText(summary, atom.value)}`, atom)
  if (missing.real > 0 || missing.synthetic > 0) shares.set(missingLabel, missing)
  return shares
}

/** A value of a number column in words. */
export function valueText({ unit }: ColumnSummary, value: number): string {
  return unit ? formatDate(value, unit) : formatValue(value)
}

/** Real rows as an area, synthetic rows as lines; heights are shares per unit, so that bins of different widths compare. */
function histogram(
  { plot, draw }: Drawing,
  { name, unit }: ColumnSummary,
  charts: readonly { readonly view: ReportView; readonly chart: HistogramChart }[],
): Markup {
  const place = (value: number) => (unit ? dateOf(value, unit) : value)
  const { edges, bins } = charts[0].chart
  // In parts of the whole range, which is never 0 or infinite as a difference of large numbers might be.
  const range = (edges.at(-1) as number) / 2 - edges[0] / 2
  const part = (edges: readonly number[], i: number) => (edges[i + 1] / 2 - edges[i] / 2) / range
  const boxes = bins.map(({ real }, i) => ({
    from: place(edges[i]),
    to: place(edges[i + 1]),
    real: real / part(edges, i),
  }))
  const lines = charts.map(({ view, chart }) => {
    const outline = chart.bins.flatMap(({ synthetic }, i) => {
      const height = synthetic / part(chart.edges, i)
      return [chart.edges[i], chart.edges[i + 1]].map((edge) => ({ at: place(edge), height }))
    })
    return plot.line(outline, {
      ...{ x: 'at', y: 'height', stroke: view.colour, strokeWidth: 1.8, strokeLinejoin: 'miter' },
      ...(view.dash === 'none' ? {} : { strokeDasharray: view.dash }),
    })
  })
  return draw(
    {
      width,
      height: 132,
      marginLeft: 8,
      marginRight: 8,
      marginTop: 6,
      marginBottom: 22,
      x: { ...(unit ? { type: 'utc' as const } : { tickFormat: formatValue }), ticks: 4, label: null, tickSize: 4 },
      y: { axis: null },
      marks: [
        plot.rectY(boxes, { x1: 'from', x2: 'to', y: 'real', fill: 'var(--real)', fillOpacity: 0.45, insetLeft: 0.4, insetRight: 0.4 }),
        ...lines,
        plot.ruleY([0], { stroke: 'var(--soft)', strokeOpacity: 0.6 }),
      ],
    },
    `Histogram of ${name}: real rows as an area, synthetic rows as a line; the numbers are in the table below`,
  )
}

function groupedBars({ plot, draw }: Drawing, columns: readonly ColumnCurve[], rows: readonly ShareRow[]): Markup {
  const greatest = Math.max(...rows.flatMap(({ real, synthetic }) => [real, ...synthetic]), 1e-9)
  const sides = 1 + columns.length
  const rowHeight = Math.max(23, sides * barHeight + 4)
  const inner = rowHeight * 0.82
  const data = rows.map((row, index) => ({ ...row, index }))
  const bars = Array.from({ length: sides }, (_, side) =>
    plot.barX(data, {
      ...{ x1: 0, y: 'index', rx: 1.5, x2: (row: ShareRow) => (side === 0 ? row.real : row.synthetic[side - 1]) },
      fill: side === 0 ? 'var(--real)' : columns[side - 1]?.view.colour,
      insetTop: (inner * side) / sides + (side === 0 ? 0 : 0.5),
      insetBottom: (inner * (sides - 1 - side)) / sides + (side === sides - 1 ? 0 : 0.5),
    }),
  )
  return draw(
    {
      width,
      height: rows.length * rowHeight + 8,
      marginLeft: labelWidth,
      marginRight: 50,
      marginTop: 4,
      marginBottom: 4,
      x: { domain: [0, greatest], axis: null },
      y: { type: 'band', domain: data.map(({ index }) => index), axis: null, padding: 0.18 },
      marks: [
        ...bars,
        plot.ruleX([0], { stroke: 'var(--soft)', strokeOpacity: 0.6 }),
        plot.text(data, { x: 0, y: 'index', text: ({ label }: ShareRow) => shorten(label, 18), textAnchor: 'end', dx: -7 }),
        plot.text(data, { x: greatest, y: 'index', text: ({ real }: ShareRow) => formatShare(real), textAnchor: 'end', dx: 48 }),
      ],
    },
    `Shares of ${columns[0]?.summary.name} in real and synthetic rows; the numbers are in the table below`,
  )
}
