import type { ColumnGraph } from '../../models/synthesizer.js'
import { graphDot } from './dot.js'
import { graphSvg } from './svg.js'

export const graphFormats = ['json', 'dot', 'svg'] as const
export type GraphFormat = (typeof graphFormats)[number]

/** A model's graph as text: JSON for programs, DOT for Graphviz, or an SVG image. */
export function renderGraph(graph: ColumnGraph, format: GraphFormat): string {
  if (format === 'json') return `${JSON.stringify(graph, null, 1)}\n`
  return format === 'dot' ? graphDot(graph) : `${graphSvg(graph).text}\n`
}
