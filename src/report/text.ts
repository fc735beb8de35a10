import type { Evaluation, ScoreDetail, ScoreEntry } from '../evaluate/evaluation.js'
import { levels } from '../evaluate/metric.js'
import { spectrum } from '../evaluate/spectrum.js'
import { formatNumberOf, formatScore, formatSkill, printable, shorten } from './format.js'
import { comparison, scoreOf, worstDetails } from './worst.js'

const width = 100
const worstShown = 5

/** The evaluation for a terminal, at most 100 columns wide: scores along the spectrum, then the worst columns and pairs. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { synthetic, real, what } = comparison(evaluation)
  const size = evaluation.rows.compared
  const lines = [
    ...wrap(
      `${formatNumberOf(synthetic, 'synthetic row')} compared with ${formatNumberOf(real, 'real row')} ${what}, ${formatNumberOf(size, 'row')} on either side.`,
    ),
    ...wrap('Ceiling: what other real rows score. Floor: what rows without that structure score. Skill: 0 is the floor, 1 the ceiling.'),
    '',
    ...scoreLines(evaluation),
    ...worstLines('Worst columns', scoreOf(evaluation, 'marginal-shape')),
    ...worstLines('Worst pairs', scoreOf(evaluation, 'pair-contingency')),
    ...leftOutLines(evaluation),
    ...evaluation.notes.flatMap((note) => wrap(`Note: ${note}`)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

const titleWidth = 18
const numberWidth = 8
const readingStart = titleWidth + 4 * numberWidth + 1

function scoreLines({ scores }: Evaluation): string[] {
  const heading = row('', ['score', 'ceiling', 'floor', 'skill'], 'reading')
  const groups = levels.flatMap((level) => {
    const entries = scores.filter((entry) => entry.level === level)
    return entries.length === 0 ? [] : [spectrum[level].title, ...entries.flatMap(scoreLine), '']
  })
  return [...heading, ...groups]
}

function scoreLine(entry: ScoreEntry): string[] {
  const { value, baselines, skill, reading, reason } = entry
  const numbers = [formatScore(value), formatScore(baselines.ceiling.value), formatScore(baselines.floor.value), formatSkill(skill)]
  return row(`  ${entry.title}`, numbers, reason ?? reading)
}

/** One or more lines: what doesn't fit in the last column goes on below. */
function row(title: string, numbers: readonly string[], reading: string): string[] {
  const start = shorten(title, titleWidth).padEnd(titleWidth) + numbers.map((text) => text.padStart(numberWidth)).join('')
  return wrap(reading, width - readingStart).map((text, index) => `${(index === 0 ? start : '').padEnd(readingStart)}${text}`.trimEnd())
}

function worstLines(title: string, entry: ScoreEntry | undefined): string[] {
  const worst = worstDetails(entry, worstShown)
  if (!entry || worst.length === 0) return []
  const names = worst.map(detailName)
  const longest = Math.max(...names.map((name) => Array.from(name).length))
  const lines = worst.map((detail, index) => {
    const name = names[index] as string
    const padding = ' '.repeat(longest - Array.from(name).length)
    return `  ${name}${padding}${formatScore(detail.value).padStart(numberWidth)}${formatScore(detail.ceiling).padStart(numberWidth)}`
  })
  return [`${title}, furthest behind real rows (score, ceiling)`, ...lines, '']
}

function detailName({ columns }: ScoreDetail): string {
  return columns.map((name) => shorten(name, 32)).join(' × ')
}

function leftOutLines({ leftOut }: Evaluation): string[] {
  if (leftOut.length === 0) return []
  return wrap(`Left out: ${leftOut.map(({ column, reason }) => `${printable(column)} (${reason})`).join(', ')}.`)
}

/** The text in lines of at most that many characters, broken between words. */
function wrap(text: string, most = width): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
