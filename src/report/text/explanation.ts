import type { Baseline, Evaluation, ScoreDetail, ScoreEntry } from '../../evaluate/evaluation.js'
import { spectrum } from '../../evaluate/metric.js'
import { formatHundredths, formatNumberOf, formatScore, noNumber, shorten } from '../format.js'
import { entryFor, shortfall } from '../readings.js'
import { detailName } from './evaluation.js'
import { padded, wrap } from './lines.js'

/** Columns or pairs that are listed. */
const detailsShown = 50

/** All that an evaluation holds about one metric, for a terminal: what it is, its baselines, the numbers behind it, column by column. */
export function renderExplanation(evaluation: Evaluation, metric: string): string {
  const entry = entryFor(evaluation, metric)
  const of = evaluation.name === null ? '' : `, ${shorten(evaluation.name, 50)}`
  if (!entry) return `${wrap(`${metric}${of}: was not computed.`).join('\n')}\n`
  const lines = [
    `${entry.metric}${of}`,
    ...indented(`${entry.title}${entry.standardName === undefined ? '' : ` (${entry.standardName})`}. ${entry.plain}`),
    ...indented(
      `${spectrum[entry.level].title}, ${entry.basis}, ${entry.goal} from ${entry.range[0]} to ${entry.range[1]}, version ${entry.version}. Tests: ${entry.implies} (${entry.necessity}). Missing values: ${entry.missing}`,
    ),
    '',
    ...scoreLines(entry),
    ...partLines(entry),
    ...detailLines(entry),
    ...entry.notes.flatMap((note) => indented(`Note: ${note}`)),
    ...entry.references.flatMap(({ author, year, title, url }) => indented(`Source: ${author}, ${year}, ${title}${url ? `, ${url}` : ''}`)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function indented(text: string): string[] {
  return wrap(text, 96, '  ').map((line) => `  ${line}`)
}

function scoreLines({ value, reason, reading, error, skill, skillInterval, p, rows, baselines }: ScoreEntry): string[] {
  const spread = error === null ? '' : `, standard error ${error.toPrecision(2)}`
  const interval = skillInterval ? ` (95 %: ${formatHundredths(skillInterval[0])} to ${formatHundredths(skillInterval[1])})` : ''
  const { ceiling, copy, permuted, uniform } = baselines
  return [
    ...indented(`Score ${formatScore(value)}${spread}, ${formatNumberOf(rows, 'row')} in each table: ${reading}`),
    ...(reason === null ? [] : indented(reason)),
    ...(skill === null ? [] : indented(`Skill ${formatHundredths(skill)}${interval}`)),
    ...(p === null ? [] : indented(`Probability of a score at least as bad if both were of one distribution: ${p.toPrecision(2)}`)),
    ...baselineLine('Other real rows', ceiling),
    ...baselineLine('A copy of the training rows', copy),
    ...baselineLine('Columns permuted', permuted),
    ...baselineLine('Even values', uniform),
    '',
  ]
}

function baselineLine(title: string, { value, sd, n }: Baseline): string[] {
  if (value === null) return []
  const spread = sd === null ? '' : ` ± ${sd.toPrecision(2)}`
  return [`  ${padded(title, 28)} ${formatScore(value)}${spread}, ${formatNumberOf(n, 'draw')}`]
}

function partLines({ parts }: ScoreEntry): string[] {
  const width = Math.min(60, Math.max(0, ...parts.map(({ label }) => label.length)))
  if (parts.length === 0) return []
  return [...parts.map(({ label, value }) => `  ${padded(shorten(label, width), width)}  ${value === null ? noNumber : number(value)}`), '']
}

function detailLines({ details }: ScoreEntry): string[] {
  if (details.length === 0) return []
  const sorted = [...details].sort((a, b) => shortfall(b) - shortfall(a) || 0)
  const shown = sorted.slice(0, detailsShown)
  const width = Math.max(...shown.map((detail) => Array.from(detailName(detail, 20)).length))
  const heading = `  ${padded('', width)}   score ceiling      sd      real synthetic`
  const rest = details.length > shown.length ? [`  and ${details.length - shown.length} more, all of them better`] : []
  return [heading, ...shown.map((detail) => detailLine(detail, width)), ...rest, '']
}

function detailLine(detail: ScoreDetail, width: number): string {
  const { value, ceiling, ceilingSd, real, synthetic, reason } = detail
  const numbers = [formatScore(value), formatScore(ceiling), ceilingSd === null ? noNumber : ceilingSd.toPrecision(1)]
  const both = [real, synthetic].map((side) => (side === undefined ? '' : number(side)).padStart(10)).join('')
  const said = reason === undefined ? both : `  ${shorten(reason, 100 - width - 28)}`
  return `  ${padded(detailName(detail, 20), width)}${numbers.map((text) => text.padStart(8)).join('')}${said}`.trimEnd()
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4)
}
