import { isNumberColumn } from '../../table/column.js'
import { formatColumn } from '../language/expression.js'
import type { CandidateRule, Search, SearchedTable } from './candidate.js'
import { ascending, codedColumns, decimalPlaces, numberColumns } from './columns.js'

/** A window at the edge of a column, as a share of its range: were there no bound, about as many values would lie as far beyond it. */
const window = 0.01
/** Levels that each came so often are all there are. */
const fewestPerLevel = 30
const mostLevels = 12

/**
 * Bounds of numbers and closed sets of levels. A bound is a round number at which many values lie close: without one, each of them could as well lie as far beyond,
 * so that the chance is one half for each.
 */
export function findBounds(field: SearchedTable): Search {
  const numbers = numberColumns(field).filter(({ schema }) => schema.kind !== 'datetime')
  const bounds = numbers.flatMap(({ column }) => boundRules(formatColumn(column.name), ascending(column.values)))
  const closed = codedColumns(field).flatMap(({ column, schema, counts, rows, present }): CandidateRule[] => {
    if (isNumberColumn(column) || !['categorical', 'ordinal'].includes(schema.kind) || counts.length < 2 || counts.length > mostLevels)
      return []
    if (counts.some((count) => count < fewestPerLevel)) return []
    const levels = rows.map((row) => JSON.stringify(column.levels[column.values[row]]))
    // One more level as rare as the rarest would have been missed in all rows.
    const rarest = Math.min(...counts) / present
    return [{ rule: `oneOf(${formatColumn(column.name)}, ${levels.join(', ')})`, kind: 'levels', chance: 1 - rarest, support: present }]
  })
  return { candidates: [...bounds, ...closed], tried: 2 * numbers.length + closed.length }
}

/** The bounds of ascending values, named so in the rule. */
export function boundRules(name: string, values: Float64Array, sides: readonly ('>=' | '<=')[] = ['>=', '<=']): CandidateRule[] {
  const [least, greatest] = [values[0], values.at(-1)]
  if (least === undefined || greatest === undefined || !(least < greatest)) return []
  // Of whole numbers the window has at least three.
  const reach = Math.max(window * (greatest - least), values.every(Number.isInteger) ? 2 : 0)
  return sides.flatMap((sign): CandidateRule[] => {
    const edge = sign === '>=' ? least : greatest
    if (!isRound(edge)) return []
    const near = new Set<number>()
    let close = 0
    for (const value of values) {
      if (Math.abs(value - edge) > reach) continue
      close++
      near.add(value)
    }
    // Many equal values, as zeros, are one piece of evidence among others, but no more than the different ones beside them.
    const support = near.size === 1 ? 0 : Math.min(close, 40 * near.size)
    return support === 0 ? [] : [{ rule: `${name} ${sign} ${edge}`, kind: 'bound', chance: 0.5, support }]
  })
}

/** Bounds that people set: of counts, hours, minutes, months, ages and grades. */
const usual = new Set([0, 1, 5, 7, 12, 16, 18, 21, 23, 24, 30, 31, 52, 53, 59, 60, 65, 90, 120, 180, 360, 365])

function isRound(value: number): boolean {
  const size = Math.abs(value)
  return usual.has(size) || (size >= 10 && /^10*$/.test(String(size)))
}

/** Steps that people count in. */
const steps = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 50, 60, 100, 250, 500, 1000]

/** Numbers that are multiples of more than their last digit says. */
export function findSteps(field: SearchedTable): Search {
  let tried = 0
  const candidates = numberColumns(field).flatMap(({ column, schema }): CandidateRule[] => {
    if (schema.kind !== 'numeric' && schema.kind !== 'integer') return []
    const distinct = [...new Set(ascending(column.values))]
    const places = Math.max(...distinct.slice(0, 1000).map(decimalPlaces))
    if (places > 4) return []
    const unit = Number(`1e-${places}`)
    const coarser = steps.filter((step) => step > 1.5 * unit && Math.abs(step / unit - Math.round(step / unit)) < 1e-9)
    tried += coarser.length
    const isMultiple = (value: number, step: number): boolean =>
      Math.abs(value / step - Math.round(value / step)) < 1e-9 * Math.max(1, Math.abs(value / step))
    const step = coarser.filter((size) => distinct.every((value) => isMultiple(value, size))).at(-1)
    return step === undefined
      ? []
      : [{ rule: `multiple(${formatColumn(column.name)}, ${step})`, kind: 'multiple', chance: unit / step, support: distinct.length }]
  })
  return { candidates, tried }
}
