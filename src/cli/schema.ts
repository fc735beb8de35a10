import { writeText } from '../io/files.js'
import type { SchemaFlags } from './flags.js'
import { readInput } from './input.js'

/** Writes the schema of a table, one column a line. */
export async function writeSchema(path: string, flags: SchemaFlags): Promise<void> {
  const { schema } = await readInput(path, flags)
  await writeText(flags.output, `${JSON.stringify(schema, null, 2)}\n`)
}
