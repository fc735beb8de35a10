import { hasLoneReturn, isRowCount, isRule, type LineForm, type Mending } from './mend.js'

/** What was found out about a text before its cells are looked at. */
export interface FoundMending {
  readonly mending: Mending
  /** Line breaks are of several kinds, or are lone carriage returns. */
  readonly mixed: boolean
  readonly notes: readonly string[]
}

export interface MendingHints {
  readonly delimiter?: string
  readonly escape?: string
  readonly comment?: string
}

const sampleLines = 100
const fewestLines = 3

/** What must be done to the text that begins with `sample` before it is a plain table: what isn't given is guessed, and noted. */
export function findMending(sample: string, quote: string, { delimiter, ...given }: MendingHints): FoundMending {
  const notes: string[] = []
  const mixed = hasLoneReturn(sample.endsWith('\r') ? sample.slice(0, -1) : sample)
  if (mixed && sample.includes('\n')) notes.push('its lines end in several ways (CR, LF or CRLF)')
  const found = { escape: given.escape ?? sniffEscape(sample, quote), comment: given.comment ?? sniffComment(sample) }
  if (given.escape === undefined && found.escape) notes.push('quotes inside cells have a backslash before them; they are written so again')
  if (given.comment === undefined && found.comment)
    notes.push(`lines that begin with ${found.comment} are taken for comments and left out; pass --comment '' if they are rows`)
  const mending = { quote, ...(found.escape ? { escape: found.escape } : {}), ...(found.comment ? { comment: found.comment } : {}) }
  const lines = sample
    .split(/\r\n?|\n/, sampleLines)
    .filter((line) => line.trim() !== '' && !(found.comment && line.startsWith(found.comment)))
  const lineForm = delimiter === undefined ? lineFormOf(lines) : undefined
  if (lineForm) return { mending: { ...mending, lineForm }, mixed, notes: [...notes, lineForms[lineForm]] }
  const blanks = delimiter === undefined ? alignedBlanks(lines) : undefined
  if (blanks === undefined) return { mending, mixed, notes }
  return { mending: { ...mending, blanks }, mixed, notes: [...notes, 'its columns are aligned by blanks; they are written with tabs'] }
}

/** A backslash, where quotes inside quoted cells come after one and would end the cell without it. */
function sniffEscape(sample: string, quote: string): string | undefined {
  if (quote === '' || !sample.includes(`\\${quote}`)) return undefined
  const inside = quote === "'" ? /\\'[^',;\t|\n\r]/ : /\\"[^",;\t|\n\r]/
  return inside.test(sample) ? '\\' : undefined
}

/** `#`, `%` or `//`, where the text begins with such lines and has others, or has several of them between its rows. */
function sniffComment(sample: string): string | undefined {
  const lines = sample.split(/\r\n?|\n/, sampleLines).filter((line) => line.trim() !== '')
  for (const mark of ['#', '%', '//']) {
    const first = lines.findIndex((line) => !line.startsWith(mark))
    if (first < 1) continue
    // A last comment with as many cells as the rows below, which have no header of their own, holds the names.
    if (first === 1 && isNamesLine(lines[0] as string, mark, lines.slice(1))) continue
    return mark
  }
  return undefined
}

/** Whether a line that begins with a mark holds the names of the columns of the lines below. */
function isNamesLine(line: string, mark: string, below: readonly string[]): boolean {
  return [',', ';', '\t', '|'].some((delimiter) => {
    const width = line.split(delimiter).length
    return width > 1 && !line.startsWith(`${mark} `) && below.every((other) => other.split(delimiter).length === width)
  })
}

/** Ways to write a line that make the text another table than it looks like, and what is said of them. */
const lineForms: Readonly<Record<LineForm, string>> = {
  framed: 'a table with bars between its cells and a line of dashes, as in Markdown and in the terminals of databases',
  colons: 'two colons separate its cells; they are written with tabs',
  wrapped: 'each of its lines stands in quotes as a whole, with its own quotes doubled; they are dropped',
}

function lineFormOf(lines: readonly string[]): LineForm | undefined {
  if (lines.length < fewestLines) return undefined
  if (isFramed(lines)) return 'framed'
  const colons = new Set(lines.map((line) => line.split('::').length))
  if (colons.size === 1 && !colons.has(1) && !colons.has(2)) return 'colons'
  const inner = lines.map((line) => /^"((?:[^"]|"")*)"$/.exec(line)?.[1])
  const isTable = (delimiter: string): boolean => new Set(inner.map((line) => line?.split(delimiter).length)).size === 1
  const areWrapped = inner.every((line) => line !== undefined) && inner.some((line) => line?.includes('""'))
  return areWrapped && [',', ';', '\t'].some((delimiter) => inner[0]?.includes(delimiter) && isTable(delimiter)) ? 'wrapped' : undefined
}

/** Lines with as many bars each, and one of dashes among the first ones. */
function isFramed(lines: readonly string[]): boolean {
  const own = lines.filter((line) => !isRule(line) && !isRowCount(line))
  if (own.length < 2 || !lines.slice(0, 3).some(isRule)) return false
  const isBarred = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line)
  const bars = new Set(own.map((line) => line.split('|').length))
  return own.every(isBarred) || (bars.size === 1 && !bars.has(1) && !own.some(isBarred))
}

const separator = /[,;\t|]/

/**
 * How many blanks separate the cells of lines that are aligned by them: two or more where every line has the same number of cells so, or
 * any number where that holds and columns begin at one place. Undefined where the lines have other separators, or are no table.
 */
function alignedBlanks(lines: readonly string[]): number | undefined {
  if (lines.length < fewestLines || lines.filter((line) => separator.test(line)).length * 2 > lines.length) return undefined
  const trimmed = lines.map((line) => line.trim())
  if (!trimmed.some((line) => / {2}/.test(line))) return undefined
  for (const blanks of [2, 1]) {
    const cells = trimmed.map((line) => line.split(blanks === 1 ? /\s+/ : /\s{2,}/))
    const width = cells[0]?.length ?? 0
    // Free text has now and then two blanks as well; a table has them in most lines.
    const aligned = trimmed.filter((line) => / {2}/.test(line)).length * 2 > trimmed.length
    if (width > 1 && aligned && cells.every((row) => row.length === width)) return blanks
  }
  return undefined
}
