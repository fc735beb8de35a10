import { normalQuantile } from '../../../stats/normal/normal.js'

/** Columns that miss their values in the same rows. Plain data. */
export interface Gap {
  /** Positions of the columns. */
  readonly columns: readonly number[]
  /** Positions of earlier gaps that entail this one: where one of them is, this one is too. */
  readonly entailedBy: readonly number[]
  /** Rows that miss these values among `rows`, which are those where no other gap entails it. */
  readonly missing: number
  readonly rows: number
}

/** Chance at which a gap of few rows may lie within a larger one before that counts as a rule. */
const chance = 1e-3

/**
 * The gaps of a table of codes (-1: missing), each after those that entail it, and for each where it is open: 1 missing, 0 present, -1
 * entailed by another. With `weights` a row of the table stands for that many.
 */
export function findMissingness(columns: readonly Int32Array[], weights?: Float64Array): { gaps: Gap[]; open: Int32Array[] } {
  const patterns = missingPatterns(columns, weights).sort((a, b) => a.missing - b.missing)
  const length = columns[0]?.length ?? 0
  const rows = weights ? weights.reduce((sum, weight) => sum + weight, 0) : length
  const gaps: Gap[] = []
  const open: Int32Array[] = []
  patterns.forEach((pattern, position) => {
    const entailedBy: number[] = []
    const state = Int32Array.from(pattern.cells)
    for (let earlier = 0; earlier < position; earlier++) {
      const other = patterns[earlier]
      if (!isRule(other.missing, pattern.missing / rows) || !isWithin(other.cells, pattern.cells)) continue
      entailedBy.push(earlier)
      for (let row = 0; row < length; row++) if (other.cells[row]) state[row] = -1
    }
    let missing = 0
    let entailed = 0
    for (let row = 0; row < length; row++) {
      const weight = weights ? weights[row] : 1
      if (state[row] === 1) missing += weight
      else if (state[row] === -1) entailed += weight
    }
    gaps.push({ columns: pattern.columns, entailedBy, missing, rows: rows - entailed })
    open.push(state)
  })
  return { gaps, open }
}

interface Pattern {
  readonly columns: number[]
  readonly cells: Uint8Array
  readonly missing: number
}

/** Columns with some but not all values missing, those with one pattern together. */
function missingPatterns(columns: readonly Int32Array[], weights?: Float64Array): Pattern[] {
  const patterns: Pattern[] = []
  columns.forEach((codes, position) => {
    if (!codes.includes(-1)) return
    const cells = new Uint8Array(codes.length)
    const marked = markMissing(codes, cells)
    if (marked === codes.length) return
    const missing = weights ? weights.reduce((sum, weight, row) => sum + weight * cells[row], 0) : marked
    const same = patterns.find((pattern) => pattern.missing === missing && isWithin(pattern.cells, cells))
    if (same) same.columns.push(position)
    else patterns.push({ columns: [position], cells, missing })
  })
  return patterns
}

/** Puts a 1 where a code is missing; returns how many are. */
function markMissing(codes: Int32Array, cells: Uint8Array): number {
  let missing = 0
  for (let row = 0; row < codes.length; row++) {
    const cell = codes[row] >>> 31
    cells[row] = cell
    missing += cell
  }
  return missing
}

function isWithin(inner: Uint8Array, outer: Uint8Array): boolean {
  for (let row = 0; row < inner.length; row++) if (inner[row] && !outer[row]) return false
  return true
}

/** Whether `rows` gaps that all lie within a share of the table are too many for chance. */
function isRule(rows: number, share: number): boolean {
  let probability = 1
  for (let i = 0; i < rows && probability >= chance; i++) probability *= share
  return probability < chance
}

/** Where the variable of a gap starts to mean that the values are missing. */
export function gapThreshold(missing: number, rows: number): number {
  return -normalQuantile(missing / rows)
}
