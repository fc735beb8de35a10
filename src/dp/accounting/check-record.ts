import * as z from 'zod/mini'
import { parseShape } from '../../table/shape/parse-shape.js'
import { epsilonOf, rhoOf } from './accounting.js'
import type { LedgerRecord } from './ledger.js'
import { approximately, compareRationals, exactly, over, plus, type Rational, rational, readRational, times, zero } from './rational.js'

const fraction = z.string().check(z.regex(/^\d+(\/[1-9]\d*)?$/))
const probability = z.number().check(z.gt(0), z.lt(1))

const record = z.object({
  neighbours: z.literal('add or remove one privacy unit'),
  unit: z.union([
    z.literal('row'),
    z.strictObject({ column: z.string(), maxRows: z.int().check(z.gte(1)) }),
    z.strictObject({ column: z.string(), maxRows: z.int().check(z.gte(1)), as: z.literal('sequence') }),
  ]),
  epsilon: z.number().check(z.gt(0)),
  delta: probability,
  rho: fraction,
  spent: fraction,
  epsilonSpent: z.number().check(z.gte(0)),
  thresholds: z.optional(probability),
  expenses: z.array(
    z.object({
      name: z.string(),
      mechanism: z.enum(['discrete Gaussian', 'exponential', 'discrete Gaussian above a threshold']),
      size: z.int().check(z.gte(0)),
      sensitivity: fraction,
      parameter: fraction,
      rho: fraction,
      delta: z.optional(probability),
    }),
  ),
})

/**
 * What doesn't add up in the record of a private fit, in words; nothing where it is as a fit writes it: every line costs what its sensitivity
 * and noise make it cost, all lines together what was spent, and that no more than epsilon and delta allow.
 */
export function recordProblems(value: unknown): string[] {
  const parsed = parseShape(record, value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const { epsilon, delta, rho, spent, epsilonSpent, thresholds = 0, expenses } = parsed.data
  const problems: string[] = []
  let sum = zero
  let failing = zero
  for (const expense of expenses) {
    const cost = costOf(expense)
    if (compareRationals(cost, readRational(expense.rho)) !== 0) problems.push(`${expense.name}: costs something else than it says`)
    if ((expense.delta !== undefined) !== (expense.mechanism === 'discrete Gaussian above a threshold')) {
      problems.push(`${expense.name}: spends delta without a threshold, or has a threshold for nothing`)
    }
    sum = plus(sum, cost)
    failing = plus(failing, exactly(expense.delta ?? 0))
  }
  const total = readRational(spent)
  if (compareRationals(sum, total) !== 0) problems.push('the releases cost something else together than it says')
  if (compareRationals(total, readRational(rho)) > 0) problems.push('more was spent than there was')
  if (compareRationals(failing, exactly(thresholds)) > 0) problems.push('thresholds spent more delta than was set aside')
  if (!(thresholds < delta) || compareRationals(readRational(rho), exactly(rhoOf(epsilon, delta - thresholds))) > 0)
    problems.push('the budget is more than epsilon and delta allow')
  if (epsilonSpent < Math.min(epsilon, epsilonOf(approximately(total), delta - thresholds)))
    problems.push('more epsilon was spent than it says')
  return problems
}

/** What a release costs in zCDP. */
export function costOf({
  mechanism,
  sensitivity,
  parameter,
}: Pick<LedgerRecord['expenses'][number], 'mechanism' | 'sensitivity' | 'parameter'>): Rational {
  const size = readRational(parameter)
  if (mechanism === 'exponential') return over(times(size, size), rational(8n))
  return over(readRational(sensitivity), times(rational(2n), size))
}
