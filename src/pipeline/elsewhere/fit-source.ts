import { OptionError, PrivacyError } from '../../errors.js'
import { defaultModel, loadModel } from '../../models/loaded.js'
import { parseModelOptions } from '../../models/shell/fit.js'
import type { ElsewhereOptions } from '../../models/shell/fit-elsewhere.js'
import { fitElsewhere } from '../../models/shell/fit-elsewhere.js'
import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { SqlSource } from '../../sql/source.js'
import type { InferOptions } from '../../table/inference/infer.js'
import { type Roles, type Schema, withRoles } from '../../table/schema.js'
import { countedTable } from './private-counts.js'
import { sourceSchema } from './source-schema.js'

export interface FitSourceOptions extends ElsewhereOptions {
  readonly schema?: Schema | undefined
  readonly roles?: Roles | undefined
  readonly kinds?: InferOptions['overrides'] | undefined
}

/** The model fitted to a table behind an engine. Progress is told query by query, and a signal interrupts the engine. */
export async function fitSource(
  given: SqlSource,
  { schema, roles = {}, kinds = {}, ...asked }: FitSourceOptions = {},
): Promise<FittedModel> {
  const { signal, progress } = asked
  let [share, queries] = [0, 0]
  const source = given.during({ signal, onQuery: () => progress?.(share, `query ${++queries}`) })
  const told: FitSourceOptions['progress'] = (own, what) => {
    share = own
    progress?.(own, what)
  }
  const options = progress ? { ...asked, progress: told } : asked
  if (options.privacy) return await fitSourcePrivately(source, schema && withRoles(schema, roles), options.privacy, options)
  const known = schema ? withRoles(schema, roles) : await sourceSchema(source, { roles, overrides: kinds })
  return await fitElsewhere(source, known, options)
}

export const sniffed = 'reads CSV by looking at its rows, which no budget covers; read one file into memory, or write the rows as Parquet'

/** By counts of public cells alone. */
async function fitSourcePrivately(
  source: SqlSource,
  schema: Schema | undefined,
  privacy: PrivacyOptions,
  {
    model = defaultModel,
    options = {},
    seed = 1,
    rules = [],
    conditionOn: _,
    onNote: __,
    onSample: ___,
    sampleRows: ____,
    ...context
  }: ElsewhereOptions,
): Promise<FittedModel> {
  if (!schema) throw new PrivacyError('schema', 'is needed from public knowledge: one told from the rows would give them away')
  if (source.sniffs) throw new PrivacyError(source.engine, sniffed)
  if (rules.length > 0 || (schema.rules ?? []).length > 0)
    throw new OptionError('rules', 'are kept by models of rows at hand, and these lie elsewhere; leave them out, or read them into memory')
  const synthesizer = await loadModel(model)
  const job = { synthesizer, options: await parseModelOptions(synthesizer, options), seed, privacy, ...context }
  const { fitPrivatelyElsewhere } = await import('../../models/shell/fit-privately.js')
  const { unit, maxRowsPerUnit: most } = privacy
  const units = unit === undefined || most === undefined || synthesizer.unit === 'sequence' ? undefined : { unit, most }
  return await fitPrivatelyElsewhere(countedTable(source, schema, units), source.engine, schema, job)
}
