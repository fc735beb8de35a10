import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { daysToYear } from '../language/calendar.js'
import type { ComparisonOperator } from '../language/expression.js'
import { mirrored, type NumberNode, type TruthNode } from '../language/node.js'
import type { Condition } from './condition.js'
import {
  above,
  below,
  complement,
  emptySet,
  everything,
  type Interval,
  intersection,
  isPoint,
  type NumberSet,
  onGrid,
  point,
  union,
} from './interval.js'

/** Values of a number column: a set of numbers, and whether a missing value is among them. */
export interface NumberDomain {
  readonly numbers: NumberSet
  readonly missing: boolean
}

/** Where a condition is true and where it is false; in neither it is unknown. */
interface Split {
  readonly yes: NumberDomain
  readonly no: NumberDomain
}

/** The values of its one number column for which the condition is true; null where it is no plain comparison with numbers. */
export function numberDomainOf(node: TruthNode): NumberDomain | null {
  return numberSplitOf(node)?.yes ?? null
}

/** The values for which a condition is true and those for which it is false; null where it is no plain comparison with numbers. */
export function numberSplitOf(node: TruthNode): Split | null {
  switch (node.op) {
    case 'constant':
      return node.value ? { yes: whole, no: empty } : { yes: empty, no: whole }
    case 'missing':
      return { yes: { numbers: emptySet, missing: true }, no: { numbers: everything, missing: false } }
    case 'compare': {
      const numbers = solve(node.comparison, node.left, node.right)
      return numbers && { yes: { numbers, missing: false }, no: { numbers: complement(numbers), missing: false } }
    }
    case 'not': {
      const split = numberSplitOf(node.operand)
      return split && { yes: split.no, no: split.yes }
    }
    case 'and':
    case 'or':
    case 'xor': {
      const splits = node.operands.map(numberSplitOf)
      const combine = node.op === 'and' ? both : node.op === 'or' ? either : oneOnly
      return splits.reduce((a, b) => a && b && combine(a, b))
    }
    case 'if': {
      const [condition, a, b] = [node.condition, node.whenTrue, node.whenFalse].map(numberSplitOf)
      if (!condition || !a || !b) return null
      const choice = (yes: NumberDomain, no: NumberDomain): NumberDomain => joined(shared(condition.yes, yes), shared(condition.no, no))
      return { yes: choice(a.yes, b.yes), no: choice(a.no, b.no) }
    }
    default:
      return null
  }
}

const whole: NumberDomain = { numbers: everything, missing: true }
const empty: NumberDomain = { numbers: emptySet, missing: false }

export function shared(a: NumberDomain, b: NumberDomain): NumberDomain {
  return { numbers: intersection(a.numbers, b.numbers), missing: a.missing && b.missing }
}

/** All other values. */
export function without({ numbers, missing }: NumberDomain): NumberDomain {
  return { numbers: complement(numbers), missing: !missing }
}

function joined(a: NumberDomain, b: NumberDomain): NumberDomain {
  return { numbers: union(a.numbers, b.numbers), missing: a.missing || b.missing }
}

function both(a: Split, b: Split): Split {
  return { yes: shared(a.yes, b.yes), no: joined(a.no, b.no) }
}

function either(a: Split, b: Split): Split {
  return { yes: joined(a.yes, b.yes), no: shared(a.no, b.no) }
}

function oneOnly(a: Split, b: Split): Split {
  return { yes: joined(shared(a.yes, b.no), shared(a.no, b.yes)), no: joined(shared(a.yes, b.yes), shared(a.no, b.no)) }
}

/** The numbers for which a column, or its year, compares so with a constant; null for anything else. */
function solve(comparison: ComparisonOperator, left: NumberNode, right: NumberNode): NumberSet | null {
  if (left.op === 'constant') return right.op === 'constant' ? null : solve(mirrored[comparison], right, left)
  if (right.op !== 'constant') return null
  if (left.op === 'column') return solveAt(comparison, point(right.value)[0])
  if (left.op !== 'year' || !Number.isInteger(right.value)) return null
  const perDay = unitsPerDay[left.unit]
  const start = (year: number): number => daysToYear(year) * perDay - left.offset
  return solveAt(comparison, { min: start(right.value), max: start(right.value + 1), minOpen: false, maxOpen: true })
}

/** What compares so with the values of one interval, taken as one value: below it, in it, above it. */
function solveAt(comparison: ComparisonOperator, interval: Interval): NumberSet {
  const { min, max, minOpen, maxOpen } = interval
  switch (comparison) {
    case '==':
      return [interval]
    case '!=':
      return complement([interval])
    case '<':
      return below(min, !minOpen)
    case '<=':
      return below(max, maxOpen)
    case '>':
      return above(max, !maxOpen)
    case '>=':
      return above(min, minOpen)
  }
}

/** Most values that are named one by one where a range won't do. */
const maxNamed = 64

/** Conditions that hold for these values of the column only, none if it may be anything; null where conditions can't say it. */
export function numberConditions(column: string, domain: NumberDomain, decimals: number | null): Condition[] | null {
  const grid = (set: NumberSet): NumberSet => (decimals === null ? set : onGrid(set, decimals))
  const numbers = grid(domain.numbers)
  const gaps = grid(complement(domain.numbers))
  const values = numbers.length === 1 && !isPoint(numbers[0]) ? null : namedValues(numbers, decimals)
  if (values) return [{ column, oneOf: domain.missing ? [...values, null] : values }]
  if (domain.missing) {
    // "Missing or in a range" is no condition, "missing or not one of these" is.
    const excluded = namedValues(gaps, decimals)
    if (!excluded) return null
    return excluded.length === 0 ? [] : [{ column, oneOf: excluded, not: true }]
  }
  return rangesWithout(column, numbers, gaps)
}

/** A range from the least to the greatest number, and what is cut out of it. */
function rangesWithout(column: string, numbers: NumberSet, gaps: NumberSet): Condition[] {
  const [first, last] = [numbers[0], numbers.at(-1) as Interval]
  const unbounded = first.min === Number.NEGATIVE_INFINITY && last.max === Number.POSITIVE_INFINITY
  const inner = gaps.filter((gap) => gap.min !== Number.NEGATIVE_INFINITY && gap.max !== Number.POSITIVE_INFINITY)
  const excluded: (number | null)[] = inner.filter(isPoint).map((gap) => gap.min)
  // A range keeps missing values out; where there is none, that must be said.
  if (unbounded) excluded.push(null)
  return [
    ...(unbounded ? [] : [{ column, range: rangeOf({ ...first, max: last.max, maxOpen: last.maxOpen }) }]),
    ...(excluded.length > 0 ? [{ column, oneOf: excluded, not: true }] : []),
    ...inner.filter((gap) => !isPoint(gap)).map((gap) => ({ column, range: rangeOf(gap), not: true })),
  ]
}

/** Every number of the set, if they are few; null if not. */
function namedValues(set: NumberSet, decimals: number | null): number[] | null {
  const values: number[] = []
  const scale = Number(`1e${decimals ?? 0}`)
  for (const interval of set) {
    if (isPoint(interval)) {
      values.push(interval.min)
      continue
    }
    const steps = Math.round((interval.max - interval.min) * scale)
    if (decimals === null || values.length + steps >= maxNamed) return null
    const start = Math.round(interval.min * scale)
    for (let step = 0; step <= steps; step++) values.push((start + step) / scale)
  }
  return values
}

function rangeOf({ min, max, minOpen, maxOpen }: Interval): NonNullable<Condition['range']> {
  return { min, max, ...(minOpen ? { minOpen } : {}), ...(maxOpen ? { maxOpen } : {}) }
}
