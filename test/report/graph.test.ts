import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import type { ColumnGraph } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import { renderGraph } from '../../src/report/graph/index.js'
import { layersOf } from '../../src/report/graph/layers.js'
import { layoutGraph } from '../../src/report/graph/layout.js'
import { networkSection } from '../../src/report/html/sections/data-card.js'
import { hostile } from './evaluations.js'

const graphOf = (nodes: readonly string[], edges: readonly (readonly [string, string])[]): ColumnGraph => ({
  nodes: nodes.map((name) => ({ name })),
  edges: edges.map(([from, to], i) => ({ from, to, strength: ((i * 37) % 100) / 100 })),
})

/** Each column depends on up to four others, drawn at random from those before it. */
function randomGraph(size: number): ColumnGraph {
  const rng = createRng(size)
  const nodes = Array.from({ length: size }, (_, i) => `column ${i}${'x'.repeat(rng.integer(9))}`)
  const edges = nodes.flatMap((to, i) => {
    const parents = new Set(Array.from({ length: Math.min(4, i) }, () => nodes[rng.integer(i)] as string))
    return [...parents].map((from) => [from, to] as const)
  })
  return graphOf(nodes, edges)
}

const graphs: Readonly<Record<string, ColumnGraph>> = {
  'no columns': graphOf([], []),
  'one column': graphOf(['a'], []),
  'columns without arrows': graphOf(['a', 'b', 'c'], []),
  'a chain': graphOf(
    ['c', 'b', 'a'],
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
  ),
  'an arrow past a column': graphOf(
    ['a', 'b', 'c'],
    [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ],
  ),
  'fifteen columns': randomGraph(15),
  'sixty columns': randomGraph(60),
}

describe.each(Object.entries(graphs))('%s', (_, graph) => {
  const { width, height, boxes, lines } = layoutGraph(graph)

  test('boxes lie inside the picture and do not overlap', () => {
    expect(boxes).toHaveLength(graph.nodes.length)
    boxes.forEach((box, i) => {
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width / 2).toBeLessThanOrEqual(width)
      expect(box.y + box.height / 2).toBeLessThanOrEqual(height)
      for (const other of boxes.slice(0, i)) {
        const apart = Math.abs(box.x - other.x) >= (box.width + other.width) / 2 || Math.abs(box.y - other.y) >= box.height
        expect(apart).toBe(true)
      }
    })
  })

  test('arrows lead downwards, from the box of the one column to that of the other, past all others', () => {
    expect(lines).toHaveLength(graph.edges.length)
    lines.forEach((line, i) => {
      const [from, to] = [graph.edges[i]?.from, graph.edges[i]?.to].map((name) => graph.nodes.findIndex((node) => node.name === name))
      const ends = [boxes[from as number], boxes[to as number]] as const
      expect(line[0]).toEqual([ends[0]?.x, (ends[0]?.y as number) + 13])
      expect(line.at(-1)).toEqual([ends[1]?.x, (ends[1]?.y as number) - 13])
      const heights = line.map(([, y]) => y)
      expect([...heights].sort((a, b) => a - b)).toEqual(heights)
      for (const [x, y] of line.slice(1, -1)) {
        for (const box of boxes) expect(Math.abs(box.y - y) > 1 || Math.abs(box.x - x) > box.width / 2).toBe(true)
      }
    })
  })

  test('is drawn as SVG with a box and a title for each column and each arrow', () => {
    const { document } = parseHTML(renderGraph(graph, 'svg'))
    expect(document.querySelectorAll('rect')).toHaveLength(graph.nodes.length)
    expect(document.querySelectorAll('title')).toHaveLength(graph.nodes.length + graph.edges.length)
    expect(renderGraph(graph, 'svg')).not.toMatch(/NaN|Infinity|undefined/)
  })
})

test('columns are put in an order in which arrows that need not cross do not', () => {
  const { layers } = layersOf(
    graphOf(
      ['a', 'b', 'c', 'd', 'e', 'f'],
      [
        ['a', 'f'],
        ['b', 'e'],
        ['c', 'd'],
        ['a', 'e'],
      ],
    ),
  )
  const place = (node: number) => layers.flat().find((item) => item.node === node)?.place as number
  // Above a, b, c in some order, below f, e, d in the same, with e between f and b's.
  expect(Math.sign(place(0) - place(2))).toBe(Math.sign(place(5) - place(3)))
  expect(Math.sign(place(0) - place(1))).toBe(Math.sign(place(5) - place(4)))
})

test('JSON is the graph, and DOT quotes names and says how strong arrows are', () => {
  const graph: ColumnGraph = {
    nodes: [{ name: 'a"b\\', note: 'two\nlines' }, { name: 'c' }],
    edges: [{ from: 'a"b\\', to: 'c', strength: 0.5 }],
  }
  expect(JSON.parse(renderGraph(graph, 'json'))).toEqual(graph)
  expect(renderGraph(graph, 'dot')).toBe(
    'digraph network {\n  node [shape=box, fontname="sans-serif"];\n  "a\\"b\\\\" [tooltip="two\\nlines"];\n  "c";\n  "a\\"b\\\\" -> "c" [penwidth=2.50, tooltip="0.50"];\n}\n',
  )
})

test('names out of the data are escaped, and long ones shortened', () => {
  const names = [...hostile, 'n'.repeat(500)]
  const svg = renderGraph({ nodes: names.map((name) => ({ name, note: name })), edges: [] }, 'svg')
  expect(svg).not.toMatch(/<script|<img|<b>|<i>id/i)
  expect(Math.max(...layoutGraph(graphOf(names, [])).boxes.map(({ label }) => [...label].length))).toBe(24)
})

test('the report draws the strongest arrows and says how many it leaves out; without a network it draws nothing', () => {
  const nodes = Array.from({ length: 10 }, (_, i) => `c${i}`)
  const all = nodes.flatMap((to, i) => nodes.slice(0, i).map((from) => [from, to] as const))
  const text = networkSection(graphOf(nodes, all))?.text ?? ''
  expect(text).toMatch(/The 20 strongest arrows are drawn; 25 weaker ones/)
  const titles = [...parseHTML(text).document.querySelectorAll('title')].map(({ textContent }) => textContent ?? '')
  const drawn = titles.flatMap((title) => /: (\d\.\d\d)$/.exec(title)?.[1] ?? [])
  const strengths = all.map((_, i) => ((i * 37) % 100) / 100).sort((a, b) => b - a)
  expect(drawn.map(Number).sort((a, b) => b - a)).toEqual(strengths.slice(0, 20))
  expect(networkSection(undefined)).toBe(null)
  expect(networkSection(graphOf(nodes, []))).toBe(null)
})
