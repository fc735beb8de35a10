import { describe, expect, test } from 'vitest'
import { comparePairs, contestOf, signFlipTest } from '../../src/benchmark/leaderboard/compare.js'
import { cellPrivacy, cellQuality, countAttacks } from '../../src/benchmark/leaderboard/estimates.js'
import { resultsCsv } from '../../src/benchmark/leaderboard/leaderboard.js'
import { frontOf, makeLeaderboard, slopesOf } from '../../src/benchmark/leaderboard/make-leaderboard.js'
import { contestRanks } from '../../src/benchmark/leaderboard/ranks.js'
import type { CellRecord } from '../../src/benchmark/run/record.js'
import { createRng } from '../../src/random/rng.js'
import { renderLeaderboard } from '../../src/report/leaderboard/html.js'
import { renderLeaderboardText } from '../../src/report/leaderboard/text.js'
import { holm } from '../../src/stats/tests/intervals.js'
import { cell, score } from './cells.js'

/** Synthesizers by their quality on dataset d0, d1, ..., with seeds 1 to `seeds`. */
function runs(quality: Readonly<Record<string, (dataset: number, seed: number) => number>>, datasets: number, seeds: number): CellRecord[] {
  const cells: CellRecord[] = []
  for (let dataset = 0; dataset < datasets; dataset++)
    for (let seed = 1; seed <= seeds; seed++)
      for (const [synthesizer, of] of Object.entries(quality))
        cells.push(
          cell({ dataset: `d${dataset}`, seed, synthesizer, key: `${dataset}-${seed}-${synthesizer}`, scores: [score(of(dataset, seed))] }),
        )
  return cells
}

describe('quality', () => {
  test('is the mean over levels of the mean skill of their metrics, cut to [0, 1]; other levels have no part in it', () => {
    const scores = [
      ...[score(0.5), score(1.4), score(null)],
      score(-2, { level: 'joint' }),
      score(0.9, { level: 'utility', family: 'utility' }),
    ]
    expect(cellQuality(cell({ scores }))).toBe((0.75 + 0) / 2)
    expect(cellQuality(cell({ scores: [...scores, score(0.6, { level: 'sequence' })] }))).toBeCloseTo((0.75 + 0 + 0.6) / 3, 12)
  })

  test('of a cell that failed is 0, of one without a scale or of published figures unknown', () => {
    expect(cellQuality(cell({ outcome: 'time-out' }))).toBe(0)
    expect(cellQuality(cell({ scores: [score(null)] }))).toBeNull()
    expect(cellQuality(cell({ outcome: 'published', scores: [score(1)] }))).toBeNull()
  })

  test('has privacy beside it: 1 less the share of copies beyond chance, cut to [0, 1]', () => {
    const closeness = { nearerTraining: 0.9, expected: 0.8, copied: 0.25, error: 0.01, matchesTraining: 0, matchesHoldout: 0 }
    expect(cellPrivacy(cell({ closeness }))).toBe(0.75)
    expect(cellPrivacy(cell({ closeness: { ...closeness, copied: -0.1 } }))).toBe(1)
    expect(cellPrivacy(cell({}))).toBeNull()
    const attack = { attack: 'a', title: 'A', target: 't', verdict: 'detected', residual: 0.4 } as const
    expect(cellPrivacy(cell({ closeness, attacks: [attack, { ...attack, residual: null }] }))).toBe(0.6)
    expect(cellPrivacy(cell({ closeness, attacks: [{ ...attack, verdict: 'inconclusive' }] }))).toBe(0.75)
    expect(countAttacks([cell({ attacks: [attack, { ...attack, verdict: 'inconclusive' }, { ...attack, residual: null }] })])).toEqual({
      detected: 1,
      made: 2,
    })
    expect(countAttacks([cell({})])).toBeNull()
  })
})

describe('the paired test', () => {
  test('counts the choices of signs with a sum as far from 0', () => {
    expect(signFlipTest([1, 1, 1])).toBe(2 / 8)
    expect(signFlipTest([1, 2, 3])).toBe(2 / 8)
    expect(signFlipTest([3, -1, 1])).toBe(6 / 8)
    expect(signFlipTest([0, 0])).toBe(1)
    expect(signFlipTest([])).toBe(1)
    expect(signFlipTest([0.1, 0.2, -0.3])).toBe(1)
  })

  test('out of random choices comes near the exact one', () => {
    const rng = createRng(5)
    const sixteen = Array.from({ length: 16 }, () => rng.normal() + 0.5)
    const exact = signFlipTest(sixteen)
    // A 17th difference that is almost nothing changes no sum by anything that counts.
    expect(Math.abs(signFlipTest([...sixteen, 1e-15]) - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / 20_000) + 1e-4)
  })

  test('holds its level: where there is nothing to find, p is below 5 % in about 5 of 100 cases', () => {
    const rng = createRng(7)
    let found = 0
    const trials = 2000
    for (let trial = 0; trial < trials; trial++) if (signFlipTest(Array.from({ length: 10 }, () => rng.normal())) <= 0.05) found++
    // Exact with 2^10 signs: 0.05 is 51 of 1024. Five standard deviations: false alarm below 1e-6.
    expect(Math.abs(found / trials - 50 / 1024)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / trials))
  })

  test('is corrected after Holm', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([])).toEqual([])
    expect(holm([0.6, 0.5])).toEqual([1, 1])
  })
})

describe('synthesizers', () => {
  const steady = runs(
    { good: (d, s) => 0.8 + 0.01 * d + 0.001 * s, bad: (d, s) => 0.5 + 0.01 * d - 0.001 * s, same: (d, s) => 0.8 + 0.01 * d + 0.001 * s },
    2,
    6,
  )

  test('that are better on every dataset with every seed are called better; equals are not told apart', () => {
    const pairs = comparePairs(contestOf(steady))
    expect(pairs.map(({ a, b, verdict }) => [a, b, verdict])).toEqual([
      ['good', 'bad', 'better'],
      ['good', 'same', 'indistinguishable'],
      ['bad', 'same', 'worse'],
    ])
    expect(pairs[0]).toMatchObject({ blocks: 12, datasets: 2, pDatasets: null, p: 3 * (2 / 2 ** 12) })
  })

  test('are ranked by comparisons won, with the ranks of other draws beside; failures are lost', () => {
    const places = contestRanks(contestOf(steady))
    expect(places.get('good')).toEqual({ wins: 0.75, place: 1, low: 1, high: 1 })
    expect(places.get('same')).toEqual({ wins: 0.75, place: 1, low: 1, high: 1 })
    expect(places.get('bad')).toEqual({ wins: 0, place: 3, low: 3, high: 3 })
    const failing = steady.map((own) => (own.synthesizer === 'good' ? cell({ ...own, outcome: 'crash', scores: [] }) : own))
    expect(contestRanks(contestOf(failing)).get('good')?.place).toBe(3)
  })

  test('that change places from dataset to dataset have wide ranks', () => {
    const turned = runs({ a: (d) => (d % 2 === 0 ? 0.9 : 0.1), b: (d) => (d % 2 === 0 ? 0.1 : 0.9) }, 4, 2)
    expect(contestRanks(contestOf(turned)).get('a')).toMatchObject({ place: 1, low: 1, high: 2 })
    expect(comparePairs(contestOf(turned))[0]).toMatchObject({ verdict: 'indistinguishable', p: 1 })
  })

  test('of datasets enough have a second p, over datasets', () => {
    const many = runs({ a: (d) => 0.5 + 0.01 * d, b: () => 0.4 }, 6, 2)
    expect(comparePairs(contestOf(many))[0]).toMatchObject({ datasets: 6, pDatasets: 2 / 2 ** 6 })
  })

  test('on the front are those that no other dominates', () => {
    const points = [
      ...[
        { x: 1, y: 1 },
        { x: 2, y: 0.5 },
        { x: 0.5, y: 0.9 },
      ],
      ...[
        { x: 2, y: 0.5 },
        { x: 1, y: 0.5 },
      ],
    ]
    expect(
      frontOf(
        points,
        ({ x }) => x,
        ({ y }) => y,
      ),
    ).toEqual([points[0], points[1], points[3]])
  })
})

test('growth is a slope on logarithms, along one size with the others fixed', () => {
  const sized = (rows: number, columns: number, seconds: number, peakBytes: number) =>
    cell({
      dataset: `${rows}x${columns}`,
      generated: { rows, columns, levels: 5 },
      seconds: { fit: seconds / 2, sample: seconds / 2, make: 99, evaluate: 1 },
      peakBytes,
    })
  const slopes = slopesOf([sized(1000, 10, 1, 1e6), sized(10_000, 10, 10, 1e6), sized(100_000, 10, 100, 1e6), sized(1000, 100, 100, 2e6)])
  expect(slopes.map(({ factor, at, sizes }) => ({ factor, at, sizes }))).toEqual([
    { factor: 'rows', at: { columns: 10, levels: 5 }, sizes: [1000, 10_000, 100_000] },
    { factor: 'columns', at: { rows: 1000, levels: 5 }, sizes: [10, 100] },
  ])
  expect(slopes[0]?.secondsSlope).toBeCloseTo(1, 12)
  expect(slopes[0]?.memorySlope).toBeCloseTo(0, 12)
  expect(slopes[1]?.secondsSlope).toBeCloseTo(2, 12)
})

describe('the leaderboard', () => {
  const closeness = { nearerTraining: 0.8, expected: 0.8, copied: 0, error: 0.01, matchesTraining: 0, matchesHoldout: 0 }
  const cells = [
    ...runs({ good: () => 0.9, '<b>bad</b>': () => 0.4 }, 2, 2).map((own) => ({ ...own, closeness, seconds: { ...own.seconds, make: 2 } })),
    cell({ dataset: 'd0', synthesizer: '(self)', kind: 'baseline', scores: [score(1)] }),
    cell({ dataset: 'd0', synthesizer: 'paper', kind: 'published', outcome: 'published', seed: 0, scores: [score(null, { value: 0.7 })] }),
    cell({ dataset: 'd1', synthesizer: 'slow', outcome: 'time-out', reason: 'made no rows within 1 s' }),
  ]
  const board = makeLeaderboard({ cells, environments: [] })

  test('puts synthesizers first, then baselines, then figures out of papers, and is the same for the same results', () => {
    expect(board.standings.map(({ name }) => name)).toEqual(['good', '<b>bad</b>', 'slow', '(self)', 'paper'])
    expect(board.standings.map(({ rank }) => rank?.place ?? null)).toEqual([1, 2, 3, null, null])
    expect(board.failures).toEqual([
      { dataset: 'd1', synthesizer: 'slow', seed: 1, outcome: 'time-out', reason: 'made no rows within 1 s' },
    ])
    expect(JSON.stringify(makeLeaderboard({ cells, environments: [] }))).toBe(JSON.stringify(board))
    expect(JSON.parse(JSON.stringify(board))).toEqual(board)
  })

  test('is a page that loads and runs nothing, with every name escaped, links to reports and published figures marked', async () => {
    const page = await renderLeaderboard(board, { title: 'board', linkOf: (key) => (key.startsWith('0-') ? `reports/${key}.html` : null) })
    expect(page).not.toContain('<b>bad</b>')
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
    expect(page).toContain('href="reports/0-1-good.html"')
    expect(page).not.toContain('href="reports/1-1-good.html"')
    expect(page).toMatch(/paper<\/bdi><span class="tag">published/)
    expect(page).toContain('made no rows within 1 s')
    for (const chart of ['privacy', 'seconds'])
      expect(page.includes(`<svg role="img" aria-label="quality against ${chart}: good 0.90`)).toBe(true)
    expect(page).not.toMatch(/NaN|undefined|\[object/)
  })

  test('fits a terminal, and a spreadsheet', () => {
    const text = renderLeaderboardText(board)
    expect(text).toMatch(/^1 \S+\s+good\s+0\.900 ± 0\.000/m)
    expect(text).toMatch(/slow.*1 time-out/)
    const lines = resultsCsv([cell({ reason: 'a "word", and more', scores: [score(0.5)] })])
      .trimEnd()
      .split('\n')
    expect(lines[0]).toBe('dataset,synthesizer,kind,seed,outcome,reason,metric,level,value,skill,floor,ceiling')
    expect(lines.at(-1)).toBe('d,s,model,1,ok,"a ""word"", and more",marginal-shape,marginal,0.5,0.5,0,1')
  })

  test('shows published figures beside the scores of what was run, in their metrics, also where none has a scale', () => {
    const figure = (value: number) => [score(null, { metric: 'tabsyn-shape', value }), score(null, { metric: 'other', value: 0.125 })]
    const text = renderLeaderboardText(
      makeLeaderboard({
        environments: [],
        cells: [
          ...[1, 2].map((seed) => cell({ synthesizer: 'ours', key: `${seed}`, seed, scores: figure(0.5 + seed / 10) })),
          cell({ synthesizer: '(half)', kind: 'baseline', scores: figure(0.9) }),
          cell({ synthesizer: 'a paper', kind: 'published', outcome: 'published', scores: figure(0.25).slice(0, 1) }),
          cell({ synthesizer: 'ours', dataset: 'another', scores: figure(0.75) }),
        ],
      }),
    )
    expect(text).toMatch(/^\s+ours\s+–/m)
    expect(text).toContain('\nd, beside figures that were published:\n')
    expect(text).toMatch(/^\s+tabsyn-shape$/m)
    expect(text).toMatch(/^ours\s+0\.650 ± 0\.071$/m)
    expect(text).toMatch(/^a paper\s+0\.250\n\(half\)\s+0\.900$/m)
    expect(text.indexOf('\nours ')).toBeLessThan(text.indexOf('\na paper '))
    expect(text).not.toContain('another')
  })
})

describe('the privacy bar', () => {
  const closeness = { nearerTraining: 0.52, expected: 0.5, copied: 0.04, error: 0.01, matchesTraining: 0, matchesHoldout: 0 }
  const rows = { training: 400, holdout: 400, synthetic: 400 }
  const detected = { attack: 'copies', title: 'C', target: 't', verdict: 'detected', residual: 0.1 } as const
  const made = (synthesizer: string, skill: number, facts: (seed: number) => Partial<CellRecord> = () => ({})) =>
    Array.from({ length: 4 }, (_, i) => i + 1).flatMap((seed) =>
      cell({ synthesizer, seed, key: `${synthesizer}-${seed}`, rows, closeness, attacks: [], scores: [score(skill)], ...facts(seed) }),
    )
  const board = makeLeaderboard({
    cells: [
      ...made('smote', 0.99),
      ...made('told', 0.95, () => ({ attacks: [detected] })),
      ...made('near', 0.9, () => ({ closeness: { ...closeness, nearerTraining: 0.62, copied: 0.24 } })),
      // One alarm in four is no rarer by chance than once in a hundred at a level of 1 %; other attacks don't bar.
      ...made('alarmed', 0.8, (seed) => ({ attacks: seed === 1 ? [detected] : [{ ...detected, attack: 'linkability' }] })),
      ...made('plain', 0.7),
    ],
    environments: [],
  })

  test('ranks only what passes, the others behind with the reason', () => {
    expect(board.standings.map(({ name, rank, barred }) => [name, rank?.place ?? null, barred])).toEqual([
      ['alarmed', 1, null],
      ['plain', 2, null],
      ['smote', null, 'copies'],
      ['told', null, 'gate'],
      ['near', null, 'nearness'],
    ])
    expect(board.fronts.privacy).not.toContain('smote')
  })

  test('is told in text and page', async () => {
    expect(renderLeaderboardText(board)).toMatch(/Without a rank: smote \(copy or blend real rows, and show what copying gives\)/)
    expect(await renderLeaderboard(board, { title: 'board', linkOf: () => null })).toContain(
      'Without a rank: told (the attack gate finds copies',
    )
  })
})
