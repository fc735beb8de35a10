import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { isNumberKind } from '../../table/column.js'
import { formsBeside } from '../../table/forms/form.js'
import { partsBeside } from '../../table/forms/parts.js'
import { isComputed, sourcesOf, wholePower } from '../../table/relations/relation.js'
import {
  type ColumnSchema,
  type OrderRelation,
  type ProductRelation,
  type Relation,
  type Schema,
  type SumRelation,
  schemaColumn,
} from '../../table/schema.js'
import { isScaled } from '../scaled.js'
import { activeRelations, columnDecimals, maxOf, minOf } from './active.js'

/** Numbers from `low` to `high`, both among them. */
export interface Span {
  readonly low: number
  readonly high: number
}

/** What is left of columns that a model draws: a span, or null where they are missing. */
export type DrawnBox = ReadonlyMap<string, Span | null>

/** The spans that computed columns shall lie in. */
export type Computed = ReadonlyMap<string, readonly Span[]>

/** A column that a model draws and others are computed of. */
interface Part {
  readonly span: Span
  readonly nullable: boolean
  /** Distance of its values; 0 for numbers of any precision. */
  readonly grid: number
  /** Whether what is drawn is moved afterwards. */
  readonly isMoved: boolean
}

/** What can be told of a computed column from what its parts may be. */
export interface ComputedColumns {
  /** Columns that the model draws which the computed ones come of, each with all that it may be, and whether it may be missing. */
  readonly parts: ReadonlyMap<string, Part>
  /** The box with what can't lead to values of a column within a span taken away; null where nothing is left. */
  narrowed(box: DrawnBox, column: string, wanted: Span): DrawnBox | null
  /** What the column may be in a box, a little more at most; null where it is missing. */
  imageOf(box: DrawnBox, column: string): Span | null
}

const everywhere: Span = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
/** What floating point may add to a computed number, relative to it. */
const slack = 1e-12

/**
 * Spans of columns that are put together from others: sums, products and ratios, and what is never below others. Null where one of them comes of what spans can't follow, such as a
 * formula, a value of another form, or a time that other columns say the parts of.
 */
export function computedColumns(columns: readonly string[], schema: Schema): ComputedColumns | null {
  const relations = new Map(activeRelations(schema).map((relation) => [relation.column, relation]))
  const parts = new Map<string, Part>()
  const visit = (name: string): boolean => {
    const column = schemaColumn(schema, name)
    const relation = relations.get(name)
    if (relation?.kind === 'formula') return false
    if (!relation || !isComputed(relation) || relation.gaps) {
      const part: Part | null = relation?.kind === 'multiple' ? countsOf(column, relation.step) : partOf(column, schema, relation)
      if (!part) return false
      parts.set(name, part)
    }
    return !relation || sourcesOf(relation).every(visit)
  }
  if (!columns.every(visit)) return null
  return {
    parts,
    imageOf: (box, column) => imageOf(column, { box, relations, schema }),
    narrowed(box, column, wanted) {
      let current: DrawnBox | null = box
      // What one pass leaves narrows the rest further.
      for (let pass = 0; pass < 3 && current; pass++) current = narrow(column, wanted, { box: current, relations, schema })
      return current
    },
  }
}

/** What is left of a box where computed columns lie in spans; null where that is nothing. */
export function narrowedBy(drawn: DrawnBox, wanted: Computed, known: ComputedColumns): DrawnBox | null {
  let box: DrawnBox | null = drawn
  for (const [column, spans] of wanted) {
    const image = box && known.imageOf(box, column)
    const reached = image ? spans.flatMap((span) => common(span, image) ?? []) : []
    if (!box || reached.length === 0) return null
    const hull = { low: Math.min(...reached.map(({ low }) => low)), high: Math.max(...reached.map(({ high }) => high)) }
    box = known.narrowed(box, column, hull)
  }
  return box
}

function partOf(column: ColumnSchema, schema: Schema, relation: Relation | undefined): Part | null {
  const isTied = schema.dependencies.some(({ from }) => from === column.name) && column.kind === 'datetime'
  const isDay = (schema.moments ?? []).some(({ day }) => day === column.name)
  const hasForms = formsBeside(column.name, schema) !== undefined || partsBeside(column.name, schema).length > 0
  if (!isNumberKind(column.kind) || isScaled(column) || isTied || isDay || hasForms) return null
  const [low, high] = [minOf(column), maxOf(column)]
  if (low === null || high === null) return null
  const decimals = columnDecimals(column)
  const grid = decimals === null ? 0 : Number(`1e-${decimals}`)
  if (relation?.kind !== 'order') return { span: { low, high }, nullable: column.nullable, grid, isMoved: gridMove(column) > 0 }
  const lows = relation.least.map((name) => schemaColumn(schema, name))
  const leasts = lows.map(minOf)
  if (leasts.includes(null)) return null
  const finest = [column, ...lows].map(columnDecimals)
  const own = finest.includes(null) ? 0 : Number(`1e-${Math.max(...(finest as number[]))}`)
  return { span: { low: 0, high: high - Math.min(...(leasts as number[])) }, nullable: column.nullable, grid: own, isMoved: false }
}

function countsOf(column: ColumnSchema, step: number): Part | null {
  const [low, high] = [minOf(column), maxOf(column)]
  if (low === null || high === null) return null
  return { span: { low: Math.round(low / step), high: Math.round(high / step) }, nullable: column.nullable, grid: 1, isMoved: false }
}

interface Known {
  readonly box: DrawnBox
  readonly relations: ReadonlyMap<string, Relation>
  readonly schema: Schema
}

function imageOf(name: string, known: Known): Span | null {
  const relation = known.relations.get(name)
  const column = schemaColumn(known.schema, name)
  if (!relation) return snapped(drawnSpan(name, known), column)
  if (relation.kind === 'multiple') return scaled(drawnSpan(name, known), relation.step)
  if (relation.kind === 'order') return orderImage(relation, column, known)
  const exact = relation.kind === 'sum' ? sumOf(relation, known) : relation.kind === 'product' ? productOf(relation, known) : everywhere
  if (exact === null) return relation.gaps ? drawnSpan(name, known) : null
  return widened(exact, roundingOf(relation, column))
}

function drawnSpan(name: string, { box }: Known): Span | null {
  return box.get(name) ?? null
}

/** What numbers become that are moved onto the grids of their column. */
function snapped(span: Span | null, column: ColumnSchema): Span | null {
  return span && widened(span, gridMove(column))
}

function gridMove(column: ColumnSchema): number {
  const steps = column.kind === 'numeric' ? (column.grids ?? []).flatMap(({ shares }) => shares.map(({ step }) => step)) : []
  return Math.max(0, ...steps) / 2
}

/** How far rounding, and moving onto a grid of its own, takes a computed number. */
function roundingOf(relation: Relation, column: ColumnSchema): number {
  const decimals = columnDecimals(column)
  const step = relation.kind === 'sum' && relation.step !== undefined ? 1.5 * relation.step : 0
  return step + (decimals === null ? 0 : Number(`1e-${decimals}`) / 2)
}

function sumOf({ terms, constant }: SumRelation, known: Known): Span | null {
  let sum: Span = { low: constant, high: constant }
  for (const { column, factor } of terms) {
    const own = scaled(imageOf(column, known), factor)
    if (!own) return null
    sum = { low: sum.low + own.low, high: sum.high + own.high }
  }
  return sum
}

function productOf({ terms, factor }: ProductRelation, known: Known): Span | null {
  let product: Span = { low: factor, high: factor }
  for (const { column, power } of terms) {
    const own = imageOf(column, known)
    if (!own) return null
    product = times(product, raised(own, power))
  }
  return product
}

function orderImage({ least, step }: OrderRelation, column: ColumnSchema, known: Known): Span | null {
  const distance = drawnSpan(column.name, known)
  if (!distance) return null
  const floor = floorOf(least, known)
  const max = maxOf(column)
  const decimals = columnDecimals(column)
  const grid = step ?? (decimals === null ? 0 : Number(`1e-${decimals}`))
  const high = floor.high + distance.high
  const isTurned = max !== null && high > max
  return widened({ low: floor.low + (isTurned ? 0 : distance.low), high: isTurned ? Math.max(max, floor.high) : high }, grid)
}

function floorOf(least: readonly string[], known: Known): Span {
  const lows = least.map((name) => imageOf(name, known)).filter((span) => span !== null)
  if (lows.length > 0) return { low: Math.max(...lows.map(({ low }) => low)), high: Math.max(...lows.map(({ high }) => high)) }
  const anchor = Math.min(...least.map((name) => minOf(schemaColumn(known.schema, name)) ?? 0))
  return { low: anchor, high: anchor }
}

/** Takes away of the box what can't make the column lie within `wanted`. */
function narrow(name: string, wanted: Span, known: Known): DrawnBox | null {
  const image = imageOf(name, known)
  const both = image && common(image, wanted)
  if (!both) return null
  const relation = known.relations.get(name)
  const column = schemaColumn(known.schema, name)
  if (!relation) return withSpan(known.box, name, widened(both, gridMove(column)))
  if (relation.kind === 'multiple') return withSpan(known.box, name, scaled(widened(both, relation.step / 2), 1 / relation.step) as Span)
  if (relation.kind === 'order') return narrowOrder(relation, column, both, known)
  const exact = widened(both, roundingOf(relation, column))
  if (relation.kind === 'sum') return narrowSum(relation, exact, known)
  return relation.kind === 'product' ? narrowProduct(relation, exact, known) : known.box
}

function narrowSum({ terms, constant, gaps }: SumRelation, wanted: Span, known: Known): DrawnBox | null {
  let { box } = known
  const spans = terms.map(({ column, factor }) => scaled(imageOf(column, known), factor))
  if (spans.includes(null)) return gaps ? box : null
  for (const [i, { column, factor }] of terms.entries()) {
    const others = (spans as Span[]).filter((_, j) => j !== i)
    const rest: Span = {
      low: wanted.low - constant - others.reduce((sum, { high }) => sum + high, 0),
      high: wanted.high - constant - others.reduce((sum, { low }) => sum + low, 0),
    }
    const left = narrow(column, scaled(widened(rest, 0), 1 / factor) as Span, { ...known, box })
    if (!left) return null
    box = left
  }
  return box
}

function narrowProduct({ terms, factor, gaps }: ProductRelation, wanted: Span, known: Known): DrawnBox | null {
  let { box } = known
  const spans = terms.map(({ column, power }) => ({ span: imageOf(column, known), power }))
  if (spans.some(({ span }) => span === null)) return gaps ? box : null
  for (const [i, { column, power }] of terms.entries()) {
    const others = spans.reduce((product, { span, power: own }, j) => (j === i ? product : times(product, raised(span as Span, own))), {
      low: factor,
      high: factor,
    } as Span)
    // Of numbers of either sign, or none, nothing is said.
    if (!(others.low > 0 && wanted.low > 0 && (spans[i].span as Span).low > 0)) continue
    const rest = times(wanted, raised(others, -1))
    const root = (value: number): number => (Math.abs(power) === 1 ? wholePower(value, power) : exp(ln(value) / power))
    const [a, b] = [root(rest.low), root(rest.high)]
    const left = narrow(column, widened({ low: Math.min(a, b), high: Math.max(a, b) }, 0), { ...known, box })
    if (!left) return null
    box = left
  }
  return box
}

function narrowOrder({ least }: OrderRelation, column: ColumnSchema, wanted: Span, known: Known): DrawnBox | null {
  let { box } = known
  const distance = drawnSpan(column.name, known) as Span
  const floor = floorOf(least, known)
  const max = maxOf(column)
  const isTurned = max !== null && floor.high + distance.high > max
  for (const name of least) {
    if (!imageOf(name, known)) continue
    // The only one below it is the one that the distance is from.
    const low = isTurned || least.length > 1 ? Number.NEGATIVE_INFINITY : wanted.low - distance.high
    const left = narrow(name, widened({ low, high: wanted.high - (isTurned ? 0 : distance.low) }, unitOf(column)), { ...known, box })
    if (!left) return null
    box = left
  }
  if (isTurned) return box
  const own = common(distance, widened({ low: wanted.low - floor.high, high: wanted.high - floor.low }, unitOf(column)))
  return own && new Map(box).set(column.name, own)
}

function unitOf(column: ColumnSchema): number {
  const decimals = columnDecimals(column)
  return decimals === null ? 0 : Number(`1e-${decimals}`)
}

function withSpan(box: DrawnBox, name: string, span: Span): DrawnBox | null {
  const own = box.get(name)
  const both = own && common(own, span)
  return both ? new Map(box).set(name, both) : null
}

/** What two spans have in common. */
export function common(a: Span, b: Span): Span | null {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)]
  return low <= high ? { low, high } : null
}

function widened({ low, high }: Span, by: number): Span {
  return { low: low - by - slack * Math.abs(low), high: high + by + slack * Math.abs(high) }
}

function scaled(span: Span | null, factor: number): Span | null {
  if (!span) return null
  const [a, b] = [span.low * factor, span.high * factor]
  return { low: Math.min(a, b), high: Math.max(a, b) }
}

function times(a: Span, b: Span): Span {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map((end) => (Number.isNaN(end) ? 0 : end))
  return { low: Math.min(...ends), high: Math.max(...ends) }
}

function raised(span: Span, power: number): Span {
  if (power < 0 && span.low <= 0 && span.high >= 0) return everywhere
  const ends = [wholePower(span.low, power), wholePower(span.high, power)]
  if (power % 2 === 0 && span.low < 0 && span.high > 0) return { low: 0, high: Math.max(...ends) }
  return { low: Math.min(...ends), high: Math.max(...ends) }
}
