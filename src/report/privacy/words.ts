import type { Finding, IntervalEstimate, Risk, Verdict } from '../../attacks/finding.js'
import type { PrivacyReport } from '../../attacks/report/privacy-report.js'
import { formatCount, formatShare, noNumber } from '../format.js'

/** Each verdict with a sign that needs no colour. There is none that says that rows are safe. */
export const verdictSigns: Readonly<Record<Verdict, string>> = { detected: '●', inconclusive: '?', 'not detected': '○' }

/** What each risk asks, in words for somebody who decides. */
export const riskQuestions: Readonly<Record<Risk, string>> = {
  copies: 'Are real people, parts or near likenesses of them, in the synthetic rows?',
  'singling out': 'Do synthetic rows show how to pick out one person?',
  linkability: 'Do synthetic rows help to join two records of one person?',
  inference: 'Do synthetic rows tell a secret of a person, beyond what holds for people like them?',
  membership: 'Can one tell who was among the training rows?',
  reconstruction: 'Can secrets of many people be solved for at once?',
}

/** The three criteria of the Article 29 Working Party, Opinion 05/2014, first. */
export const riskOrder: readonly Risk[] = ['singling out', 'linkability', 'inference', 'membership', 'reconstruction', 'copies']

/** The verdict over several findings: detected where one is, inconclusive where none could tell. */
export function verdictOver(findings: readonly Finding[]): Verdict {
  if (findings.some(({ verdict }) => verdict === 'detected')) return 'detected'
  return findings.length > 0 && findings.every(({ verdict }) => verdict === 'not detected') ? 'not detected' : 'inconclusive'
}

/** What became of each risk that was tried, in the order of `riskOrder`; near, where an attack that isn't detected would be if it were the only one. */
export function riskVerdicts(
  findings: readonly Finding[],
): { readonly risk: Risk; readonly question: string; readonly verdict: Verdict; readonly isNear: boolean }[] {
  return riskOrder.flatMap((risk) => {
    const own = findings.filter((finding) => finding.risk === risk)
    return own.length === 0 ? [] : [{ risk, question: riskQuestions[risk], verdict: verdictOver(own), isNear: own.some(isAboveChance) }]
  })
}

/** What all verdicts come to, in a sentence: nothing more favourable than the worst of them. */
export function headlineOf(verdicts: readonly { readonly verdict: Verdict }[]): string {
  const open = verdicts.filter(({ verdict }) => verdict === 'inconclusive').length
  if (verdicts.some(({ verdict }) => verdict === 'detected'))
    return 'Not as they are: attacks get further with people of this table than with others.'
  if (verdicts.length === 0) return 'It can’t be told: nothing was tried.'
  if (open === 0) return 'No attack got through.'
  if (open === verdicts.length) return 'It can’t be told: there are too few rows, or the attacks are too weak, to find anything.'
  return `No attack got through, but ${open} of ${verdicts.length} questions stay open: too few rows, or too weak an attack.`
}

/** Whether the whole interval lies above what others have: taken alone this would be more than chance. */
export function isAboveChance({ residual, verdict }: Finding): boolean {
  return verdict !== 'detected' && (residual?.interval?.[0] ?? 0) > 0
}

/** A risk in words: what was measured of it, and what more can't be ruled out; less than none is none. */
export function riskInWords(residual: IntervalEstimate | null): string {
  if (residual === null) return 'not measured'
  const { value, interval } = residual
  const [low, high] = (interval ?? [value, value]).map((end) => formatShare(Math.max(0, end))) as [string, string]
  const measured = value > 0 ? formatShare(value) : 'none measured'
  if (!interval) return measured
  if (interval[0] > 0) return `${measured}, between ${low} and ${high}`
  return interval[1] > 0 ? `${measured}, up to ${high} not ruled out` : measured
}

/** Successes out of trials in words: `94 of 100`, or the share where they weren't counted. */
export function countInWords(estimate: IntervalEstimate): string {
  const { value, successes, of } = estimate
  return successes === undefined || of === undefined ? formatShare(value) : `${formatCount(successes)} of ${formatCount(of)}`
}

/** Who was attacked, of whom: `400 of 7,008 training rows`, or whole sequences. */
export function attackedWords({ rows, unit }: Pick<PrivacyReport, 'rows' | 'unit'>): string {
  const [training, holdout] = [formatCount(rows.training), formatCount(rows.holdout)]
  if (unit === 'row') return `${formatCount(rows.attacked)} of ${training} training rows and as many of ${holdout} holdout rows`
  return `${formatCount(rows.attacked)} whole sequences of ${training} training rows and as many of ${holdout} holdout rows`
}

/** A share with its interval: `12.0 % [10.1, 14.2]`. */
export function formatRate(estimate: IntervalEstimate | null): string {
  if (estimate === null) return noNumber
  const { value, interval } = estimate
  return `${signed(value)}${interval ? ` [${interval.map((end) => (100 * end).toFixed(1).replace('-', '−')).join(', ')}]` : ''}`
}

function signed(share: number): string {
  if (share >= 0) return formatShare(share)
  return share > -0.001 ? '> −0.1 %' : `−${formatShare(-share)}`
}

/** A number of any size, short. */
export function formatFigure({
  value,
  interval,
  reason,
}: {
  readonly value?: number | null
  readonly interval?: readonly [number, number]
  readonly reason?: string
}): string {
  if (value === undefined || value === null) return reason ?? noNumber
  const text = (number: number) =>
    Number.isInteger(number) ? String(number) : number < 0.001 && number > 0 ? '< 0.001' : number.toFixed(3)
  return `${text(value)}${interval ? ` [${interval.map((end) => end.toFixed(3)).join(', ')}]` : ''}`
}
