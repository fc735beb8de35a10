import { findRelations } from '../../table/relations/find.js'
import { isComputed, sourcesOf } from '../../table/relations/relation.js'
import { type Relation, type Schema, schemaColumn } from '../../table/schema.js'
import { unitsPerDay } from '../../table/times/calendar-parts.js'
import { civilFromDays, weekdayFromDays } from '../language/calendar.js'
import { formatColumn } from '../language/expression.js'
import type { CandidateRule, Equated, Search, SearchedTable } from './candidate.js'
import { numberColumns } from './columns.js'

/** Sums, differences, products and ratios: as inference finds them. Each may be exact, up to rounding, or within what was seen. */
export function findEquations({ table, schema }: SearchedTable): Search & { readonly equated: Equated } {
  // That a total tells its factors, as few of them give it, is no reason not to look for the product.
  const relations = findRelations(table, { ...schema, relations: undefined, dependencies: [] }).filter(isComputed)
  const candidates = relations.flatMap((relation): CandidateRule[] => {
    const right = relation.kind === 'formula' ? null : relation.kind === 'sum' ? sumText(relation, schema) : productText(relation)
    return right === null
      ? []
      : textsOf(relation, right, schema).map((rule) => ({ rule, kind: 'equation', chance: 0.5, support: table.rows }))
  })
  const groups = relations.map((relation) => new Set([relation.column, ...sourcesOf(relation)]))
  const equated = (a: string, b: string): boolean => groups.some((group) => group.has(a) && group.has(b))
  return { candidates, tried: schema.columns.length ** 2, equated }
}

/** The equation from the strictest form on. */
function textsOf(relation: Relation, right: string, schema: Schema): string[] {
  const own = schemaColumn(schema, relation.column)
  const decimals = own.kind === 'numeric' ? own.decimals : 0
  const left = formatColumn(relation.column)
  if (own.kind === 'datetime') return [`${left} == ${right}`]
  const rounded = decimals === null ? [] : [`${left} == round(${right}, ${decimals})`]
  const seen = 'tolerance' in relation ? relation.tolerance : undefined
  if (seen !== undefined) return [...rounded, `abs(${left} - (${right})) <= ${Number((seen * 1.0001).toPrecision(6))}`]
  return [`${left} == ${right}`, ...rounded, `abs(${left} - (${right})) <= ${Number(`1e-${decimals ?? 9}`)}`]
}

const sized = (value: number): string => String(Number(Math.abs(value).toPrecision(12)))

/**
 * A sum as rules say it: times count in days, so that a number is days between two of them, or days after one. Null where times are put together otherwise.
 */
function sumText({ column, terms: given, constant, tolerance }: Extract<Relation, { kind: 'sum' }>, schema: Schema): string | null {
  const perDay = (name: string): number | null => {
    const own = schemaColumn(schema, name)
    return own.kind === 'datetime' ? unitsPerDay[own.unit] : null
  }
  const ownPerDay = perDay(column)
  const inDays = given.map(({ column: name, factor }) => ({
    name,
    isTime: perDay(name) !== null,
    factor: (factor * (perDay(name) ?? 1)) / (ownPerDay ?? 1),
  }))
  const times = inDays.filter(({ isTime }) => isTime)
  const isOne = (value: number): boolean => Math.abs(value - 1) < 1e-9
  const terms = inDays
    .filter(({ isTime }) => !isTime)
    .map(({ name, factor }) => ({
      minus: factor < 0,
      text: `${isOne(Math.abs(factor)) ? '' : `${sized(factor)} * `}${formatColumn(name)}`,
    }))
  if (ownPerDay !== null && (tolerance !== undefined || times.length !== 1 || !isOne(times[0]?.factor ?? 0))) return null
  if (ownPerDay !== null) terms.unshift({ minus: false, text: formatColumn(times[0]?.name ?? '') })
  else if (times.length > 0) {
    const [after, before] = [...times].sort((a, b) => b.factor - a.factor) as [(typeof times)[number], (typeof times)[number]?]
    if (times.length !== 2 || !before || !isOne(-after.factor / before.factor)) return null
    const days = `(${formatColumn(after.name)} - ${formatColumn(before.name)})`
    terms.unshift({ minus: false, text: isOne(after.factor) ? days : `${sized(after.factor)} * ${days}` })
  }
  if (constant !== 0) terms.push({ minus: constant < 0, text: sized(constant / (ownPerDay ?? 1)) })
  const sorted = [...terms].sort((a, b) => Number(a.minus) - Number(b.minus))
  return sorted.map(({ minus, text }, i) => (i === 0 ? `${minus ? '-' : ''}${text}` : `${minus ? '-' : '+'} ${text}`)).join(' ')
}

function productText(relation: Extract<Relation, { kind: 'product' }>): string {
  const power = (column: string, exponent: number): string =>
    exponent === 1 ? formatColumn(column) : `${formatColumn(column)}^${exponent}`
  const times = relation.terms.filter((term) => term.power > 0).map((term) => power(term.column, term.power))
  const over = relation.terms.filter((term) => term.power < 0).map((term) => power(term.column, -term.power))
  const head = [...(relation.factor === 1 && times.length > 0 ? [] : [String(relation.factor)]), ...times].join(' * ')
  return [head, ...over].join(' / ')
}

const parts = ['year', 'month', 'day', 'weekday'] as const
/** Most pairs of dates that ages are looked for between. */
const mostDates = 8

/** Whole numbers that are parts of a date, or whole years between two. */
export function findDateParts(field: SearchedTable): Search {
  const columns = numberColumns(field)
  const dates = columns.filter(({ schema }) => schema.kind === 'datetime').slice(0, mostDates)
  const numbers = columns.filter(({ schema }) => schema.kind === 'integer')
  const candidates: CandidateRule[] = []
  let tried = 0
  for (const { column } of numbers) {
    const own = column.values
    for (const date of dates) {
      const perDay = unitsPerDay[date.schema.kind === 'datetime' ? date.schema.unit : 'day']
      for (const part of parts) {
        tried++
        const partOf = (time: number): number => {
          const days = Math.floor(time / perDay)
          return part === 'weekday' ? weekdayFromDays(days) : civilFromDays(days)[part]
        }
        push(
          `${formatColumn(column.name)} == ${part}(${formatColumn(date.column.name)})`,
          own,
          date.column.values.map((time) => (Number.isNaN(time) ? time : partOf(time))),
        )
      }
      for (const other of dates) {
        if (other === date) continue
        tried++
        const perOther = unitsPerDay[other.schema.kind === 'datetime' ? other.schema.unit : 'day']
        const years = date.column.values.map((time, row) => yearsBetween(time / perDay, other.column.values[row] / perOther))
        push(`${formatColumn(column.name)} == years(${formatColumn(date.column.name)}, ${formatColumn(other.column.name)})`, own, years)
      }
    }
  }
  return { candidates, tried }

  function push(rule: string, own: Float64Array, foretold: Float64Array): void {
    const chance = chanceOfEqual(own, foretold)
    if (chance) candidates.push({ rule, kind: 'date', ...chance })
  }
}

function yearsBetween(from: number, to: number): number {
  if (Number.isNaN(from) || Number.isNaN(to)) return Number.NaN
  const [start, end] = [civilFromDays(Math.floor(from)), civilFromDays(Math.floor(to))]
  return end.year - start.year - (end.month < start.month || (end.month === start.month && end.day < start.day) ? 1 : 0)
}

/** How often two columns would be equal by chance; null where they aren't in nearly all rows. */
function chanceOfEqual(a: Float64Array, b: Float64Array): { readonly chance: number; readonly support: number } | null {
  const [inA, inB] = [new Map<number, number>(), new Map<number, number>()]
  let [both, equal] = [0, 0]
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row], b[row]]
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    both++
    if (x === y) equal++
    inA.set(x, (inA.get(x) ?? 0) + 1)
    inB.set(y, (inB.get(y) ?? 0) + 1)
  }
  if (both === 0 || equal < 0.995 * both) return null
  const chance = [...inA].reduce((sum, [value, count]) => sum + (count / both) * ((inB.get(value) ?? 0) / both), 0)
  return { chance, support: both }
}
