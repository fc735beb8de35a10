import { ConstraintError } from '../../errors.js'
import { type CodeColumn, isNumberKind } from '../../table/column.js'
import { type ColumnSchema, isModelled, levelsOf, type Schema, schemaColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { compilePredicate, resolveCondition } from '../compile.js'
import { columnsOf, conjunction, conjunctsOf, type Expression, formatColumn, formatExpression } from '../language/expression.js'
import type { Condition, Evidence } from './condition.js'
import { type NumberDomain, numberConditions, numberDomainOf, shared } from './number-domain.js'

export interface EvidenceAndRest {
  readonly evidence: Evidence
  readonly rest: Expression | null
}

/**
 * What must hold of single columns, and what is left: relations between columns, and conditions that evidence can't say.
 * Both together say what the expression says. Throws a ConstraintError where no value of some column can satisfy it.
 */
export function toEvidence(expression: Expression, schema: Schema): EvidenceAndRest {
  const ofColumn = new Map<string, Expression[]>()
  const rest: Expression[] = []
  resolveCondition(expression, schema)
  for (const conjunct of conjunctsOf(expression)) {
    const [name, ...others] = columnsOf(conjunct)
    if (name === undefined) requireTrue(conjunct, schema)
    else if (others.length > 0 || !isModelled(schemaColumn(schema, name))) rest.push(conjunct)
    else ofColumn.set(name, [...(ofColumn.get(name) ?? []), conjunct])
  }
  const evidence: Condition[] = []
  for (const [name, conjuncts] of ofColumn) {
    const column = schemaColumn(schema, name)
    const { conditions, left } = isNumberKind(column.kind) ? ofNumbers(column, conjuncts, schema) : ofLevels(column, conjuncts, schema)
    evidence.push(...conditions)
    rest.push(...left)
  }
  return { evidence, rest: conjunction(rest) }
}

interface Conditions {
  readonly conditions: readonly Condition[]
  readonly left: readonly Expression[]
}

function requireTrue(constant: Expression, schema: Schema): void {
  const [verdict] = compilePredicate(constant, schema)(new Table([], 1))
  if (verdict !== 1) throw new ConstraintError('where', `${formatExpression(constant)} is never true; leave it out`)
}

/** Tries every level and a missing value: exact for whatever the condition is made of. */
function ofLevels(column: ColumnSchema, conjuncts: readonly Expression[], schema: Schema): Conditions {
  const levels = levelsOf(column)
  const codes = Int32Array.from({ length: levels.length + 1 }, (_, code) => (code < levels.length ? code : -1))
  const table = new Table([{ name: column.name, kind: column.kind, values: codes, levels } as CodeColumn])
  const verdicts = compilePredicate(conjunction(conjuncts) as Expression, schema)(table)
  const allowed: (string | null)[] = levels.filter((_, code) => verdicts[code] === 1)
  const missing = verdicts[levels.length] === 1
  if (allowed.length === levels.length) {
    return { conditions: missing ? [] : [{ column: column.name, oneOf: [null], not: true }], left: [] }
  }
  if (missing) allowed.push(null)
  if (allowed.length === 0) throw contradiction(column.name, conjuncts)
  return { conditions: [{ column: column.name, oneOf: allowed }], left: [] }
}

function ofNumbers(column: ColumnSchema, conjuncts: readonly Expression[], schema: Schema): Conditions {
  const left: Expression[] = []
  const solved: Expression[] = []
  let domain: NumberDomain | null = null
  for (const conjunct of conjuncts) {
    const values = numberDomainOf(resolveCondition(conjunct, schema))
    if (!values) left.push(conjunct)
    else {
      solved.push(conjunct)
      domain = domain ? shared(domain, values) : values
    }
  }
  if (!domain) return { conditions: [], left }
  const decimals = column.kind === 'numeric' ? column.decimals : 0
  const conditions = numberConditions(column.name, domain, decimals)
  if (!conditions) return { conditions: [], left: conjuncts }
  if (conditions.some((condition) => condition.oneOf?.length === 0)) throw contradiction(column.name, solved)
  return { conditions, left }
}

function contradiction(name: string, conjuncts: readonly Expression[]): ConstraintError {
  const written = conjuncts.map(formatExpression).join(' and ')
  const shown = written.length > 200 ? `${written.slice(0, 197)}...` : written
  return new ConstraintError('where', `no value of ${formatColumn(name)} satisfies ${shown}; loosen the condition`)
}
