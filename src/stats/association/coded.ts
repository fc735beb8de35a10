/** A column as codes; -1 is missing, others are positions in a list of `count` values (ascending, where values have an order). */
export interface RankCodes {
  readonly codes: Int32Array
  readonly count: number
  /** Rows that each of the codes stands for; one without. */
  readonly weights?: Float64Array | undefined
}

/** Rows that the codes stand for. */
export function codedRows({ codes, weights }: RankCodes): number {
  return weights ? weights.reduce((sum, weight) => sum + weight, 0) : codes.length
}

/** How often each code occurs; the missing ones are counted last. */
export function countCodes({ codes, count, weights }: RankCodes): Float64Array {
  const counts = new Float64Array(count + 1)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    const cell = code < 0 ? count : code
    counts[cell] += weights ? weights[i] : 1
  }
  return counts
}

/**
 * Kolmogorov and Smirnov's distance of two columns over the same ascending values, given as counts with the missing ones last, in
 * [0, 1]; NaN without rows. Missing values keep their share as a mass of their own, put below all values or above, whichever parts
 * the two further.
 */
export function countedKsDistance(a: Float64Array, b: Float64Array): number {
  const rowsA = a.reduce((sum, count) => sum + count, 0)
  const rowsB = b.reduce((sum, count) => sum + count, 0)
  if (rowsA === 0 || rowsB === 0) return Number.NaN
  const missing = (a.at(-1) as number) / rowsA - (b.at(-1) as number) / rowsB
  let greatest = Math.abs(missing)
  let sumA = 0
  let sumB = 0
  for (let code = 0; code < a.length - 1; code++) {
    sumA += a[code]
    sumB += b[code]
    const difference = sumA / rowsA - sumB / rowsB
    greatest = Math.max(greatest, Math.abs(difference), Math.abs(difference + missing))
  }
  return Math.min(1, greatest)
}

/** Ranks from 1, equal values sharing the mean of theirs; a missing value has none (NaN). Linear in rows and values. */
export function codedRanks({ codes, count, weights }: RankCodes): Float64Array {
  const counts = countCodes({ codes, count, weights })
  const rankOf = new Float64Array(count)
  let below = 0
  for (let code = 0; code < count; code++) {
    const equal = counts[code]
    rankOf[code] = below + (equal + 1) / 2
    below += equal
  }
  const ranks = new Float64Array(codes.length)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    ranks[i] = code < 0 ? Number.NaN : rankOf[code]
  }
  return ranks
}
