import { readRaw } from '../../io/files.js'
import { models, privateModels } from '../../models/index.js'
import { fitModel } from '../../models/shell/fit.js'
import { readModel } from '../../node/files.js'
import type { FittedModel, Pool } from '../../node.js'
import { typeTable } from '../../pipeline/tables/bytes.js'
import { typeForModel } from '../../pipeline/tables/read-for-model.js'
import type { ReadRows } from '../../pipeline/tables/rewrite.js'
import type { ModelSourceFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'
import type { Status } from '../run/status.js'

/** The rows in a file, and the model that the flags name: one in a file, or one that is fitted to these rows. */
export async function readWithModel(
  path: string,
  flags: ModelSourceFlags,
  pool: Pool,
  status: Status,
): Promise<{ readonly read: ReadRows; readonly model: FittedModel }> {
  const { model: named, option, seed } = flags
  const isName = [...models, ...privateModels].some(({ name }) => name === named)
  const saved = isName ? null : await readModel(named)
  status.update(0, `reading ${path}`)
  const options = await readOptions({ ...flags, format: undefined })
  const file = await readRaw(path, options)
  if (saved) return { read: { ...file, ...typeForModel(file, path, saved) }, model: saved }
  const { table, schema } = typeTable(file, path, options)
  const model = await fitModel(table, schema, { model: named, options: option, seed, pool, progress: status.update })
  return { read: { ...file, table, schema }, model }
}
