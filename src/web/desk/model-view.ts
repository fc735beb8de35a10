import { type ColumnSchema, describeModel, type FittedModel, models, privateModels, renderGraph } from '../../index.js'
import type { ModelView } from '../protocol.js'

const mostLevels = 200
const inventedWords = /\{(first|last|local|company|job|street2?|city|region|country|ww?)\b/i

/** Whether cells of the column are, or hold, words that nobody uses. */
function isInvented(column: ColumnSchema): boolean {
  if (column.kind === 'id')
    return [column.pattern, ...(column.forms ?? []).map(({ pattern }) => pattern)].some((own) => inventedWords.test(own))
  if (column.kind !== 'text' || column.policy === 'copy') return false
  const forms = column.forms ?? []
  return (
    column.policy === 'words' ||
    (column.policy !== 'markov' && (forms.length === 0 || forms.some(({ pattern }) => inventedWords.test(pattern))))
  )
}

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
    invented: model.schema.columns.filter(isInvented).map(({ name }) => name),
    columns: model.schema.columns
      .filter((column) => !('beside' in column && column.beside !== undefined))
      .map((column) => ({
        name: column.name,
        kind: column.kind,
        levels: 'levels' in column ? column.levels.slice(0, mostLevels) : [],
      })),
  }
}
