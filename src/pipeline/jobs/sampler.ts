import { loadModel } from '../../models/loaded.js'
import type { Sampler } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Shares } from '../steering/groups.js'
import { fakesMissing, loadFakeLists, needsFakes } from './fake-lists.js'

export interface PreparedSampler {
  readonly sampler: Sampler
  /** How the condition is met, and what stands in for names, a sentence each. */
  readonly notes: readonly string[]
}

interface SamplerOptions {
  readonly seed?: number
  readonly where?: string
  /** Exact shares of groups of rows in a run of `rows`; see `Shares`. */
  readonly share?: Shares
  /** Rows of the whole run, of which shares are shares. */
  readonly rows?: number
}

/** A sampler of the model, given that its rows satisfy `where`, with names in the language of the table where they are wanted and to be had. */
export async function prepareSampler(model: FittedModel, options: SamplerOptions = {}): Promise<PreparedSampler> {
  await loadModel(model.model)
  const { sampler, notes } = await steeredSampler(model, options)
  const fakes = needsFakes(model.schema) ? await loadFakeLists(model.schema.locale ?? 'en') : undefined
  return {
    sampler: fakes ? { ...sampler, fakes } : sampler,
    notes: [...notes, ...(fakes === null ? [fakesMissing] : [])],
  }
}

/** Conditions and shares are loaded where there are some. */
async function steeredSampler(model: FittedModel, { seed = 1, where, share, rows = 0 }: SamplerOptions): Promise<PreparedSampler> {
  if (where === undefined && !share) return { sampler: { model, seed }, notes: [] }
  const [{ parseExpression }, { lawGiven }, { mixedSampler }] = await Promise.all([
    import('../../constraints/language/parse.js'),
    import('./law-given.js'),
    import('../steering/mixed-run.js'),
  ])
  const condition = where === undefined ? undefined : await parseExpression(where, model.schema)
  if (share) return mixedSampler(model, { seed, where: condition, share, rows })
  const { law, note } = lawGiven(model, { where: condition })
  return { sampler: { ...law, seed }, notes: note === null ? [] : [note] }
}
