import type { ColumnFinding, ShareOf, Summary } from '../../table/inference/findings.js'
import type { Inspection } from '../../table/inference/inspect.js'
import { maskOf, withMasks } from './mask.js'

const width = 100
const mostNameWidth = 24

/** The inspection as text for a terminal: one block per column, at most 100 characters wide. */
export function renderInspection({ rows, fileNotes, summary, columns, dependencies, perhapsSensitive, notes }: Inspection): string {
  const nameWidth = Math.min(mostNameWidth, Math.max(4, ...columns.map(({ name }) => shown(name).length)))
  const lines = [`${count(rows, 'row')}, ${count(columns.length, 'column')}`]
  if (columns.length > 0) lines.push(...wrapped('', kindsText(columns), 0), ...worthALook(columns).flatMap((line) => wrapped('', line, 0)))
  for (const note of fileNotes) lines.push(...wrapped('file: ', note, 0))
  for (const note of summary) lines.push(...wrapped('* ', note, 0))
  lines.push('')
  for (const column of columns) lines.push(...columnLines(column, nameWidth))
  const general = [
    ...dependencies.map(
      ({ from, to, part }) => `${shown(to)} follows from ${part ? `the ${part} of ` : ''}${shown(from)}: kept exactly in synthetic rows`,
    ),
    ...notes,
    ...(perhapsSensitive.length > 0 ? [sensitiveNote(perhapsSensitive)] : []),
  ]
  if (general.length > 0 && columns.length > 0) lines.push('')
  for (const note of general) lines.push(...wrapped('* ', note, 0))
  return lines.join('\n')
}

/** What may be sensitive, and what to do about it. */
function sensitiveNote(proposals: Inspection['perhapsSensitive']): string {
  const named = proposals.map(({ name, category }) => `${shown(name)} (${category})`).join(', ')
  return `perhaps sensitive by their names: ${named}; what is gets "sensitive": true in the schema, and attacks try to learn it`
}

/** How many columns there are of each kind. */
function kindsText(columns: readonly ColumnFinding[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of columns) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ')
}

/** Where to put right what is worth a look; nothing where there is none. */
function worthALook(columns: readonly ColumnFinding[]): string[] {
  const marked = columns.filter(({ warnings }) => warnings.length > 0).length
  return marked > 0 ? [`worth a look: ${count(marked, 'column')} marked with !, put right in the schema (rowsmith schema)`] : []
}

/** Name and kind with the summary, then in the next lines why, what stands out, and what will be done. */
function columnLines(column: ColumnFinding, nameWidth: number): string[] {
  const name = shown(column.name)
  const indent = nameWidth + 2
  const kind = `${column.kind}${column.role === 'feature' ? '' : ` (${column.role})`}`
  const head = `${name.length > nameWidth ? `${name}\n${' '.repeat(nameWidth)}` : name.padEnd(nameWidth)}  ${kind.padEnd(12)}`
  const texts = [summaryText(column.summary), `because: ${column.reason}`]
  if (column.missing > 0) texts.push(missingText(column))
  if (column.atoms.length > 0) texts.push(`stands out: ${shares(column.atoms)}`)
  if (column.treatment) texts.push(withMasks(column.treatment))
  const [summary = '', ...rest] = texts
  const lines =
    `${head} ${summary}`.length <= width && !head.includes('\n')
      ? [`${head} ${summary}`.trimEnd()]
      : [head.trimEnd(), ...wrapped('', summary, indent)]
  for (const text of rest) lines.push(...wrapped('', text, indent))
  for (const warning of column.warnings) lines.push(...wrapped('! ', warning, indent))
  return lines
}

/** What a column holds, in a few words. */
export function summaryText(summary: Summary): string {
  switch (summary.of) {
    case 'numbers':
      return `${number(summary.min)} .. ${number(summary.max)}, median ${number(summary.median)}, mean ${number(summary.mean)}, sd ${number(summary.sd)}`
    case 'times':
      return `${summary.min} .. ${summary.max}, median ${summary.median}`
    case 'levels':
      return shares(summary.top) + (summary.others > 0 ? ` and ${summary.others} more` : '')
    case 'keys':
      return maskOf(summary.pattern)
    case 'texts':
      return wordsText(summary.words)
    case 'nothing':
      return 'no values'
  }
}

function wordsText([least, median, most]: readonly [number, number, number]): string {
  return least === most ? count(most, 'word') : `${least} to ${count(most, 'word')}, mostly ${median}`
}

function missingText({ missing, missingTokens, rows }: ColumnFinding): string {
  const tokens = missingTokens.map((token) => (token.trim() === '' ? 'an empty cell' : `'${shown(token)}'`))
  return `missing: ${count(missing, 'row')} (${percent(missing / rows)})${tokens.length > 0 ? `, written as ${tokens.join(' or ')}` : ''}`
}

function shares(values: readonly ShareOf[]): string {
  return values.map(({ value, share }) => `${shown(value)} ${percent(share)}`).join(', ')
}

const mostText = 40
/** A blank at which no line is broken. */
const glue = '\u00a0'

/** A string of the data on one line: control characters would move the cursor. */
function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')
  if (plain.trim() === '') return `'${plain}'`
  return plain.length > mostText ? `${plain.slice(0, mostText - 3)}...` : plain
}

function percent(share: number): string {
  const value = share * 100
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value < 0.1 ? '< 0.1' : value.toFixed(1)}${glue}%`
}

function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  return String(Number(value.toPrecision(5)))
}

function count(value: number, noun: string): string {
  return `${String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${noun}${value === 1 ? '' : 's'}`
}

/** The text in lines of at most `width`, broken at blanks; the mark stands before the first line. */
function wrapped(mark: string, text: string, indent: number): string[] {
  const room = width - indent - mark.length
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((text, i) => `${' '.repeat(indent)}${i === 0 ? mark : ' '.repeat(mark.length)}${text.replaceAll(glue, ' ')}`)
}
