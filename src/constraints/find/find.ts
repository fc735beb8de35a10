import { PrivacyError } from '../../errors.js'
import { createRng } from '../../random/rng.js'
import { binomialTail } from '../../stats/tests/binomial.js'
import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { formatColumn } from '../language/expression.js'
import { checkRules } from '../rules/broken.js'
import { asLines } from '../rules/rule.js'
import { boundRules, findBounds, findSteps } from './bounds.js'
import { type CandidateRule, joined, leastShare, type SearchedTable } from './candidate.js'
import { ascending } from './columns.js'
import { findDateParts, findEquations } from './equations.js'
import { findDependences, findUnique } from './groups.js'
import { findImplications, findOneHot } from './implications.js'
import { findOrderRules } from './orders.js'
import { findSequenceRules } from './sequences.js'

/** A rule that holds in nearly all rows, and not by chance. */
export interface FoundRule extends CandidateRule {
  /** Rows that break it, from 0. */
  readonly exceptions: Int32Array
  /** What keeping it by drawing again would cost at most: the share of rows that independent columns would lose. */
  readonly cost: number
}

/** At most so likely is one rule, of all that were tried, that holds by chance alone. */
const falseAlarms = 0.001
/** Exceptions at most, as a share of those that chance alone would make. */
const mostOfChance = 0.05
/** Rows that are searched; what they show is checked on all. */
const mostSearched = 20_000
const searchStream = -29

/**
 * Rules of a table, of all kinds but own code: each holds in at least 99.5 % of the rows, and would not by chance: the one-sided binomial probability of so
 * many rows that satisfy it, at the share that the marginals alone would give, is below 0.001 divided by the number of all rules tried.
 */
export function findRules({ table, schema }: SearchedTable): FoundRule[] {
  const field = { table: table.rows > mostSearched ? table.take(someRows(table.rows)) : table, schema }
  const equations = findEquations(field)
  const dependences = findDependences(field, equations.equated)
  const orders = findOrderRules(field, equations.equated)
  const { candidates, tried } = joined([
    equations,
    findDateParts(field),
    orders,
    spansOf(field, orders.candidates),
    findBounds(field),
    findSteps(field),
    dependences,
    findImplications(field, dependences.follows),
    findOneHot(field),
    findUnique(field),
    findSequenceRules(field),
  ])
  const said = new Set<string>()
  return candidates.flatMap((candidate): FoundRule[] => {
    const { rule, chance, kind, support: searched } = candidate
    // The first form of an equation that holds is enough.
    const subject = kind === 'equation' ? (/^(?:abs\()?(.*?) (?:==|-)/.exec(rule)?.[1] ?? rule) : rule
    if (said.has(subject)) return []
    const [checked] = checkRules(table, schema, asLines([rule]), table)
    const exceptions = checked?.broken ?? new Int32Array()
    const support = Math.round((searched * table.rows) / field.table.rows)
    const holds = support - exceptions.length
    if (
      support === 0 ||
      holds < leastShare * support ||
      exceptions.length > mostOfChance * (1 - chance) * support ||
      binomialTail(holds, support, chance) >= falseAlarms / Math.max(1, tried)
    )
      return []
    said.add(subject)
    return [{ ...candidate, support, exceptions, cost: 1 - chance }]
  })
}

function someRows(rows: number): Int32Array {
  const rng = createRng(1, searchStream)
  const chosen = new Set<number>()
  while (chosen.size < mostSearched) chosen.add(rng.integer(rows))
  return Int32Array.from(chosen).sort()
}

/** How many days may lie between dates that are in order. */
function spansOf({ table, schema }: SearchedTable, orders: readonly CandidateRule[]): { candidates: CandidateRule[]; tried: number } {
  const candidates = orders.flatMap(({ rule }): CandidateRule[] => {
    const [low, high] = table.columns.flatMap((column) => (rule.split(/ <=? /).includes(formatColumn(column.name)) ? [column] : []))
    if (!low || !high || !isNumberColumn(low) || !isNumberColumn(high) || !inDays(low.name, schema) || !inDays(high.name, schema)) return []
    const [from, to] = rule.startsWith(formatColumn(low.name)) ? [low, high] : [high, low]
    const days = to.values.map((time, row) => time - from.values[row])
    return boundRules(`days(${formatColumn(from.name)}, ${formatColumn(to.name)})`, ascending(days), ['<='])
  })
  return { candidates, tried: orders.length }
}

function inDays(name: string, { columns }: SearchedTable['schema']): boolean {
  return columns.some((column) => column.name === name && column.kind === 'datetime' && column.unit === 'day')
}

/** Throws a PrivacyError where rules may not be looked for: they say what rows have in common, and of a schema that is made for a private fit, or has sensitive columns, that is not for free. */
export function refusePrivate({ rowBound, columns }: Schema): void {
  const sensitive = columns.find((column) => column.sensitive)
  if (rowBound === undefined && !sensitive) return
  const why = sensitive ? `${sensitive.name} is marked as sensitive` : 'the schema bounds the rows, as for a private fit'
  throw new PrivacyError(
    'rules',
    `are read off the rows, which no budget covers, and ${why}; write down those that you know, or say that everybody may see the table (--public-data)`,
  )
}
