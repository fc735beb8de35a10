import { writeText } from '../io/files.js'
import { publicForm } from '../pipeline/privacy-schema.js'
import type { SchemaFlags } from './flags.js'
import { readInput } from './input.js'

/** Writes the schema of a table, one column a line; or a form for it that holds nothing of the rows. */
export async function writeSchema(path: string, flags: SchemaFlags): Promise<void> {
  const { schema } = await readInput(path, flags)
  await writeText(flags.output, `${JSON.stringify(flags.public ? publicForm(schema) : schema, null, 2)}\n`)
}
