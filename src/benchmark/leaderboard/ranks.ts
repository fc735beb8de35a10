import { createRng, type Rng } from '../../random/rng.js'
import type { Contest } from './compare.js'
import { groupBy, mean } from './estimates.js'

export interface Rank {
  /** Share of comparisons won, ties half, averaged over the others. */
  readonly wins: number
  readonly place: number
  /** 95 of 100 draws of datasets and of seeds within them give a rank from `low` to `high`; null where there is only one of each. */
  readonly low: number | null
  readonly high: number | null
}

const draws = 1000
const drawStream = -14

/** The rank of each synthesizer, by the share of comparisons it won on the same dataset with the same seed. */
export function contestRanks({ names, blocks }: Contest): Map<string, Rank> {
  const wins = winsOf(names, blocks)
  const places = ranksOf(wins)
  const intervals = blocks.length > 1 ? intervalsOf(names, blocks) : names.map(() => [null, null] as const)
  return new Map(
    names.map((name, i) => {
      const [low, high] = intervals[i] as readonly [number | null, number | null]
      return [name, { wins: wins[i], place: places[i], low, high }]
    }),
  )
}

function winsOf(names: readonly string[], blocks: Contest['blocks']): number[] {
  const size = names.length
  const won = new Float64Array(size * size)
  const met = new Float64Array(size * size)
  for (const { quality } of blocks) {
    const values = names.map((name) => quality.get(name))
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [own, other] = [values[i], values[j]]
        if (i === j || own === undefined || other === undefined) continue
        met[i * size + j] += 1
        won[i * size + j] += own > other ? 1 : own === other ? 0.5 : 0
      }
    }
  }
  return names.map((_, i) => {
    const shares = names.flatMap((_, j) => (met[i * size + j] > 0 ? [won[i * size + j] / met[i * size + j]] : []))
    return shares.length > 0 ? mean(shares) : 0.5
  })
}

/** 1 for the most wins; equals share the better rank. */
function ranksOf(wins: readonly number[]): number[] {
  return wins.map((own) => 1 + wins.filter((other) => other > own).length)
}

function intervalsOf(names: readonly string[], blocks: Contest['blocks']): (readonly [number, number])[] {
  const rng = createRng(names.length, blocks.length, drawStream)
  const byDataset = [...groupBy(blocks, ({ dataset }) => dataset).values()]
  const drawn = Array.from({ length: draws }, () => ranksOf(winsOf(names, redraw(byDataset, rng))))
  return names.map((_, i) => {
    const ranks = drawn.map((places) => places[i]).sort((a, b) => a - b)
    return [ranks[Math.floor(0.025 * draws)], ranks[Math.ceil(0.975 * draws) - 1]]
  })
}

/** Datasets drawn with replacement, and of each its seeds. */
function redraw(byDataset: readonly Contest['blocks'][], rng: Rng): Contest['blocks'] {
  const one = <T>(items: readonly T[]): T => items[rng.integer(items.length)]
  return byDataset.flatMap(() => {
    const dataset = one(byDataset)
    return dataset.map(() => one(dataset))
  })
}
