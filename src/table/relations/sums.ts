import { commonDivisor } from '../common-divisor.js'
import type { SumRelation } from '../schema.js'
import type { CandidateColumn } from './candidates.js'
import { firstTie, type LinearTie } from './linear.js'
import { fullRows, type RelationAgreement, relationAgreement, rowsToSearch } from './rows.js'

/** Other rows look again where a few that disagree may have spoiled the search. */
const attempts = 3
/** Most columns that are looked at together: the search takes time in the cube of their number. */
export const mostTied = 100
/** Rounding may leave at most this share of a column's spread: more would make sums of columns of few small numbers. */
const mostRounding = 0.02
/** Error of floating-point arithmetic, relative to the terms. */
const floating = 1e-9
/** A factor this near to a simple number is that number. */
const near = 2e-3

/**
 * Columns that are sums and differences of others in at least 99.5 % of the rows, up to rounding: exactly, or else up to half a unit of the last
 * decimal of each column. In independent columns there is nothing to find: the columns to explain are far fewer than the rows that have to agree.
 */
export function findSums(all: readonly CandidateColumn[], rows: number): SumRelation[] {
  const found: SumRelation[] = []
  let left = all.slice(0, mostTied)
  let complete = fullRows(left, rows)
  // Where no column was nearly explained in some rows, none is explained up to rounding either.
  let barren = new Set<number>()
  // What is exact comes first: of net, tax and total, that the tax is a fifth is true only up to rounding.
  for (const isExact of [true, false]) {
    for (let attempt = 0; attempt < attempts && left.length > 1; ) {
      const relation = barren.has(attempt) ? null : nextSum(left, complete, attempt, isExact, barren)
      if (!relation) attempt++
      else {
        found.push(relation)
        // What is computed is left out from now on, so that its terms can show how they belong together.
        left = left.filter(({ name }) => name !== relation.column)
        complete = fullRows(left, rows)
        barren = new Set()
      }
    }
  }
  return found
}

function nextSum(
  candidates: readonly CandidateColumn[],
  complete: Int32Array,
  attempt: number,
  isExact: boolean,
  barren: Set<number>,
): SumRelation | null {
  const chosen = rowsToSearch(candidates, complete, attempt)
  if (!chosen) return null
  const columns = candidates.map(({ cells, unit }) => ({
    cells: Float64Array.from(chosen, (row) => cells[row] as number),
    noise: unit / 2,
  }))
  let relation: SumRelation | null = null
  barren.add(attempt)
  const accept = (tie: LinearTie): boolean => {
    relation = confirmed(candidates, tie)
    return relation !== null
  }
  firstTie(columns, isExact, accept, () => barren.delete(attempt))
  return relation
}

interface Term {
  readonly candidate: CandidateColumn
  readonly factor: number
}

/** The sum that nearly all rows confirm, solved for the column to compute; null where there is none. */
function confirmed(candidates: readonly CandidateColumn[], { column, factors, unfelt }: LinearTie): SumRelation | null {
  const own = candidates[column] as CandidateColumn
  const terms = Array.from(factors).flatMap((factor, i): Term[] => {
    const candidate = candidates[i] as CandidateColumn
    const isFelt = Math.abs(factor) * candidate.sd > Math.max(1e-6 * own.sd, own.unit / 100, unfelt)
    return isFelt ? [{ candidate, factor: simple(factor) }] : []
  })
  if (terms.length === 0) return null
  for (const { target, parts } of solutions(own, terms)) {
    const relation = foretoldSum(target, parts)
    if (relation) return relation
  }
  return null
}

/** The number itself, or the simple one that it is nearly. */
function simple(factor: number): number {
  const size = Math.abs(factor)
  const candidates = [Math.round(size), 1 / Math.max(1, Math.round(1 / size)), Math.round(size * 100) / 100]
  const best = candidates.find((value) => value > 0 && Math.abs(value - size) <= near * size)
  return best === undefined ? factor : Math.sign(factor) * best
}

/**
 * The column of the sum that may be computed, likeliest first: one that is a plain sum of the others; else the one found; else any.
 * One with a coarser grid than its terms comes last, since it would lose it.
 */
function solutions(own: CandidateColumn, terms: readonly Term[]): { readonly target: CandidateColumn; readonly parts: readonly Term[] }[] {
  const all = [...terms, { candidate: own, factor: -1 }]
  const solved = all.map(({ candidate, factor }, at) => ({
    target: candidate,
    parts: all.flatMap((other, i) => (i === at ? [] : [{ candidate: other.candidate, factor: simple(-other.factor / factor) }])),
  }))
  const rank = ({ target, parts }: (typeof solved)[number]): number => {
    const isPlain = parts.every(({ factor }) => factor === 1)
    return (isPlain ? 0 : 2) + (target === own ? 0 : 1)
  }
  return solved.filter(({ target }) => target.canFollow).sort((a, b) => rank(a) - rank(b))
}

function foretoldSum(target: CandidateColumn, parts: readonly Term[]): SumRelation | null {
  const { cells } = target
  const sumAt = (row: number): number => {
    let sum = 0
    for (const { candidate, factor } of parts) sum += factor * (candidate.cells[row] as number)
    return sum
  }
  const constant = onGrid(medianOf(cells, sumAt), target.unit)
  // Numbers on a grid are exact only where no step of it is missed, however large they are.
  const mostFloating = target.hasGrid ? target.unit / 4 : Number.POSITIVE_INFINITY
  const float = (row: number): number => {
    let size = Math.abs(constant)
    for (const { candidate, factor } of parts) size += Math.abs(factor * (candidate.cells[row] as number))
    return Math.min(mostFloating, floating * size)
  }
  const foretold = (row: number): number => constant + sumAt(row)
  const halves = target.unit / 2 + parts.reduce((sum, { candidate, factor }) => sum + (Math.abs(factor) * candidate.unit) / 2, 0)
  const exact = relationAgreement(cells, foretold, float)
  // A column that is written a digit finer than its terms tell would lose it: milliseconds don't follow from seconds.
  const isTold = parts.every(({ candidate, factor }) => Math.abs(factor) * candidate.unit < 10 * target.unit)
  // A time that is one only up to what rounding leaves would lose its hours to a date.
  const isSmall = halves <= mostRounding * target.sd && !target.isTime && isTold
  const agreement = exact ?? (isSmall ? relationAgreement(cells, foretold, (row) => halves + float(row)) : null)
  if (!agreement) return null
  const tolerance = exact ? {} : { tolerance: agreement.off }
  const terms = parts.map(({ candidate, factor }) => ({ column: candidate.name, factor }))
  return { kind: 'sum', column: target.name, constant, terms, ...gapsOf(agreement), ...tolerance, ...ownGrid(target, parts) }
}

export function gapsOf({ gaps }: RelationAgreement): { gaps?: true } {
  return gaps ? { gaps } : {}
}

/** The grid of a column that is coarser than what its terms add up to, and the term that may give way: the one that varies most on the finest grid. */
function ownGrid(target: CandidateColumn, parts: readonly Term[]): Pick<SumRelation, 'step' | 'absorbs'> {
  const step = commonStep(target)
  const finest = Math.min(...parts.map(({ candidate, factor }) => commonStep(candidate) * Math.abs(factor)))
  if (!(step > 1.5 * target.unit && step > 1.5 * finest)) return {}
  const giving = parts.filter(({ candidate, factor }) => commonStep(candidate) * Math.abs(factor) <= 1.5 * finest && Math.abs(factor) === 1)
  const [first] = [...giving].sort((a, b) => b.candidate.sd - a.candidate.sd)
  return first ? { step, absorbs: first.candidate.name } : {}
}

/** Fewer distinct steps than this could have a common divisor by chance. */
const enoughForStep = 16

/** What all values are multiples of: at least the unit. */
export function commonStep({ cells, unit }: CandidateColumn): number {
  const seen = new Set<number>()
  let step = 0
  for (const value of cells) {
    if (Number.isNaN(value)) continue
    const whole = Math.round(value / unit)
    if (!Number.isSafeInteger(whole)) return unit
    if (seen.size < enoughForStep) seen.add(whole)
    step = commonDivisor(Math.abs(whole), step)
    if (step === 1) return unit
  }
  return seen.size < enoughForStep ? unit : step * unit
}

/** Rows that a median is taken of. */
const medianRows = 300

/** The median of what the sum leaves of the cells. */
function medianOf(cells: Float64Array, sumAt: (row: number) => number): number {
  const step = Math.max(1, Math.floor(cells.length / medianRows))
  const left: number[] = []
  for (let row = 0; row < cells.length; row += step) {
    const difference = (cells[row] as number) - sumAt(row)
    if (!Number.isNaN(difference)) left.push(difference)
  }
  const sorted = Float64Array.from(left).sort()
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** The nearest multiple of the unit. */
function onGrid(value: number, unit: number): number {
  return unit >= 1 ? Math.round(value) + 0 : Math.round(value / unit) / Math.round(1 / unit) + 0
}
