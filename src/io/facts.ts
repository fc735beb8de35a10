import { OutputError } from '../errors.js'
import type { Dialect } from '../table/schema.js'
import { type FileFormat, formatNamed, formats } from './formats.js'

export { type FileFormat, formatNamed } from './formats.js'
export const fileFormats: readonly FileFormat[] = formats.map(({ name }) => name)

/** Those that are written, too. */
export const writtenFormats: readonly FileFormat[] = formats.filter((format) => 'write' in format).map(({ name }) => name)

/** Ways to pack a file of any format, by the ending that comes after its own. */
const packings = { gz: 'gzip', zst: 'zstd' } as const
export type Compression = 'none' | (typeof packings)[keyof typeof packings]

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
  /** Those of the notes that few files of the format have; all where absent. */
  readonly unusual?: readonly string[]
}

/** The endings of file names that say what the file is. */
const knownEndings = `${formats.map(({ endings: [first] }) => `.${first}`).join(' ')} (each also with .gz or .zst)`

/** What the name of a file says about it; undefined where the ending is unknown. */
export function fileTypeOfPath(path: string): FileType | undefined {
  const { compression, name } = packingOf(path)
  const ending = /\.([a-z0-9]+)$/.exec(name)?.[1]
  const format = formats.find(({ endings }) => (endings as readonly (string | undefined)[]).includes(ending))?.name
  return format && { format, compression }
}

function packingOf(path: string): { readonly compression: Compression; readonly name: string } {
  const name = path.toLowerCase()
  const ending = (Object.keys(packings) as (keyof typeof packings)[]).find((ending) => name.endsWith(`.${ending}`))
  return ending ? { compression: packings[ending], name: name.slice(0, -ending.length - 1) } : { compression: 'none', name }
}

/** What the table in a file is called: the file's name without its folder and what says how it is kept. */
export function tableNameOf(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const bare = file.slice(0, packingOf(file).name.length)
  return fileTypeOfPath(file) ? bare.replace(/\.[^.]+$/, '') : bare
}

/** The format that the name of a file tells; undefined where the ending is unknown. */
export function formatOfPath(path: string): FileFormat | undefined {
  return fileTypeOfPath(path)?.format
}

/** What a file that is to be written will be: of the format given, or else of the one that its name tells; `-` is CSV. */
export function outputFileType(path: string, format?: FileFormat): FileType {
  if (format) return { format, compression: packingOf(path).compression }
  const known = path === '-' ? { format: 'csv' as const, compression: 'none' as const } : fileTypeOfPath(path)
  if (!known) throw new OutputError(path, `its ending says no format; give one of ${knownEndings}, or pass --format`)
  return known
}

export function isTextFormat(format: FileFormat): format is 'csv' | 'tsv' | 'json' | 'ndjson' {
  return formatNamed(format).isText
}

/** "1 row", "2 rows". */
export function countedNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
