import type { CandidateColumn } from './candidates.js'

/** Rows that look for relations, per column; all rows have to confirm them. */
const rowsPerColumn = 4
const fewestRows = 50
/** Rows in which a column is not what it mostly is, that look for it: a term that is nearly always 0 shows in no others. */
const rowsOfEach = 4
/** Steps through the rows that are prime to most numbers, so that they fall in with no pattern of the rows. */
const strides = [7919, 104_729, 1_299_709] as const

/** Rows in which every candidate has a value. */
export function fullRows(candidates: readonly CandidateColumn[], rows: number): Int32Array {
  const gappy = candidates.filter(({ gaps }) => gaps > 0)
  return rowsWhere(gappy, rows, (value) => !Number.isNaN(value))
}

/** Rows in which every candidate is above 0. */
export function positiveRows(candidates: readonly CandidateColumn[], rows: number): Int32Array {
  const mixed = candidates.filter(({ positive }) => positive < rows)
  return rowsWhere(mixed, rows, (value) => value > 0)
}

function rowsWhere(candidates: readonly CandidateColumn[], rows: number, holds: (value: number) => boolean): Int32Array {
  const found = new Int32Array(rows)
  for (let row = 0; row < rows; row++) found[row] = row
  let count = rows
  for (const { cells } of candidates) {
    let kept = 0
    for (let i = 0; i < count; i++) if (holds(cells[found[i] as number] as number)) found[kept++] = found[i] as number
    count = kept
  }
  return found.subarray(0, count)
}

/** Enough complete rows of these columns to find what holds in all of them; null where there are too few. Each attempt looks at others. */
export function rowsToSearch(candidates: readonly CandidateColumn[], complete: Int32Array, attempt: number): Int32Array | null {
  const wanted = Math.max(fewestRows, rowsPerColumn * candidates.length)
  if (complete.length < wanted) return null
  const stride = strides[attempt % strides.length] as number
  const chosen = new Set<number>()
  const visit = (use: (row: number) => boolean): void => {
    const step = coprime(stride, complete.length)
    for (let i = 0, at = attempt % complete.length; i < complete.length; i++, at = (at + step) % complete.length)
      if (!use(complete[at] as number)) return
  }
  visit((row) => chosen.add(row).size < wanted)
  for (const { cells } of candidates) {
    const usual = commonest(cells, chosen)
    let left = rowsOfEach
    visit((row) => {
      if (cells[row] !== usual) {
        chosen.add(row)
        left--
      }
      return left > 0
    })
  }
  return Int32Array.from(chosen)
}

/** The step, or the next above it, that visits all of n places. */
function coprime(step: number, n: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let found = step
  while (divisor(found, n) !== 1) found++
  return found
}

function commonest(cells: Float64Array, rows: Iterable<number>): number {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(cells[row] as number, (counts.get(cells[row] as number) ?? 0) + 1)
  let best = Number.NaN
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value
  return best
}

/** Share of the rows that may disagree with what the others say: data are messy. */
const mostExceptions = 0.005
/** Rows in which a column is not what it mostly is, below which agreement may be an accident. */
const fewestTold = 20

/** Rows that are looked at first, and how many of them may disagree. */
const fewRows = 200
const fewWrong = 20

/** Whether a few rows say already that cells are not as foretold. */
function isUnlike(cells: Float64Array, foretold: (row: number) => number, tolerance: (row: number) => number): boolean {
  const step = Math.max(1, Math.floor(cells.length / fewRows))
  let wrong = 0
  for (let row = 0; row < cells.length; row += step) if (Math.abs((cells[row] as number) - foretold(row)) > tolerance(row)) wrong++
  return wrong > fewWrong
}

export interface RelationAgreement {
  /** A cell or its source may be missing alone. */
  readonly gaps?: true
  /** The greatest difference that counts as none. */
  readonly off: number
}

/**
 * How the cells agree with what is foretold; null where they don't, but for a few rows. They have to agree also in the rows where they are
 * not what they mostly are: two columns that are nearly always 0 agree in nearly all rows.
 */
export function relationAgreement(
  cells: Float64Array,
  foretold: (row: number) => number,
  tolerance: (row: number) => number,
): RelationAgreement | null {
  if (isUnlike(cells, foretold, tolerance)) return null
  let [present, wrong, told, apart, off] = [0, 0, 0, 0, 0]
  const usual = commonest(cells, cells.keys())
  const most = mostExceptions * cells.length
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number
    const value = foretold(row)
    if (Number.isNaN(cell) || Number.isNaN(value)) {
      if (Number.isNaN(cell) !== Number.isNaN(value)) apart++
      continue
    }
    present++
    const difference = Math.abs(cell - value)
    const isWrong = difference > tolerance(row)
    if (!isWrong && difference > off) off = difference
    if (cell !== usual || isWrong) told++
    if (isWrong && ++wrong > most) return null
  }
  const isSure = told - wrong >= fewestTold && wrong <= mostExceptions * told && present - wrong >= fewestTold
  if (!isSure) return null
  return { off, ...(apart > 0 ? { gaps: true } : {}) }
}
