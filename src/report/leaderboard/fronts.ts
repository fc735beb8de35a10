import type { Leaderboard, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { shorten } from '../format.js'
import type { Drawing } from '../html/charts/drawing.js'
import { type Markup, markup } from '../html/page/markup.js'

const width = 520
const leastHeight = 320
const margin = { marginLeft: 36, marginBottom: 36, marginRight: 170, marginTop: 18 }
/** Pixels from the name of one point to that of the next, and from the ends of their lines to the names. */
const lineHeight = 14
const toNames = 6
/** Room for the lines at the right of the points, of the width that these take. */
const beyond = 0.15

interface Point {
  readonly name: string
  readonly quality: number
  readonly other: number
  readonly front: boolean
  readonly kind: Standing['kind']
}

/** Quality against privacy and against time, with the synthesizers that no other beats in both; null where nothing was judged. */
export function frontsSection(drawing: Drawing, { standings, fronts }: Leaderboard): Markup | null {
  const judged = standings.filter(({ quality }) => quality !== null)
  const points = (otherOf: (standing: Standing) => number | null, front: readonly string[]): Point[] =>
    judged.flatMap((standing) => {
      const other = otherOf(standing)
      const { name, kind } = standing
      return other === null ? [] : [{ name, kind, quality: standing.quality?.mean ?? 0, other, front: front.includes(name) }]
    })
  const privacy = points(({ privacy }) => privacy?.mean ?? null, fronts.privacy)
  const time = points(({ seconds, kind }) => (kind === 'baseline' ? null : seconds.make), fronts.time)
  if (privacy.length + time.length === 0) return null
  return markup`<p class="intro">Filled marks are synthesizers than which no other is at least as good in both directions. Baselines are drawn faintly.</p>
<div class="pair">${privacy.length > 0 ? figure('Quality and privacy', chart(drawing, privacy, privacyScale(privacy), 'quality against privacy')) : null}
${time.length > 0 ? figure('Quality and time', chart(drawing, time, timeScale(time), 'quality against seconds')) : null}</div>`
}

function figure(title: string, content: Markup): Markup {
  return markup`<figure class="card" style="margin:0"><figcaption><h3>${title}</h3></figcaption><div class="scroll" tabindex="0" role="region" aria-label="${title}">${content}</div></figure>`
}

/** Names stand in a column at the right, tied to their points by thin lines: however near points lie, no two names lie on each other. */
function chart({ plot, draw }: Drawing, points: readonly Point[], x: Scale, what: string): Markup {
  const height = Math.max(leastHeight, margin.marginTop + margin.marginBottom + lineHeight * points.length)
  const gap = lineHeight / (height - margin.marginTop - margin.marginBottom)
  const qualities = points.map(({ quality }) => quality)
  const y = shareScale('↑ quality', qualities, 0)
  const places = spread(qualities, gap * (y.domain[1] - y.domain[0]), y.domain)
  const named = points.map((point, i) => ({ ...point, end: x.domain[1], place: places[i] }))
  // From the best in one direction: as long as that is what counts, no better quality is to be had.
  const best = Math.sign(x.domain[0] - x.domain[1])
  const line = points.filter(({ front }) => front).sort((a, b) => best * (a.other - b.other))
  const spoken = points.map(({ name, quality, other }) => `${name} ${quality.toFixed(2)}, ${other.toPrecision(3)}`).join('; ')
  const soft = { stroke: 'var(--soft)', strokeWidth: 0.5, strokeOpacity: 0.6 }
  return draw(
    {
      ...{ width, height, ...margin },
      x: { ...x, tickSize: 4, tickFormat: String } as never,
      y: { ...y, tickSize: 4, tickFormat: String } as never,
      marks: [
        plot.link(named, { x1: 'other', y1: 'quality', x2: 'end', y2: 'place', ...soft }),
        plot.line(line, { x: 'other', y: 'quality', stroke: 'var(--real)', strokeOpacity: 0.4, curve: 'step-after' }),
        plot.dot(named, {
          ...{ x: 'other', y: 'quality', r: 4.5, stroke: (point: Point) => colourOf(point) },
          fill: (point: Point) => (point.front ? colourOf(point) : 'var(--card)'),
        }),
        plot.text(named, {
          ...{ x: 'end', y: 'place', text: (point: Point) => shorten(point.name, 26), dx: toNames, textAnchor: 'start' },
          fill: (point: Point) => (point.kind === 'baseline' ? 'var(--soft)' : 'var(--ink)'),
        }),
      ],
      color: { type: 'identity' },
    },
    `${what}: ${spoken}`,
  )
}

interface Scale {
  readonly label: string
  readonly type?: string
  /** From left to right, or from below; the names begin where it ends. */
  readonly domain: readonly [number, number]
  readonly ticks: number | readonly number[]
}

/** A scale for shares up to 1 that begins a little below the least of them, in tenths. */
function shareScale(label: string, shares: readonly number[], end: number): Scale {
  const low = Math.max(0, Math.floor(10 * Math.min(...shares) - 0.5) / 10)
  const tenths = Array.from({ length: Math.round(10 * (1 - low)) + 1 }, (_, i) => Math.round(10 * low + i) / 10)
  return {
    label,
    domain: [low, 1 + end * (1 - low)],
    ticks: tenths.length > 6 ? tenths.filter((_, i) => (tenths.length - 1 - i) % 2 === 0) : tenths,
  }
}

const privacyScale = (points: readonly Point[]): Scale =>
  shareScale(
    'privacy →',
    points.map(({ other }) => other),
    beyond,
  )

/** The fastest at the right. */
function timeScale(points: readonly Point[]): Scale {
  const seconds = points.map(({ other }) => other)
  const [most, least] = [1.3 * Math.max(...seconds), Math.min(...seconds) / 1.3]
  return { label: '← seconds', type: 'log', domain: [most, least * (least / most) ** beyond], ticks: 5 }
}

function colourOf({ kind }: Point): string {
  return kind === 'baseline' ? 'var(--soft)' : kind === 'model' ? 'var(--real)' : 'var(--off)'
}

/**
 * Places for labels of these values along a line: in the same order, at least `gap` apart and between `low` and `high`, each as near to its
 * value as those before it allow. Where there isn't room for all, the gap shrinks.
 */
export function spread(values: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b] || a - b)
  const step = Math.min(gap, (high - low) / Math.max(1, values.length - 1))
  const places = new Array<number>(values.length)
  order.reduce((least, i) => {
    places[i] = Math.max(least, values[i])
    return places[i] + step
  }, low)
  order.reduceRight((most, i) => {
    places[i] = Math.min(most, places[i])
    return places[i] - step
  }, high)
  return places
}
