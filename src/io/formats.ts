import type { RawTable } from '../table/raw.js'
import type { Schema } from '../table/schema.js'
import type { Bytes } from './bytes/bytes.js'
import type { Sink, TableWriter } from './bytes/sink.js'
import type { FileFacts } from './facts.js'
import type { ReadBytesOptions } from './read.js'
import type { TextFormat } from './text/writer.js'

export type Read = { readonly raw: RawTable; readonly facts: FileFacts }
type Reader = (source: Bytes, options: ReadBytesOptions) => Promise<Read>
export type WriterMaker = (schema: Schema, sink: Sink) => Promise<TableWriter>

/** A format of files: what tells it, and what reads and writes it. Both are loaded when they are first needed. */
interface Format {
  readonly name: string
  /** Of file names, without the point. */
  readonly endings: readonly string[]
  /** Characters with which its files begin, one byte each; none for texts. */
  readonly magic?: string
  /** Lines of text, of which blocks can be written by several threads. */
  readonly isText: boolean
  readonly read: () => Promise<Reader>
  /** Absent for what is only read. */
  readonly write?: () => Promise<WriterMaker>
}

const text = (format: () => Promise<TextFormat>) => async (): Promise<WriterMaker> => {
  const [{ textWriter }, lines] = await Promise.all([import('./text/writer.js'), format()])
  return async (schema, sink) => textWriter(lines, schema, sink)
}
const delimited = (name: 'csv' | 'tsv') => text(async () => (await import('./csv/writer.js')).delimitedText(name))
const arrow = (name: 'arrow' | 'arrow-stream') => async (): Promise<WriterMaker> => {
  const { createArrowWriter } = await import('./arrow/writer.js')
  return (schema, sink) => createArrowWriter(name, schema, sink)
}

/** All formats. A new one is one entry here. */
export const formats = [
  {
    name: 'csv',
    endings: ['csv', 'txt', 'data', 'dat'],
    isText: true,
    read: async () => (await import('./csv/csv.js')).readCsv,
    write: delimited('csv'),
  },
  { name: 'tsv', endings: ['tsv', 'tab'], isText: true, read: async () => (await import('./csv/csv.js')).readTsv, write: delimited('tsv') },
  {
    name: 'json',
    endings: ['json'],
    isText: true,
    read: async () => (await import('./json/json.js')).readJson,
    write: text(async () => (await import('./json/writer.js')).jsonText),
  },
  {
    name: 'ndjson',
    endings: ['ndjson', 'jsonl'],
    isText: true,
    read: async () => (await import('./json/json.js')).readNdjson,
    write: text(async () => (await import('./json/writer.js')).ndjsonText),
  },
  {
    name: 'arrow',
    endings: ['arrow', 'feather', 'ipc'],
    magic: 'ARROW1',
    isText: false,
    read: async () => (await import('./arrow/arrow.js')).readArrow,
    write: arrow('arrow'),
  },
  {
    name: 'arrow-stream',
    endings: ['arrows'],
    magic: '\xff\xff\xff\xff',
    isText: false,
    read: async () => (await import('./arrow/arrow.js')).readArrow,
    write: arrow('arrow-stream'),
  },
  {
    name: 'parquet',
    endings: ['parquet', 'pq'],
    magic: 'PAR1',
    isText: false,
    read: async () => (await import('./parquet/parquet.js')).readParquetBytes,
    write: async () => (await import('./parquet/writer.js')).createParquetWriter,
  },
  {
    name: 'xlsx',
    endings: ['xlsx'],
    magic: 'PK\x03\x04',
    isText: false,
    read: async () => (await import('./excel/excel.js')).readExcel,
    write: async () => (await import('./excel/writer.js')).createExcelWriter,
  },
  {
    name: 'sqlite',
    endings: ['sqlite', 'sqlite3', 'db'],
    magic: 'SQLite format 3',
    isText: false,
    read: async () => (await import('./sqlite/sqlite.js')).readSqlite,
  },
] as const satisfies readonly Format[]

/** A format of files. */
export type FileFormat = (typeof formats)[number]['name']

export function formatNamed(name: FileFormat): Format {
  return formats.find((format) => format.name === name) as Format
}
