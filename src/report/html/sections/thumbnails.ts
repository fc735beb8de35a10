import type { HistogramChart } from '../../../evaluate/summary/column-summary.js'
import { barRows, type ColumnCurve } from '../charts/column-chart.js'
import { Markup, markup, nameOf } from '../page/markup.js'
import { drawn, type ReportView } from '../page/views.js'
import { columnId, mostDrawn, type Ordered, worstColumnsFirst } from './columns.js'

/** Of one thumbnail, in pixels. */
const [width, height] = [96, 34]
/** Of a bar for a value that stands out, and between two bars. */
const [barWidth, gap] = [9, 1.5]

/** Every column at a glance, the worst first: real rows as an area, synthetic rows as a line, a link to the chart that has numbers. */
export function thumbnails(views: readonly ReportView[]): Markup {
  const shown = drawn(views)
  const columns = worstColumnsFirst(shown)
  const off = columnsOff(shown)
  const most = mostDrawn(shown)
  return markup`<div class="card after thumbnails" tabindex="0" role="region" aria-label="All columns at a glance">
<ul>${columns.map((column, at) => thumbnail(column, off, at < most ? columnId(at) : 'columns'))}</ul></div>`
}

/** Columns of which something was found that a column shows by itself. */
function columnsOff(views: readonly ReportView[]): ReadonlySet<string> {
  const findings = views.flatMap(({ evaluation }) => evaluation.shortcomings.flatMap((shortcoming) => shortcoming.findings))
  return new Set(findings.filter(({ level }) => level === 'marginal' || level === 'missingness').flatMap((finding) => finding.columns))
}

function thumbnail({ columns }: Ordered, off: ReadonlySet<string>, target: string): Markup {
  const { name } = columns[0].summary
  const isOff = off.has(name)
  const label = `${name}: real rows as an area, synthetic rows as a line`
  const { real, lines } = outlines(columns)
  return markup`<li${isOff ? new Markup(' class="off"') : null}><a href="#${target}"><svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><path d="${real}" fill="var(--real)" fill-opacity="0.45"/>${lines.map((line, i) => markup`<path d="${line}" fill="none" stroke="${columns[i]?.view.colour}" stroke-width="1.4" vector-effect="non-scaling-stroke"/>`)}</svg><span>${isOff ? markup`<span class="sign" aria-hidden="true">◑</span><span class="hidden">Something was found: </span> ` : null}${nameOf(name)}</span></a></li>`
}

/** A bar of a drawing: from where to where, and how high for real rows and each table's. Bars that touch are one outline. */
interface Step {
  readonly from: number
  readonly to: number
  readonly heights: readonly number[]
}

/** Bars for levels, missing cells and values that stand out; beside them the histogram of all else. */
function outlines(columns: readonly ColumnCurve[]): { real: string; lines: string[] } {
  const bars = barRows(columns).map(({ real, synthetic }) => [real, ...synthetic])
  const charts = columns.map(({ summary }) => (summary.chart?.type === 'histogram' ? summary.chart : null))
  const binned = charts.find((chart) => chart !== null && chart.bins.length > 0)
  const zone = !binned ? width : Math.min(bars.length * barWidth, 0.45 * width)
  const own = zone / Math.max(1, bars.length)
  const left = bars.map((heights, i): Step => ({ from: i * own, to: (i + 1) * own - Math.min(gap, own / 4), heights }))
  const right = binned ? densities(binned, charts, bars.length === 0 ? 0 : zone + gap) : []
  const blocks = [...scaled(left).map((step) => [step]), scaled(right)]
  const pathOf = (side: number) => blocks.map((steps) => outline(steps, side)).join('')
  return { real: pathOf(0), lines: columns.map((_, i) => pathOf(i + 1)) }
}

/** Shares per width, by the bins of real rows. */
function densities({ edges, bins }: HistogramChart, charts: readonly (HistogramChart | null)[], start: number): Step[] {
  const [first, last] = [edges[0], edges.at(-1) as number]
  // Halved, so that the width of a range from -1e308 to 1e308 is finite.
  const part = (edge: number) => (last === first ? 0 : (edge / 2 - first / 2) / (last / 2 - first / 2))
  return bins.map(({ real }, i) => {
    const [from, to] = bins.length === 1 ? [0, 1] : [part(edges[i]), part(edges[i + 1])]
    const each = [real, ...charts.map((chart) => chart?.bins[i]?.synthetic ?? 0)]
    const place = (share: number) => start + (width - start) * share
    return { from: place(from), to: place(to), heights: each.map((share) => (to > from ? share / (to - from) : 0)) }
  })
}

/** As high as there is room, the highest filling it. */
function scaled(steps: readonly Step[]): Step[] {
  const most = Math.max(...steps.flatMap(({ heights }) => heights), 1e-12)
  return steps.map((step) => ({ ...step, heights: step.heights.map((own) => (own / most) * (height - 2)) }))
}

function outline(steps: readonly Step[], side: number): string {
  if (steps.length === 0) return ''
  const at = (value: number) => String(Math.round(10 * value) / 10)
  const tops = steps.map(({ from, to, heights }) => `H${at(from)}V${at(height - (heights[side] ?? 0))}H${at(to)}`)
  return `M${at(steps[0]?.from ?? 0)} ${height}${tops.join('')}V${height}`
}
