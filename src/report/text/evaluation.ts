import type { Evaluation, ScoreDetail, ScoreEntry } from '../../evaluate/evaluation.js'
import { levels, spectrum } from '../../evaluate/metric.js'
import { firstWords, formatCount, formatNumberOf, formatScore, formatSkillInterval, printable, shorten } from '../format.js'
import { comparison, entryFor, worstDetails } from '../readings.js'
import { fitnessWords, lineWords, overallWords, verdictText } from '../verdict-words.js'
import { apart, lineWidth, padded, wrap } from './lines.js'

const worstShown = 5

/** The evaluation for a terminal, at most 100 columns wide: scores along the spectrum, then the worst columns and pairs. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { synthetic, real, what } = comparison(evaluation)
  const size = evaluation.rows.compared
  const lines = [
    ...wrap(
      `${formatNumberOf(synthetic, 'synthetic row')} compared with ${formatNumberOf(real, 'real row')} ${what}, ${formatNumberOf(size, 'row')} on either side.`,
    ),
    ...wrap(
      'Ceiling: what other real rows score. Floor: what rows without that structure score. Skill: 0 is the floor, 1 the ceiling; ± covers 95 of 100 draws.',
    ),
    '',
    ...summaryLines(evaluation),
    ...scoreLines(evaluation),
    ...worstLines('Worst columns', entryFor(evaluation, 'marginal-shape')),
    ...worstLines('Worst pairs', entryFor(evaluation, 'pair-contingency')),
    ...shortcomingLines(evaluation, 'Shortcomings'),
    ...closingLines(evaluation),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

/** Letters of what is said of a line of the summary, at most. */
const mostOfLine = 170

/** What came out, line by line of the spectrum, and what the table is for. */
function summaryLines(evaluation: Evaluation): string[] {
  if (evaluation.lines.length === 0) return []
  const longest = Math.max(...evaluation.lines.map(({ level }) => spectrum[level].title.length))
  const lines = evaluation.lines.flatMap((line) => {
    const [first = ''] = lineWords(evaluation, line)
    const words = `${padded(spectrum[line.level].title, longest)}  ${verdictText[line.verdict].words}: ${firstWords(first, mostOfLine)}`
    return wrap(words.replaceAll('  ', '\u00a0\u00a0'), 98, ' '.repeat(longest + 2)).map((text) => `  ${text.replaceAll('\u00a0', ' ')}`)
  })
  return [`In short: ${overallWords(evaluation).toLowerCase()}`, ...lines, ...indented(`${fitnessWords(evaluation)}.`), '']
}

/** Letters of a paragraph about a shortcoming, at most; the rest is in the report and the JSON. What is worst is told whole if it is no longer than this. */
const mostLetters = 240
const mostOfFirst = 400

/** The shortcomings that were found, a short paragraph each, and the names of the others. */
export function shortcomingLines({ shortcomings }: Evaluation, title: string): string[] {
  // Figures of another program alone are no look at anything.
  if (shortcomings.every(({ found }) => found === null)) return []
  const named = (is: boolean | null) => shortcomings.filter(({ found }) => found === is).map(({ title }) => title.toLowerCase())
  const found = shortcomings.filter((shortcoming) => shortcoming.found)
  const [absent, open] = [named(false), named(null)]
  const rest = [
    ...(absent.length > 0 ? [`Not found: ${absent.join(', ')}.`] : []),
    ...(open.length > 0 ? [`Not looked for, for want of scores: ${open.join(', ')}.`] : []),
  ].join(' ')
  const paragraphs = [...found.map(({ title, text }) => `${title}. ${shortened(text)}`), ...(rest === '' ? [] : [rest])]
  return [`${title}${found.length === 0 && open.length === 0 ? ': none found' : ''}`, ...paragraphs.flatMap((text) => indented(text)), '']
}

/** Whole parts of the paragraph, as many as there is room for. */
function shortened(text: string): string {
  const [first = '', ...parts] = text.split('; ')
  let told = first
  for (const part of parts) {
    if (told.length + part.length > mostLetters) return `${firstWords(told, mostOfFirst)}; …`.replace('…; …', '…')
    told = `${told}; ${part}`
  }
  return firstWords(told, mostOfFirst)
}

function indented(text: string): string[] {
  return wrap(text, 98, '  ').map((line) => `  ${line}`)
}

/** What was left out, which metrics got fewer rows, what no score speaks of, and notes. */
export function closingLines({ leftOut, scores, completeness, notes, rows }: Evaluation): string[] {
  const strange = leftOut.map(({ column, reason }) => `${printable(column)} (${reason})`)
  const fewer = scores.filter((entry) => entry.value !== null && entry.rows < rows.compared)
  const said = [
    ...(strange.length > 0 ? [`Left out: ${strange.join(', ')}.`] : []),
    ...(fewer.length > 0
      ? [`Scored on fewer rows, drawn at random: ${fewer.map((entry) => `${entry.metric} ${formatCount(entry.rows)}`).join(', ')}.`]
      : []),
    ...(completeness.warning ? [completeness.warning] : []),
    ...notes.map((note) => `Note: ${note}`),
  ]
  return said.flatMap((sentence) => wrap(sentence))
}

const titleWidth = 31
/** Of score, ceiling, floor and skill. */
const numberWidths = [8, 8, 7, 13] as const
const numberWidth = numberWidths[0]
const readingStart = numberWidths.reduce((sum, width) => sum + width, titleWidth + 1)

function scoreLines({ scores }: Evaluation): string[] {
  const heading = row('', ['score', 'ceiling', 'floor', 'skill'], 'reading')
  const groups = levels.flatMap((level) => {
    const entries = scores.filter((entry) => entry.level === level)
    if (entries.length === 0) return []
    const lines = entries.some(({ value }) => value !== null) ? entries.flatMap(scoreLine) : reasonLines(entries)
    return [spectrum[level].title, ...lines, '']
  })
  return [...heading, ...groups]
}

/** Why there is no score of a whole level, each reason once. */
export function reasonLines(entries: readonly ScoreEntry[]): string[] {
  const reasons = new Set(entries.flatMap(({ reason }) => reason ?? []))
  return indented(`No score. ${[...reasons].join(' ')}`)
}

function scoreLine(entry: ScoreEntry): string[] {
  const { value, baselines, reading, reason } = entry
  const numbers = [
    formatScore(value),
    formatScore(baselines.ceiling.value),
    formatScore(baselines.floor.value),
    formatSkillInterval(entry.skill, entry.skillInterval),
  ]
  return row(`  ${entry.title}`, numbers, reason ?? reading)
}

/** One or more lines: what doesn't fit in the last column goes on below. */
function row(title: string, numbers: readonly string[], reading: string): string[] {
  const cells = numbers.map((text, index) => apart(text, numberWidths[index] as number))
  const start = shorten(title, titleWidth).padEnd(titleWidth) + cells.join('')
  return wrap(reading, lineWidth - readingStart).map((text, index) => `${(index === 0 ? start : '').padEnd(readingStart)}${text}`.trimEnd())
}

function worstLines(title: string, entry: ScoreEntry | undefined): string[] {
  const worst = worstDetails(entry, worstShown)
  if (!entry || worst.length === 0) return []
  const names = worst.map((detail) => detailName(detail))
  const longest = Math.max(...names.map((name) => Array.from(name).length))
  const lines = worst.map(
    (detail, index) =>
      `  ${padded(names[index], longest)}${formatScore(detail.value).padStart(numberWidth)}${formatScore(detail.ceiling).padStart(numberWidth)}`,
  )
  return [`${title}, furthest behind real rows (score, ceiling)`, ...lines, '']
}

/** The columns of a detail, short enough for a line. */
export function detailName({ columns }: Pick<ScoreDetail, 'columns'>, most = 32): string {
  return columns.map((name) => shorten(name, most)).join(' × ')
}
