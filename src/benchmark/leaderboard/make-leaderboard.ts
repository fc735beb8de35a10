import ln from '@stdlib/math-base-special-ln'
import type { CellRecord } from '../run/record.js'
import type { Results } from '../run/store.js'
import { comparePairs, contestOf } from './compare.js'
import {
  cellPrivacy,
  cellQuality,
  countAttacks,
  countOutcomes,
  estimate,
  geometricMean,
  greatest,
  groupBy,
  levelEstimates,
  mean,
} from './estimates.js'
import type { DatasetFacts, DatasetRow, DatasetTable, Leaderboard, MetricMean, PairTest, Slope, Standing } from './leaderboard.js'
import { barredBy } from './privacy-bar.js'
import { contestRanks, type Rank } from './ranks.js'

/** Who stands where, from the results in a folder. The same results give the same leaderboard. */
export function makeLeaderboard({ cells, environments }: Pick<Results, 'cells' | 'environments'>): Leaderboard {
  const pairs = comparePairs(contestOf(cells))
  const ranked = [...groupBy(cells, ({ synthesizer }) => synthesizer).values()].filter((group) => barredBy(group) === null)
  const places = contestRanks(contestOf(ranked.flat()))
  const standings = [...groupBy(cells, ({ synthesizer }) => synthesizer).values()]
    .map((group) => standingOf(group, places.get(group[0]?.synthesizer ?? ''), pairs))
    .sort((a, b) => placeOf(a) - placeOf(b) || (b.quality?.mean ?? -1) - (a.quality?.mean ?? -1) || (a.name < b.name ? -1 : 1))
  return {
    ...{ format: 'rowsmith-leaderboard', version: 1, environments },
    datasets: [...groupBy(cells, ({ dataset }) => dataset).values()].map(datasetFacts),
    seeds: [...new Set(cells.filter(({ outcome }) => outcome !== 'published').map(({ seed }) => seed))].sort((a, b) => a - b),
    ...{ standings, pairs, fronts: frontsOf(standings) },
    tables: [...groupBy(cells, ({ dataset }) => dataset).entries()].map(([dataset, own]) => tableOf(dataset, own, standings)),
    slopes: slopesOf(cells),
    failures: cells
      .filter(({ outcome }) => outcome !== 'ok' && outcome !== 'published')
      .map(({ dataset, synthesizer, seed, outcome, reason }) => ({ dataset, synthesizer, seed, outcome, reason })),
  }
}

const kindOrder = { model: 0, command: 0, published: 0, baseline: 1 } as const

/** What is barred stands behind all that is ranked, then baselines, and figures out of papers at the end. */
const placeOf = ({ rank, kind, barred }: Standing): number => rank?.place ?? (kind === 'baseline' ? 1e6 : barred ? 5e5 : 2e6)

function standingOf(cells: readonly CellRecord[], place: Rank | undefined, pairs: readonly PairTest[]): Standing {
  const { synthesizer: name, kind } = cells.at(-1) as CellRecord
  const ok = cells.filter(({ outcome }) => outcome === 'ok')
  const against = (verdict: PairTest['verdict'], turned: PairTest['verdict']): string[] =>
    pairs.flatMap((pair) =>
      pair.a === name && pair.verdict === verdict ? [pair.b] : pair.b === name && pair.verdict === turned ? [pair.a] : [],
    )
  const timed = (part: 'fit' | 'sample' | 'make'): number | null => geometricMean(ok.map(({ seconds }) => seconds[part]))
  return {
    ...{ name, kind, version: cells.findLast(({ version }) => version !== null)?.version ?? null, cells: cells.length },
    outcomes: countOutcomes(cells),
    rank: place ? { place: place.place, low: place.low, high: place.high } : null,
    barred: kind === 'baseline' ? null : barredBy(cells),
    wins: place?.wins ?? null,
    quality: estimate(cells, cellQuality),
    levels: levelEstimates(ok),
    privacy: estimate(ok, cellPrivacy),
    attacks: countAttacks(ok),
    seconds: { fit: timed('fit'), sample: timed('sample'), make: timed('make') },
    peakBytes: greatest(cells.map(({ peakBytes }) => peakBytes)),
    modelBytes: greatest(cells.map(({ modelBytes }) => modelBytes)),
    betterThan: against('better', 'worse'),
    worseThan: against('worse', 'better'),
    indistinguishableFrom: against('indistinguishable', 'indistinguishable'),
  }
}

/** Baselines don't compete, nor what copies. */
function frontsOf(standings: readonly Standing[]): Leaderboard['fronts'] {
  const own = standings.filter(({ kind, quality, barred }) => kind !== 'baseline' && barred !== 'copies' && quality !== null)
  const quality = (standing: Standing): number => standing.quality?.mean ?? 0
  const named = (front: readonly Standing[]): string[] => front.map(({ name }) => name)
  return {
    privacy: named(
      frontOf(
        own.filter(({ privacy }) => privacy !== null),
        quality,
        ({ privacy }) => privacy?.mean ?? 0,
      ),
    ),
    time: named(
      frontOf(
        own.filter(({ seconds }) => seconds.make !== null),
        quality,
        ({ seconds }) => -(seconds.make ?? 0),
      ),
    ),
  }
}

function datasetFacts(cells: readonly CellRecord[]): DatasetFacts {
  const { dataset: name } = cells[0]
  const judged = cells.find(({ rows, synthesizer }) => rows !== null && synthesizer !== '(half)')
  return { name, training: judged?.rows?.training ?? null, holdout: judged?.rows?.holdout ?? null, columns: judged?.columns ?? null }
}

function tableOf(dataset: string, cells: readonly CellRecord[], standings: readonly Standing[]): DatasetTable {
  const own = groupBy(cells, ({ synthesizer }) => synthesizer)
  const rows = standings.flatMap(({ name }) => (own.has(name) ? [rowOf(own.get(name) as CellRecord[])] : []))
  return { dataset, rows: rows.sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || (b.quality?.mean ?? -1) - (a.quality?.mean ?? -1)) }
}

function rowOf(cells: readonly CellRecord[]): DatasetRow {
  const { synthesizer, kind } = cells.at(-1) as CellRecord
  const ok = cells.filter(({ outcome }) => outcome === 'ok')
  const timed = (part: keyof CellRecord['seconds']): number | null => geometricMean(ok.map(({ seconds }) => seconds[part]))
  return {
    ...{ synthesizer, kind, outcomes: countOutcomes(cells), quality: estimate(cells, cellQuality), levels: levelEstimates(ok) },
    privacy: estimate(ok, cellPrivacy),
    attacks: countAttacks(ok),
    seconds: { fit: timed('fit'), sample: timed('sample'), make: timed('make'), evaluate: timed('evaluate') },
    peakBytes: greatest(cells.map(({ peakBytes }) => peakBytes)),
    modelBytes: greatest(cells.map(({ modelBytes }) => modelBytes)),
    scores: metricMeans(cells),
    cells: [...cells].sort((a, b) => a.seed - b.seed).map(({ seed, key, outcome, reason }) => ({ seed, key, outcome, reason })),
  }
}

function metricMeans(cells: readonly CellRecord[]): MetricMean[] {
  const names = [...new Set(cells.flatMap(({ scores }) => scores.map(({ metric }) => metric)))]
  return names.map((metric) => {
    const scoreOf = (cell: CellRecord) => cell.scores.find((score) => score.metric === metric)
    const { title, level, goal } = cells.map(scoreOf).find((score) => score !== undefined) as CellRecord['scores'][number]
    const of = (part: 'value' | 'skill') => estimate(cells, (cell) => scoreOf(cell)?.[part] ?? null)
    return { metric, title, level, goal, value: of('value'), skill: of('skill') }
  })
}

/** Those of the points that no other point dominates: none is at least as great in both directions, and greater in one. */
export function frontOf<T>(points: readonly T[], x: (point: T) => number, y: (point: T) => number): T[] {
  return points.filter(
    (own) => !points.some((other) => x(other) >= x(own) && y(other) >= y(own) && (x(other) > x(own) || y(other) > y(own))),
  )
}

const factors = ['rows', 'columns', 'levels'] as const
type Factor = (typeof factors)[number]
type Generated = CellRecord & { readonly generated: NonNullable<CellRecord['generated']> }

/** How time and memory grow with each size of generated tables while the other two stay the same: slopes on logarithmic scales. */
export function slopesOf(cells: readonly CellRecord[]): Slope[] {
  const made = cells.filter((cell): cell is Generated => cell.generated !== null && cell.kind !== 'baseline')
  return [...groupBy(made, ({ synthesizer }) => synthesizer).entries()].flatMap(([synthesizer, own]) =>
    factors.flatMap((factor) => slopesAlong(synthesizer, own, factor)),
  )
}

function slopesAlong(synthesizer: string, cells: readonly Generated[], factor: Factor): Slope[] {
  const fixed = factors.filter((other) => other !== factor)
  const lines = groupBy(cells, ({ generated }) => JSON.stringify(fixed.map((other) => generated[other])))
  return [...lines.values()].flatMap((line) => {
    const bySize = [...groupBy(line, ({ generated }) => String(generated[factor])).values()].sort(
      (a, b) => sizeOf(a, factor) - sizeOf(b, factor),
    )
    if (bySize.length < 2) return []
    const sizes = bySize.map((group) => sizeOf(group, factor))
    const seconds = bySize.map((group) => geometricMean(group.map(secondsOf)))
    const peakBytes = bySize.map((group) => geometricMean(group.map((cell) => (cell.outcome === 'ok' ? cell.peakBytes : null))))
    const at = Object.fromEntries(fixed.map((other) => [other, line[0].generated[other]]))
    return [
      { synthesizer, factor, at, sizes, seconds, peakBytes, secondsSlope: slope(sizes, seconds), memorySlope: slope(sizes, peakBytes) },
    ]
  })
}

const sizeOf = (group: readonly Generated[], factor: Factor): number => group[0].generated[factor]

/** Learning and sampling by themselves where they are known, or the start of a program would look like slow growth. */
function secondsOf({ seconds: { fit, sample, make }, outcome }: CellRecord): number | null {
  if (outcome !== 'ok') return null
  return fit !== null && sample !== null ? fit + sample : make
}

/** Least squares on logarithms; null below two points. */
function slope(sizes: readonly number[], values: readonly (number | null)[]): number | null {
  const points = sizes.flatMap((size, i) => (values[i] == null ? [] : [[ln(size), ln(values[i])] as const]))
  if (points.length < 2) return null
  const [middleX, middleY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const products = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0)
  return products / points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0)
}
