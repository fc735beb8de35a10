import { holm } from '../../stats/tests/intervals.js'
import type { Finding, ScoreDetail, ScoredEvaluation, ScoreEntry, Shortcoming, ShortcomingKind } from '../evaluation.js'
import { falseAlarms } from '../verdicts/reading.js'

export type ShortcomingFinder = (evaluation: ScoredEvaluation, named: Named) => Shortcoming

/** One thing that shows a shortcoming; its text is to be joined with others: `sex: Male is 67.0 % of the real rows and 74.1 % of the synthetic ones`. */
export type Sign = Finding

/** Signs that a paragraph tells of. */
const mostTold = 5
/** By how much a score must be below that of real rows to matter. */
export const leastMatter = 0.02
/** Impossible values and broken rules matter however few they are; a share of rows that does. */
export const leastBroken = 0.0005
/** Families of tests that finders ask, about: each has its part of the false alarms. */
const families = 18
export const familyAlarms = falseAlarms / families

/** The score of a metric; undefined where there is none. */
function scoreNamed({ scores }: ScoredEvaluation, metric: string): ScoreEntry | undefined {
  const entry = scores.find((score) => score.metric === metric)
  return entry === undefined || entry.value === null ? undefined : entry
}

/**
 * The details of a metric that are worse than those of real rows, by more than chance (Holm over all details of the metric, at its part of the
 * false alarms) and by at least so much, each with by how much. None where it has no score.
 */
export function worseDetails(
  evaluation: ScoredEvaluation,
  metric: string,
  matters = leastMatter,
): (ScoreDetail & { readonly size: number })[] {
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
export function unscored(evaluation: ScoredEvaluation, metrics: readonly string[]): string[] {
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

/** A pair or a triple of columns that is off, and to whose account it goes. */
export interface Blamed {
  readonly detail: ScoreDetail & { readonly size: number }
  /** The columns at fault: one that is off with others too or by itself, or all of them where nobody can tell. */
  readonly guilty: readonly string[]
}

/** Who is at fault where several columns are off together. */
export interface Named {
  /** Columns that are off by themselves. */
  readonly alone: ReadonlySet<string>
  readonly pairs: readonly Blamed[]
  readonly associations: readonly Blamed[]
  readonly impossible: readonly Blamed[]
  readonly triples: readonly Blamed[]
  /** Whether some two of these columns are off together anyway. */
  known(columns: readonly string[]): boolean
  /** Columns that are off by themselves or with others. */
  readonly all: ReadonlySet<string>
  /** Columns that are off with a guilty one only. */
  readonly partners: ReadonlySet<string>
}

/** Metrics by which a column is off by itself. */
const byThemselves = ['marginal-shape', 'atoms', 'calendar', 'decimals'] as const

/**
 * The columns at fault, and what goes to their account: of pairs that are off, the column that is off by itself, or else the fewest columns that all of
 * them have one of (greedily); triples only where none of their pairs and columns is off.
 */
export function nameGuilty(evaluation: ScoredEvaluation): Named {
  const byItself = [
    ...byThemselves.flatMap((metric) => worseDetails(evaluation, metric)),
    ...worseDetails(evaluation, 'marginal-adherence', leastBroken),
  ]
  const alone = new Set(byItself.map(({ columns }) => columns[0]))
  const found = [
    worseDetails(evaluation, 'pair-association', 0.05),
    worseDetails(evaluation, 'pair-contingency'),
    worseDetails(evaluation, 'pair-adherence', 0.0005),
  ]
  const off = found.flat()
  const cover = coverOf(
    off.map(({ columns }) => columns),
    alone,
  )
  const [associations, pairs, impossible] = found.map((details) =>
    details.map((detail): Blamed => ({ detail, guilty: guiltyOf(detail.columns, cover) })),
  ) as [Blamed[], Blamed[], Blamed[]]
  const guilty = new Set([...alone, ...[...associations, ...pairs, ...impossible].flatMap((blamed) => blamed.guilty)])
  const partners = new Set(off.flatMap(({ columns }) => columns).filter((name) => !guilty.has(name)))
  const known = (columns: readonly string[]) => off.some((pair) => pair.columns.every((name) => columns.includes(name)))
  const free = worseDetails(evaluation, 'triples', 0.01).filter(
    ({ columns }) => !columns.some((name) => alone.has(name)) && !known(columns),
  )
  const overTriples = coverOf(
    free.map(({ columns }) => columns),
    alone,
  )
  const triples = free.map((detail) => ({ detail, guilty: guiltyOf(detail.columns, overTriples) }))
  const all = new Set([...guilty, ...triples.flatMap((blamed) => blamed.guilty)])
  return { alone, pairs, associations, impossible, triples, partners, known, all }
}

/** The fewest columns of which every set has one, about: those known to be off, then again and again the one that most sets are left with. */
function coverOf(sets: readonly (readonly string[])[], known: ReadonlySet<string>): Set<string> {
  const cover = new Set<string>(known)
  let open = sets.filter((columns) => !columns.some((name) => cover.has(name)))
  while (open.length > 0) {
    const counts = new Map<string, number>()
    // The same pair counts once, by however many measures it is off.
    for (const key of new Set(open.map((columns) => JSON.stringify(columns))))
      for (const name of JSON.parse(key) as string[]) counts.set(name, (counts.get(name) ?? 0) + 1)
    const [name, count] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
    if (count < 2) break
    cover.add(name)
    open = open.filter((columns) => !columns.includes(name))
  }
  return cover
}

function guiltyOf(columns: readonly string[], cover: ReadonlySet<string>): readonly string[] {
  const named = columns.filter((name) => cover.has(name))
  return named.length === 0 ? columns : named
}
