import type { Leaderboard, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { shorten } from '../format.js'
import type { Drawing } from '../html/drawing.js'
import { type Markup, markup } from '../html/markup.js'

const width = 460
const height = 320

const privacyScale = { label: 'privacy →', type: 'linear', domain: [0, 1] }
const timeScale = { label: '← seconds', type: 'log', reverse: true }

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
<div class="pair">${privacy.length > 0 ? figure('Quality and privacy', chart(drawing, privacy, privacyScale, 'quality against privacy')) : null}
${time.length > 0 ? figure('Quality and time', chart(drawing, time, timeScale, 'quality against seconds')) : null}</div>`
}

function figure(title: string, content: Markup): Markup {
  return markup`<figure class="card" style="margin:0"><figcaption><h3>${title}</h3></figcaption><div class="scroll">${content}</div></figure>`
}

function chart({ plot, draw }: Drawing, points: readonly Point[], x: Record<string, unknown>, what: string): Markup {
  const line = points.filter(({ front }) => front).sort((a, b) => a.other - b.other)
  const spoken = points.map(({ name, quality, other }) => `${name} ${quality.toFixed(2)}, ${other.toPrecision(3)}`).join('; ')
  return draw(
    {
      ...{ width, height, marginLeft: 36, marginBottom: 36, marginRight: 110, marginTop: 18 },
      x: { ...x, tickSize: 4, ticks: 5 } as never,
      y: { label: '↑ quality', domain: [0, 1], ticks: 5, tickSize: 4 },
      marks: [
        plot.line(line, { x: 'other', y: 'quality', stroke: 'var(--real)', strokeOpacity: 0.4, curve: 'step-after' }),
        plot.dot([...points], {
          ...{ x: 'other', y: 'quality', r: 4.5, stroke: (point: Point) => colourOf(point) },
          fill: (point: Point) => (point.front ? colourOf(point) : 'var(--card)'),
        }),
        plot.text([...points], {
          ...{ x: 'other', y: 'quality', text: (point: Point) => shorten(point.name, 22), dx: 8, textAnchor: 'start' },
          fill: (point: Point) => (point.kind === 'baseline' ? 'var(--soft)' : 'var(--ink)'),
        }),
      ],
      color: { type: 'identity' },
    },
    `${what}: ${spoken}`,
  )
}

function colourOf({ kind }: Point): string {
  return kind === 'baseline' ? 'var(--soft)' : kind === 'model' ? 'var(--real)' : 'var(--off)'
}
