import {
  fit,
  loadModel,
  models,
  PrivacyError,
  type PrivacyOptions,
  parseSchema,
  renderTuning,
  renderUnaudited,
  type Schema,
  type SettingWords,
  type Table,
  type Tuning,
  tableFromBytes,
  tunePrivacy,
  withoutAudit,
} from '../../index.js'
import type { FitAsk, ModelView } from '../protocol.js'
import { modelView } from './model-view.js'
import { need, state } from './state.js'
import type { Job } from './tasks.js'

/** Options and models as the step where they are set calls them. */
const onPage: SettingWords = {
  chosen: (option, value) => `the option ${option} at ${value}`,
  option: (option, value) => `the option ${option} at ${value}`,
  model: (name) => `the model “${models.find((model) => model.name === name)?.title ?? name}”`,
}

/** Fits as `rowsmith synth` does: first the audit that keeps the promise of the model, then the fit to all rows. */
export async function fitTable(job: Job, ask: FitAsk): Promise<ModelView> {
  const { name } = need(state.source, 'table')
  const { model, options, seed } = ask
  if (ask.privacy) return fitPrivately(job, ask)
  const table = need(state.table, 'table')
  const schema = need(state.schema, 'schema')
  const asked = { model, options, seed, ...job }
  let settled = options
  let said: readonly string[] = []
  let tuning: Tuning | null = null
  if (ask.audit && (await loadModel(model)).privacyKnob) {
    tuning = await tunePrivacy(table, schema, { ...asked, progress: (share, what) => job.progress(share / 2, what) })
    const unaudited = tuning ? null : await withoutAudit(table, schema, asked)
    said = tuning ? renderTuning(tuning, onPage) : unaudited ? renderUnaudited(unaudited) : []
    settled = tuning?.options ?? options
  }
  const fitted = await fit(table, { ...asked, options: settled, schema, progress: (share, what) => job.progress(0.5 + share / 2, what) })
  Object.assign(state, { model: fitted, fitted: { ...ask, settled, found: tuning?.audit }, drawn: null })
  return modelView(fitted, name, said)
}

/** Fits with differential privacy. */
async function fitPrivately({ pool, signal, progress }: Job, ask: FitAsk): Promise<ModelView> {
  const { name } = need(state.source, 'table')
  const { model, options, seed } = ask
  const { table, schema, privacy } = await protectedTable(ask)
  const fitted = await fit(table, { model, options, seed, schema, privacy, pool, signal, progress })
  Object.assign(state, { model: fitted, fitted: { ...ask, settled: options }, drawn: null })
  return modelView(fitted, name, [])
}

/** The table as the public schema alone reads it from the file, and the budget. */
export async function protectedTable({
  privacy,
}: Pick<FitAsk, 'privacy'>): Promise<{ readonly table: Table; readonly schema: Schema; readonly privacy: PrivacyOptions }> {
  const { name } = need(state.source, 'table')
  if (!privacy || !state.bytes) throw new PrivacyError('epsilon', 'needs the file that the rows came from')
  const known = parseSchema(privacy.schema, 'public schema')
  const { table, schema } = await tableFromBytes(new Uint8Array(await state.bytes.arrayBuffer()), {
    where: name,
    schema: known,
    guess: false,
  })
  return { table, schema, privacy: { epsilon: privacy.epsilon, delta: privacy.delta } }
}
