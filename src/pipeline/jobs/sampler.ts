import exp from '@stdlib/math-base-special-exp'
import { ConstraintError } from '../../errors.js'
import { loadModel } from '../../models/loaded.js'
import { onDrawnColumns } from '../../models/relations/active.js'
import { conditionsOnSources } from '../../models/shell/derive.js'
import { isMadeAnew, modelledSchema } from '../../models/shell/layout.js'
import type { Sampler } from '../../models/shell/sample.js'
import type { Conditioned, FittedModel, Synthesizer } from '../../models/synthesizer.js'
import { fakesMissing, loadFakeLists, needsFakes } from './fake-lists.js'

export interface PreparedSampler {
  readonly sampler: Sampler
  /** How the condition is met, and what stands in for names, a sentence each. */
  readonly notes: readonly string[]
}

interface SamplerOptions {
  readonly seed?: number
  readonly where?: string
}

/** A sampler of the model, given that its rows satisfy `where`, with names in the language of the table where they are wanted and to be had. */
export async function prepareSampler(model: FittedModel, options: SamplerOptions = {}): Promise<PreparedSampler> {
  const { sampler, note } = await conditionedSampler(model, options)
  const fakes = needsFakes(model.schema) ? await loadFakeLists(model.schema.locale ?? 'en') : undefined
  return {
    sampler: fakes ? { ...sampler, fakes } : sampler,
    notes: [...(note === null ? [] : [note]), ...(fakes === null ? [fakesMissing] : [])],
  }
}

/** What the model can condition on exactly goes into its state; the rest, and whatever rounding might break, is met by drawing again. */
async function conditionedSampler(
  model: FittedModel,
  { seed = 1, where }: SamplerOptions,
): Promise<{ readonly sampler: Sampler; readonly note: string | null }> {
  const synthesizer = await loadModel(model.model)
  if (where === undefined) return { sampler: { model, seed }, note: null }
  const [{ toEvidence }, { columnsOf }, { parseExpression }] = await Promise.all([
    import('../../constraints/domains/evidence.js'),
    import('../../constraints/language/expression.js'),
    import('../../constraints/language/parse.js'),
  ])
  const expression = await parseExpression(where, model.schema)
  for (const column of columnsOf(expression)) refuseMadeAnew(model, column)
  const { evidence: known, rest } = toEvidence(expression, model.schema)
  const sources = conditionsOnSources(known, model.derivations)
  const evidence = onDrawnColumns(sources, model.schema)
  if (!synthesizer.condition || evidence.length === 0) {
    return {
      sampler: { model, seed, where: expression },
      note: `rows are drawn until they satisfy the condition: ${model.model} can't be conditioned on it`,
    }
  }
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const conditioned = synthesizer.condition(model.state, modelled, evidence)
  return {
    sampler: { model: { ...model, state: conditioned.state }, seed, where: expression },
    note: noteOf(conditioned, synthesizer.unit, rest !== null || evidence.length < sources.length),
  }
}

function noteOf({ exact, logProbability, worth = 1, again = [] }: Conditioned, unit: Synthesizer['unit'], isRest: boolean): string {
  const units = `${again.length > 0 ? 'first row' : unit}s`
  const share = `; the model expects it of ${shareInWords(logProbability, units)}`
  const where = again.length > 0 ? ' in first rows' : ''
  const how = exact
    ? `conditioned exactly${where}`
    : `conditioned approximately${where}, 1,000 ${units} being worth about ${Math.round(1000 * worth)} independent ones`
  if (again.length > 0) return `${how}${share}; sequences are drawn again until ${again.join(', ')} satisfies it in every row`
  return isRest ? `${how} on the part that concerns single columns${share}; the rest is met by drawing again` : `${how}${share}`
}

function shareInWords(logProbability: number, units: string): string {
  const one = exp(-logProbability)
  return one < 20 ? `${(100 / one).toFixed(0)} % of the ${units}` : `one ${units.slice(0, -1)} in ${Math.round(one).toLocaleString('en')}`
}

function refuseMadeAnew({ schema }: FittedModel, name: string): void {
  const column = schema.columns.find((column) => column.name === name)
  if (column && isMadeAnew(column))
    throw new ConstraintError(name, `is made anew for every row (${column.kind}), so no condition can be set on it; leave it out`)
}
