import { describe, expect, test } from 'vitest'
import { ConstraintError } from '../../src/errors.js'
import { prepareSampler } from '../../src/pipeline/jobs/sampler.js'
import { createRng } from '../../src/random/rng.js'
import { knownSequences } from '../support/sequences.js'
import {
  apart,
  correlation,
  distributionsApart,
  drawLines,
  fitChain,
  type Lines,
  type Row,
  realLines,
  runs,
  shareOf,
  stateOf,
} from './markov-chain-support.js'

const rng = createRng(1)
const regions = ['north', 'south', 'east']
/** A number that drifts round a level of its region's, a mood that follows the number, a fare that stays, and a gap in one of ten cells. */
const data = knownSequences(
  Array.from({ length: 900 }, (_, i) => {
    const region = rng.integer(3)
    const member = rng.uniform() < (region === 0 ? 0.7 : 0.2)
    let x = 10 * region + rng.normal()
    let fare = rng.integer(100)
    return Array.from({ length: 3 + rng.integer(9) }, (_, at) => {
      x = 10 * region + 0.9 * (x - 10 * region) + 0.44 * rng.normal()
      if (rng.uniform() < 0.15) fare = rng.integer(100)
      const mood = rng.uniform() < (x > 10 * region ? 0.9 : 0.1) ? 'good' : 'bad'
      const z = rng.uniform() < 0.1 ? null : rng.integer(1000)
      return { id: `S${i}`, at, region: regions[region], member, x: Math.round(1000 * x) / 1000, mood, fare, z }
    })
  }).flat(),
)
const real = realLines(data)
const all = (): boolean => true
const rows = (lines: Lines): Row[] => runs(lines, 1).map(([row]) => row as Row)
const regionOf = (name: unknown): number => regions.indexOf(name as string)
/** Successive deviations of x from its region's level. */
const drift = (lines: Lines): [number, number][] =>
  runs(lines, 2).map((run) => run.map(({ x, region }) => (x as number) - 10 * regionOf(region)) as [number, number])
const fareStays = ([before, now]: readonly Row[]): boolean => before?.fare === now?.fare

describe('rows of a sequence', () => {
  test('share what never changes within one, which is drawn by its own law', async () => {
    const made = await drawLines(await fitChain(data), 2000)
    for (const line of made) {
      expect(new Set(line.map(({ region }) => region)).size).toBe(1)
      expect(new Set(line.map(({ member }) => member)).size).toBe(1)
    }
    for (const region of regions) {
      const given = ([row]: readonly Row[]): boolean => row?.region === region
      expect(apart(shareOf(real, all, given), shareOf(made, all, given))).toBeLessThan(6)
      const isMember = ([row]: readonly Row[]): boolean => row?.member === true
      expect(apart(shareOf(real, given, isMember), shareOf(made, given, isMember))).toBeLessThan(6)
    }
  })

  test('go on from the row before: a number that drifts, and what follows from it', async () => {
    const made = await drawLines(await fitChain(data), 900)
    const [wanted, found] = [correlation(drift(real)), correlation(drift(made))]
    // Six standard deviations of the difference of two correlations of so many pairs.
    expect(Math.abs(wanted - found)).toBeLessThan(6 * (1 - wanted * wanted) * Math.sqrt(2 / runs(real, 2).length))
    const deviation = ({ x, region }: Row): number => (x as number) - 10 * regionOf(region)
    const [a, b] = [rows(real), rows(made)]
    expect(distributionsApart(a.map(deviation), b.map(deviation))).toBeLessThan(1.5)
    for (const above of [true, false]) {
      const given = (row: Row): boolean => deviation(row) > 0 === above && Math.abs(deviation(row)) > 0.2
      const isGood = (row: Row): boolean => row.mood === 'good'
      expect(apart(shareOf(a, given, isGood), shareOf(b, given, isGood))).toBeLessThan(8)
    }
  })

  test('repeat a value as often as real ones do, and miss one as often', async () => {
    const made = await drawLines(await fitChain(data), 900)
    expect(apart(shareOf(runs(real, 2), all, fareStays), shareOf(runs(made, 2), all, fareStays))).toBeLessThan(6)
    const isMissing = ({ z }: Row): boolean => z === null
    expect(apart(shareOf(rows(real), all, isMissing), shareOf(rows(made), all, isMissing))).toBeLessThan(6)
  })

  test('forget the row before where leaves are as large as the table', async () => {
    const made = await drawLines(await fitChain(data, { leaf: 100_000 }), 900)
    expect(correlation(drift(made).filter(([a, b]) => Math.abs(a) < 5 && Math.abs(b) < 5))).toBeLessThan(0.5)
    expect(shareOf(runs(made, 2), all, ([before, now]) => before?.mood === now?.mood).p).toBeLessThan(0.6)
  })

  test('are drawn by so many trees', async () => {
    for (const trees of [1, 3]) {
      const { steps } = stateOf(await fitChain(data, { trees }))
      for (const { values } of steps) expect(values?.trees).toHaveLength(trees)
    }
  })
})

describe('conditions', () => {
  test('on what never changes within a sequence are exact', async () => {
    const model = await fitChain(data)
    const {
      notes: [note],
    } = await prepareSampler(model, { where: 'region == "south" and member == true' })
    const wanted = shareOf(real, all, ([row]) => row?.region === 'south' && row?.member === true)
    expect(note).toMatch(/^conditioned exactly; the model expects it of (one sequence in \d\d|[5-9] % of the sequences)/)
    const made = await drawLines(model, 300, 'region == "south" and member == true')
    expect(made).toHaveLength(300)
    for (const { region, member } of rows(made)) expect([region, member]).toEqual(['south', true])
    // As the note says: 5 to 9 %.
    expect(wanted.p).toBeLessThan(0.1)
  })

  test('on what changes hold in every row of a sequence, and the note says so', async () => {
    const model = await fitChain(data)
    const where = 'region == "east" and mood == "good"'
    const {
      notes: [note],
    } = await prepareSampler(model, { where })
    expect(note).toMatch(
      /^conditioned approximately in first rows, .* of 1\d % of the first rows; sequences are drawn again until mood satisfies it in every row/,
    )
    const made = await drawLines(model, 50, where)
    expect(made).toHaveLength(50)
    for (const { region, mood } of rows(made)) expect([region, mood]).toEqual(['east', 'good'])
    expect((await prepareSampler(model, { where: 'at < 8' })).notes[0]).toMatch(/drawn again until at satisfies it in every row/)
  })

  test('that nothing can satisfy end with a sentence', async () => {
    const model = await fitChain(data)
    await expect(drawLines(model, 5, 'region == "west"')).rejects.toThrow(/"west".*"north"/)
    await expect(drawLines(model, 5, 'missing(region)')).rejects.toBeInstanceOf(ConstraintError)
    await expect(drawLines(model, 5, 'id == "S1"')).rejects.toThrow(/id: is made anew/)
    await expect(drawLines(model, 5, 'region == "east" and x < 0 - 1e6')).rejects.toBeInstanceOf(ConstraintError)
  })
})
