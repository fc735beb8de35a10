import type { ColumnGraph } from '../../models/synthesizer.js'
import { Markup, markup } from '../html/page/markup.js'
import { layoutGraph } from './layout.js'

/** The forms in which a network of columns can be drawn. */
export const graphFormats = ['json', 'dot', 'svg'] as const
/** A form in which a network of columns is drawn. */
export type GraphFormat = (typeof graphFormats)[number]

/** A model's graph as text: JSON for programs, DOT for Graphviz, or an SVG image. */
export function renderGraph(graph: ColumnGraph, format: GraphFormat): string {
  if (format === 'json') return `${JSON.stringify(graph, null, 1)}\n`
  return format === 'dot' ? graphDot(graph) : `${graphSvg(graph).text}\n`
}

/** The graph in the DOT language of Graphviz; stronger arrows are thicker. */
function graphDot({ nodes, edges }: ColumnGraph): string {
  const lines = [
    ...nodes.map(({ name, note }) => `  ${quoted(name)}${note ? ` [tooltip=${quoted(note)}]` : ''};`),
    ...edges.map(({ from, to, strength }) => {
      return `  ${quoted(from)} -> ${quoted(to)} [penwidth=${(0.5 + 4 * strength).toFixed(2)}, tooltip="${strength.toFixed(2)}"];`
    }),
  ]
  return `digraph network {\n  node [shape=box, fontname="sans-serif"];\n${lines.join('\n')}\n}\n`
}

/** A backslash would begin an escape of the language's own. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

interface GraphColours {
  readonly ink: string
  readonly card: string
  readonly line: string
  readonly arrow: string
}

const onPaper: GraphColours = { ink: '#1c2126', card: '#ffffff', line: '#b9bdc1', arrow: '#1f6fb2' }

/** Length and half of the width of an arrow's head, for the weakest. */
const head = 6

/** The graph as an SVG image: stronger arrows are thicker and darker, and say what they are when pointed at. */
export function graphSvg(graph: ColumnGraph, colours: GraphColours = onPaper): Markup {
  const { width, height, boxes, lines } = layoutGraph(graph)
  const label = `${graph.nodes.length} columns, tied by ${graph.edges.length} arrows`
  const arrows = graph.edges.map((edge, i) => arrow(edge, lines[i] as readonly Point[], colours))
  // The strongest last, so that they lie on top.
  const order = [...graph.edges.keys()].sort((a, b) => graph.edges[a]?.strength - graph.edges[b]?.strength)
  return markup`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="12">
${order.map((i) => arrows[i])}
${graph.nodes.map(({ name, note }, i) => box(boxes[i], note ? `${name}: ${note}` : name, colours))}
</svg>`
}

type Point = readonly [x: number, y: number]

type Box = ReturnType<typeof layoutGraph>['boxes'][number]

function box({ x, y, width, height, label }: Box, title: string, { card, ink, line }: GraphColours): Markup {
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`
  return markup`<g><title>${title}</title><rect ${new Markup(place)} rx="5" fill="${card}" stroke="${line}"/><text x="${round(x)}" y="${round(y)}" dy="0.35em" text-anchor="middle" fill="${ink}">${label}</text></g>
`
}

function arrow({ from, to, strength }: ColumnGraph['edges'][number], points: readonly Point[], { arrow }: GraphColours): Markup {
  const [x, y] = points[points.length - 1]
  const size = head + 3 * strength
  const line = curve([...points.slice(0, -1), [x, y - size]])
  const opacity = (0.25 + 0.75 * Math.min(1, strength)).toFixed(2)
  return markup`<g fill="${arrow}" stroke="${arrow}" opacity="${opacity}"><title>${from} → ${to}: ${strength.toFixed(2)}</title><path d="${line}" fill="none" stroke-width="${(0.8 + 3.2 * strength).toFixed(2)}"/><path d="M${round(x)} ${round(y)}l${round(-size / 2)} ${round(-size)}h${round(size)}z" stroke="none"/></g>
`
}

/** A line through the points that leaves and reaches each of them straight down. */
function curve(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      const before = points[i - 1]
      if (!before) return `M${round(x)} ${round(y)}`
      const bend = (y - before[1]) / 2
      return `C${round(before[0])} ${round(before[1] + bend)} ${round(x)} ${round(y - bend)} ${round(x)} ${round(y)}`
    })
    .join('')
}

function round(value: number): string {
  return String(Math.round(10 * value) / 10)
}
