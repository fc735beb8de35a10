import type { RawTable } from '../table/raw.js'
import type { Bytes } from './bytes.js'
import { RecordReader } from './csv-records.js'
import { type CsvHints, sniffLayout } from './csv-sniff.js'
import type { FileFacts } from './facts.js'
import { openText } from './text.js'

export interface CsvOptions extends CsvHints {
  /** Names of the columns; they replace those of a header. */
  readonly names?: readonly string[]
  /** utf-8, utf-16le, utf-16be or windows-1252. */
  readonly encoding?: string
  /** What messages call the file. */
  readonly where?: string
}

const sampleSize = 1 << 16
const sampleLimit = 1 << 22

/** The table in a text of delimited cells, gzipped or not. What isn't given is guessed from the first lines; each guess is noted. */
export async function readCsv(source: Bytes, options: CsvOptions = {}): Promise<{ readonly raw: RawTable; readonly facts: FileFacts }> {
  const where = options.where ?? 'table'
  const text = await openText(source, where, options.encoding)
  const pieces = text[Symbol.asyncIterator]()
  const { sample, whole } = await gatherSample(pieces)
  const layout = sniffLayout(sample, whole, options)
  const reader = new RecordReader(layout, where, options.names)
  reader.push(sample.slice(layout.skip))
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) reader.push(next.value)
  const { raw, notes } = reader.finish()
  const { delimiter, quoting, header, newline, spaced } = layout
  const dialect = { delimiter, quoting, header, newline, encoding: text.encoding, bom: text.bom, spaced }
  const format = delimiter === '\t' ? 'tsv' : 'csv'
  return { raw, facts: { format, compression: text.compression, dialect, notes: [...text.notes, ...layout.notes, ...notes] } }
}

/** The beginning of the text: enough characters, and at least two lines where lines are not enormous. */
async function gatherSample(pieces: AsyncIterator<string>): Promise<{ readonly sample: string; readonly whole: boolean }> {
  let sample = ''
  while (sample.length < sampleSize || (sample.length < sampleLimit && !/[\n\r][^\n\r]+[\n\r]/.test(sample))) {
    const { done, value } = await pieces.next()
    if (done) return { sample, whole: true }
    sample += value
  }
  return { sample, whole: false }
}
