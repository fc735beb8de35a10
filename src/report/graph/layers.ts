import type { ColumnGraph } from '../../models/synthesizer.js'

/** A column, or a place where an arrow passes a layer. */
export interface LayerItem {
  /** The column's position; -1 where an arrow passes. */
  readonly node: number
  readonly layer: number
  /** Items of the next layer and of the one before that a line leads to. */
  readonly down: LayerItem[]
  readonly up: LayerItem[]
  /** Where it stands in its layer. */
  place: number
}

export interface Layers {
  readonly layers: readonly (readonly LayerItem[])[]
  /** For each arrow, what it goes through from its start to its end. */
  readonly routes: readonly (readonly LayerItem[])[]
}

const sweeps = 16

/**
 * The columns of a graph without circles in layers, such that every arrow leads downwards, with the items of each layer in an order in
 * which few arrows cross.
 * @see Sugiyama, Tagawa and Toda, 1981, Methods for visual understanding of hierarchical system structures
 */
export function layersOf({ nodes, edges }: ColumnGraph): Layers {
  const positions = new Map(nodes.map(({ name }, i) => [name, i]))
  const arrows = edges.map(({ from, to }) => [positions.get(from) as number, positions.get(to) as number] as const)
  const depth = depths(nodes.length, arrows)
  const layers: LayerItem[][] = Array.from({ length: Math.max(0, ...depth) + 1 }, () => [])
  const add = (node: number, layer: number): LayerItem => {
    const item: LayerItem = { node, layer, down: [], up: [], place: 0 }
    layers[layer]?.push(item)
    return item
  }
  const items = nodes.map((_, node) => add(node, depth[node]))
  const routes = arrows.map(([from, to]) => {
    const route = [items[from]]
    for (let layer = depth[from] + 1; layer < depth[to]; layer++) route.push(add(-1, layer))
    route.push(items[to])
    route.slice(1).forEach((item, i) => {
      route[i]?.down.push(item)
      item.up.push(route[i])
    })
    return route
  })
  order(layers)
  return { layers, routes }
}

/** The layer of each column: below all that lead to it; those that nothing leads to stand just above the first that they lead to. */
function depths(nodes: number, arrows: readonly (readonly [number, number])[]): number[] {
  const depth = new Array<number>(nodes).fill(0)
  // As many rounds as the longest way has arrows, at most one per node.
  for (let round = 0; round < nodes; round++) {
    let changed = false
    for (const [from, to] of arrows) {
      if (depth[to] > depth[from]) continue
      depth[to] = depth[from] + 1
      changed = true
    }
    if (!changed) break
  }
  for (let node = 0; node < nodes; node++) {
    if (arrows.some(([, to]) => to === node)) continue
    const below = arrows.filter(([from]) => from === node).map(([, to]) => depth[to])
    if (below.length > 0) depth[node] = Math.min(...below) - 1
  }
  return depth
}

/** Puts every item at the mean place of its neighbours above, then below, and so on; keeps the order with fewest crossings. */
function order(layers: LayerItem[][]): void {
  renumber(layers)
  let best = layers.map((layer) => [...layer])
  let fewest = crossings(layers)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const downwards = sweep % 2 === 0
    for (const layer of downwards ? layers : [...layers].reverse()) {
      const places = new Map(layer.map((item) => [item, meanPlace(downwards ? item.up : item.down, item.place)]))
      layer.sort((a, b) => (places.get(a) as number) - (places.get(b) as number) || a.place - b.place)
      layer.forEach((item, place) => {
        item.place = place
      })
    }
    const count = crossings(layers)
    if (count >= fewest) continue
    fewest = count
    best = layers.map((layer) => [...layer])
  }
  best.forEach((layer, i) => {
    layers[i]?.splice(0, layer.length, ...layer)
  })
  renumber(layers)
}

function renumber(layers: readonly (readonly LayerItem[])[]): void {
  for (const layer of layers) {
    layer.forEach((item, place) => {
      item.place = place
    })
  }
}

function meanPlace(neighbours: readonly LayerItem[], otherwise: number): number {
  return neighbours.length === 0 ? otherwise : neighbours.reduce((sum, { place }) => sum + place, 0) / neighbours.length
}

/** Pairs of lines between two layers that cross. */
function crossings(layers: readonly (readonly LayerItem[])[]): number {
  let count = 0
  for (const layer of layers) {
    const ends = layer.flatMap((item) => item.down.map(({ place }) => place).sort((a, b) => a - b))
    for (let i = 0; i < ends.length; i++) for (let j = 0; j < i; j++) if (ends[j] > ends[i]) count++
  }
  return count
}
