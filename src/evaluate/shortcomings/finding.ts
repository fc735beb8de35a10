import type { Judged, ScoreDetail, Shortcoming, ShortcomingKind } from '../evaluation.js'

export type Finder = (evaluation: Judged) => Shortcoming

/** One thing that shows a shortcoming. */
export interface Sign {
  readonly columns: readonly string[]
  /** 0 to 1: by how much. */
  readonly size: number
  /** In words, to be joined with others: `sex: Male is 67.0 % of the real rows and 74.1 % of the synthetic ones`. */
  readonly text: string
}

/** Signs that a paragraph tells of. */
const mostTold = 5
/** Standard deviations of real rows by which a score must be below theirs, and by how much at least. */
const doubt = 4
const leastMatter = 0.02

/** The details of a metric; undefined where it has no score. */
export function detailsOf({ scores }: Judged, metric: string): readonly ScoreDetail[] | undefined {
  const entry = scores.find((score) => score.metric === metric)
  return entry === undefined || entry.value === null ? undefined : entry.details
}

/** By how much a detail is below what real rows score; 0 where that may be chance or doesn't matter. Without a ceiling, below 1. */
export function shortfall({ value, ceiling, ceilingSd }: ScoreDetail, matters = leastMatter): number {
  if (value === null) return 0
  const below = (ceiling ?? 1) - value
  return below > Math.max(matters, doubt * (ceilingSd ?? 0)) ? below : 0
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
  const byWeight = [...signs].sort((a, b) => b.size - a.size)
  const columns = [...new Set(byWeight.flatMap((sign) => sign.columns))]
  const open = missing.length === 0 ? '' : ` Not looked at, for want of a score: ${missing.join(', ')}.`
  if (byWeight.length === 0) {
    const told = missing.length === 0 ? none : `Can't be told.${open}`
    return { kind, title, found: missing.length === 0 ? false : null, text: told, columns: [], size: null }
  }
  const told = byWeight.slice(0, mostTold).map(({ text }) => text)
  const more = byWeight.length > mostTold ? `; and ${byWeight.length - mostTold} more` : ''
  return {
    kind,
    title,
    found: true,
    text: `${found} ${told.join('; ')}${more}.${open}`,
    columns,
    size: Math.min(1, byWeight[0]?.size ?? 0),
  }
}

/** `67.0 %`; what is not 0 is never shown as 0. */
export function percent(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(100 * share).toFixed(1)} %`
}

/** The metrics of these that have no score. */
export function unscored(evaluation: Judged, metrics: readonly string[]): string[] {
  return metrics.filter((metric) => detailsOf(evaluation, metric) === undefined)
}

/** A value that stands out. Times are counts of a unit, which nobody reads. */
export function atomWords(value: number, unit: string | null): string {
  return unit === null ? `the value ${value}` : 'its commonest time'
}
