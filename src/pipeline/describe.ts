import { findModel } from '../models/index.js'
import { modelledSchema } from '../models/layout.js'
import type { Description, FittedModel } from '../models/synthesizer.js'

/** Where a model comes from, as name and value; nothing of this was in the data but names. */
export function modelFacts({ model, options, schema, derivations, provenance: { rows, seed, rowsmith } }: FittedModel): [string, string][] {
  return [
    ['model', `${model}: ${findModel(model).title}`],
    ['options', JSON.stringify(options)],
    ['learned from', `${rows.toLocaleString('en')} rows of ${schema.columns.length} columns, with seed ${seed}, by Rowsmith ${rowsmith}`],
    ...derivations.map(({ from, to }): [string, string] => ['derived', `${to} follows from ${from}`]),
  ]
}

/** What a fitted model is, what it found and what its file gives away. */
export function describeModel(model: FittedModel): Description {
  const synthesizer = findModel(model.model)
  const own = synthesizer.describe?.(model.state, modelledSchema(model.schema, model.derivations, synthesizer.unit))
  return {
    summary: own?.summary ?? synthesizer.summary,
    reveals: own?.reveals ?? 'Names, levels and bounds of the columns.',
    parameters: [...modelFacts(model), ...(own?.parameters ?? [])],
    dependences: own?.dependences ?? [],
    ...(own?.graph ? { graph: own.graph } : {}),
  }
}
