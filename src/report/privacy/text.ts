import type { Finding } from '../../attacks/finding.js'
import type { OfficerReport } from '../../pipeline/privacy/attack-rows.js'
import { formatCount, printable, sentence } from '../format.js'
import { wrap } from '../text/lines.js'
import { attackedWords, formatFigure, formatRate, riskOrder, riskQuestions, verdictOver, verdictSigns } from './words.js'

/** The privacy report for a terminal, at most 100 columns wide. Its first line says that it is confidential. */
export function renderPrivacyReport(report: OfficerReport): string {
  const { rows } = report
  const lines = [
    ...wrap(report.notice),
    '',
    ...wrap(
      `${formatCount(rows.synthetic)} synthetic rows attacked with ${attackedWords(report)}. What an attack finds on the holdout, too, is knowledge of the population; only what it finds beyond that counts.`,
    ),
    ...report.problems.flatMap((problem) => ['', ...wrap(`Attention: ${problem}`)]),
    ...riskOrder.flatMap((risk) => riskLines(report.findings.filter((finding) => finding.risk === risk))),
    '',
    'Alarms (they may warn, and never clear anybody)',
    ...report.alarms.map(alarmLine),
    '',
    `Anonymity-style numbers, by ${report.anonymity.known.map(printable).join(', ') || 'no column'}: training, holdout`,
    ...report.anonymity.figures.map(
      ({ title, training, holdout, reason }) =>
        `    ${title}: ${reason ?? `${formatFigure({ value: training })}, ${formatFigure({ value: holdout })}`}`,
    ),
    '',
    ...promiseLines(report),
    '',
    'Not tested',
    ...report.notTested.flatMap((what) => wrap(what, 96, '  ').map((line) => `  ${line}`)),
  ]
  return `${lines.join('\n')}\n`
}

function riskLines(findings: readonly Finding[]): string[] {
  const [first] = findings
  if (!first) return []
  const verdict = verdictOver(findings)
  return [
    '',
    ...wrap(`${verdictSigns[verdict]} ${first.risk}: ${verdict}. ${riskQuestions[first.risk]}`),
    ...findings.flatMap(findingLines),
  ]
}

function findingLines({ title, target, rate, baseline, control, verdict, reason }: Finding): string[] {
  const others = `${control ? `${formatRate(control)} of the holdout` : 'no control'}${baseline ? `, ${formatRate(baseline)} by guessing` : ''}`
  const numbers = rate ? `: ${formatRate(rate)} of training rows, ${others}` : ''
  const why = verdict === 'not detected' ? '' : `. ${sentence(verdict)}: ${reason}`
  return wrap(`${verdictSigns[verdict]} ${title}, ${target}${numbers}${why}`, 96, '    ').map((line) => `  ${line}`)
}

function alarmLine({ title, value, control, raised, reason }: OfficerReport['alarms'][number]): string {
  const numbers = value ? `${formatRate(value)}, by chance ${formatRate(control)}` : (reason ?? '')
  return `  ${raised ? '!' : ' '} ${title}: ${numbers}${raised ? ', raised' : ''}`
}

function promiseLines({ privacy, model }: OfficerReport): string[] {
  const promise = privacy ? `epsilon ${privacy.epsilon}, delta ${privacy.delta}, for ${privacy.unit}` : 'none was claimed for these rows'
  return [
    ...wrap(`Differential privacy: ${promise}.`),
    ...(model ? wrap(`The model file (${model.name}) gives away: ${model.reveals}`) : []),
  ]
}
