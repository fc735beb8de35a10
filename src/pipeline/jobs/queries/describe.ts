import type { PrivacyUnit } from '../../../dp/accounting/ledger.js'
import { findModel } from '../../../models/index.js'
import { privateReveals } from '../../../models/private/refusals.js'
import { activeRelations } from '../../../models/relations/active.js'
import { modelledSchema } from '../../../models/shell/layout.js'
import type { Description, FittedModel } from '../../../models/synthesizer.js'
import { momentText } from '../../../table/relations/moments.js'
import { relationText } from '../../../table/relations/relation.js'

/** Where a model comes from, as name and value; nothing of this was in the data but names. */
export function modelFacts({ model, options, schema, derivations, provenance, privacy }: FittedModel): [string, string][] {
  const { rows, seed, rowsmith } = provenance
  const about = privacy ? 'about ' : ''
  return [
    ['model', `${model}: ${findModel(model).title}`],
    ['options', JSON.stringify(options)],
    [
      model === 'description' ? 'stated in' : 'learned from',
      model === 'description'
        ? `a schema of ${schema.columns.length} columns, with no row at hand, by Rowsmith ${rowsmith}`
        : `${about}${rows.toLocaleString('en')} rows of ${schema.columns.length} columns, with seed ${seed}, by Rowsmith ${rowsmith}`,
    ],
    ...(privacy
      ? [['privacy', `epsilon ${privacy.epsilon}, delta ${privacy.delta}, per ${unitInWords(privacy.unit)}`] as [string, string]]
      : []),
    ...derivations.map(({ from, to }): [string, string] => ['derived', `${to} follows from ${from}`]),
    ...activeRelations(schema).map((relation): [string, string] => ['kept', relationText(relation)]),
    ...(schema.moments ?? []).map((moment): [string, string] => ['kept', momentText(moment)]),
  ]
}

function unitInWords(unit: PrivacyUnit): string {
  if (unit === 'row') return 'row'
  return 'as' in unit
    ? `sequence of ${unit.column}, of which the first ${unit.maxRows} rows count`
    : `value of ${unit.column}, of which ${unit.maxRows} rows count at most`
}

/** What a fitted model is, what it found and what its file gives away. */
export function describeModel(model: FittedModel): Description {
  const synthesizer = findModel(model.model)
  const own = synthesizer.describe?.(model.state, modelledSchema(model.schema, model.derivations, synthesizer.unit))
  return {
    summary: own?.summary ?? synthesizer.summary,
    reveals: model.privacy ? privateReveals : (own?.reveals ?? 'Names, levels and bounds of the columns.'),
    holds: model.privacy ? 'summaries' : (own?.holds ?? 'values'),
    parameters: [...modelFacts(model), ...(own?.parameters ?? [])],
    dependences: own?.dependences ?? [],
    ...(own?.graph ? { graph: own.graph } : {}),
  }
}
