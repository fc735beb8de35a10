import type { Finding, Risk, Verdict } from '../../attacks/finding.js'
import type { OfficerReport } from '../../pipeline/privacy/attack-rows.js'
import { decisionFields } from '../../pipeline/privacy/attack-rows.js'
import { formatCount, formatShare, sentence } from '../format.js'
import { type Markup, markup } from '../html/page/markup.js'
import { card, privacyPage, section } from './page.js'
import { statementPart } from './statement.js'
import { attackedWords, formatFigure, formatRate, riskOrder, riskQuestions, verdictOver, verdictSigns } from './words.js'

/** The privacy report as one HTML file. Its first line says that it is confidential: it was computed from the real rows. */
export function renderPrivacyHtml(report: OfficerReport, title: string): string {
  const { notice, rows, problems } = report
  const content = [
    markup`<p class="lede"><strong>${formatCount(rows.synthetic)} synthetic rows</strong>, attacked with ${attackedWords(report)} of other people.</p>`,
    ...problems.map((problem) => markup`<div class="banner" role="note"><p><strong>Attention.</strong> ${sentence(problem)}</p></div>`),
    overview(report),
    details(report),
    statementPart(report.privacy),
    figures(report),
    untested(report),
    decision(),
    annex(report),
  ]
  return privacyPage(
    title,
    markup`<p class="confidential">${notice}</p>`,
    content,
    'Made with Rowsmith. Every number here is a lower bound on what somebody could do: attacks that find nothing prove nothing about others. Run them again when data, model or use change.',
  )
}

function verdictMark(verdict: Verdict): Markup {
  return markup`<span class="verdict-${verdict.split(' ')[0]}"><span aria-hidden="true">${verdictSigns[verdict]}</span> ${sentence(verdict)}</span>`
}

function overview({ findings, levels }: OfficerReport): Markup {
  const rows = riskOrder.map((risk) =>
    overviewRow(
      risk,
      findings.filter((finding) => finding.risk === risk),
    ),
  )
  const intro = `The first three are the criteria of the Article 29 Working Party (Opinion 05/2014) for anonymous data. Detected: attacks do better on training rows than on other people, beyond chance (${100 * levels.gate} % for copies, ${100 * levels.attacks} % for all others together). Inconclusive: the attack, or the number of rows, is too weak to say. There is no verdict “safe”.`
  return section(
    'overview',
    'In short',
    intro,
    card(
      'Verdicts',
      [
        ['What is asked', false],
        ['Verdict', false],
        ['Greatest residual risk', true],
        ['Attacks', false],
      ],
      rows,
    ),
  )
}

function overviewRow(risk: Risk, findings: readonly Finding[]): Markup {
  const question = markup`<th scope="row">${sentence(risk)}<small>${riskQuestions[risk]}</small></th>`
  if (findings.length === 0) return markup`<tr>${question}<td>Not tested</td><td class="number">–</td><td></td></tr>`
  const worst = findings.reduce((most, own) => ((own.residual?.value ?? -2) > (most.residual?.value ?? -2) ? own : most))
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  const counted = (['detected', 'inconclusive', 'not detected'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
  return markup`<tr>${question}<td>${verdictMark(verdictOver(findings))}</td><td class="number">${formatRate(worst.residual)}</td><td>${counted.join(', ')}</td></tr>`
}

const attackHeads = [
  ['Attack', false],
  ['Training rows', true],
  ['Holdout', true],
  ['By guessing', true],
  ['Residual risk', true],
  ['Verdict', false],
] as const

function details({ findings, secrets, known }: OfficerReport): Markup {
  const intro = `Shares of attacks that succeed, with 95 % intervals. Residual risk is what success on training rows adds to that on other people, of all there is to gain: (training − holdout) / (1 − holdout). Secrets: ${secrets.join(', ')}. Known to the attacker: ${known?.join(', ') ?? 'all but the secret'}.`
  const ordered = riskOrder.flatMap((risk) => findings.filter((finding) => finding.risk === risk))
  return section('attacks', 'Attack by attack', intro, card('Attacks', attackHeads, ordered.map(findingRow)))
}

function findingRow({ title, target, rate, control, baseline, residual, verdict, reason, figures }: Finding): Markup {
  const more =
    figures && figures.length > 0
      ? markup`<details><summary>More numbers</summary><ul class="plain">${figures.map((figure) => markup`<li>${figure.label}: ${formatFigure(figure)}</li>`)}</ul></details>`
      : null
  return markup`<tr><th scope="row">${title}<small>${target}</small>${more}</th><td class="number">${formatRate(rate)}</td><td class="number">${formatRate(control)}</td><td class="number">${formatRate(baseline)}</td><td class="number">${formatRate(residual)}</td><td>${verdictMark(verdict)}<small>${sentence(reason)}</small></td></tr>`
}

function figures({ alarms, anonymity }: OfficerReport): Markup {
  const rows = [
    ...alarms.map(
      ({ title, plain, value, control, raised, reason }) =>
        markup`<tr><th scope="row">${title}<small>${plain}</small></th><td class="number">${value ? formatRate(value) : (reason ?? '–')}</td><td class="number">${formatRate(control)}</td><td>${raised ? 'Alarm raised' : 'Silent, which clears nobody'}</td></tr>`,
    ),
    ...anonymity.figures.map(
      ({ title, plain, training, holdout, difference, reason }) =>
        markup`<tr><th scope="row">${title}<small>${plain}</small></th><td class="number">${reason ?? formatFigure({ value: training })}</td><td class="number">${formatFigure({ value: holdout })}</td><td>${difference ? `difference ${formatRate({ value: (training ?? 0) - (holdout ?? 0), interval: difference })}` : ''}</td></tr>`,
    ),
  ]
  const intro = `Measures that grade nothing. The first two are alarms of overfitting: a table with a hundred people copied into ten thousand rows passes them. The others are anonymity numbers by their definitions, people being looked up by ${anonymity.known.join(', ') || 'no column'}; only a difference between training and holdout would say something about the synthetic rows.`
  return section(
    'figures',
    'Alarms and anonymity numbers',
    intro,
    card(
      'Alarms and anonymity numbers',
      [
        ['Measure', false],
        ['Training', true],
        ['Holdout', true],
        ['Reading', false],
      ],
      rows,
    ),
  )
}

function untested({ notTested, model }: OfficerReport): Markup {
  const reveals = model ? markup`<p><strong>The model file (${model.name}) gives away:</strong> ${model.reveals}</p>` : null
  return section(
    'not-tested',
    'What was not tested',
    'No report is complete; this one says where it stops.',
    markup`<div class="card"><ul class="plain">${notTested.map((what) => markup`<li>${what}</li>`)}</ul>${reveals}</div>`,
  )
}

function decision(): Markup {
  const rows = decisionFields.map((field) => markup`<tr><th scope="row">${sentence(field)}</th><td></td></tr>`)
  return section(
    'decision',
    'Decision of the controller',
    'No program decides which risk is acceptable. To be filled in by whoever answers for the data.',
    markup`<div class="card fields"><table><tbody>${rows}</tbody></table></div>`,
  )
}

function annex({ worst }: OfficerReport): Markup {
  const share = (value: number | null) => (value === null ? '–' : formatShare(value))
  const rows = worst.map(
    ({ row, copied, unseenLikelier, moreIsolated, area }) =>
      markup`<tr><th scope="row">Row ${formatCount(row)}</th><td>${copied === null ? 'none found' : copied === 'exact' ? 'equal synthetic row' : 'near synthetic row'}</td><td class="number">${share(unseenLikelier)}</td><td class="number">${share(moreIsolated)}</td><td class="number">${area === undefined ? '–' : area.toFixed(2)}</td></tr>`,
  )
  const heads = [
    ['Row of the training table', false],
    ['Copy', false],
    ['Unseen people who look more like members', true],
    ['Real rows that stand more alone', true],
    ['Area by refitting', true],
  ] as const
  return markup`<div class="annex">${section('annex', 'Internal annex: records most at risk', 'Copies first, then those that look most like members. Rows are counted from 1 in the training table, its header left out. Remove this page from anything that leaves the house.', card('Records most at risk', heads, rows))}</div>`
}
