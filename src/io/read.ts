import type { RawTable } from '../table/raw.js'
import { readArrow } from './arrow.js'
import { type Bytes, collectBytes, peek, startsWith, unpacked } from './bytes.js'
import { type CsvOptions, readCsv } from './csv.js'
import type { FileFacts, FileFormat } from './facts.js'
import { readJson, readNdjson } from './json.js'
import { randomAccess, readParquet } from './parquet.js'

export interface ReadBytesOptions extends CsvOptions {
  /** Told by the first bytes where absent. */
  readonly format?: FileFormat
}

type Read = { readonly raw: RawTable; readonly facts: FileFacts }

/** The table in the bytes of a file of any format. Throws an InputError for what can't be read as one. */
export async function readBytes(source: Bytes, options: ReadBytesOptions = {}): Promise<Read> {
  switch (options.format) {
    case 'parquet':
      return readParquet(randomAccess(await collectBytes(source)), options)
    case 'arrow':
    case 'arrow-stream':
      return readArrow(source, options)
    case 'json':
      return readJson(source, options)
    case 'ndjson':
      return readNdjson(source, options)
    case 'tsv':
      return byEnding(await readCsv(source, { ...options, delimiter: options.delimiter ?? '\t' }), options)
    case 'csv':
      return readCsv(source, options)
    case undefined:
      return readUnnamed(source, options)
  }
}

/** What was read of a file whose ending says that tabs separate its cells. */
function byEnding({ raw, facts }: Read, { delimiter }: ReadBytesOptions): Read {
  if (delimiter !== undefined || !facts.dialect) return { raw, facts }
  return { raw, facts: { ...facts, dialect: { ...facts.dialect, byEnding: true } } }
}

async function readUnnamed(source: Bytes, options: ReadBytesOptions): Promise<Read> {
  const { head, bytes } = await peek(source, 8)
  const format = binaryFormat(head)
  if (format) return readBytes(bytes, { ...options, format })
  const plain = await unpacked(bytes, options.where ?? 'table')
  const text = await peek(plain.bytes, 512)
  // Half a character at the end of what was looked at does no harm here.
  const start = new TextDecoder().decode(text.head).trimStart()
  const read = await readBytes(text.bytes, { ...options, format: /^(\{|\[\s*[\]{])/.test(start) ? 'json' : 'csv' })
  return { raw: read.raw, facts: { ...read.facts, compression: plain.compression } }
}

function binaryFormat(head: Uint8Array): FileFormat | undefined {
  if (startsWith(head, 'PAR1')) return 'parquet'
  if (startsWith(head, 'ARROW1')) return 'arrow'
  return startsWith(head, '\xff\xff\xff\xff') ? 'arrow-stream' : undefined
}
