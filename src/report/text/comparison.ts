import type { Comparison, Evaluation, ScoreEntry } from '../../evaluate/evaluation.js'
import { type Level, levels, spectrum } from '../../evaluate/metric.js'
import { firstWords, formatHundredths, formatNumberOf, formatScore, letterOf, shorten } from '../format.js'
import { ranked, comparison as sidesOf } from '../readings.js'
import { fitnessWords, overallWords, worstWords } from '../verdict-words.js'
import { closingLines, reasonLines, shortcomingLines } from './evaluation.js'
import { apart, padded, wrap } from './lines.js'

const titleWidth = 31
const numberWidth = 7
const tableWidth = 16
/** Tables side by side that fit into a line. */
const abreast = 3

/** Several evaluations for a terminal, side by side along the spectrum, at most 100 columns wide. */
export function renderComparison({ evaluations }: Comparison): string {
  const [first] = evaluations
  if (!first) return 'There are no synthetic tables.\n'
  const { real, what } = sidesOf(first)
  const names = evaluations.map((_, index) => letterOf(index))
  const lines = [
    ...wrap(
      `${formatNumberOf(evaluations.length, 'synthetic table')} compared with ${formatNumberOf(real, 'real row')} ${what}, ${formatNumberOf(first.rows.compared, 'row')} on either side.`,
    ),
    ...evaluations.flatMap((evaluation, index) => wrap(legend(names[index], evaluation), 100, '   ')),
    ...wrap(
      'Each score with its skill in brackets: 0 is the floor, 1 the ceiling, what other real rows score. = marks scores that are as good as those of real rows.',
    ),
    '',
    ...rankingLines(evaluations, names),
    ...blocks(evaluations, names),
    ...shortcomingTable(evaluations, names),
    ...closingLines(first),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function legend(letter: string, { name, maker, rows }: Evaluation): string {
  const by = maker === null ? '' : ` by ${maker}`
  return `${letter}  ${shorten(name ?? 'a synthetic table', 60)}${by}, ${formatNumberOf(rows.synthetic, 'row')}`
}

function blocks(evaluations: readonly Evaluation[], names: readonly string[]): string[] {
  const lines: string[] = []
  for (let from = 0; from < evaluations.length; from += abreast) {
    const shown = evaluations.slice(from, from + abreast)
    lines.push(row('', ['ceiling', 'floor'], names.slice(from, from + abreast)))
    for (const level of levels) lines.push(...levelLines(level, shown))
  }
  return lines
}

function levelLines(level: Level, evaluations: readonly Evaluation[]): string[] {
  const entries = (evaluations[0]?.scores ?? []).filter((entry) => entry.level === level)
  if (entries.length === 0) return []
  if (evaluations.every(({ scores }) => scores.every((entry) => entry.level !== level || entry.value === null)))
    return [spectrum[level].title, ...reasonLines(entries), '']
  const lines = entries.map((entry) => {
    const { ceiling, floor } = entry.baselines
    const cells = evaluations.map(({ scores }) => cell(scores.find(({ metric }) => metric === entry.metric)))
    return row(`  ${entry.title}`, [formatScore(ceiling.value), formatScore(floor.value)], cells)
  })
  return [spectrum[level].title, ...lines, '']
}

/** From the best table to the worst: its verdict, its worst, what it is for. */
function rankingLines(evaluations: readonly Evaluation[], names: readonly string[]): string[] {
  const lines = ranked(evaluations).flatMap((at) => {
    const evaluation = evaluations[at]
    return wrap(
      `${names[at]}  ${overallWords(evaluation)}: ${`${firstWords(worstWords(evaluation), 150)}.`.replace('….', '…')} ${fitnessWords(evaluation)}.`,
      98,
      '     ',
    ).map((line) => `  ${line}`)
  })
  return ['In short, from the best to the worst', ...lines, '']
}

/** Which shortcomings each table shows, line by line. */
function shortcomingTable(evaluations: readonly Evaluation[], names: readonly string[]): string[] {
  return evaluations.flatMap((evaluation, index) => shortcomingLines(evaluation, `Shortcomings of ${names[index]}`))
}

function cell(entry: ScoreEntry | undefined): string {
  if (!entry || entry.value === null) return '–'
  const skill = entry.skill === null ? '' : ` (${formatHundredths(entry.skill)})`
  const mark = entry.verdict === 'equal' ? '=' : ' '
  return `${formatScore(entry.value)}${skill}${mark}`
}

function row(title: string, baselines: readonly string[], cells: readonly string[]): string {
  const numbers = baselines.map((text) => apart(text, numberWidth)).join('')
  return `${padded(shorten(title, titleWidth), titleWidth)}${numbers}${cells.map((text) => apart(text, tableWidth)).join('')}`.trimEnd()
}
