import { hasForms } from '../../table/forms/form.js'
import { mergedSchema, mergedTable } from '../../table/forms/merge.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { Sink, TableWriter } from '../bytes/sink.js'

/** How rows are written as lines of text. */
export interface TextFormat {
  /**
   * The bytes of a table as they stand in a file after the rows before; with `first`, as they begin one. Depends on nothing else, so that
   * blocks can be written by several threads and put together in order.
   */
  block(table: Table, schema: Schema, first: boolean): Uint8Array
  /** The bytes of a file without rows, before its end. */
  empty(schema: Schema): Uint8Array
  /** The bytes that end a file; `isEmpty` says that no rows were written. */
  end(isEmpty: boolean): Uint8Array
}

/** Writes tables in a text format. */
export function textWriter(format: TextFormat, schema: Schema, sink: Sink): TableWriter {
  if (hasForms(schema)) {
    const writer = textWriter(format, mergedSchema(schema, false), sink)
    return { ...writer, write: (table) => writer.write(mergedTable(table, schema, false)) }
  }
  let first = true
  let writing = Promise.resolve()
  // The next rows are made while the last ones are on their way; an error of theirs comes up then.
  const send = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return
    await writing
    writing = sink.write(bytes)
    writing.catch(() => {})
  }
  return {
    write: async (table) => {
      if (table.rows === 0) return
      const bytes = format.block(table, schema, first)
      first = false
      await send(bytes)
    },
    close: async () => {
      if (first) await send(format.empty(schema))
      await send(format.end(first))
      await writing
    },
  }
}
