import type { Finding, Risk, Verdict } from '../../attacks/finding.js'
import type { OfficerReport } from '../../pipeline/privacy/attack-rows.js'
import { decisionFields } from '../../pipeline/privacy/attack-rows.js'
import { formatCount, formatShare, sentence } from '../format.js'
import { type Markup, markup } from '../html/page/markup.js'
import { card, privacyPage, section } from './page.js'
import { list, statementPart } from './statement.js'
import {
  attackedWords,
  countInWords,
  formatFigure,
  formatRate,
  headlineOf,
  isAboveChance,
  riskInWords,
  riskOrder,
  riskQuestions,
  riskVerdicts,
  verdictOver,
  verdictSigns,
} from './words.js'

/** The privacy report as one HTML file. Its first line says that it is confidential: it was computed from the real rows. */
export function renderPrivacyHtml(report: OfficerReport, title: string): string {
  const { notice, rows, problems } = report
  const content = [
    markup`<p class="verdict"><strong>${headlineOf(riskVerdicts(report.findings))}</strong> Whether the rows may leave the house is decided by somebody who answers for it, with the form below.</p>
<p class="lede"><strong>${formatCount(rows.synthetic)} synthetic rows</strong>, attacked with ${attackedWords(report)} of other people.</p>`,
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

function overview(report: OfficerReport): Markup {
  const { findings, levels } = report
  const rows = riskOrder.map((risk) =>
    overviewRow(
      risk,
      findings.filter((finding) => finding.risk === risk),
    ),
  )
  const intro = `Each attack is tried on people who are in the table and on others who are not. What works on both alike is knowledge about people in general; what works better on those of the table is what the synthetic rows give away. The first three questions are the criteria of the Article 29 Working Party (Opinion 05/2014) for anonymous data.`
  return section(
    'overview',
    'In short',
    intro,
    markup`${card(
      'Verdicts',
      [
        ['What is asked', false],
        ['Answer', false],
        ['Worst of its attacks: what the rows add', false],
      ],
      rows,
    )}${howToRead(levels)}`,
  )
}

/** What the words mean, for somebody who reads such a report for the first time. */
function howToRead({ gate, attacks }: OfficerReport['levels']): Markup {
  const terms: readonly (readonly [string, string])[] = [
    [
      'Detected',
      `An attack works better on people of the table than on others, and not by chance: all attacks together are wrong about that in ${100 * (gate + attacks)} % of such reports (${100 * gate} % for copies, ${100 * attacks} % for all others).`,
    ],
    ['Not detected', 'No such attack worked better than on others. That is said of these attacks only. There is no verdict “safe”.'],
    ['Inconclusive', 'It can’t be told: too few rows, or an attack too weak to find anything. That is no yes.'],
    [
      'What the rows add',
      'Of all that is left to find out once people in general are known, the share that the synthetic rows give away: 0 % is nothing, 100 % all of it. “Up to 20 % not ruled out” means that with so few people tried, as much may be there unseen (95 % intervals). 50 % means that of two secrets that stay hidden of others one comes out.',
    ],
    [
      'By guessing',
      'How often the attack is right without the synthetic rows. Where nearly all people have the same value, or a rough value counts as right, guessing is right nearly always, and the attack can show nothing.',
    ],
  ]
  return markup`<h3 class="after">How to read this</h3><div class="card">${list(terms)}</div>`
}

function overviewRow(risk: Risk, findings: readonly Finding[]): Markup {
  const question = markup`<th scope="row">${riskQuestions[risk]}<small>${sentence(risk)}</small></th>`
  if (findings.length === 0) return markup`<tr>${question}<td>Not tested</td><td></td></tr>`
  const { residual } = worstOf(findings)
  const unmeasured = findings.filter((finding) => finding.residual === null).length
  const others = residual && unmeasured > 0 ? `; ${formatCount(unmeasured)} could not be measured` : ''
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  const counted = (['detected', 'inconclusive', 'not detected'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
  return markup`<tr>${question}<td>${verdictMark(verdictOver(findings))}<small>${counted.join(', ')} of ${formatCount(findings.length)} attack${findings.length === 1 ? '' : 's'}</small></td><td>${sentence(riskInWords(residual))}${others}${findings.some(isAboveChance) ? aloneNote : null}</td></tr>`
}

/** What was detected before what wasn't, and of it that of which the most can't be ruled out. */
function worstOf(findings: readonly Finding[]): Finding {
  const most = ({ verdict, residual }: Finding): number =>
    (verdict === 'detected' ? 2 : 0) + (residual?.interval?.[1] ?? residual?.value ?? -1)
  return findings.reduce((worst, own) => (most(own) > most(worst) ? own : worst))
}

const aloneNote = markup`<small class="alone">Taken alone this would be a finding; among so many attacks one may look so by chance.</small>`

function details(report: OfficerReport): Markup {
  const { secrets, known } = report
  const intro = `What each attack found. The attacker is after: ${secrets.join(', ')}. Known to the attacker: ${known?.join(', ') ?? 'all of a person but the secret'}. In small print the same numbers as shares, with 95 % intervals: on records of the table (training rows), on records of others (holdout), by guessing without the synthetic rows, and what the rows add (residual risk: (training − holdout) / (1 − holdout); below 0 is none).`
  const groups = riskOrder.flatMap((risk) => {
    const own = report.findings.filter((finding) => finding.risk === risk)
    return own.length === 0
      ? []
      : [markup`<h3 class="after">${riskQuestions[risk]}</h3><div class="card attacks">${own.map(findingItem)}</div>`]
  })
  return section('attacks', 'Attack by attack', intro, markup`${groups}`)
}

/** An attack in a few sentences, its numbers in small print below. */
function findingItem(finding: Finding): Markup {
  const { title, target, rate, control, baseline, residual, verdict, reason, figures } = finding
  const more =
    figures && figures.length > 0
      ? markup`<details><summary>More numbers</summary><ul class="plain">${figures.map((figure) => markup`<li>${figure.label}: ${formatFigure(figure)}</li>`)}</ul></details>`
      : null
  const found = rate
    ? `Right for ${countInWords(rate)} records of the table${control ? `, ${countInWords(control)} of others` : ''}${baseline ? `, ${countInWords(baseline)} by guessing` : ''}. What the rows add: ${riskInWords(residual)}.`
    : ''
  const numbers = [
    ['training', rate],
    ['holdout', control],
    ['guessing', baseline],
    ['residual', residual],
  ] as const
  return markup`<div class="attack"><h4>${title}: ${target}</h4><p>${verdictMark(verdict)}: ${reason}. ${found}${isAboveChance(finding) ? aloneNote : null}</p>${
    rate
      ? markup`<p class="soft numbers">${numbers.map(([what, estimate]) => markup`<span>${what} ${formatRate(estimate)}</span> `)}</p>`
      : null
  }${more}</div>`
}

function figures({ alarms, anonymity }: OfficerReport): Markup {
  const alarmItems = alarms.map(
    ({ title, plain, value, control, raised, reason }) =>
      markup`<div class="attack"><h4>${title}</h4><p>${raised ? markup`<strong>Alarm raised.</strong>` : 'No alarm, which clears nobody.'} ${plain} ${value ? `Here ${formatRate(value)}, by chance ${formatRate(control)}.` : sentence(`${reason ?? 'not measured'}.`)}</p></div>`,
  )
  const anonymityItems = anonymity.figures.map(
    ({ title, plain, training, holdout, difference, reason }) =>
      markup`<div class="attack"><h4>${title}</h4><p>${plain} ${reason ? sentence(`${reason}.`) : `${formatFigure({ value: training })} of the table, ${formatFigure({ value: holdout })} of others${difference ? ` (difference ${formatRate({ value: (training ?? 0) - (holdout ?? 0), interval: difference })})` : ''}.`}</p></div>`,
  )
  const intro = `Numbers that are often asked for, and grade nothing. Alarms tell that a model learned single rows by heart. Anonymity numbers follow their definitions, people being looked up by ${anonymity.known.join(', ') || 'no column'}; only a difference between the table and others would say something about the synthetic rows.`
  return section(
    'figures',
    'Alarms and anonymity numbers',
    intro,
    markup`<div class="card attacks">${[...alarmItems, ...anonymityItems]}</div>`,
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
  const hasAreas = worst.some(({ area }) => area !== undefined)
  const rows = worst.map(
    ({ row, copied, unseenLikelier, moreIsolated, area }) =>
      markup`<tr><th scope="row">Row ${formatCount(row)}</th><td>${copied === null ? 'none found' : copied === 'exact' ? 'an equal synthetic row' : 'a near synthetic row'}</td><td class="number">${share(unseenLikelier)}</td><td class="number">${share(moreIsolated)}</td>${hasAreas ? markup`<td class="number">${area === undefined ? '–' : area.toFixed(2)}</td>` : null}</tr>`,
  )
  const heads: readonly (readonly [string, boolean])[] = [
    ['Record', false],
    ['Copy among the synthetic rows', false],
    ['Others who look more like members', true],
    ['Records that stand more alone', true],
    ...(hasAreas ? ([['Told by refitting', true]] as const) : []),
  ]
  const intro = `The ${formatCount(worst.length)} records to look at first, and perhaps to leave out: those with a copy, then those that look most as if they had been learned. Row 1 is the first below the header of the file of real rows. Few others who look more like members, and few records that stand more alone, mean more at risk.${hasAreas ? ' Told by refitting: 0.5 is not at all, 1 always.' : ''} Take this page out of anything that leaves the house.`
  return markup`<div class="annex">${section('annex', 'Internal annex: records most at risk', intro, card('Records most at risk', heads, rows))}</div>`
}
