import { OptionError, OutputError } from '../errors.js'
import type { Dialect } from '../table/schema.js'

export const fileFormats = ['csv', 'tsv', 'json', 'ndjson', 'arrow', 'arrow-stream', 'parquet'] as const
export type FileFormat = (typeof fileFormats)[number]
export type Compression = 'none' | 'gzip'

/** What a file is on the outside. */
export interface FileType {
  readonly format: FileFormat
  readonly compression: Compression
}

/** What was found out about a file while it was read; every guess is one sentence in `notes`. */
export interface FileFacts extends FileType {
  /** How the cells of a text table are written. */
  readonly dialect?: Dialect
  readonly notes: readonly string[]
}

const extensions: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  txt: 'csv',
  data: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  arrow: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
  arrows: 'arrow-stream',
  parquet: 'parquet',
  pq: 'parquet',
}

/** The endings of file names that say what the file is. */
const knownEndings = '.csv .tsv .json .ndjson (each also with .gz), .arrow .feather .arrows .parquet'

/** What the name of a file says about it; undefined where the ending is unknown. Only text formats may be gzipped. */
export function fileTypeOfPath(path: string): FileType | undefined {
  const name = path.toLowerCase()
  const compression = name.endsWith('.gz') ? 'gzip' : 'none'
  const ending = /\.([a-z]+)$/.exec(compression === 'gzip' ? name.slice(0, -3) : name)?.[1]
  const format = ending === undefined ? undefined : extensions[ending]
  if (!format || (compression === 'gzip' && !isTextFormat(format))) return undefined
  return { format, compression }
}

/** The format that the name of a file tells; undefined where the ending is unknown. */
export function formatOfPath(path: string): FileFormat | undefined {
  return fileTypeOfPath(path)?.format
}

/** What a file that is to be written will be: of the format given, or else of the one that its name tells; `-` is CSV. */
export function outputFileType(path: string, format?: FileFormat): FileType {
  const packed = path.toLowerCase().endsWith('.gz')
  if (format && packed && !isTextFormat(format)) {
    throw new OptionError('format', `${format} files are packed already (got ${path}); give a name without .gz`)
  }
  if (format) return { format, compression: packed ? 'gzip' : 'none' }
  const known = path === '-' ? { format: 'csv' as const, compression: 'none' as const } : fileTypeOfPath(path)
  if (!known) throw new OutputError(path, `its ending says no format; give one of ${knownEndings}, or pass --format`)
  return known
}

export function isTextFormat(format: FileFormat): format is 'csv' | 'tsv' | 'json' | 'ndjson' {
  return format === 'csv' || format === 'tsv' || format === 'json' || format === 'ndjson'
}

/** "1 row", "2 rows". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
