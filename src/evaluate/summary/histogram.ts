/** Two histograms on the same edges; `bins` counts rows. */
export interface Histogram {
  readonly edges: readonly number[]
  readonly bins: readonly { readonly real: number; readonly synthetic: number }[]
}

/** About as many bins as a small chart can show. */
const targetBins = 30
/** The shares of rows at either end that may be pooled, where they would stretch the axis by more than a quarter. */
const tail = 0.005
const stretch = 0.25

/**
 * Histograms of real and synthetic values, given as counts on one ascending scale. Edges are round numbers, chosen by the real values;
 * the first and the last bin hold everything beyond. A bin with fewer than `fewest` real rows, but not none, is merged with its
 * neighbours. `whole`: values are whole numbers, and edges lie half-way between two. Without bins where there are too few real rows.
 */
export function histogram(
  scale: Float64Array,
  real: Float64Array,
  synthetic: Float64Array,
  { whole, fewest }: { readonly whole: boolean; readonly fewest: number },
): Histogram {
  const total = real.reduce((sum, count) => sum + count, 0)
  if (total < fewest) return { edges: [], bins: [] }
  const edges = roundEdges(valueRange(scale, real, total), whole)
  if (!edges) return { edges: [], bins: [] }
  const bins = edges.slice(1).map(() => ({ real: 0, synthetic: 0 }))
  let bin = 0
  for (let code = 0; code < scale.length; code++) {
    while (bin < bins.length - 1 && scale[code] >= edges[bin + 1]) bin++
    const counted = bins[bin] as { real: number; synthetic: number }
    counted.real += real[code]
    counted.synthetic += synthetic[code]
  }
  return mergeSmall(edges, bins, fewest)
}

/** The range of the real values, without a long thin tail. */
function valueRange(scale: Float64Array, counts: Float64Array, total: number): readonly [number, number] {
  const quantile = (share: number) => {
    let sum = 0
    let last = 0
    for (let code = 0; code < counts.length; code++) {
      if (counts[code] === 0) continue
      sum += counts[code]
      last = scale[code]
      if (sum >= share * total) break
    }
    return last
  }
  const low = quantile(0)
  const high = quantile(1)
  const lower = quantile(tail)
  const upper = quantile(1 - tail)
  const allowed = stretch * (upper - lower)
  return [lower - low > allowed ? lower : low, high - upper > allowed ? upper : high]
}

/** Multiples of 1, 2 or 5 times a power of ten that cover the range; null where numbers are too large and close to be told apart. */
function roundEdges([low, high]: readonly [number, number], whole: boolean): number[] | null {
  // Divided before it is subtracted: the width from -1e308 to 1e308 is infinite.
  const width = high / targetBins - low / targetBins
  const round = roundStep(width > 0 ? width : Math.max(Math.abs(low), 1) / 1000)
  const step = whole ? Math.max(1, round) : round
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil((high + (whole ? 1 : 0)) / step))
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return null
  const shift = whole ? 0.5 : 0
  const edges = Array.from({ length: last - first + 1 }, (_, i) =>
    bounded((whole ? (first + i) * step : withoutNoise((first + i) * step)) - shift),
  )
  return edges.every((edge, i) => i === 0 || edge > edges[i - 1]) ? edges : null
}

/** 0.3 for 3 * 0.1. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(15))
}

function bounded(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))
}

function roundStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width))
  const leading = width / power
  return power * (leading <= 1.5 ? 1 : leading <= 3 ? 2 : leading <= 7 ? 5 : 10)
}

function mergeSmall(edges: readonly number[], bins: Histogram['bins'], fewest: number): Histogram {
  const merged: { real: number; synthetic: number }[] = []
  const kept = [edges[0]]
  let open = { real: 0, synthetic: 0 }
  bins.forEach((bin, i) => {
    open = { real: open.real + bin.real, synthetic: open.synthetic + bin.synthetic }
    if (open.real > 0 && open.real < fewest && i < bins.length - 1) return
    while (open.real > 0 && open.real < fewest && merged.length > 0) {
      const before = merged.pop() as { real: number; synthetic: number }
      open = { real: open.real + before.real, synthetic: open.synthetic + before.synthetic }
      kept.pop()
    }
    merged.push(open)
    kept.push(edges[i + 1])
    open = { real: 0, synthetic: 0 }
  })
  return { edges: kept, bins: merged }
}
