import type { DatasetRow, DatasetTable, Leaderboard, MetricMean, SeedMean, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, shorten } from '../format.js'
import { failedOf, formatBytes, formatEstimate, formatSeconds } from './cells.js'
import { formatSlope, rankText, unrankedInWords } from './slopes.js'

const header = ['rank', 'synthesizer', 'quality', 'privacy', 'fit', 'sample', 'all', 'memory', 'model', 'failed'] as const

/** The leaderboard for a terminal. */
export function renderLeaderboardText(board: Leaderboard): string {
  const { standings, slopes, datasets, seeds, tables } = board
  const ran = standings.filter(({ kind, quality }) => kind !== 'published' || quality !== null)
  const lines = [
    `${formatCount(datasets.length)} ${datasets.length === 1 ? 'dataset' : 'datasets'}, ${formatCount(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}. Quality: 0 is a floor, 1 what other real rows reach; privacy: 1 is no row nearer than chance explains.`,
    '',
    ...columns([header, ...ran.map(cellsOf)], 1),
    ...unrankedInWords(standings),
    ...slopes.map(
      ({ synthesizer, factor, at, secondsSlope, memorySlope }) =>
        `${synthesizer}, growing ${factor} at ${Object.entries(at)
          .map(([name, value]) => `${formatCount(value)} ${name}`)
          .join(', ')}: slope of time ${formatSlope(secondsSlope)}, of memory ${formatSlope(memorySlope)}`,
    ),
    ...tables.flatMap(besidePublished),
  ]
  return `${lines.join('\n')}\n`
}

function cellsOf(standing: Standing): string[] {
  const { name, kind, rank, quality, privacy, seconds, peakBytes, modelBytes } = standing
  const label = kind === 'published' ? `${name} [published]` : name
  return [
    ...[rankText(rank), shorten(label, 32), formatEstimate(quality), formatEstimate(privacy, 2)],
    ...[formatSeconds(seconds.fit), formatSeconds(seconds.sample), formatSeconds(seconds.make)],
    ...[formatBytes(peakBytes), formatBytes(modelBytes), failedOf(standing)],
  ]
}

/** Everybody's scores on a dataset in the metrics of which figures were published, the best first; nothing where none were. */
function besidePublished({ dataset, rows }: DatasetTable): string[] {
  const published = rows.filter(({ outcomes }) => outcomes.published)
  const metrics = [...new Map(published.flatMap(({ scores }) => scores).map((score) => [score.metric, score])).values()]
  if (metrics.length === 0) return []
  const [baselines, others] = [rows.filter(({ kind }) => kind === 'baseline'), rows.filter(({ kind }) => kind !== 'baseline')]
  const ordered = [...orderedByPlaces(others, metrics), ...baselines].map((row) => [
    shorten(row.synthesizer, 32),
    ...metrics.map(({ metric }) => formatEstimate(estimateOf(row, metric))),
  ])
  return [
    ...['', `${dataset}, beside figures that were published:`, ''],
    ...columns([['', ...metrics.map(({ metric }) => metric)], ...ordered], 0),
  ]
}

const estimateOf = (row: DatasetRow, metric: string): SeedMean | null | undefined =>
  row.scores.find((score) => score.metric === metric)?.value

/** By the mean of a row's places in those of the metrics that it has; those without any at the end. */
function orderedByPlaces(rows: readonly DatasetRow[], metrics: readonly MetricMean[]): DatasetRow[] {
  const places = new Map(
    rows.map((row) => {
      const own = metrics.flatMap(({ metric, goal }) => {
        const mean = estimateOf(row, metric)?.mean
        if (mean === undefined) return []
        const isBetter = (other: number | undefined) => other !== undefined && (goal === 'maximize' ? other > mean : other < mean)
        return rows.filter((other) => isBetter(estimateOf(other, metric)?.mean)).length
      })
      return [row, own.length > 0 ? own.reduce((sum, place) => sum + place, 0) / own.length : Number.POSITIVE_INFINITY]
    }),
  )
  const placeOf = (row: DatasetRow): number => places.get(row) as number
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b) || 0)
}

/** Rows of cells as lines, each column as wide as its widest cell; names, and what comes last, begin at the left. */
function columns(rows: readonly (readonly string[])[], names: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === names || i === row.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  )
}
