import type { RawTable } from '../../table/raw.js'
import type { Bytes } from '../bytes/bytes.js'
import type { FileFacts } from '../facts.js'
import { openText } from '../text/text.js'
import { hasLoneReturn, type Mending, TextMender } from './mend.js'
import type { FoundMending } from './mending.js'
import { RecordReader } from './records.js'
import { type CsvHints, sniffLayout, sniffQuote } from './sniff.js'

export interface CsvOptions extends CsvHints {
  /** Names of the columns; they replace those of a header. */
  readonly names?: readonly string[]
  /** utf-8, utf-16le, utf-16be, windows-1252, big5 and others; see the schema's dialect. */
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
  const gathered = await gatherSample(pieces, options.skip ?? 0)
  const { whole } = gathered
  const quote = options.quote ?? sniffQuote(gathered.sample)
  const { mending, mixed, notes: mendingNotes } = await mendingFor(gathered.sample, quote, options)
  const mender = new TextMender(mending, mixed)
  const sample = mender.push(gathered.sample) + (whole ? mender.finish() : '')
  const layout = sniffLayout(sample, whole, { ...options, quote, ...delimiterOf(mending) })
  const reader = new RecordReader(layout, where, options.names)
  reader.push(sample.slice(layout.skip))
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) reader.push(mender.push(next.value))
  if (!whole) reader.push(mender.finish())
  const { raw, notes, headers } = reader.finish()
  const { delimiter, quoting, header, spaced } = layout
  const { comment } = mending
  const newline = mixed ? commonestBreak(gathered.sample) : layout.newline
  const dialect = {
    delimiter,
    quoting,
    header,
    newline,
    encoding: text.encoding,
    bom: text.bom,
    spaced,
    ...optional({ escape: mending.escape, comment, headers }),
  }
  const format = delimiter === '\t' ? 'tsv' : 'csv'
  const among = (own: readonly string[]): string[] => [...text.notes, ...mendingNotes, ...own, ...notes]
  const facts = { format, compression: text.compression, dialect, notes: among(layout.notes), unusual: among(layout.unusual) } as const
  return { raw, facts }
}

/** As `readCsv`, for a file whose ending says that tabs separate its cells, unless somebody says otherwise. */
export async function readTsv(source: Bytes, options: CsvOptions = {}): Promise<{ readonly raw: RawTable; readonly facts: FileFacts }> {
  const { raw, facts } = await readCsv(source, { ...options, delimiter: options.delimiter ?? '\t' })
  if (options.delimiter !== undefined || !facts.dialect) return { raw, facts }
  return { raw, facts: { ...facts, dialect: { ...facts.dialect, byEnding: true } } }
}

/** The parts of a dialect that are there. */
function optional<Part extends object>(parts: Part): { [Name in keyof Part]?: NonNullable<Part[Name]> } {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as never
}

/** Without any of these signs a text begins as a plain table does: a comment, bars and rules, several colons or blanks, a line in quotes. */
const oddSigns = [/^\s*(?:#|%|\/\/|")/, /::| {2}|^\s*[|+:=-][\s|+:=-]*$/m]

/** What `findMending` finds, which is loaded for texts that may need it. */
async function mendingFor(sample: string, quote: string, hints: CsvOptions): Promise<FoundMending> {
  const isOdd = oddSigns.some((sign) => sign.test(sample)) || (quote !== '' && sample.includes(`\\${quote}`)) || hasLoneReturn(sample)
  if (!isOdd && hints.escape === undefined && hints.comment === undefined) return { mending: { quote }, mixed: false, notes: [] }
  return (await import('./mending.js')).findMending(sample, quote, hints)
}

/** What a mended text has between its cells. */
function delimiterOf({ blanks, lineForm }: Mending): CsvHints {
  if (lineForm === 'framed') return { delimiter: '|' }
  return blanks !== undefined || lineForm === 'colons' ? { delimiter: '\t' } : {}
}

/** The line break that most lines of a text with several of them end in. */
function commonestBreak(sample: string): '\n' | '\r\n' | '\r' {
  const pairs = sample.split('\r\n').length - 1
  const returns = sample.split('\r').length - 1 - pairs
  const feeds = sample.split('\n').length - 1 - pairs
  return returns >= pairs && returns >= feeds ? '\r' : pairs > feeds ? '\r\n' : '\n'
}

/** The beginning of the text after so many lines: enough characters, and at least two lines where lines are not enormous. */
async function gatherSample(pieces: AsyncIterator<string>, skip: number): Promise<{ readonly sample: string; readonly whole: boolean }> {
  let sample = ''
  let toSkip = skip
  for (;;) {
    for (; toSkip > 0; toSkip--) {
      const line = /^[^\n\r]*(\r\n|\n|\r(?=[\s\S]))/.exec(sample)
      if (!line) break
      sample = sample.slice(line[0].length)
    }
    const enough = sample.length >= sampleLimit || (sample.length >= sampleSize && /[\n\r][^\n\r]+[\n\r]/.test(sample))
    if (toSkip === 0 && enough) return { sample, whole: false }
    const { done, value } = await pieces.next()
    if (done) return { sample: toSkip > 0 ? '' : sample, whole: true }
    sample += value
  }
}
