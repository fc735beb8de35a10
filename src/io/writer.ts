import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { csvBytes, csvRows, csvStart, dialectFor } from './csv-writer.js'
import { type Compression, type FileFormat, type FileType, isTextFormat } from './facts.js'
import { jsonRows } from './json-writer.js'
import type { Sink, TableWriter } from './sink.js'
import { encodeText } from './text-encode.js'

export type { Sink, TableWriter } from './sink.js'

type TextFormat = 'csv' | 'tsv' | 'json' | 'ndjson'

/** A writer of tables in a format, gzipped if its type says so. What doesn't fit the schema is an error of the table that has it. */
export async function createTableWriter(type: FileType | FileFormat, schema: Schema, sink: Sink): Promise<TableWriter> {
  const { format, compression } = typeof type === 'string' ? { format: type, compression: 'none' as Compression } : type
  if (compression === 'none') return plainWriter(format, schema, sink)
  const packed = gzipSink(sink)
  const writer = await plainWriter(format, schema, packed)
  return {
    write: (table) => writer.write(table),
    close: async () => {
      await writer.close()
      await packed.end()
    },
  }
}

async function plainWriter(format: FileFormat, schema: Schema, sink: Sink): Promise<TableWriter> {
  if (isTextFormat(format)) return textWriter(format, schema, sink)
  if (format === 'parquet') return (await import('./parquet-writer.js')).createParquetWriter(schema, sink)
  return (await import('./arrow-writer.js')).createArrowWriter(format, schema, sink)
}

/**
 * The bytes of a table in a text format, as they stand in a file after the rows before; with `first`, as they begin one. Depends
 * on nothing else, so that blocks can be written by several threads and put together in order (see `encodeEnd`).
 */
export function encodeBlock(format: TextFormat, schema: Schema, table: Table, first: boolean): Uint8Array {
  if (format === 'json') return encodeText(table.rows === 0 ? '' : (first ? '[\n' : ',\n') + jsonRows(table, schema, ',\n'), 'utf-8')
  if (format === 'ndjson') return encodeText(table.rows === 0 ? '' : `${jsonRows(table, schema, '\n')}\n`, 'utf-8')
  const dialect = dialectFor(format, schema)
  const start = first ? csvStart(table.names, dialect) : ''
  if (dialect.encoding === 'utf-8') return csvBytes(table, schema, dialect, start)
  return encodeText(start + csvRows(table, schema, dialect), dialect.encoding)
}

/** The bytes that end a file in a text format; `empty` says that no rows were written. */
export function encodeEnd(format: TextFormat, empty: boolean): Uint8Array {
  return encodeText(format !== 'json' ? '' : empty ? '[]\n' : '\n]\n', 'utf-8')
}

function textWriter(format: TextFormat, schema: Schema, sink: Sink): TableWriter {
  const needsStart = format === 'csv' || format === 'tsv'
  let first = true
  let writing = Promise.resolve()
  // The next rows are made while the last ones are on their way; an error of theirs comes up then.
  const send = async (bytes: Uint8Array): Promise<void> => {
    await writing
    writing = sink.write(bytes)
    writing.catch(() => {})
  }
  const write = async (table: Table): Promise<void> => {
    if (table.rows === 0 && !(first && needsStart)) return
    const bytes = encodeBlock(format, schema, table, first)
    first = false
    if (bytes.length > 0) await send(bytes)
  }
  return {
    write,
    close: async () => {
      if (first && needsStart) await send(emptyText(format, schema))
      const end = encodeEnd(format, first)
      if (end.length > 0) await send(end)
      await writing
    },
  }
}

/** A text table without rows: the line of names. */
function emptyText(format: 'csv' | 'tsv', schema: Schema): Uint8Array {
  const dialect = dialectFor(format, schema)
  return encodeText(
    csvStart(
      schema.columns.map(({ name }) => name),
      dialect,
    ),
    dialect.encoding,
  )
}

/** A sink that packs what it is given; `end` writes the rest. */
function gzipSink(sink: Sink): Sink & { end(): Promise<void> } {
  const { readable, writable } = new CompressionStream('gzip')
  const writer = writable.getWriter()
  const reader = readable.getReader()
  let failure: unknown
  const pumping = (async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) await sink.write(next.value)
  })().catch(async (error) => {
    failure = error
    await reader.cancel().catch(() => {})
  })
  const check = (error: unknown) => {
    throw failure ?? error
  }
  return {
    write: async (bytes) => {
      if (failure) throw failure
      await writer.write(bytes as Uint8Array<ArrayBuffer>).catch(check)
    },
    end: async () => {
      await writer.close().catch(check)
      await pumping
      if (failure) throw failure
    },
  }
}
