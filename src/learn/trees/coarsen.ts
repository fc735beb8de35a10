import type { Feature } from './bins.js'

/** A feature with fewer codes, and which codes of the one that it was made of each of them stands for. */
export interface CoarseFeature {
  readonly feature: Feature
  /** By code: the greatest code of the original that goes with it, or with it and those before; null where codes are the original's. */
  readonly tops: Int32Array | null
}

/**
 * The feature with at most so many bins of about equal weight among all rows, beside that of missing values. Boosting by few rows takes
 * time in proportion to the bins, not the rows. Levels without an order stay what they are.
 */
export function coarsenFeature(feature: Feature, mostBins: number): CoarseFeature {
  const { codes, bins, nominal } = feature
  if (nominal || bins - 1 <= mostBins) return { feature, tops: null }
  const counts = new Int32Array(bins)
  for (const code of codes) counts[code] = counts[code] + 1
  const present = codes.length - counts[0]
  const coarse = new Uint8Array(bins)
  const tops: number[] = [0]
  let below = 0
  let last = -1
  for (let code = 1; code < bins; code++) {
    const bin = Math.min(mostBins - 1, Math.floor((mostBins * (below + counts[code] / 2)) / Math.max(1, present)))
    if (bin !== last) tops.push(code)
    last = bin
    coarse[code] = tops.length - 1
    tops[tops.length - 1] = code
    below += counts[code]
  }
  return {
    feature: { codes: Uint8Array.from(codes, (code) => coarse[code]), bins: tops.length, nominal },
    tops: Int32Array.from(tops),
  }
}

/** The bounds of splits that were found in coarse features, for the original ones: `feature` and `split` are those of a tree's nodes. */
export function refinedSplits(feature: Int32Array, split: Int32Array, features: readonly CoarseFeature[]): Int32Array {
  return split.map((bound, node) => {
    const f = feature[node]
    const tops = f < 0 ? null : features[f].tops
    return tops ? tops[bound] : bound
  })
}
