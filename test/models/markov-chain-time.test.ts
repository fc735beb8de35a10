import { describe, expect, test } from 'vitest'
import { createRng, type Rng } from '../../src/random/rng.js'
import { knownSequences } from '../support/sequences.js'
import type { Known } from '../support/tables.js'
import { apart, distributionsApart, drawLines, fitChain, type Lines, type Row, realLines, runs, shareOf } from './markov-chain-support.js'

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const hour = 3_600_000
const day = 24 * hour

/** The times since the row before; of dates, in milliseconds. */
const gapsOf = (lines: Lines, given: (before: Row) => boolean = () => true): number[] =>
  runs(lines, 2)
    .filter(([before]) => given(before as Row))
    .map(([before, now]) => Number(new Date(now?.at as never)) - Number(new Date(before?.at as never)))
const lengthsOf = (lines: Lines): number[] => lines.map(({ length }) => length)

/** Sequences whose rows `row` makes, given how many came before and the time. */
function timed(count: number, lengthOf: (rng: Rng) => number, gapOf: (rng: Rng, state: string) => number, seed = 1): Known {
  const rng = createRng(seed)
  return knownSequences(
    repeat(count, (i) => {
      let at = rng.integer(1000)
      return repeat(lengthOf(rng), (place) => {
        const state = rng.uniform() < 0.4 ? 'sick' : 'well'
        const row = { id: `S${i}`, at, state, place }
        at += gapOf(rng, state)
        return row
      })
    }).flat(),
  )
}

describe('lengths', () => {
  const data = timed(
    1500,
    (rng) => (rng.uniform() < 0.5 ? 1 + rng.integer(3) : 12 + rng.integer(6)),
    () => 1,
  )

  test('come back, single rows among them', async () => {
    const [real, made] = [realLines(data), await drawLines(await fitChain(data), 3000)]
    expect(distributionsApart(lengthsOf(real), lengthsOf(made))).toBeLessThan(1)
    const single = (line: readonly Row[]): boolean => line.length === 1
    expect(
      apart(
        shareOf(real, () => true, single),
        shareOf(made, () => true, single),
      ),
    ).toBeLessThan(6)
  })

  test('go with what stays the same in a sequence', async () => {
    const rng = createRng(2)
    const kinds = knownSequences(
      repeat(800, (i) =>
        repeat(i % 2 === 0 ? 2 + rng.integer(3) : 9 + rng.integer(3), (at) => ({ id: `S${i}`, at, kind: 'kl'[i % 2] })),
      ).flat(),
    )
    const made = await drawLines(await fitChain(kinds), 1000)
    for (const line of made) expect(line.length < 5 ? 'k' : 'l').toBe(line[0]?.kind)
    expect(distributionsApart(lengthsOf(realLines(kinds)), lengthsOf(made))).toBeLessThan(1)
  })

  /** After each row of the state "b" three in ten sequences end, after others none. */
  const ending = (): Known => {
    const rng = createRng(3)
    const rows: Row[] = []
    for (let i = 0; i < 1500; i++) {
      for (let at = 0, goes = true; goes; at++) {
        const s = 'abc'[rng.integer(3)]
        rows.push({ id: `S${i}`, at, s })
        goes = s !== 'b' || rng.uniform() > 0.3
      }
    }
    return knownSequences(rows)
  }

  test('are as the chain ends, if it says so: only after states that sequences end with, as often as they do', async () => {
    const data = ending()
    const [real, made] = [realLines(data), await drawLines(await fitChain(data, { length: 'stop' }), 3000)]
    expect(distributionsApart(lengthsOf(real), lengthsOf(made))).toBeLessThan(1)
    const endsWithB = (line: readonly Row[]): boolean => line.at(-1)?.s === 'b'
    // A state after which no sequence ended has the chance that smoothing leaves it: 1 row in 4,000.
    expect(shareOf(made, () => true, endsWithB).p).toBeGreaterThan(0.99)
    const ahead = await drawLines(await fitChain(data, { memory: 1 }), 3000)
    expect(distributionsApart(lengthsOf(real), lengthsOf(ahead))).toBeLessThan(1)
    expect(shareOf(ahead, () => true, endsWithB).p).toBeLessThan(0.5)
  })
})

describe('gaps', () => {
  test('of readings every hour are hours, in every sequence, however long', async () => {
    const rng = createRng(4)
    const data = knownSequences(
      repeat(150, (i) => {
        const start = Date.UTC(2022, 0, 1) + hour * rng.integer(2000)
        return repeat(20 + rng.integer(100), (k) => ({
          id: `S${i}`,
          at: new Date(start + k * hour).toISOString(),
          level: Math.round(100 * rng.uniform()),
          alarm: rng.uniform() < 0.1,
        }))
      }).flat(),
    )
    const made = await drawLines(await fitChain(data), 150)
    expect(new Set(gapsOf(made))).toEqual(new Set([hour]))
    expect(distributionsApart(lengthsOf(realLines(data)), lengthsOf(made))).toBeLessThan(1)
  })

  const data = timed(
    800,
    (rng) => 2 + rng.integer(9),
    (rng, state) => (state === 'sick' ? 1 + rng.integer(3) : 20 + Math.floor(-30 * Math.log(1 - rng.uniform()))),
  )

  test('that are irregular come back, and go by the state before', async () => {
    const [real, made] = [realLines(data), await drawLines(await fitChain(data), 800)]
    expect(distributionsApart(gapsOf(real), gapsOf(made))).toBeLessThan(1)
    for (const state of ['sick', 'well']) {
      const given = (before: Row): boolean => before.state === state
      expect(distributionsApart(gapsOf(real, given), gapsOf(made, given))).toBeLessThan(1.5)
    }
  })

  test('end within the time that the real sequences covered', async () => {
    const [real, made] = [realLines(data), await drawLines(await fitChain(data), 800)].map((lines) =>
      runs(lines, 1).map(([row]) => row?.at as number),
    ) as [number[], number[]]
    expect(Math.min(...made)).toBeGreaterThanOrEqual(Math.min(...real))
    expect(Math.max(...made)).toBeLessThanOrEqual(Math.max(...real))
    const ends = (lines: Lines): number[] => lines.map((line) => line.at(-1)?.at as number)
    expect(distributionsApart(ends(realLines(data)), ends(await drawLines(await fitChain(data), 800)))).toBeLessThan(1)
  })

  test('of whole days stay whole days, and rows of the same day come as often', async () => {
    const rng = createRng(5)
    const days = knownSequences(
      repeat(600, (i) => {
        let time = Date.UTC(2020, 0, 1) + day * rng.integer(300)
        return repeat(2 + rng.integer(8), () => {
          time += day * (rng.uniform() < 0.3 ? 0 : 1 + rng.integer(40))
          return { id: `S${i}`, at: new Date(time).toISOString().slice(0, 10), what: 'pq'[rng.integer(2)] }
        })
      }).flat(),
    )
    const [real, made] = [realLines(days), await drawLines(await fitChain(days), 600)]
    for (const [row] of runs(made, 1)) expect(row?.at).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    const isZero = (gap: number): boolean => gap === 0
    expect(
      apart(
        shareOf(gapsOf(real), () => true, isZero),
        shareOf(gapsOf(made), () => true, isZero),
      ),
    ).toBeLessThan(6)
    expect(distributionsApart(gapsOf(real), gapsOf(made))).toBeLessThan(1)
  })

  test('times that are missing are missing as often, in first rows and in later ones', async () => {
    const rng = createRng(6)
    const rows = repeat(600, (i) =>
      repeat(6, (at) => ({
        id: `S${i}`,
        at: rng.uniform() < (at === 0 ? 0.3 : 0.1) ? null : 10 * at + rng.integer(5),
        s: 'xyz'[rng.integer(3)],
      })),
    ).flat()
    const missing = rows.filter(({ at }) => at === null).length / rows.length
    const made = runs(await drawLines(await fitChain(knownSequences(rows)), 600), 1)
    const share = shareOf(
      made,
      () => true,
      ([row]) => row?.at === null,
    )
    expect(apart(share, { p: missing, n: rows.length })).toBeLessThan(6)
  })

  test('levels in order put rows in order, too', async () => {
    const rng = createRng(7)
    const grades = ['low', 'medium', 'high']
    const data = knownSequences(
      repeat(300, (i) => {
        let grade = 0
        return repeat(4, () => {
          grade = Math.min(2, grade + (rng.uniform() < 0.4 ? 1 : 0))
          return { id: `S${i}`, at: grades[grade], x: rng.integer(9) }
        })
      }).flat(),
    )
    const made = await drawLines(await fitChain(data), 300)
    for (const [before, now] of runs(made, 2)) {
      expect(grades.indexOf(now?.at as string)).toBeGreaterThanOrEqual(grades.indexOf(before?.at as string))
    }
  })
})
