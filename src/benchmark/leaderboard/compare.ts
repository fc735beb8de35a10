import { createRng } from '../../random/rng.js'
import { holm } from '../../stats/tests/intervals.js'
import type { CellRecord } from '../run/record.js'
import { cellQuality, groupBy, mean } from './estimates.js'
import type { PairTest } from './leaderboard.js'

/** Quality of every synthesizer in every pair of dataset and seed. */
export interface Contest {
  readonly names: readonly string[]
  readonly blocks: readonly { readonly dataset: string; readonly seed: number; readonly quality: ReadonlyMap<string, number> }[]
}

const level = 0.05
/** Below so many datasets no choice of signs is rarer than the level, whatever the difference. */
const fewestDatasets = 6

export function contestOf(cells: readonly CellRecord[]): Contest {
  const judged = cells.filter((cell) => cell.kind !== 'baseline' && cellQuality(cell) !== null)
  const blocks = [...groupBy(judged, ({ dataset, seed }) => JSON.stringify([dataset, seed])).values()].map((group) => {
    const { dataset, seed } = group[0]
    return { dataset, seed, quality: new Map(group.map((cell) => [cell.synthesizer, cellQuality(cell) as number])) }
  })
  return { names: [...new Set(judged.map(({ synthesizer }) => synthesizer))], blocks }
}

/** Every pair of synthesizers by what they reached on the same datasets with the same seeds, corrected for their number. */
export function comparePairs({ names, blocks }: Contest): PairTest[] {
  const found = names.flatMap((a, i) =>
    names.slice(i + 1).flatMap((b) => {
      const both = blocks
        .filter(({ quality }) => quality.has(a) && quality.has(b))
        .map(({ dataset, quality }) => ({ dataset, difference: (quality.get(a) as number) - (quality.get(b) as number) }))
      return both.length > 0 ? [{ a, b, both }] : []
    }),
  )
  const overall = holm(found.map(({ both }) => signFlipTest(both.map(({ difference }) => difference))))
  const byDataset = found.map(({ both }) =>
    [...groupBy(both, ({ dataset }) => dataset).values()].map((group) => mean(group.map(({ difference }) => difference))),
  )
  const enough = byDataset.map((means) => means.length >= fewestDatasets)
  const general = holm(byDataset.filter((_, i) => enough[i]).map(signFlipTest))
  let next = 0
  return found.map(({ a, b, both }, i): PairTest => {
    const means = byDataset[i]
    const difference = mean(means)
    const p = overall[i]
    const verdict = p >= level || difference === 0 ? 'indistinguishable' : difference > 0 ? 'better' : 'worse'
    const pDatasets = enough[i] ? general[next++] : null
    return { ...{ a, b, blocks: both.length, datasets: means.length, difference, p, pDatasets, verdict } }
  })
}

/** Up to this many pairs every choice of signs is looked at. */
const mostExact = 16
const randomFlips = 20_000
const flipStream = -13
/** Sums that differ by less are the same but for rounding. */
const rounding = 1e-12

/**
 * How probable a mean difference at least as far from 0 would be if both sides of every pair came from one distribution, and each difference
 * could as well have had the other sign. Exact up to 16 differences that aren't 0, else out of 20,000 random choices of signs.
 * @see Fisher, 1935, The Design of Experiments, chapter 3
 */
export function signFlipTest(differences: readonly number[]): number {
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs)
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) - rounding
  if (sizes.length === 0) return 1
  if (sizes.length <= mostExact) {
    let asFar = 0
    const all = 2 ** sizes.length
    for (let signs = 0; signs < all; signs++) {
      let sum = 0
      for (let i = 0; i < sizes.length; i++) sum += signs & (1 << i) ? sizes[i] : -sizes[i]
      if (Math.abs(sum) >= observed) asFar++
    }
    return asFar / all
  }
  const rng = createRng(sizes.length, flipStream)
  let asFar = 1
  for (let flip = 0; flip < randomFlips; flip++) {
    let sum = 0
    for (const size of sizes) sum += rng.uniform() < 0.5 ? size : -size
    if (Math.abs(sum) >= observed) asFar++
  }
  return asFar / (randomFlips + 1)
}
