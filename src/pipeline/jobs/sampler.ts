import { loadForRows, ruleParts } from '../../models/loaded-parts.js'
import { needsFakes } from '../../models/made-anew/needs-fakes.js'
import type { OwnRule } from '../../models/rules/acceptance.js'
import type { Sampler } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Shares } from '../steering/weights/groups.js'

export interface PreparedSampler {
  readonly sampler: Sampler
  /** How many rows of which groups exact shares come to in the run; undefined where none are asked. */
  readonly shares?: string
  /** How the condition is met, and what stands in for names, a sentence each. */
  readonly notes: readonly string[]
}

export interface SamplerOptions {
  readonly seed?: number
  readonly where?: string
  /** Exact shares of groups of rows in a run of `rows`; see `Shares`. */
  readonly share?: Shares
  readonly rules?: readonly string[] | undefined
  readonly ownRules?: readonly OwnRule[] | undefined
  /** Rows of the whole run, of which shares are shares. */
  readonly rows?: number
}

/** A sampler of the model, given that its rows satisfy `where`, with names in the language of the table where they are wanted and to be had. */
export async function prepareSampler(model: FittedModel, options: SamplerOptions = {}): Promise<PreparedSampler> {
  await loadForRows(model)
  const { sampler, notes, ...steered } = await steeredSampler(model, options)
  const lists = needsFakes(model.schema) ? await import('./fake-lists.js') : undefined
  const fakes = await lists?.loadFakeLists(model.schema.locale ?? 'en', [model.schema])
  return {
    ...steered,
    sampler: fakes ? { ...sampler, fakes } : sampler,
    notes: [...notes, ...(fakes === null && lists ? [lists.fakesMissing] : [])],
  }
}

/** Conditions, rules and shares are loaded where there are some. */
async function steeredSampler(model: FittedModel, options: SamplerOptions): Promise<PreparedSampler> {
  const { seed = 1, where, share, rows = 0, rules, ownRules: own } = options
  if (where === undefined && !share && !own && !rules?.length && !model.schema.rules?.length) return { sampler: { model, seed }, notes: [] }
  const [{ parseExpression }, { lawGiven }, { mixedSampler }] = await Promise.all([
    import('../../constraints/language/parse.js'),
    import('./rules/law-given.js'),
    import('../steering/mixed-run.js'),
    ruleParts.load(),
    loadForRows(model, 'questions'),
  ])
  const condition = where === undefined ? undefined : await parseExpression(where, model.schema)
  if (rules) (await import('./rules/kept-rules.js')).checkFurtherRules(model, rules)
  const demands = { where: condition, rules, own }
  if (share) return mixedSampler(model, { seed, demands, share, rows })
  const { law, notes } = lawGiven(model, demands)
  return { sampler: { ...law, seed }, notes }
}
