import { type CodeColumn, isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema, schemaColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { truthsOf } from '../compile.js'
import type { TruthNode } from '../language/node.js'
import type { Condition, Evidence } from './condition.js'
import { type NumberDomain, numberConditions, numberSplitOf, shared, without } from './number-domain.js'

/** What a column may be: numbers, or levels with null for a missing value. */
type Allowed = { readonly numbers: NumberDomain } | { readonly levels: ReadonlySet<string | null> }

/** Rows whose columns each have a value that is allowed; any value where a column isn't named. */
export type EvidenceBox = ReadonlyMap<string, Allowed>

/** Most boxes that a condition is cut into. */
export const mostBoxes = 64

const whole: EvidenceBox = new Map()

/**
 * Boxes without common rows that together hold the rows for which the condition is not false: true, or left open by a missing value. Null where it compares
 * columns with each other, or takes too many boxes.
 */
export function boxesOf(node: TruthNode, schema: Schema): readonly EvidenceBox[] | null {
  return cut(node, { held: true, negated: false }, schema)
}

/** The rows of both, as boxes without common rows; null where they are too many. */
export function inBoth(a: readonly EvidenceBox[], b: readonly EvidenceBox[]): readonly EvidenceBox[] | null {
  if (a.length * b.length > mostBoxes ** 2) return null
  const boxes = a.flatMap((left) => b.flatMap((right) => intersection(left, right) ?? []))
  return boxes.length > mostBoxes ? null : boxes
}

/** The conditions that make a box; null where conditions can't say it. */
export function boxEvidence(box: EvidenceBox, schema: Schema): Evidence | null {
  const evidence: Condition[] = []
  for (const [column, allowed] of box) {
    const own = schemaColumn(schema, column)
    if ('levels' in allowed) {
      const levels = levelsOf(own)
      const values = [...allowed.levels].filter((level) => level === null || levels.includes(level))
      const isAny = values.length === levels.length + (own.nullable ? 1 : 0)
      if (!isAny) evidence.push({ column, oneOf: values })
      continue
    }
    const conditions = numberConditions(column, allowed.numbers, own.kind === 'numeric' ? own.decimals : 0)
    if (!conditions) return null
    evidence.push(...conditions)
  }
  return evidence
}

/** The boxes with those cut in two that conditions can't say: missing or in a range. */
export function sayable(boxes: readonly EvidenceBox[], schema: Schema): readonly EvidenceBox[] {
  return boxes.flatMap((box) => {
    if (boxEvidence(box, schema)) return [box]
    const open = [...box].find(([, allowed]) => 'numbers' in allowed && allowed.numbers.missing && allowed.numbers.numbers.length > 0)
    if (!open) return [box]
    const [column, allowed] = open as [string, { numbers: NumberDomain }]
    const gap = new Map(box).set(column, { numbers: { numbers: [], missing: true } })
    const present = new Map(box).set(column, { numbers: { ...allowed.numbers, missing: false } })
    return [gap, ...sayable([present], schema)]
  })
}

/** Which rows of a condition: those for which it is not false, or those for which it is; of the opposite of the condition if it is `negated`. */
interface Side {
  readonly held: boolean
  readonly negated: boolean
}

function cut(node: TruthNode, side: Side, schema: Schema): readonly EvidenceBox[] | null {
  const name = soleColumn(node)
  if (name === null) return ((truthsOf(node, new Table([], 1))[0] === 1) !== side.negated) === side.held ? [whole] : []
  if (name !== undefined) return columnBox(node, name, side, schema)
  if (node.op === 'not') return cut(node.operand, { ...side, negated: !side.negated }, schema)
  if (node.op !== 'and' && node.op !== 'or') return null
  const isEvery = ((node.op === 'and') !== side.negated) === side.held
  return isEvery ? every(node.operands, side, schema) : some(node.operands, side, schema)
}

function every(operands: readonly TruthNode[], side: Side, schema: Schema): readonly EvidenceBox[] | null {
  let boxes: readonly EvidenceBox[] = [whole]
  for (const operand of operands) {
    const parts = cut(operand, side, schema)
    const both = parts && inBoth(boxes, parts)
    if (!both) return null
    boxes = both
  }
  return boxes
}

/** The rows of the first, then those of the second that are not among them, and so on. */
function some(operands: readonly TruthNode[], side: Side, schema: Schema): readonly EvidenceBox[] | null {
  const found: EvidenceBox[] = []
  let left: readonly EvidenceBox[] = [whole]
  for (const operand of operands) {
    const parts = cut(operand, side, schema)
    const others = cut(operand, { ...side, held: !side.held }, schema)
    const taken = parts && inBoth(left, parts)
    const rest = others && inBoth(left, others)
    if (!taken || !rest || found.length + taken.length > mostBoxes) return null
    found.push(...taken)
    left = rest
  }
  return found
}

function columnBox(node: TruthNode, name: string, { held, negated }: Side, schema: Schema): readonly EvidenceBox[] | null {
  const allowed = allowedOf(node, name, schema)
  if (!allowed) return null
  const denied = negated ? allowed.yes : allowed.no
  const chosen = held ? complementOf(denied, schemaColumn(schema, name)) : denied
  return isEmpty(chosen) ? [] : [new Map([[name, chosen]])]
}

/** The values of one column for which a condition on it is true, and those for which it is false. */
function allowedOf(node: TruthNode, name: string, schema: Schema): { readonly yes: Allowed; readonly no: Allowed } | null {
  const column = schemaColumn(schema, name)
  if (isNumberKind(column.kind)) {
    const split = numberSplitOf(node)
    return split && { yes: { numbers: split.yes }, no: { numbers: split.no } }
  }
  if (column.kind === 'id' || column.kind === 'text') return null
  const levels = levelsOf(column)
  const codes = Int32Array.from({ length: levels.length + 1 }, (_, code) => (code < levels.length ? code : -1))
  const truths = truthsOf(node, new Table([{ name, kind: column.kind, values: codes, levels } as CodeColumn]))
  const names = [...levels, null]
  const where = (verdict: number): Allowed => ({ levels: new Set(names.filter((_, code) => truths[code] === verdict)) })
  return { yes: where(1), no: where(0) }
}

function complementOf(allowed: Allowed, column: ColumnSchema): Allowed {
  if ('numbers' in allowed) {
    const rest = without(allowed.numbers)
    return { numbers: column.nullable ? rest : { ...rest, missing: false } }
  }
  const names = column.nullable ? [...levelsOf(column), null] : levelsOf(column)
  return { levels: new Set(names.filter((level) => !allowed.levels.has(level))) }
}

function isEmpty(allowed: Allowed): boolean {
  return 'numbers' in allowed ? allowed.numbers.numbers.length === 0 && !allowed.numbers.missing : allowed.levels.size === 0
}

function intersection(a: EvidenceBox, b: EvidenceBox): EvidenceBox | null {
  const box = new Map(a)
  for (const [name, allowed] of b) {
    const other = box.get(name)
    const common = other ? commonOf(other, allowed) : allowed
    if (isEmpty(common)) return null
    box.set(name, common)
  }
  return box
}

function commonOf(a: Allowed, b: Allowed): Allowed {
  if ('numbers' in a && 'numbers' in b) return { numbers: shared(a.numbers, b.numbers) }
  const [left, right] = [a as { levels: ReadonlySet<string | null> }, b as { levels: ReadonlySet<string | null> }]
  return { levels: new Set([...left.levels].filter((level) => right.levels.has(level))) }
}

/** The one column that a condition reads; null for none, undefined for several. */
function soleColumn(node: TruthNode): string | null | undefined {
  const names = new Set<string>()
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const { op, column, left, right } = part as { op?: string; column?: string; left?: unknown; right?: unknown }
    if (column !== undefined) names.add(column)
    if (op === 'same') for (const name of [left, right]) names.add(name as string)
    for (const value of Object.values(part)) (Array.isArray(value) ? value : [value]).forEach(visit)
  }
  visit(node)
  const [first, ...others] = names
  return first === undefined ? null : others.length > 0 ? undefined : first
}
