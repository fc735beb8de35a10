import exp from '@stdlib/math-base-special-exp'
import { toEvidence } from '../../constraints/domains/evidence.js'
import { columnsOf } from '../../constraints/language/expression.js'
import { parseExpression } from '../../constraints/language/parse.js'
import { ConstraintError } from '../../errors.js'
import { findModel } from '../../models/index.js'
import { conditionsOnSources } from '../../models/shell/derive.js'
import { isMadeAnew, modelledSchema } from '../../models/shell/layout.js'
import type { Sampler } from '../../models/shell/sample.js'
import type { Conditioned, FittedModel, Synthesizer } from '../../models/synthesizer.js'

export interface PreparedSampler {
  readonly sampler: Sampler
  /** How the condition is met, in one sentence; null where there is none. */
  readonly note: string | null
}

/**
 * A sampler of the model, given that its rows satisfy `where`. What the model can condition on exactly goes into its state;
 * the rest, and whatever rounding might break, is met by drawing again.
 */
export async function prepareSampler(
  model: FittedModel,
  { seed = 1, where }: { readonly seed?: number; readonly where?: string } = {},
): Promise<PreparedSampler> {
  if (where === undefined) return { sampler: { model, seed }, note: null }
  const expression = await parseExpression(where, model.schema)
  for (const column of columnsOf(expression)) refuseMadeAnew(model, column)
  const { evidence, rest } = toEvidence(expression, model.schema)
  const synthesizer = findModel(model.model)
  if (!synthesizer.condition || evidence.length === 0) {
    return {
      sampler: { model, seed, where: expression },
      note: `rows are drawn until they satisfy the condition: ${model.model} can't be conditioned on it`,
    }
  }
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const conditioned = synthesizer.condition(model.state, modelled, conditionsOnSources(evidence, model.derivations))
  return {
    sampler: { model: { ...model, state: conditioned.state }, seed, where: expression },
    note: noteOf(conditioned, synthesizer.unit, rest !== null),
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
