import { holm } from '../../stats/tests/intervals.js'
import type { Finding, Judged, ScoreDetail, ScoreEntry, Shortcoming, ShortcomingKind } from '../evaluation.js'
import { falseAlarms } from '../verdicts/verdict.js'
import type { Named } from './guilty.js'

export type Finder = (evaluation: Judged, named: Named) => Shortcoming

/** One thing that shows a shortcoming; its text is to be joined with others: `sex: Male is 67.0 % of the real rows and 74.1 % of the synthetic ones`. */
export type Sign = Finding

/** Signs that a paragraph tells of. */
const mostTold = 5
/** By how much a score must be below that of real rows to matter. */
const leastMatter = 0.02
/** Families of tests that finders ask, about: each has its part of the false alarms. */
const families = 13
export const familyAlarms = falseAlarms / families

/** The score of a metric; undefined where there is none. */
function scoreNamed({ scores }: Judged, metric: string): ScoreEntry | undefined {
  const entry = scores.find((score) => score.metric === metric)
  return entry === undefined || entry.value === null ? undefined : entry
}

/**
 * The details of a metric that are worse than those of real rows, by more than chance (Holm over all details of the metric, at its part of the
 * false alarms) and by at least so much, each with by how much. None where it has no score.
 */
export function worseDetails(evaluation: Judged, metric: string, matters = leastMatter): (ScoreDetail & { readonly size: number })[] {
  const known = scoreNamed(evaluation, metric)?.details.filter(({ value, p }) => value !== null && p !== null) ?? []
  const adjusted = holm(known.map(({ p }) => p as number))
  return known.flatMap((detail, i) => {
    const size = (detail.ceiling ?? 1) - (detail.value as number)
    return adjusted[i] < familyAlarms && size > matters ? [{ ...detail, size }] : []
  })
}

interface Wording {
  readonly kind: ShortcomingKind
  readonly title: string
  /** What it is, as a sentence that the signs follow. */
  readonly found: string
  /** What is said where there is none. */
  readonly none: string
}

/** The paragraph about these signs, greatest first. `missing`: metrics that had to be there and aren't. */
export function conclude({ kind, title, found, none }: Wording, signs: readonly Sign[], missing: readonly string[]): Shortcoming {
  const findings = [...signs].sort((a, b) => b.size - a.size)
  const columns = [...new Set(findings.flatMap((sign) => sign.columns))]
  const open = missing.length === 0 ? '' : ` Not looked at, for want of a score: ${missing.join(', ')}.`
  if (findings.length === 0) {
    const told = missing.length === 0 ? none : `Can't be told.${open}`
    return { kind, title, found: missing.length === 0 ? false : null, text: told, columns: [], size: null, findings: [] }
  }
  const told = findings.slice(0, mostTold).map(({ text }) => text)
  const more = findings.length > mostTold ? `; and ${findings.length - mostTold} more` : ''
  return {
    kind,
    title,
    found: true,
    text: `${found} ${told.join('; ')}${more}.${open}`,
    columns,
    size: Math.min(1, findings[0]?.size ?? 0),
    findings,
  }
}

/** `67.0 %`; what is not 0 is never shown as 0. */
export function percent(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(1)} %`
}

/** The metrics of these that have no score. */
export function unscored(evaluation: Judged, metrics: readonly string[]): string[] {
  return metrics.filter((metric) => scoreNamed(evaluation, metric) === undefined)
}

/** A value that stands out. Times are counts of a unit, which nobody reads. */
export function atomWords(value: number, unit: string | null): string {
  return unit === null ? `the value ${value}` : 'its commonest time'
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listWords(names: readonly string[], most = 3): string {
  const shown = names.length <= most ? names.slice(0, -1) : names.slice(0, most - 1)
  const last = names.length <= most ? (names.at(-1) ?? '') : `${names.length - most + 1} more`
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}
