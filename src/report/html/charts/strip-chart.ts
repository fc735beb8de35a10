import type { ScoreEntry } from '../../../evaluate/evaluation.js'
import { formatSkillInterval } from '../../format.js'
import type { Markup } from '../page/markup.js'
import { drawn, prefix, type ReportView } from '../page/views.js'
import type { Drawing } from './drawing.js'

const width = 240
/** Scores further off than this are drawn at the end of the strip, as an arrow. */
const least = -0.25
const most = 1.25

interface Mark {
  readonly view: ReportView
  readonly skill: number
  readonly interval: readonly [number, number] | null
  /** Middle of the table's lane. */
  readonly y: number
}

/**
 * Where the scores of one metric lie between its floor (0) and what real rows reach (1), a lane for each table; null where that scale
 * doesn't exist.
 */
export function stripChart(
  { plot, draw }: Drawing,
  entries: readonly { readonly view: ReportView; readonly entry: ScoreEntry }[],
): Markup | null {
  const shown = new Set(drawn(entries.map(({ view }) => view)))
  const marks = entries
    .filter(({ view, entry }) => shown.has(view) && entry.skill !== null)
    .map(({ view, entry }, i): Mark => ({ view, skill: entry.skill as number, interval: entry.skillInterval, y: i + 0.5 }))
  const [first] = entries
  if (!first || marks.length === 0) return null
  const lanes = marks.length
  const spread = spreadOf(first.entry)
  return draw(
    {
      width,
      height: lanes === 1 ? 30 : lanes * 17 + 6,
      margin: 0,
      marginLeft: 6,
      marginRight: 6,
      x: { domain: [least, most], axis: null },
      y: { domain: [lanes, 0], axis: null },
      marks: [
        plot.ruleY(marks, { y: 'y', stroke: 'var(--line)', strokeWidth: 3, strokeLinecap: 'round' }),
        plot.ruleY(marks, { y: 'y', x1: 0, x2: 1, stroke: 'var(--soft)', strokeOpacity: 0.45, strokeWidth: 3 }),
        plot.rect([0], {
          ...{ x1: 1 - Math.min(spread, 1), x2: 1 + Math.min(spread, most - 1), y1: 0.1, y2: lanes - 0.1, rx: 2 },
          ...{ fill: 'var(--real)', fillOpacity: 0.22 },
        }),
        plot.ruleX([0], { y1: 0.12, y2: lanes - 0.12, stroke: 'var(--soft)', strokeWidth: 3 }),
        plot.ruleX([1], { y1: 0.08, y2: lanes - 0.08, stroke: 'var(--real)', strokeWidth: 3 }),
        ...marks.flatMap((mark) => markOf(plot, mark)),
      ],
    },
    `${first.entry.title}: ${marks.map(({ view, skill, interval }) => `${prefix(view)}${formatSkillInterval(skill, interval)}`).join(', ')} on a scale from 0, the floor, to 1, what real rows reach`,
  )
}

/** Two standard deviations of real rows, on the scale of the strip. */
function spreadOf({ baselines: { ceiling, floor } }: ScoreEntry): number {
  return (2 * (ceiling.sd ?? 0)) / Math.abs((ceiling.value as number) - (floor.value as number))
}

/** The dot with its interval, or an arrow to where it lies. */
function markOf(plot: Drawing['plot'], { view, skill, interval, y }: Mark) {
  const { colour, letter } = view
  const x = Math.max(least, Math.min(most, skill))
  const [from, to] = interval ?? [x, x]
  const whisker = plot.ruleY([y], {
    ...{ y, x1: Math.max(least, Math.min(most, from)), x2: Math.max(least, Math.min(most, to)) },
    ...{ stroke: colour, strokeWidth: 1.5 },
  })
  if (x !== skill) {
    return [whisker, plot.text([skill < least ? '◀' : '▶'], { x, y, fill: colour, fontSize: 15 })]
  }
  const dot = plot.dot([x], { x, y, r: letter === '' ? 6 : 7, fill: colour, stroke: 'var(--card)', strokeWidth: 1.5 })
  if (letter === '') return [whisker, dot]
  return [whisker, dot, plot.text([letter], { x, y, fill: 'var(--card)', fontSize: 9, fontWeight: 700 })]
}
