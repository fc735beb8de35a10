import { concatTables, type Table } from '../../table/table.js'
import type { Source } from '../synthesizer.js'

/** All rows of a source as one table, for models that need to see them together. */
export async function collectRows(source: Source, signal?: AbortSignal): Promise<Table> {
  const chunks: Table[] = []
  for await (const chunk of source.chunks()) {
    signal?.throwIfAborted()
    chunks.push(chunk)
  }
  return concatTables(chunks)
}
