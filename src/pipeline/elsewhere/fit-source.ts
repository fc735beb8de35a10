import type { ElsewhereOptions } from '../../models/shell/fit-elsewhere.js'
import { fitElsewhere } from '../../models/shell/fit-elsewhere.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { SqlSource } from '../../sql/source.js'
import type { InferOptions } from '../../table/infer.js'
import { type Roles, type Schema, withRoles } from '../../table/schema.js'
import { sourceSchema } from './source-schema.js'

export interface FitSourceOptions extends ElsewhereOptions {
  readonly schema?: Schema | undefined
  readonly roles?: Roles | undefined
  readonly kinds?: InferOptions['overrides'] | undefined
}

/** The model fitted to a table behind an engine. */
export async function fitSource(
  source: SqlSource,
  { schema, roles = {}, kinds = {}, ...options }: FitSourceOptions = {},
): Promise<FittedModel> {
  const known = schema ? withRoles(schema, roles) : await sourceSchema(source, { roles, overrides: kinds })
  return await fitElsewhere(source, known, options)
}
