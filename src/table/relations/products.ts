import ln from '@stdlib/math-base-special-ln'
import type { ProductRelation } from '../schema.js'
import type { CandidateColumn } from './candidates.js'
import { firstTie, type LinearTie } from './linear.js'
import { wholePower } from './relation.js'
import { positiveRows, relationAgreement, rowsToSearch } from './rows.js'
import { gapsOf, mostTied } from './sums.js'

const attempts = 3
/** Greatest power of a column, and how near to a whole number it has to come out. */
const mostPower = 3
const near = 0.05
/** Columns of a product besides the one computed: one would be a sum of one term. */
const fewestTerms = 2
/** Rounding may leave this share of a column's spread. */
const mostRounding = 0.02
const floating = 1e-9

/**
 * Columns that are products and ratios of powers of others, times a constant, in at least 99.5 % of the rows: `price * quantity`,
 * `weight / height^2`. Found as sums of logarithms, in rows where all are above 0, and confirmed in all rows up to half a unit of the last
 * decimal of each column.
 */
export function findProducts(all: readonly CandidateColumn[], rows: number): ProductRelation[] {
  const found: ProductRelation[] = []
  // A column that is mostly 0 or below has too few rows to show a product in.
  let left = all.filter(({ isTime, positive, gaps }) => !isTime && positive >= (rows - gaps) / 2).slice(0, mostTied)
  let above = positiveRows(left, rows)
  for (let attempt = 0; attempt < attempts && left.length > fewestTerms; ) {
    const relation = nextProduct(left, above, attempt)
    if (!relation) attempt++
    else {
      found.push(relation)
      left = left.filter(({ name }) => name !== relation.column)
      above = positiveRows(left, rows)
    }
  }
  return found
}

function nextProduct(candidates: readonly CandidateColumn[], above: Int32Array, attempt: number): ProductRelation | null {
  const chosen = rowsToSearch(candidates, above, attempt)
  if (!chosen) return null
  const columns = candidates.map(({ cells, unit }) => {
    const values = Float64Array.from(chosen, (row) => cells[row] as number)
    // Squares of relative errors: rounding moves small values most.
    const squares = values.reduce((sum, value) => sum + (unit / 2 / value) ** 2, 0)
    return { cells: values.map((value) => ln(value)), noise: Math.sqrt(squares / values.length) }
  })
  let relation: ProductRelation | null = null
  firstTie(columns, false, (tie) => {
    relation = confirmed(candidates, tie)
    return relation !== null
  })
  return relation
}

interface Term {
  readonly candidate: CandidateColumn
  readonly power: number
}

function confirmed(candidates: readonly CandidateColumn[], { column, factors }: LinearTie): ProductRelation | null {
  const own = candidates[column] as CandidateColumn
  // Of weight / height^2, height may be the last column: a root of the others.
  for (let power = 1; power <= mostPower; power++) {
    const powers = factors.map((factor) => factor * power)
    if (powers.every((value) => Math.abs(value - Math.round(value)) <= near && Math.abs(value) < mostPower + near))
      return computable(candidates, own, power, powers.map(Math.round))
  }
  return null
}

/** The product in which a power of a column is one of powers of others, solved for a column that may be computed. */
function computable(
  candidates: readonly CandidateColumn[],
  own: CandidateColumn,
  ownPower: number,
  powers: Float64Array,
): ProductRelation | null {
  const terms = candidates.flatMap((candidate, i): Term[] => (powers[i] ? [{ candidate, power: powers[i] as number }] : []))
  if (terms.length < fewestTerms) return null
  for (const { target, parts } of solutions(own, ownPower, terms)) {
    const relation = foretoldProduct(target, parts)
    if (relation) return relation
  }
  return null
}

/** What may be computed, likeliest first: a product of the others before a ratio, and the column found before its terms. Powers stay whole. */
function solutions(
  own: CandidateColumn,
  ownPower: number,
  terms: readonly Term[],
): { readonly target: CandidateColumn; readonly parts: readonly Term[] }[] {
  const all = [...terms, { candidate: own, power: -ownPower }]
  const solved = all.flatMap(({ candidate, power }, at) =>
    Math.abs(power) !== 1
      ? []
      : [{ target: candidate, parts: all.flatMap((other, i) => (i === at ? [] : [{ ...other, power: -other.power / power + 0 }])) }],
  )
  const rank = ({ target, parts }: (typeof solved)[number]): number =>
    (parts.every(({ power }) => power > 0) ? 0 : 2) + (target === own ? 0 : 1)
  return solved.filter(({ target }) => target.canFollow).sort((a, b) => rank(a) - rank(b))
}

function foretoldProduct(target: CandidateColumn, parts: readonly Term[]): ProductRelation | null {
  const { cells, unit } = target
  const productAt = (row: number): number => {
    let product = 1
    for (const { candidate, power } of parts) product *= wholePower(candidate.cells[row] as number, power)
    return product
  }
  const factor = constantOf(cells, productAt)
  const tolerance = (row: number): number => {
    const value = Math.abs(factor * productAt(row))
    let relative = floating
    for (const { candidate, power } of parts)
      relative += (Math.abs(power) * candidate.unit) / 2 / Math.max(candidate.unit, Math.abs(candidate.cells[row] as number))
    return unit / 2 + value * relative
  }
  if (!(factor > 0)) return null
  const isSmall = (off: number): boolean => off <= mostRounding * target.sd
  const foretold = (row: number): number => factor * productAt(row)
  const exact = isSmall(unit / 2) ? relationAgreement(cells, foretold, (row) => unit / 2 + floating * Math.abs(foretold(row))) : null
  const agreement = exact ?? (isSmall(middleOf(cells.length, tolerance)) ? relationAgreement(cells, foretold, tolerance) : null)
  if (!agreement) return null
  const tolerated = exact ? {} : { tolerance: agreement.off }
  return {
    kind: 'product',
    column: target.name,
    factor,
    terms: parts.map(({ candidate, power }) => ({ column: candidate.name, power })),
    ...gapsOf(agreement),
    ...tolerated,
  }
}

/** The constant that most rows say, or the power of ten, or one over or times a small whole number, that it is nearly. */
function constantOf(cells: Float64Array, productAt: (row: number) => number): number {
  const constant = middleOf(cells.length, (row) => (cells[row] as number) / productAt(row))
  for (const ten of [1, 10, 100, 1000, 10_000, 0.1, 0.01, 0.001, 0.0001]) {
    for (const whole of [constant / ten, ten / constant]) {
      const rounded = Math.round(whole)
      if (rounded >= 1 && rounded <= 12 && Math.abs(whole - rounded) < 1e-3 * rounded)
        return whole === constant / ten ? rounded * ten : ten / rounded
    }
  }
  return constant
}

/** Rows that a median is taken of. */
const medianRows = 300

/** The median over some rows; where there is none, NaN. */
function middleOf(rows: number, valueAt: (row: number) => number): number {
  const step = Math.max(1, Math.floor(rows / medianRows))
  const values: number[] = []
  for (let row = 0; row < rows; row += step) if (Number.isFinite(valueAt(row))) values.push(valueAt(row))
  return Float64Array.from(values).sort()[values.length >> 1] ?? Number.NaN
}
