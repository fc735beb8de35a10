import { OutputError } from '../errors.js'
import { hasForms } from '../table/forms/form.js'
import { mergedSchema, mergedTable } from '../table/forms/merge.js'
import type { Schema } from '../table/schema.js'
import type { Sink, TableWriter } from './bytes/sink.js'
import { type Compression, type FileFormat, type FileType, formatNamed } from './facts.js'

export type { Sink, TableWriter } from './bytes/sink.js'

/** A writer of tables in a format, packed if its type says so. What doesn't fit the schema is an error of the table that has it. */
export async function createTableWriter(type: FileType | FileFormat, schema: Schema, sink: Sink): Promise<TableWriter> {
  const { format, compression } = typeof type === 'string' ? { format: type, compression: 'none' as Compression } : type
  if (hasForms(schema)) {
    const typed = !formatNamed(format).isText
    const writer = await createTableWriter(type, mergedSchema(schema, typed), sink)
    return { ...writer, write: (table) => writer.write(mergedTable(table, schema, typed)) }
  }
  const { write } = formatNamed(format)
  if (!write) throw new OutputError(format, 'is read but not written; write CSV, Parquet or another format')
  const create = await write()
  if (compression === 'none') return create(schema, sink)
  const packed = compression === 'gzip' ? gzipSink(sink) : await (await import('./bytes/zstd.js')).zstdSink(sink)
  const writer = await create(schema, packed)
  return {
    write: (table) => writer.write(table),
    close: async () => {
      await writer.close()
      await packed.end()
    },
  }
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
