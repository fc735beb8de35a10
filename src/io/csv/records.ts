import Papa from 'papaparse'
import { InputError } from '../../errors.js'
import { finishRawTable, RawColumnBuilder, type RawTable } from '../../table/raw.js'
import { distinctNames } from '../column-names.js'
import { countedNoun } from '../facts.js'
import { endMark } from './mend.js'
import { type CsvLayout, lineBreakOf } from './sniff.js'

/** Longer cells are no data but a sign that a quote is missing. */
const longestCell = 1_000_000
const mostProblems = 5
/** Most lines after the table that are taken for notes of the file, and the fewest rows before them. */
const mostFooter = 20
const fewestRows = 3
/** Fewest columns of a table whose rows without cells beyond the first may be notes, and how notes begin. */
const fewestPadded = 3
const beginsNote =
  /^(sources?|notes?|footnotes?|fuentes?|notas?|quellen?|anmerkung(en)?|hinweise?|fontes?|bron|remarques?|\*|©)\s*([:.\d]|$)/i
/** What a row of totals is called, of whose other cells some are empty. */
const callsTotal =
  /^((grand|sub)[- ]?)?(totals?|sum|summe|gesamt(summe)?|insgesamt|somme|totale|suma|soma|totaal|合计|总计|合計|итого)\s*:?$/i

/** Takes text piece by piece, cuts it into records and puts their cells into columns. */
export class RecordReader {
  readonly #layout: CsvLayout
  readonly #where: string
  readonly #names: readonly string[] | undefined
  readonly #parser: Papa.Parser
  readonly #lineBreak: '\n' | '\r'
  readonly #delimiter: string
  readonly #columns: RawColumnBuilder[] = []
  readonly #notes: string[] = []
  readonly #ragged: { readonly line: number; readonly found: number }[] = []
  #raggedCount = 0
  #blankLines = 0
  /** The names as they stand in the file, of two columns or more, and how often they stand in it again: as where files were put together. */
  #header: readonly string[] | null = null
  #repeated = 0
  #trimmed = false
  /** What the header says, by the name of the column. */
  #written: ReadonlyMap<string, string> = new Map()
  /** Whether the last column has no name. */
  #unnamedLast = false
  /** Records still to be left out before the header, and after it. */
  #lead: number
  #units: boolean
  /** Cells beyond the last column, all of them empty, and rows that were filled up. */
  #surplus = 0
  #filled = 0
  /** Right rows since the last record that was too short: of those after which none comes, the file ends in notes of its own. */
  #rowsSince = 0
  #footer: { readonly text: string; readonly isFew: boolean }[] = []
  /** Rows with no cell but the first: those after which no other row comes may be notes that a spreadsheet has filled up with delimiters. */
  #held: string[][] = []
  /** Text that is no whole record yet, and how long it must grow before it is looked at again. */
  #pending = ''
  #needed = 0
  #linesBefore: number

  constructor(layout: CsvLayout, where: string, names: readonly string[] | undefined) {
    this.#layout = layout
    this.#where = where
    this.#names = names
    this.#lineBreak = lineBreakOf(layout.newline)
    this.#linesBefore = layout.skip > 0 ? 1 : 0
    this.#lead = layout.lead
    this.#units = layout.units
    this.#delimiter = layout.spaced ? `${layout.delimiter} ` : layout.delimiter
    this.#parser = new Papa.Parser({ delimiter: this.#delimiter, quoteChar: layout.quote, newline: this.#lineBreak } as Papa.ParseConfig)
  }

  push(text: string): void {
    this.#pending += text
    if (this.#pending.length >= this.#needed) this.#parse(false)
  }

  finish(): { readonly raw: RawTable; readonly notes: readonly string[]; readonly headers?: Readonly<Record<string, string>> } {
    this.#parse(false)
    if (!isBlankText(this.#pending)) this.#parse(true)
    if (this.#columns.length === 0) throw new InputError(this.#where, 'has blank lines only; give a table with a header and rows')
    this.#settleHeld()
    this.#dropFooter()
    this.#refuseRagged()
    if (this.#surplus > 0)
      this.#notes.push(`${countedNoun(this.#surplus, 'row')} with a delimiter too many: the empty cells at the end were dropped`)
    if (this.#filled > 0) this.#notes.push(`${countedNoun(this.#filled, 'row')} with too few cells: those at the end count as missing`)
    if (this.#repeated > 0) this.#notes.push(`the header stands again in ${countedNoun(this.#repeated, 'line')}, which were left out`)
    if (this.#blankLines > 0) this.#notes.push(`${countedNoun(this.#blankLines, 'blank line')} skipped`)
    if (this.#trimmed) this.#notes.push('blanks around unquoted cells were dropped')
    const raw = this.#withoutEmptyLast(finishRawTable(this.#columns))
    const renamed = raw.columns.flatMap(({ name }) => {
      const written = this.#written.get(name) ?? name
      return written === name ? [] : [[name, written] as const]
    })
    return { raw, notes: this.#notes, ...(renamed.length > 0 ? { headers: Object.fromEntries(renamed) } : {}) }
  }

  /** Takes the whole records out of the pending text; with `last`, all of it. */
  #parse(last: boolean): void {
    const text = this.#pending
    const { data, errors, meta } = this.#parser.parse(text, 0, !last) as Papa.ParseResult<string[]>
    const quoted = text.includes(this.#layout.quote)
    if (text.includes('\0')) throw new InputError(this.#where, 'has zero bytes, which no text has; is it damaged or binary?')
    // A record cut off by the end of the text is parsed again when its rest is there: what is wrong with it now may be right then.
    const error = errors.find(({ row }) => last || (row ?? 0) < data.length)
    if (error) throw this.#quoteError(error, data)
    if (text.length > longestCell) this.#refuseLongCells(data.length > 0 ? data : (this.#parser.parse(text, 0, false).data as string[][]))
    this.#take(data, quoted ? text : null)
    this.#linesBefore += quoted ? occurrences(text.slice(0, meta.cursor), this.#lineBreak) : data.length
    this.#pending = last ? '' : text.slice(meta.cursor)
    this.#needed = data.length > 0 ? 0 : text.length * 2
  }

  /** Puts whole records into the columns. `text` is where they come from, or null where nothing in it is quoted. */
  #take(records: readonly string[][], text: string | null): void {
    const apart = text !== null && hasQuotedBlanks(text, this.#layout.quote)
    if (apart) this.#trimUnquoted(records, text)
    let from = 0
    if (this.#columns.length === 0) {
      // Blank lines before a table; in one column without a header they are its first cells.
      const skipBlank = this.#layout.header || this.#layout.fields > 1
      for (; from < records.length; from++) {
        const blank = isBlank(records[from] as string[])
        if (!blank && this.#lead > 0) this.#lead--
        else if (!blank || !skipBlank) break
      }
      if (from === records.length) return
      this.#open(records[from] as string[])
      if (this.#layout.header) from++
    }
    while (this.#units && from < records.length) if (!isBlank(records[from++] as string[])) this.#units = false
    const rows = this.#rightRows(records, from, apart)
    for (let j = 0; j < this.#columns.length; j++) this.#fill(j, rows, apart)
  }

  #fill(j: number, rows: readonly string[][], trimmed: boolean): void {
    const column = this.#columns[j] as RawColumnBuilder
    const last = j === this.#columns.length - 1
    for (let i = 0; i < rows.length; i++) {
      let cell = (rows[i] as string[])[j] as string
      if (!trimmed && (cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32)) cell = this.#trim(cell, last)
      column.pushToken(cell)
    }
  }

  /** Trims the cells that are not in quotes, by going through the text from cell to cell. */
  #trimUnquoted(records: readonly string[][], text: string): void {
    const { quote } = this.#layout
    let at = 0
    for (const record of records) {
      for (let j = 0; j < record.length; j++) {
        const cell = record[j] as string
        const last = j === record.length - 1
        const quoted = text.startsWith(quote, at)
        if (!quoted) record[j] = this.#trim(cell, last)
        const end = at + cell.length + (quoted ? 2 + occurrences(cell, quote) : 0)
        const next = last ? this.#lineBreak : this.#delimiter
        at = text.indexOf(next, end) + next.length
      }
    }
  }

  /** An unquoted cell without blanks around it and, at the end of a line, without the first half of a line break. */
  #trim(cell: string, last: boolean): string {
    const line = last && cell.endsWith('\r') ? cell.slice(0, -1) : cell
    const trimmed = line.replace(/^[ \t]+|[ \t]+$/g, '')
    if (trimmed !== line) this.#trimmed = true
    return trimmed
  }

  /** Opens the columns, named by the first record or else numbered. */
  #open(first: readonly string[]): void {
    const { header } = this.#layout
    const written = header ? (this.#layout.joined ?? first).map((name) => name.trim()) : first.map(() => '')
    const given = this.#names
    if (header && first.length > 1) this.#header = first
    const width = first.length + (this.#layout.rowNames ? 1 : 0)
    if (given && given.length !== width) {
      throw new InputError(
        this.#where,
        `has ${countedNoun(width, 'column')} (got ${countedNoun(given.length, 'name')}); give one name for each`,
      )
    }
    const { names, notes } = distinctNames(given ?? (this.#layout.rowNames ? ['row_names', ...written] : written))
    if (given || header) this.#notes.push(...notes)
    if (header && !given && !this.#layout.rowNames) this.#written = new Map(names.map((name, j) => [name, written[j] as string]))
    this.#unnamedLast = !given && header && first.length > 1 && written.at(-1) === ''
    for (const name of names) this.#columns.push(new RawColumnBuilder(name))
  }

  /** The records from `from` on that have as many cells as there are columns. Others are blank, or remembered for the message. */
  #rightRows(records: readonly string[][], from: number, trimmed: boolean): readonly string[][] {
    const width = this.#columns.length
    const rows: string[][] = []
    for (let k = from; k < records.length; k++) {
      let record = records[k] as string[]
      if (record.length !== width && this.#layout.spaced) record = record.flatMap((cell) => cell.split(this.#layout.delimiter))
      if (record.length !== width && !isBlank(record)) record = this.#fitted(record, width)
      if (this.#isHeader(record)) this.#repeated++
      else if (record.length === width) {
        if (width >= fewestPadded && isLone(record, trimmed)) this.#held.push([record[0] as string, ...Array<string>(width - 1).fill('')])
        else if (width >= fewestPadded && isTotal(record)) this.#held.push(record)
        else {
          rows.push(...this.#held.splice(0), record)
          this.#rowsSince++
        }
      } else if (isBlank(record)) this.#blankLines++
      else this.#reject(records, k)
    }
    return rows
  }

  #isHeader(record: readonly string[]): boolean {
    const header = this.#header
    return header !== null && record[0] === header[0] && record.length === header.length && record.every((cell, j) => cell === header[j])
  }

  /** A record without empty cells beyond the last column, or filled up to it where that was asked for. */
  #fitted(record: string[], width: number): string[] {
    if (record.length > width && record.slice(width).every((cell) => cell.trim() === '')) {
      this.#surplus++
      return record.slice(0, width)
    }
    if (record.length > width || !this.#layout.fillShortRows) return record
    this.#filled++
    return [...record, ...Array<string>(width - record.length).fill('')]
  }

  #reject(records: readonly string[][], k: number): void {
    const record = records[k] as string[]
    const line = this.#lineOf(records, k)
    if (this.#rowsSince > 0) this.#footer = []
    this.#rowsSince = 0
    this.#footer.push({ text: record.join(this.#delimiter), isFew: record.length * 2 <= this.#columns.length })
    if (this.#raggedCount++ < mostProblems) this.#ragged.push({ line, found: record.length })
  }

  /** Lines after the last row that have few cells are notes of the file, if no other line is odd. */
  #dropFooter(): void {
    const footer = this.#footer
    const isFooter = this.#rowsSince === 0 && this.#hasRows() && footer.length <= mostFooter && footer.every(({ isFew }) => isFew)
    if (footer.length === 0 || !isFooter || footer.length < this.#raggedCount) return
    this.#ragged.length = 0
    const texts = footer.map(({ text }) => text.trim())
    this.#notes.push(`${countedNoun(footer.length, 'line')} after the last row skipped: ${shortened(texts.join(' / '))}`)
  }

  /** Leaves out the last rows if they are notes, below an empty row or by how they begin; else they are rows. */
  #settleHeld(): void {
    const held = this.#held
    const texts = held.flatMap((record) => record.find((cell) => !isBlankText(cell))?.trim() ?? [])
    const isApart = texts.length > 0 && isBlankText(held[0]?.[0] ?? '')
    if (this.#hasRows() && held.length <= mostFooter && (isApart || texts.some((text) => beginsNote.test(text)) || held.some(isTotal))) {
      this.#notes.push(`${countedNoun(held.length, 'line')} after the last row skipped: ${shortened(texts.join(' / '))}`)
      return
    }
    for (let j = 0; j < this.#columns.length; j++) this.#fill(j, held, false)
  }

  #hasRows(): boolean {
    return (this.#columns[0]?.length ?? 0) >= fewestRows
  }

  /** The line of the file on which record k begins. */
  #lineOf(records: readonly (readonly string[])[], k: number): number {
    let line = this.#linesBefore + 1
    for (let i = 0; i < k; i++) line += 1 + occurrences((records[i] as string[]).join(''), this.#lineBreak)
    return line
  }

  #refuseRagged(): void {
    const [first, ...others] = this.#ragged
    if (!first) return
    const width = this.#columns.length
    const more = this.#raggedCount - this.#ragged.length
    const lines = others.map(({ line, found }) => `line ${line} (${found})`).join(', ')
    const rest = others.length === 0 ? '' : `, and so have ${lines}${more > 0 ? ` and ${countedNoun(more, 'more line')}` : ''}`
    const problem = `has ${countedNoun(first.found, 'field')} where the ${this.#layout.header ? 'header' : 'first line'} has ${width}${rest}`
    const remedy =
      first.found > width
        ? 'quote cells that contain the delimiter, or say which delimiter it is'
        : 'is the file cut off, or the delimiter another one? If cells at the end were left out, pass --fill-short-rows'
    throw new InputError(`${this.#where}:${first.line}`, `${problem}; ${remedy}`)
  }

  #quoteError({ code, row = 0 }: Papa.ParseError, records: readonly string[][]): InputError {
    const problem =
      code === 'MissingQuotes'
        ? 'a quoted cell is never closed; add the missing quote'
        : 'a quoted cell goes on after its closing quote; write a quote inside a cell twice'
    return new InputError(`${this.#where}:${this.#lineOf(records, Math.min(row, records.length))}`, problem)
  }

  #refuseLongCells(records: readonly string[][]): void {
    const k = records.findIndex((record) => record.some((cell) => cell.length > longestCell))
    if (k < 0) return
    throw new InputError(
      `${this.#where}:${this.#lineOf(records, k)}`,
      'has a cell longer than 1 MB; is a quote missing here or in a line before?',
    )
  }

  /** The table without the column that a delimiter at the end of every line makes. */
  #withoutEmptyLast(raw: RawTable): RawTable {
    const last = raw.columns.at(-1)
    if (!this.#unnamedLast || !last || last.numbers || last.tokens.some((token) => token !== '')) return raw
    this.#notes.push('every line ends with a delimiter: the last column, which has neither name nor cells, was left out')
    return { rows: raw.rows, columns: raw.columns.slice(0, -1) }
  }
}

/** Whether a record has no cell but the first, around which there is nothing to trim. */
function isLone(record: readonly string[], trimmed: boolean): boolean {
  const [first = ''] = record
  if (first !== first.trim()) return false
  for (let j = 1; j < record.length; j++) if (record[j] !== '' && (trimmed || j < record.length - 1 || record[j] !== '\r')) return false
  return true
}

/** Whether the first cell of a record that isn't empty says that others are totals, and some are empty. */
function isTotal(record: readonly string[]): boolean {
  const first = record.find((cell) => !isBlankText(cell))
  return first !== undefined && callsTotal.test(first.trim()) && record.some(isBlankText)
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && isBlankText(record[0] as string)
}

function isBlankText(text: string): boolean {
  return text.replaceAll(endMark, '').trim() === ''
}

function occurrences(text: string, character: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++
  return count
}

/** Whether a cell in quotes may begin or end with a blank; the tokeniser doesn't tell which cells were quoted. */
function hasQuotedBlanks(text: string, quote: string): boolean {
  return [`${quote} `, `${quote}\t`, ` ${quote}`, `\t${quote}`, `\r${quote}`].some((edge) => text.includes(edge))
}
