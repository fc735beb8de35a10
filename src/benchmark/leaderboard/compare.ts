import { holm } from '../../stats/tests/holm.js'
import type { CellRecord } from '../run/record.js'
import { cellQuality, groupBy, mean } from './estimates.js'
import type { PairTest } from './leaderboard.js'
import { signFlipTest } from './paired-test.js'

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
    const { dataset, seed } = group[0] as CellRecord
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
    const means = byDataset[i] as number[]
    const difference = mean(means)
    const p = overall[i] as number
    const verdict = p >= level || difference === 0 ? 'indistinguishable' : difference > 0 ? 'better' : 'worse'
    const pDatasets = enough[i] ? (general[next++] as number) : null
    return { ...{ a, b, blocks: both.length, datasets: means.length, difference, p, pDatasets, verdict } }
  })
}
