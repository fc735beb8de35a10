import { createHash } from 'node:crypto'
import { isDatabaseModel } from '../../../src/models/relational/model-file.js'
import { describeModel, parseDatabaseModel, parseModel, sample, sampleDatabase, tableToBytes } from '../../../src/node.js'
import { describeDatabase } from '../../../src/pipeline/databases/describe-database.js'

const digest = (parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}

/** Digests of the parameters that `inspect` shows of a model file, and of 100 rows drawn from it (of a database: as many as it was learned from). */
export async function digestOf(text: string): Promise<{ readonly inspected: string; readonly rows: string }> {
  if (isDatabaseModel(text)) {
    const model = parseDatabaseModel(text)
    const tables = await sampleDatabase(model, { seed: 3 })
    const parts = Object.entries(tables).map(([name, table]) => tableToBytes(table, model.schema.tables[name] as never, 'csv'))
    return { inspected: digest([JSON.stringify(describeDatabase(model).parameters)]), rows: digest(await Promise.all(parts)) }
  }
  const model = parseModel(text)
  const rows = await tableToBytes(await sample(model, 100, { seed: 3 }), model.schema, 'csv')
  return { inspected: digest([JSON.stringify(describeModel(model).parameters)]), rows: digest([rows]) }
}
