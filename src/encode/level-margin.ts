/** The distribution of one column of levels. Plain data. */
export interface LevelMargin {
  readonly kind: 'level'
  readonly present: number
  readonly missing: number
  /** Rows of each level of the schema. */
  readonly counts: Uint32Array
  /** The levels from least to greatest; absent if that is the schema's order. */
  readonly order?: Uint32Array
}

/** The margin of a column of codes into `levels` levels. */
export function fitLevelMargin(codes: Int32Array, levels: number): LevelMargin {
  // Those of no level come first.
  const counts = new Uint32Array(levels + 1)
  countCodes(codes, counts)
  const missing = counts[0]
  return { kind: 'level', present: codes.length - missing, missing, counts: counts.slice(1) }
}

function countCodes(codes: Int32Array, counts: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const cell = codes[i] + 1
    counts[cell] += 1
  }
}

/** Shares of the present rows before each level, in the margin's order, by level; then 1. */
export function levelIntervals({ counts, present, order }: LevelMargin): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(counts.length)
  const high = new Float64Array(counts.length)
  let rows = 0
  for (let position = 0; position < counts.length; position++) {
    const level = order ? order[position] : position
    low[level] = present === 0 ? 0 : rows / present
    rows += counts[level]
    high[level] = present === 0 ? 0 : rows / present
  }
  return { low, high }
}
