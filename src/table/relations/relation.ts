import type { FormulaRelation, ProductRelation, Relation, SumRelation } from '../schema.js'

/** The columns that a relation's own column is put together from. */
export function sourcesOf(relation: Relation): string[] {
  switch (relation.kind) {
    case 'order':
      return relation.least
    case 'formula':
      return relation.sources
    case 'multiple':
      return []
    default:
      return relation.terms.map((term) => term.column)
  }
}

/** Whether the column is computed from the others alone. */
export function isComputed(relation: Relation): relation is SumRelation | ProductRelation | FormulaRelation {
  return relation.kind !== 'order' && relation.kind !== 'multiple'
}

/** Relations so that each column is put together before others need it; of a circle, the last one is left out. */
export function inRelationOrder(relations: readonly Relation[]): Relation[] {
  const ordered: Relation[] = []
  const columns = new Set<string>()
  let waiting = relations.filter(({ column }) => !columns.has(column) && columns.add(column))
  while (waiting.length > 0) {
    const open = new Set(waiting.map(({ column }) => column))
    const ready = waiting.filter((relation) => !sourcesOf(relation).some((name) => open.has(name)))
    if (ready.length === 0) waiting = waiting.slice(0, -1)
    else {
      ordered.push(...ready)
      waiting = waiting.filter((relation) => sourcesOf(relation).some((name) => open.has(name)))
    }
  }
  return ordered
}

/** A relation as people write it: `total = net + tax`, `start <= end`. */
export function relationText(relation: Relation): string {
  if (relation.kind === 'order') return relation.least.map((low) => `${low} <= ${relation.column}`).join(' and ')
  if (relation.kind === 'formula') return `${relation.column} = ${relation.expression}`
  if (relation.kind === 'multiple') return `${relation.column} in steps of ${shortNumber(relation.step)}`
  return `${relation.column} = ${relation.kind === 'sum' ? sumText(relation) : productText(relation)}`
}

function sumText({ terms, constant }: SumRelation): string {
  const sorted = [...terms].sort((a, b) => Number(b.factor > 0) - Number(a.factor > 0))
  const parts = sorted.map(({ column, factor }) => {
    const size = Math.abs(factor)
    return { sign: factor < 0 ? '-' : '+', text: size === 1 ? column : `${shortNumber(size)} * ${column}` }
  })
  if (constant !== 0) parts.push({ sign: constant < 0 ? '-' : '+', text: shortNumber(Math.abs(constant)) })
  return parts.map(({ sign, text }, i) => (i === 0 ? (sign === '-' ? `-${text}` : text) : `${sign} ${text}`)).join(' ')
}

function productText({ terms, factor }: ProductRelation): string {
  const power = (column: string, p: number): string => (p === 1 ? column : `${column}^${p}`)
  const over = terms.filter((term) => term.power < 0).map((term) => power(term.column, -term.power))
  const times = terms.filter((term) => term.power > 0).map((term) => power(term.column, term.power))
  const head = [...(factor === 1 && times.length > 0 ? [] : [shortNumber(factor)]), ...times].join(' * ')
  return [head, ...over].join(' / ')
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** x to a whole power, the same on every engine. */
export function wholePower(x: number, power: number): number {
  let result = 1
  for (let i = 0; i < Math.abs(power); i++) result *= x
  return power < 0 ? 1 / result : result
}
