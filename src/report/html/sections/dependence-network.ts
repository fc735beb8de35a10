import type { PairMatrices } from '../../../evaluate/evaluation.js'
import { formatHundredths, shorten } from '../../format.js'
import { Markup, markup } from '../page/markup.js'

/** Ties drawn per column, at most: with more there is nothing to be seen. */
const tiesPerColumn = 1.5
/** Weaker ties aren't drawn; a tie is another where its strength differs by more than this. */
const weakest = 0.1
const another = 0.1
const labelLength = 16
/** About what a letter takes. */
const letterSpace = 6.2

interface Tie {
  readonly a: number
  readonly b: number
  readonly real: number
  readonly synthetic: number
}

/** The strongest ties between columns, in real or in synthetic rows, drawn between names on a circle; null where none is strong enough. */
export function dependenceNetwork(pairs: PairMatrices): Markup | null {
  const ties = strongest(pairs)
  if (ties.length === 0) return null
  const size = pairs.columns.length
  const radius = radiusOf(size)
  const longest = Math.max(...pairs.columns.map((name) => Array.from(shorten(name, labelLength)).length))
  const middle = radius + 14 + letterSpace * longest
  const place = (index: number, at = radius): readonly [number, number] => {
    const angle = (2 * Math.PI * index) / size - Math.PI / 2
    return [middle + at * Math.cos(angle), middle + at * Math.sin(angle)]
  }
  const label = `${size} columns on a circle, tied by ${ties.length} lines: the strongest dependences in real and synthetic rows`
  return markup`<svg role="img" aria-label="${label}" width="${round(2 * middle)}" height="${round(2 * middle)}" viewBox="0 0 ${round(2 * middle)} ${round(2 * middle)}">
${ties.map((tie) => line(tie, pairs.columns, middle, place))}
${pairs.columns.map((name, index) => node(name, index, size, place))}
</svg>`
}

function strongest({ columns, real, synthetic }: PairMatrices): Tie[] {
  const ties = columns.flatMap((_, b) =>
    columns.slice(0, b).map((_, a): Tie => ({ a, b, real: real[b]?.[a] ?? 0, synthetic: synthetic[b]?.[a] ?? 0 })),
  )
  return (
    ties
      .filter((tie) => strength(tie) >= weakest)
      .sort((x, y) => strength(y) - strength(x))
      .slice(0, Math.max(8, Math.round(tiesPerColumn * columns.length)))
      // The strongest last, so that they lie on top.
      .reverse()
  )
}

function strength({ real, synthetic }: Tie): number {
  return Math.max(Math.abs(real), Math.abs(synthetic))
}

type Place = (index: number, at?: number) => readonly [number, number]

function line(tie: Tie, columns: readonly string[], middle: number, place: Place): Markup {
  const { a, b, real, synthetic } = tie
  const gain = Math.abs(synthetic) - Math.abs(real)
  const turned = Math.abs(synthetic - real) > another && Math.abs(gain) <= another
  const kind = gain < -another ? 'weaker' : gain > another || turned ? 'stronger' : 'kept'
  const [[x1, y1], [x2, y2]] = [place(a), place(b)]
  // Bent towards the middle, so that neighbours' lines don't lie on the circle.
  const bend = (from: number, to: number) => middle + ((from + to) / 2 - middle) * 0.45
  const path = `M${round(x1)} ${round(y1)}Q${round(bend(x1, x2))} ${round(bend(y1, y2))} ${round(x2)} ${round(y2)}`
  const title = `${columns[a]} × ${columns[b]}: real ${formatHundredths(real)}, synthetic ${formatHundredths(synthetic)}`
  return markup`<path class="tie ${kind}" d="${new Markup(path)}" stroke-width="${(0.7 + 3.3 * strength(tie)).toFixed(1)}"><title>${title}</title></path>
`
}

function node(name: string, index: number, size: number, place: Place): Markup {
  const [x, y] = place(index)
  const [textX, textY] = place(index, radiusOf(size) + 9)
  const degrees = (360 * index) / size - 90
  const turned = degrees > 90
  const turn = `rotate(${round(turned ? degrees + 180 : degrees)} ${round(textX)} ${round(textY)})`
  return markup`<circle cx="${round(x)}" cy="${round(y)}" r="4" fill="var(--ink)"/><text x="${round(textX)}" y="${round(textY)}" dy="0.32em" text-anchor="${turned ? 'end' : 'start'}" transform="${turn}" fill="currentColor">${shorten(name, labelLength)}</text>
`
}

/** Of the circle: names next to each other need room. */
function radiusOf(size: number): number {
  return Math.max(70, size * 7)
}

function round(value: number): string {
  return String(Math.round(10 * value) / 10)
}
