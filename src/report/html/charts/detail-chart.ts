import type { ScoreDetail, ScoreEntry } from '../../../evaluate/evaluation.js'
import { formatScore, shorten } from '../../format.js'
import { shortfall } from '../../readings.js'
import type { Markup } from '../page/markup.js'
import { prefix, type ReportView } from '../page/views.js'
import type { Drawing } from './drawing.js'

const width = 340
const labelWidth = 118
const rowHeight = 22
/** Rows beyond these, which are better, are left to the table of numbers. */
const mostRows = 30

interface Dot {
  readonly row: number
  readonly view: ReportView
  readonly detail: ScoreDetail
}

/**
 * One line per column: where its score lies, beside what real rows score there and vary by. Columns that are furthest behind come first.
 * Null where no column has a score.
 */
export function detailChart(
  { plot, draw }: Drawing,
  entries: readonly { readonly view: ReportView; readonly entry: ScoreEntry }[],
): Markup | null {
  const names = worstDetailsFirst(entries.map(({ entry }) => entry)).slice(0, mostRows)
  if (names.length === 0) return null
  const row = new Map(names.map((name, index) => [name, index]))
  const dots = entries.flatMap(({ view, entry }) =>
    entry.details.flatMap((detail): Dot[] => {
      const at = row.get(nameOfDetail(detail))
      return at === undefined || detail.value === null ? [] : [{ row: at, view, detail }]
    }),
  )
  const ceilings = dots.filter(({ view, detail }) => view === entries[0]?.view && detail.ceiling !== null)
  const from = Math.min(0.9, ...dots.map(({ detail }) => detail.value as number), ...ceilings.map(({ detail }) => detail.ceiling as number))
  const to = Math.max(1, ...dots.map(({ detail }) => detail.value as number))
  const y = ({ row }: Dot) => row
  return draw(
    {
      width,
      height: names.length * rowHeight + 30,
      marginLeft: labelWidth,
      marginRight: 16,
      marginTop: 4,
      marginBottom: 26,
      x: { domain: [Math.floor(from * 10) / 10, to], label: null, ticks: 4, tickSize: 4, clamp: true },
      y: { type: 'band', domain: names.map((_, index) => index), axis: null, padding: 0.1 },
      marks: [
        plot.ruleY(names, { y: (_: string, index: number) => index, stroke: 'var(--line)' }),
        plot.barX(ceilings, {
          ...{ y, x1: ({ detail }: Dot) => (detail.ceiling as number) - 2 * (detail.ceilingSd ?? 0) },
          ...{ x2: ({ detail }: Dot) => Math.min(to, (detail.ceiling as number) + 2 * (detail.ceilingSd ?? 0)) },
          ...{ fill: 'var(--real)', fillOpacity: 0.22, insetTop: 3, insetBottom: 3, rx: 2 },
        }),
        plot.tickX(ceilings, { y, x: ({ detail }: Dot) => detail.ceiling as number, stroke: 'var(--real)', strokeWidth: 3 }),
        ...entries.flatMap(({ view }) => dotsOf(plot, view, dots)),
        plot.text(names, {
          frameAnchor: 'left',
          y: (_: string, index: number) => index,
          text: (name: string) => shorten(name, 18),
          textAnchor: 'end',
          dx: -8,
        }),
      ],
    },
    `${entries[0]?.entry.title}, column by column: ${dots
      .slice(0, 6)
      .map(({ view, detail, row }) => `${names[row]} ${prefix(view)}${formatScore(detail.value)}`)
      .join(', ')}${dots.length > 6 ? ' and more, see the table' : ''}`,
  )
}

function dotsOf(plot: Drawing['plot'], view: ReportView, dots: readonly Dot[]) {
  const own = dots.filter((dot) => dot.view === view)
  const at = { y: ({ row }: Dot) => row, x: ({ detail }: Dot) => detail.value as number }
  const circles = plot.dot(own, { ...at, r: view.letter === '' ? 5 : 6.5, fill: view.colour, stroke: 'var(--card)', strokeWidth: 1.2 })
  if (view.letter === '') return [circles]
  return [circles, plot.text(own, { ...at, text: () => view.letter, fill: 'var(--card)', fontSize: 8.5, fontWeight: 700 })]
}

/** The names of the details, furthest behind in any table first. */
export function worstDetailsFirst(entries: readonly ScoreEntry[]): string[] {
  const behind = new Map<string, number>()
  for (const detail of entries.flatMap(({ details }) => details)) {
    if (detail.value === null) continue
    const name = nameOfDetail(detail)
    behind.set(name, Math.max(behind.get(name) ?? Number.NEGATIVE_INFINITY, shortfall(detail)))
  }
  return [...behind].sort(([, a], [, b]) => b - a || 0).map(([name]) => name)
}

/** `age × income, group Male`. */
export function nameOfDetail({ columns, part }: Pick<ScoreDetail, 'columns' | 'part'>): string {
  return `${columns.join(' × ')}${part === undefined ? '' : `: ${part}`}`
}
