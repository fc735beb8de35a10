import type { ColumnGraph } from '../../models/synthesizer.js'
import { type LayerItem, layersOf } from './layers.js'

/** Where the columns and arrows of a graph are drawn, in pixels. */
export interface GraphLayout {
  readonly width: number
  readonly height: number
  /** Boxes by their centre, in the order of the graph's nodes. */
  readonly boxes: readonly {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly label: string
  }[]
  /** For each arrow the points that it goes through, downwards. */
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[]
}

const margin = 8
const boxHeight = 26
const layerDistance = 66
/** Room between two boxes, and between arrows that pass side by side. */
const gap = 22
const laneGap = 7
const characterWidth = 6.9
const mostCharacters = 24
const rounds = 24

/** The columns in layers from top to bottom, arrows leading downwards past the boxes between them. */
export function layoutGraph(graph: ColumnGraph): GraphLayout {
  const { layers, routes } = layersOf(graph)
  const labels = graph.nodes.map(({ name }) => shortened(name))
  const widthOf = ({ node }: LayerItem): number => (node < 0 ? 0 : labels[node].length * characterWidth + 20)
  const x = horizontalPlaces(layers, widthOf)
  const least = Math.min(...layers.flat().map((item) => (x.get(item) as number) - widthOf(item) / 2), 0)
  const most = Math.max(...layers.flat().map((item) => (x.get(item) as number) + widthOf(item) / 2), 0)
  const at = (item: LayerItem): number => (x.get(item) as number) - least + margin
  const centre = (item: LayerItem): number => margin + boxHeight / 2 + item.layer * layerDistance
  const boxes = new Array<GraphLayout['boxes'][number]>(labels.length)
  for (const item of layers.flat()) {
    if (item.node < 0) continue
    boxes[item.node] = { x: at(item), y: centre(item), width: widthOf(item), height: boxHeight, label: labels[item.node] }
  }
  const lines = routes.map((route) =>
    route.map((item, i): [number, number] => {
      const edge = i === 0 ? boxHeight / 2 : i === route.length - 1 ? -boxHeight / 2 : 0
      return [at(item), centre(item) + edge]
    }),
  )
  return { width: most - least + 2 * margin, height: 2 * margin + boxHeight + (layers.length - 1) * layerDistance, boxes, lines }
}

function shortened(name: string): string {
  const characters = [...name]
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : name
}

/** Items near their neighbours above and below, apart from each other. */
function horizontalPlaces(layers: readonly (readonly LayerItem[])[], widthOf: (item: LayerItem) => number): Map<LayerItem, number> {
  const apart = (a: LayerItem, b: LayerItem): number => (widthOf(a) + widthOf(b)) / 2 + (a.node < 0 && b.node < 0 ? laneGap : gap)
  const x = new Map<LayerItem, number>()
  for (const layer of layers)
    spread(
      layer,
      layer.map(() => 0),
      apart,
      x,
    )
  for (let round = 0; round < rounds; round++) {
    for (const layer of round % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = layer.map((item) => {
        const neighbours = [...item.up, ...item.down]
        return neighbours.length === 0
          ? (x.get(item) as number)
          : neighbours.reduce((sum, other) => sum + (x.get(other) as number), 0) / neighbours.length
      })
      spread(layer, wanted, apart, x)
    }
  }
  return x
}

/** Puts the items of a layer where they are wanted, or as near to it as they may come: halfway between giving way to the right and to the left. */
function spread(
  layer: readonly LayerItem[],
  wanted: readonly number[],
  apart: (a: LayerItem, b: LayerItem) => number,
  x: Map<LayerItem, number>,
): void {
  const right = [...wanted]
  for (let i = 1; i < layer.length; i++) {
    right[i] = Math.max(right[i], right[i - 1] + apart(layer[i - 1], layer[i]))
  }
  const left = [...wanted]
  for (let i = layer.length - 2; i >= 0; i--) {
    left[i] = Math.min(left[i], left[i + 1] - apart(layer[i], layer[i + 1]))
  }
  layer.forEach((item, i) => {
    x.set(item, (left[i] + right[i]) / 2)
  })
}
