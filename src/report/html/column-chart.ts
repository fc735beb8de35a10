import type { ColumnSummary, HistogramChart, LevelChart, Shares } from '../../evaluate/summary.js'
import { dateOf, formatDate, formatShare, formatValue, shorten } from '../format.js'
import type { Drawing } from './drawing.js'
import { type Markup, markup } from './markup.js'

const width = 330
const labelWidth = 118
const rowHeight = 23

/** A bar pair or a row of the table beneath. */
export interface ShareRow extends Shares {
  readonly label: string
}

/** The column's distribution in real and synthetic rows: a histogram and bars for values that stand out, or bars for levels. */
export function columnChart(drawing: Drawing, summary: ColumnSummary): Markup {
  const { chart } = summary
  const bars = barRows(summary)
  return markup`${chart?.type === 'histogram' && chart.bins.length > 0 ? histogram(drawing, summary, chart) : null}
${bars.length > 0 ? pairedBars(drawing, summary.name, bars) : null}`
}

/** What is drawn as a pair of bars: levels, standing-out values, and missing cells. */
export function barRows(summary: ColumnSummary): ShareRow[] {
  const { chart, missing } = summary
  const rows: ShareRow[] = []
  if (chart?.type === 'levels') rows.push(...levelRows(chart))
  if (chart?.type === 'histogram')
    rows.push(...chart.atoms.map(({ value, ...shares }) => ({ label: `exactly ${valueText(summary, value)}`, ...shares })))
  if (missing.real > 0 || missing.synthetic > 0) rows.push({ label: '(missing)', ...missing })
  return rows
}

function levelRows({ levels, other }: LevelChart): ShareRow[] {
  const rows: ShareRow[] = levels.map(({ label, real, synthetic }) => ({ label: label === '' ? '(empty text)' : label, real, synthetic }))
  if (other) rows.push({ label: `(${other.count} other${other.count === 1 ? '' : 's'})`, real: other.real, synthetic: other.synthetic })
  return rows
}

/** A value of a number column in words. */
export function valueText({ unit }: ColumnSummary, value: number): string {
  return unit ? formatDate(value, unit) : formatValue(value)
}

/** Real rows as an area, synthetic rows as a line; heights are shares per unit, so that bins of different widths compare. */
function histogram({ plot, draw }: Drawing, { name, unit }: ColumnSummary, { edges, bins }: HistogramChart): Markup {
  const place = (value: number) => (unit ? dateOf(value, unit) : value)
  // In thirtieths of the whole range, which is never 0 or infinite as a difference of large numbers might be.
  const range = (edges.at(-1) as number) / 2 - (edges[0] as number) / 2
  const boxes = bins.map(({ real, synthetic }, i) => {
    const [from, to] = [edges[i] as number, edges[i + 1] as number]
    const share = (to / 2 - from / 2) / range
    return { from: place(from), to: place(to), real: real / share, synthetic: synthetic / share }
  })
  const outline = boxes.flatMap(({ from, to, synthetic }) => [
    { at: from, synthetic },
    { at: to, synthetic },
  ])
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
        plot.line(outline, { x: 'at', y: 'synthetic', stroke: 'var(--synthetic)', strokeWidth: 1.8, strokeLinejoin: 'miter' }),
        plot.ruleY([0], { stroke: 'var(--soft)', strokeOpacity: 0.6 }),
      ],
    },
    `Histogram of ${name}: real rows as an area, synthetic rows as a line`,
  )
}

function pairedBars({ plot, draw }: Drawing, name: string, rows: readonly ShareRow[]): Markup {
  const greatest = Math.max(...rows.flatMap(({ real, synthetic }) => [real, synthetic]), 1e-9)
  const data = rows.map((row, index) => ({ ...row, index }))
  const bar = { x1: 0, y: 'index', rx: 1.5 } as const
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
        plot.barX(data, { ...bar, x2: 'real', fill: 'var(--real)', insetBottom: (rowHeight * 0.82) / 2 + 0.5 }),
        plot.barX(data, { ...bar, x2: 'synthetic', fill: 'var(--synthetic)', insetTop: (rowHeight * 0.82) / 2 + 0.5 }),
        plot.ruleX([0], { stroke: 'var(--soft)', strokeOpacity: 0.6 }),
        plot.text(data, { x: 0, y: 'index', text: ({ label }: ShareRow) => shorten(label, 18), textAnchor: 'end', dx: -7 }),
        plot.text(data, { x: greatest, y: 'index', text: ({ real }: ShareRow) => formatShare(real), textAnchor: 'end', dx: 48 }),
      ],
    },
    `Shares of ${name} in real and synthetic rows; the numbers are in the table below`,
  )
}
