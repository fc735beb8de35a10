import { isNumberKind } from '../../table/column.js'
import { type Schema, schemaColumn } from '../../table/schema.js'
import { boxesOf, type EvidenceBox, inBoth } from '../domains/boxes.js'
import { conjunctsOf, type Expression } from '../language/expression.js'
import { asTruth } from '../language/operand.js'
import { resolve } from '../language/resolve.js'
import { type Rule, schemaFor } from './rule.js'

/** A set of rules that no row with values satisfies, as small as leaving out one after the other makes it; null where interval and set arithmetic finds none. */
export function contradictionIn(rules: readonly Rule[], schema: Schema): Rule[] | null {
  const rowRules = rules.filter(({ isWide }) => !isWide)
  if (mayHold(rowRules, schema)) return null
  return smallest(rowRules, (rest) => !mayHold(rest, schema))
}

/** What is left of a set for which something holds, after each member has been left out that it holds without: the deletion filter. */
export function smallest<Member>(members: readonly Member[], holds: (members: readonly Member[]) => boolean): Member[] {
  let kept = [...members]
  for (const member of members) {
    const rest = kept.filter((other) => other !== member)
    if (rest.length > 0 && holds(rest)) kept = rest
  }
  return kept
}

interface Order {
  readonly low: string
  readonly high: string
  readonly isStrict: boolean
}

/** Whether some row may satisfy all rules, as far as this can be told. */
function mayHold(rules: readonly Rule[], given: Schema): boolean {
  const conjuncts = rules.flatMap(({ expression }) => conjunctsOf(expression))
  const schema = withoutIdleGaps(conjuncts, given)
  const orders = conjuncts.flatMap((conjunct) => orderOf(conjunct, schema) ?? [])
  if (orders.some(({ low, high, isStrict }) => isStrict && isReached(high, low, orders))) return false
  let boxes: readonly EvidenceBox[] = [new Map()]
  for (const conjunct of conjuncts) {
    const known = schemaFor(conjunct, schema)
    const parts = boxesOf(asTruth(resolve(conjunct, known), 'a rule'), known)
    const both = parts && inBoth(boxes, parts)
    if (both) boxes = both
  }
  return boxes.some((box) => isInOrder(box, orders))
}

/** The schema without gaps in columns whose gaps no rule speaks of: a missing value would satisfy any rule. */
function withoutIdleGaps(conjuncts: readonly Expression[], schema: Schema): Schema {
  const spoken = new Set(conjuncts.flatMap(gapsIn))
  return { ...schema, columns: schema.columns.map((column) => ({ ...column, nullable: spoken.has(column.name) })) }
}

function gapsIn(expression: Expression): string[] {
  if (expression.type !== 'call') return []
  const { name, operands } = expression
  if (name === 'missing' || name === 'together') return operands.flatMap((operand) => (operand.type === 'column' ? [operand.name] : []))
  return operands.flatMap(gapsIn)
}

function orderOf(expression: Expression, schema: Schema): Order | null {
  if (expression.type !== 'call' || !['<', '<=', '>', '>='].includes(expression.name)) return null
  const [left, right] = expression.operands as [Expression, Expression]
  const isColumn = (part: Expression): part is Extract<Expression, { type: 'column' }> =>
    part.type === 'column' && isNumberKind(schemaColumn(schema, part.name).kind) && !schemaColumn(schema, part.name).nullable
  if (!isColumn(left) || !isColumn(right)) return null
  const [low, high] = expression.name.startsWith('<') ? [left.name, right.name] : [right.name, left.name]
  return { low, high, isStrict: !expression.name.endsWith('=') }
}

function isReached(from: string, to: string, orders: readonly Order[], seen = new Set<string>()): boolean {
  if (from === to) return true
  seen.add(from)
  return orders.some(({ low, high }) => low === from && !seen.has(high) && isReached(high, to, orders, seen))
}

/** Whether the least values of the box, handed on from lower to higher columns, stay within it. */
function isInOrder(box: EvidenceBox, orders: readonly Order[]): boolean {
  const least = new Map<string, number>()
  const greatest = new Map<string, number>()
  for (const [name, allowed] of box) {
    if (!('numbers' in allowed) || allowed.numbers.missing) continue
    least.set(name, allowed.numbers.numbers[0]?.min ?? Number.NEGATIVE_INFINITY)
    greatest.set(name, allowed.numbers.numbers.at(-1)?.max ?? Number.POSITIVE_INFINITY)
  }
  const leastOf = (name: string): number => least.get(name) ?? Number.NEGATIVE_INFINITY
  for (let round = 0; round <= orders.length; round++) {
    for (const { low, high } of orders) least.set(high, Math.max(leastOf(high), leastOf(low)))
  }
  return [...greatest].every(([name, most]) => leastOf(name) <= most)
}
