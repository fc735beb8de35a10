import type { Judged, ScoreDetail } from '../evaluation.js'
import { worseDetails } from './finding.js'

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
const byThemselves = ['marginal-shape', 'marginal-adherence', 'atoms', 'calendar'] as const

/**
 * The columns at fault, and what goes to their account: of pairs that are off, the column that is off by itself, or else the fewest columns that all of
 * them have one of (greedily); triples only where none of their pairs and columns is off.
 */
export function nameGuilty(evaluation: Judged): Named {
  const alone = new Set(byThemselves.flatMap((metric) => worseDetails(evaluation, metric).map(({ columns }) => columns[0])))
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
