import { expect, test } from 'vitest'
import { makeLeaderboard } from '../../src/benchmark/leaderboard/make-leaderboard.js'
import { renderLeaderboard } from '../../src/report/leaderboard/html.js'
import { cell, score } from '../benchmark/cells.js'

const closeness = (copied: number) => ({ nearerTraining: 0.9, expected: 0.8, copied, error: 0.01, matchesTraining: 0, matchesHoldout: 0 })
const seconds = (make: number) => ({ fit: null, sample: null, make, evaluate: null })

/** Corners of the line through the front of a chart, in pixels. */
async function frontOf(chart: string): Promise<[number, number][]> {
  const cells = [
    cell({ synthesizer: 'good', key: 'good', scores: [score(0.9)], closeness: closeness(0.5), seconds: seconds(100) }),
    cell({ synthesizer: 'cheap', key: 'cheap', scores: [score(0.4)], closeness: closeness(0.1), seconds: seconds(1) }),
  ]
  const page = await renderLeaderboard(makeLeaderboard({ cells, environments: [] }), { title: 'fronts', linkOf: () => null })
  const svg = page.slice(page.indexOf(`aria-label="quality against ${chart}:`))
  const path = /aria-label="line"[^>]*><path d="([^"]+)"/.exec(svg)?.[1] as string
  return path
    .slice(1)
    .split('L')
    .map((corner) => corner.split(',').map(Number) as [number, number])
}

test.each(['privacy', 'seconds'])(
  'the front against %s promises no more than its points: left of the cheap one the quality is that one',
  async (chart) => {
    const [start, corner, end] = (await frontOf(chart)) as [[number, number], [number, number], [number, number]]
    expect(start[0]).toBeGreaterThan(end[0])
    expect(start[1]).toBeGreaterThan(end[1])
    expect(corner).toEqual([end[0], start[1]])
  },
)
