import { createOutput } from '../../io/files.js'
import { createTableWriter } from '../../io/writer.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** Writes blocks of rows as one CSV file. */
export async function writeRows(path: string, blocks: Iterable<Table> | AsyncIterable<Table>, schema: Schema): Promise<void> {
  const output = await createOutput(path)
  try {
    const writer = await createTableWriter('csv', schema, output)
    for await (const block of blocks) await writer.write(block)
    await writer.close()
    await output.commit()
  } catch (error) {
    await output.abort()
    throw error
  }
}
