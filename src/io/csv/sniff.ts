import Papa from 'papaparse'
import { OptionError } from '../../errors.js'
import type { Dialect } from '../../table/schema.js'
import { countedNoun } from '../facts.js'
import { type CsvStructure, findShape } from './structure.js'

/** What a caller knows of a text table; the rest is guessed from its first lines. */
export interface CsvHints {
  readonly delimiter?: string
  readonly quote?: string
  /** Whether the first line holds names. */
  readonly header?: boolean
  /** Lines before the table: titles and the like. */
  readonly skip?: number
  /** What lines that are no rows begin with, such as `#`; '' for none. */
  readonly comment?: string
  /** What a quote inside a quoted cell has before it where quotes aren't doubled: a backslash; '' for none. */
  readonly escape?: string
  /** Rows with too few cells have missing cells at their end, and are no error. */
  readonly fillShortRows?: boolean
}

/** How the cells of a text table are told apart. */
export interface CsvLayout extends Omit<CsvStructure, 'notes'> {
  readonly delimiter: string
  /** A blank follows each delimiter. */
  readonly spaced: boolean
  readonly quote: string
  readonly quoting: Dialect['quoting']
  readonly newline: Dialect['newline']
  readonly header: boolean
  /** How many cells the rows have. */
  readonly fields: number
  readonly fillShortRows: boolean
  /** Characters before the table: a first line `sep=;`. */
  readonly skip: number
  readonly notes: readonly string[]
  /** Those of the notes that few files have: all but what separates the cells, and that names stand above numbers. */
  readonly unusual: readonly string[]
}

const sampleLines = 100
const separators = [',', ';', '\t', '|'] as const
const names: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'blank' }

/** The layout of the table that begins with `text`; `whole` says that nothing follows. */
export function sniffLayout(text: string, whole: boolean, hints: CsvHints = {}): CsvLayout {
  const said = /^sep=(.)\r?\n/.exec(text)
  const sample = said ? text.slice(said[0].length) : text
  const quote = hints.quote ?? sniffQuote(sample)
  const bare = withoutQuoted(sample, quote)
  const newline = sniffNewline(bare)
  const base = { quote, newline }
  const read = (delimiter: string) => tokenise(bare, { ...base, delimiter }, whole)
  const given = hints.delimiter === undefined ? said?.[1] : delimiterNamed(hints.delimiter)
  const guessed = given === undefined ? sniffDelimiter(read, areQuotedApart(sample, quote)) : { delimiter: given }
  const { delimiter } = guessed
  const spaced = isSpaced(read(delimiter), delimiter === ' ' ? [] : read(`${delimiter} `))
  const rows = tokenise(sample, { ...base, delimiter: spaced ? `${delimiter} ` : delimiter }, whole)
  const shape = findShape(rows, isDatum, hints)
  const own = rows.slice(shape.lead)
  const { header, reason, isUsual } = headerOf(shape.units ? own.toSpliced(1, 1) : own, shape, hints)
  const [notes, unusual]: [string[], string[]] = [[], []]
  const say = (note: string, isUsual = false): void => {
    notes.push(note)
    if (!isUsual) unusual.push(note)
  }
  if (said) say(`its first line says that ${nameOf(delimiter)}s separate the cells`)
  if ('note' in guessed) say(guessed.note, guessed.score > 0)
  if (spaced) say(`a blank follows each ${nameOf(delimiter)}; it is dropped, and written again`)
  if (base.quote !== '"' && hints.quote === undefined) say('cells are quoted with single quotes')
  for (const note of shape.notes) say(note)
  if (reason !== undefined) say(reason, isUsual)
  const quoting = isQuotedThroughout(sample, rows, spaced ? `${delimiter} ` : delimiter, base) ? 'all' : 'needed'
  const fields = (own[0]?.length ?? 1) + (shape.rowNames ? 1 : 0)
  const fillShortRows = hints.fillShortRows ?? false
  return { ...base, ...shape, delimiter, spaced, quoting, header, fields, fillShortRows, skip: said?.[0].length ?? 0, notes, unusual }
}

/** Whether there is a header, and why we think so; nothing is said where somebody said so, or its shape did. */
interface Header {
  readonly header: boolean
  readonly reason?: string
  /** Most tables have such a header. */
  readonly isUsual?: boolean
}

function headerOf(rows: readonly (readonly string[])[], { rowNames, units }: CsvStructure, { header }: CsvHints): Header {
  if (header !== undefined || rowNames || units) return { header: header ?? true }
  return guessHeader(rows)
}

/** The delimiter of that name: a character, or `tab`. */
export function delimiterNamed(name: string): string {
  const delimiter = name === 'tab' || name === '\\t' ? '\t' : name
  if (delimiter.length === 1 && !/[\n\r"]/.test(delimiter)) return delimiter
  throw new OptionError('delimiter', `must be one character other than a quote or line break (got '${name}'); give , ; tab or |`)
}

/** The first records of a text; the last one only where the text is whole. Blank lines are left out. */
function tokenise(
  text: string,
  { delimiter, quote, newline }: { delimiter: string; quote: string; newline: string },
  whole: boolean,
): string[][] {
  const parser = new Papa.Parser({
    delimiter,
    quoteChar: quote,
    newline: lineBreakOf(newline),
    preview: sampleLines,
  } as Papa.ParseConfig)
  const some = parser.parse(text, 0, !whole).data as string[][]
  const rows = some.length > 0 ? some : (parser.parse(text, 0, false).data as string[][])
  return rows.filter((row) => row.length > 1 || row[0]?.trim() !== '')
}

/** The text with a word for each quoted cell, so that what stands in quotes is not taken for separators. */
function withoutQuoted(sample: string, quote: string): string {
  const quoted = quote === "'" ? /(^|[,;\t|\n\r] ?)'[^']*(?:''[^']*)*'/g : /(^|[,;\t|\n\r] ?)"[^"]*(?:""[^"]*)*"/g
  return sample.replace(quoted, '$1word')
}

/** What separates records for the tokeniser; the `\r` of `\r\n` is taken off the last cell, so that a file may mix both. */
export function lineBreakOf(newline: string): '\n' | '\r' {
  return newline === '\r' ? '\r' : '\n'
}

function sniffNewline(unquoted: string): Dialect['newline'] {
  const feed = unquoted.indexOf('\n')
  if (feed < 0) return unquoted.includes('\r') ? '\r' : '\n'
  return unquoted[feed - 1] === '\r' ? '\r\n' : '\n'
}

/** Single quotes only where there is no double quote at all and nearly every line has a cell in single quotes. */
export function sniffQuote(sample: string): string {
  if (sample.includes('"')) return '"'
  const lines = sample.split(/\r?\n|\r/, sampleLines).filter((line) => line !== '')
  const quoted = lines.filter((line) => /(^|[,;\t|] ?)'[^']*'($|[,;\t|])/.test(line)).length
  return lines.length > 1 && quoted >= lines.length - 1 ? "'" : '"'
}

/** Whether single blanks stand between the cells of most lines, of which some are quoted, as R writes them. */
function areQuotedApart(sample: string, quote: string): boolean {
  if (quote !== '"') return false
  const lines = sample.split(/\r\n?|\n/, sampleLines).filter((line) => line !== '')
  const apart = lines.filter(
    (line) => /^(?:"(?:[^"]|"")*"|[^\s",;|]+)(?: (?:"(?:[^"]|"")*"|[^\s",;|]+))+$/.test(line) && line.includes('"'),
  )
  return apart.length > 1 && apart.length >= 0.9 * lines.length
}

function sniffDelimiter(
  read: (delimiter: string) => string[][],
  quotedApart: boolean,
): {
  readonly delimiter: string
  readonly note: string
  readonly score: number
} {
  let best = { delimiter: ',', score: 0, fields: 1, note: 'one column: no separator stands in most of its first lines' }
  for (const delimiter of separators) {
    const tried = scoreDelimiter(delimiter, read(delimiter))
    if (tried.score > best.score || (tried.score === best.score && tried.fields > best.fields)) best = tried
  }
  if (best.score > 0) return best
  const rows = read(' ')
  const blank = scoreDelimiter(' ', rows)
  // Blanks stand in ordinary text, so they separate cells only where most cells are numbers.
  const numbers = rows.flat().filter(isDatum).length
  return quotedApart || (blank.fields >= 3 && blank.score > 0.8 && numbers * 2 >= rows.flat().length) ? blank : best
}

/** How well a delimiter explains the lines: the share with the usual number of fields, times the share of cells free of other separators. */
function scoreDelimiter(delimiter: string, rows: readonly (readonly string[])[]) {
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [fields, usual] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [1, 0]
  const cells = rows.filter((row) => row.length === fields).flat()
  const clean = cells.filter((cell) => !/[;\t|]/.test(cell) && (!cell.includes(',') || isDatum(cell)))
  const among =
    usual === rows.length ? `each of the first ${countedNoun(usual, 'line')}` : `${usual} of the first ${countedNoun(rows.length, 'line')}`
  const note = `${nameOf(delimiter)}-separated: ${fields} fields in ${among}`
  return { delimiter, fields, note, score: fields > 1 ? (usual / rows.length) * ((1 + clean.length) / (1 + cells.length)) : 0 }
}

function nameOf(delimiter: string): string {
  return names[delimiter] ?? `'${delimiter}'`
}

function isSpaced(plain: readonly (readonly string[])[], apart: readonly (readonly string[])[]): boolean {
  return plain.length === apart.length && plain.some((row) => row.length > 1) && plain.every((row, i) => row.length === apart[i]?.length)
}

/** Whether the text begins as it would if every one of its cells had been quoted. */
function isQuotedThroughout(
  sample: string,
  rows: readonly (readonly string[])[],
  delimiter: string,
  { quote, newline }: { readonly quote: string; readonly newline: string },
): boolean {
  const lines = rows.map((row) => row.map((cell) => quote + cell.replaceAll(quote, quote + quote) + quote).join(delimiter))
  return rows.length > 0 && sample.startsWith(lines.join(newline))
}

const missing = /^(|na|n\/a|nan|null|none|\?|-+|\.)$/i
const number = /^[-+(]?\s?[$€£¥]?\s?[-+]?[\d.,][\d.,'\u00a0 ]*(e[-+]?\d+)?\s?[%€$£)]?$/i
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}:\d{2}/

/** Whether a cell looks like a number or a time, which names don't. */
export function isDatum(cell: string): boolean {
  const text = cell.trim()
  return /\d/.test(text) && (number.test(text) || date.test(text))
}

/** Whether the first line holds names. */
export function guessHeader(rows: readonly (readonly string[])[]): Header {
  const [first = [], ...below] = rows
  const columns = first.map((cell, j) => summarise(cell.trim(), j, below))
  const data = columns.filter((column) => column.isDatum && (below.length === 0 || column.data))
  if (data.length > 0 && !areYears(data)) {
    return {
      header: false,
      reason: `no header: its first line has ${below.length > 0 ? 'numbers above numbers' : 'numbers'} (in ${countedNoun(data.length, 'column')})`,
    }
  }
  const named = columns.filter((column) => !column.isDatum && !column.isMissing && column.data)
  if (named.length > 0) {
    const reason = `header: its first line has names above numbers (in ${countedNoun(named.length, 'column')})`
    return { header: true, reason, isUsual: true }
  }
  const again = columns.filter((column) => column.recurs)
  if (again.length * 2 >= columns.length && again.length > 0) {
    return {
      header: false,
      reason: `no header: the values of its first line stand in later lines too (in ${countedNoun(again.length, 'column')})`,
    }
  }
  return { header: true, reason: 'its first line was taken for a header: nothing tells it from the lines below' }
}

function summarise(cell: string, j: number, below: readonly (readonly string[])[]) {
  const others = below.map((row) => (row[j] ?? '').trim()).filter((other) => !missing.test(other))
  return {
    cell,
    isDatum: isDatum(cell),
    isMissing: missing.test(cell),
    /** Most cells below are numbers or times. */
    data: others.length > 0 && others.filter(isDatum).length * 2 >= others.length,
    recurs: others.includes(cell),
  }
}

/** Names such as 2019, 2020, 2021: years in a row above cells that don't repeat them. */
function areYears(columns: readonly { readonly cell: string; readonly recurs: boolean }[]): boolean {
  const years = columns.map(({ cell }) => Number(cell))
  return (
    columns.length > 1 &&
    columns.every(({ recurs }) => !recurs) &&
    years.every((year, i) => year >= 1900 && year <= 2100 && year === (years[0] as number) + i)
  )
}
