import { OptionError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { loadedModel } from '../loaded.js'
import type { Derivation, Synthesizer } from '../synthesizer.js'
import { isMadeAnew } from './layout.js'

/**
 * The model's options under which rows can be drawn exactly given conditions on these columns. Throws an OptionError where the model
 * can't be conditioned, or a column is none that conditions can be set on.
 */
export async function optionsForConditions(
  synthesizer: Synthesizer,
  options: unknown,
  columns: readonly string[],
  { schema, derivations }: { readonly schema: Schema; readonly derivations: readonly Derivation[] },
): Promise<unknown> {
  if (columns.length === 0) return options
  if (!synthesizer.condition) {
    const { models } = await import('../index.js')
    const others = models.filter(({ condition }) => condition).map(({ name }) => name)
    throw new OptionError(
      'conditionOn',
      `${synthesizer.name} can't be conditioned: rows are drawn until they satisfy a condition; leave it out, or fit one of ${others.join(', ')}`,
    )
  }
  const possible = schema.columns.filter((column) => !isMadeAnew(column)).map(({ name }) => name)
  const unknown = columns.find((name) => !possible.includes(name))
  if (unknown !== undefined)
    throw new OptionError('conditionOn', `no condition can be set on ${unknown}; choose from ${possible.join(', ')}`)
  const sources = columns.map((name) => sourceOf(name, derivations))
  return synthesizer.forConditions?.(options, [...new Set(sources)]) ?? options
}

/** The column that a column follows from, if it follows from one: conditions on it are said of that. */
function sourceOf(name: string, derivations: readonly Derivation[]): string {
  const derivation = derivations.find(({ to }) => to === name)
  return derivation ? sourceOf(derivation.from, derivations) : name
}

/** What `conditionOn` changes about a model, in one sentence. */
export function conditionsInWords(model: string, columns: readonly string[]): string {
  return loadedModel(model).forConditions
    ? `${model} draws ${columns.join(', ')} first, so that conditions on ${columns.length === 1 ? 'it' : 'them'} are exact`
    : `${model} is exact on conditions on any of its columns, so --condition-on changes nothing`
}
