import type { Leaderboard, Standing } from '../../benchmark/leaderboard/leaderboard.js'
import { formatCount, shorten } from '../format.js'
import { failedOf, formatBytes, formatEstimate, formatSeconds } from './cells.js'
import { rankText } from './ranking.js'
import { formatSlope } from './slopes.js'

const header = ['rank', 'synthesizer', 'quality', 'privacy', 'fit', 'sample', 'all', 'memory', 'model', 'failed'] as const

/** The leaderboard for a terminal. */
export function renderLeaderboardText(board: Leaderboard): string {
  const { standings, slopes, datasets, seeds } = board
  const ran = standings.filter(({ quality }) => quality !== null)
  const lines = [
    `${formatCount(datasets.length)} ${datasets.length === 1 ? 'dataset' : 'datasets'}, ${formatCount(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}. Quality: 0 is a floor, 1 what other real rows reach; privacy: 1 is no row nearer than chance explains.`,
    '',
    ...columns([header, ...ran.map(cellsOf)]),
    ...slopes.map(
      ({ synthesizer, factor, at, secondsSlope, memorySlope }) =>
        `${synthesizer}, growing ${factor} at ${Object.entries(at)
          .map(([name, value]) => `${formatCount(value)} ${name}`)
          .join(', ')}: slope of time ${formatSlope(secondsSlope)}, of memory ${formatSlope(memorySlope)}`,
    ),
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

/** Rows of cells as lines, each column as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 1 || i === row.length - 1 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join('  ')
      .trimEnd(),
  )
}
