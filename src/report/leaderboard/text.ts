import type { DatasetTable, Leaderboard, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, shorten } from '../format.js'
import { failedOf, formatBytes, formatEstimate, formatSeconds } from './cells.js'
import { rankText } from './ranking.js'
import { formatSlope } from './slopes.js'

const header = ['rank', 'synthesizer', 'quality', 'privacy', 'fit', 'sample', 'all', 'memory', 'model', 'failed'] as const

/** The leaderboard for a terminal. */
export function renderLeaderboardText(board: Leaderboard): string {
  const { standings, slopes, datasets, seeds, tables } = board
  const ran = standings.filter(({ kind, quality }) => kind !== 'published' || quality !== null)
  const lines = [
    `${formatCount(datasets.length)} ${datasets.length === 1 ? 'dataset' : 'datasets'}, ${formatCount(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}. Quality: 0 is a floor, 1 what other real rows reach; privacy: 1 is no row nearer than chance explains.`,
    '',
    ...columns([header, ...ran.map(cellsOf)], 1),
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

/** Everybody's scores on a dataset in the metrics of which figures were published; nothing where none were. */
function besidePublished({ dataset, rows }: DatasetTable): string[] {
  const published = rows.filter(({ outcomes }) => outcomes.published)
  const metrics = [...new Set(published.flatMap(({ scores }) => scores.map(({ metric }) => metric)))]
  if (metrics.length === 0) return []
  const scoreIn = (row: (typeof rows)[number], metric: string) => row.scores.find((score) => score.metric === metric)?.value
  return [
    ...['', `${dataset}, beside figures that were published:`, ''],
    ...columns(
      [
        ['', ...metrics],
        ...rows.map((row) => [shorten(row.synthesizer, 32), ...metrics.map((metric) => formatEstimate(scoreIn(row, metric)))]),
      ],
      0,
    ),
  ]
}

/** Rows of cells as lines, each column as wide as its widest cell; names, and what comes last, begin at the left. */
function columns(rows: readonly (readonly string[])[], names: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === names || i === row.length - 1 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join('  ')
      .trimEnd(),
  )
}
