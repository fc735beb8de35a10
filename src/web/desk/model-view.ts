import { describeModel, type FittedModel, models, privateModels, renderGraph } from '../../index.js'
import type { ModelView } from '../protocol.js'

const mostLevels = 200

/** A fitted model as the page shows it. */
export function modelView(model: FittedModel, name: string, audit: readonly string[]): ModelView {
  const { summary, reveals, parameters, dependences = [], graph } = describeModel(model)
  return {
    of: 'model',
    name,
    model: model.model,
    title: [...models, ...privateModels].find((known) => known.name === model.model)?.title ?? model.model,
    summary,
    reveals,
    parameters,
    dependences: dependences.slice(0, 20),
    graph: graph && graph.edges.length > 0 ? renderGraph(graph, 'svg') : null,
    rows: model.provenance.rows,
    audit,
    private: model.privacy !== undefined,
    columns: model.schema.columns
      .filter((column) => !('beside' in column && column.beside !== undefined))
      .map((column) => ({
        name: column.name,
        kind: column.kind,
        levels: 'levels' in column ? column.levels.slice(0, mostLevels) : [],
      })),
  }
}
