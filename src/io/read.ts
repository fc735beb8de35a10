import type { Bytes } from './bytes/bytes.js'
import { peek, startsWith } from './bytes/bytes.js'
import { unpacked } from './bytes/unpack.js'
import type { CsvOptions } from './csv/csv.js'
import type { FileFormat } from './facts.js'
import { formatNamed, formats, type Read } from './formats.js'

export interface ReadBytesOptions extends CsvOptions {
  /** Told by the first bytes where absent. */
  readonly format?: FileFormat
  /** The sheet of an Excel file or the table of a database. */
  readonly table?: string
  /** Columns that are left out, as if they were not in the file. */
  readonly omit?: readonly string[]
}

/** The table in the bytes of a file of any format, packed or not. Throws an InputError for what can't be read as one. */
export async function readBytes(source: Bytes, options: ReadBytesOptions = {}): Promise<Read> {
  const { bytes, compression } = await unpacked(source, options.where ?? 'table')
  if (options.format === undefined) {
    const { head, bytes: plain } = await peek(bytes, 512)
    const read = await (await formatNamed(formatOf(head)).read())(plain, options)
    return omitting(options.omit, { raw: read.raw, facts: { ...read.facts, compression } })
  }
  const read = await (await formatNamed(options.format).read())(bytes, options)
  return omitting(options.omit, { raw: read.raw, facts: { ...read.facts, compression } })
}

/** What was read, without these columns. Throws an OptionError for one that isn't there. */
export async function omitting(names: readonly string[] | undefined, read: Read): Promise<Read> {
  if (!names || names.length === 0) return read
  return { ...read, raw: (await import('../table/omit.js')).withoutColumns(read.raw, names) }
}

/** The format that the first bytes tell. */
function formatOf(head: Uint8Array): FileFormat {
  const known = formats.find((format) => 'magic' in format && startsWith(head, format.magic))
  if (known) return known.name
  // Half a character at the end of what was looked at does no harm here.
  const start = new TextDecoder().decode(head).trimStart()
  return /^(\{|\[\s*[\]{])/.test(start) ? 'json' : 'csv'
}
