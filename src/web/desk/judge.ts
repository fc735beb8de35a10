import {
  describeModel,
  evaluateByHoldout,
  evaluateMany,
  measureNearness,
  modelFacts,
  ownRowsNote,
  PrivacyError,
  previewOf,
  renderReport,
  type Table,
  typeCompared,
  typeTable,
} from '../../index.js'
import type { Picked } from '../protocol.js'
import { readPicked } from './open.js'
import { refuseTooLarge } from './room.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** The report of `rowsmith synth --report`, as a page of its own. */
export async function report({ pool, signal, progress }: Job, metrics: readonly string[]): Promise<string> {
  const { name } = need(state.source, 'table')
  const model = need(state.model, 'model')
  const table = need(state.table, 'table')
  const schema = need(state.schema, 'schema')
  const { shares } = need(state.drawn, 'rows')
  const { first, said } = need(state.delivered, 'rows')
  const { model: named, seed, settled, found, privacy } = need(state.fitted, 'model')
  if (privacy)
    throw new PrivacyError(
      'report',
      'says how real rows look, which no budget covers; for your own eyes, compare the rows with the table (Compare tables)',
    )
  const { evaluation, note, nearness, rules } = await evaluateByHoldout(table, schema, {
    ...{ model: named, options: settled, seed, pool, signal, progress },
    ...(metrics.length > 0 ? { metrics } : {}),
    ...(found && { audit: found }),
  })
  progress(0.99, 'writing the report')
  return renderReport({
    title: name,
    evaluation,
    facts: modelFacts(model),
    model: describeModel(model),
    notes: [note],
    nearness: [nearness],
    rules,
    wishes: Object.keys(shares).length > 0 ? [ownRowsNote, ...said] : [],
    previews: first ? [previewOf(first, [table], schema)] : [],
  })
}

/** The report of `rowsmith evaluate`: tables that any program made beside the real one. */
export async function compare(
  { pool, signal, progress, memory }: Job,
  real: Picked,
  synthetic: readonly Picked[],
  metrics: readonly string[],
): Promise<string> {
  progress(0, `reading ${real.name}`)
  for (const file of [real, ...synthetic]) await refuseTooLarge(file, memory)
  const { table: training, schema } = typeTable(await readPicked(real), real.name, {})
  const tables: Table[] = []
  for (const file of synthetic) {
    progress(0.02, `reading ${file.name}`)
    tables.push(typeCompared(await readPicked(file), file.name, schema))
  }
  const made = tables.map((table, i) => ({ table, name: synthetic[i].name }))
  const chosen = metrics.length > 0 ? { metrics } : {}
  const comparison = await evaluateMany({ training }, made, { schema, seed: 1, ...chosen, pool, signal, progress })
  const [first, ...others] = comparison.evaluations
  const evaluation = others.length === 0 && first ? first : comparison
  const nearness = tables.map((table) => measureNearness({ training }, table, schema, 1))
  const title = synthetic.length === 1 ? synthetic[0].name : `${synthetic.length} synthetic tables of ${real.name}`
  const note = `${synthetic.map(({ name }) => name).join(', ')} against ${real.name}.`
  return renderReport({ title, evaluation, facts: [], notes: [note], nearness })
}
