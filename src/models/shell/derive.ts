import { satisfies } from '../../constraints/domains/condition.js'
import { usualRows } from '../../constraints/rules/usual-rows.js'
import type { Value } from '../../encode/statistics.js'
import { type CodeColumn, type Column, isNumberColumn, type NumberColumn } from '../../table/column.js'
import type { Dependency, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { partColumn, type TimeCount } from '../../table/times/calendar-parts.js'
import { isLearnedPart } from '../relations/active.js'
import type { Derivation, Evidence } from '../synthesizer.js'

function valueAt(column: Column, row: number): Value {
  const value = column.values[row]
  if (isNumberColumn(column)) return Number.isNaN(value) ? null : value
  return value < 0 ? null : column.levels[value]
}

/**
 * The look-up table of each dependency, read from the rows; a dependency that the rows contradict is left out, unless a rule demands it: then the value
 * counts that comes most often.
 */
export function learnDerivations(
  table: Table,
  dependencies: readonly Dependency[],
  demanded: readonly Dependency[] = [],
  columns: Schema['columns'] = [],
): Derivation[] {
  const derivations: Derivation[] = []
  for (const { from, to, part } of dependencyOrder(dependencies)) {
    const count = part && countOf(columns, from)
    const [fromColumn, toColumn] = [part && count ? partColumn(table.column(from), part, count) : table.column(from), table.column(to)]
    const first = isNumberColumn(fromColumn) ? firstRowsOfNumbers(fromColumn, toColumn) : firstRowsOfCodes(fromColumn, toColumn)
    const rows =
      first ??
      (demanded.some((rule) => rule.from === from && rule.to === to) ? [...usualRows(fromColumn, toColumn, table.rows).values()] : null)
    if (!rows) continue
    derivations.push({
      from,
      to,
      ...(part && count ? { part, count } : {}),
      ...lookUpOf(Array.from(rows, (row) => [valueAt(fromColumn, row), valueAt(toColumn, row)] as const)),
    })
  }
  return derivations
}

function countOf(columns: Schema['columns'], name: string): TimeCount | undefined {
  const column = columns.find((column) => column.name === name)
  return column?.kind === 'datetime' ? { unit: column.unit, offset: column.offset } : undefined
}

/** The same from the pairs of values that rows have, each once; null where a value comes with several. */
export function derivationOf(
  { from, to, part }: Dependency,
  pairs: readonly (readonly [Value, Value])[],
  columns: Schema['columns'],
): Derivation | null {
  const count = part && countOf(columns, from)
  const own = part && count ? pairsOfPart(pairs, (times) => partColumn(times, part, count)) : pairs
  if (new Set(own.map(([value]) => value)).size < own.length) return null
  return { from, to, ...(part && count ? { part, count } : {}), ...lookUpOf(own) }
}

/** Pairs of times and values as pairs of a part of the times and values, each once. */
function pairsOfPart(pairs: readonly (readonly [Value, Value])[], partOf: (times: NumberColumn) => Column): (readonly [Value, Value])[] {
  const values = Float64Array.from(pairs, ([time]) => (time === null ? Number.NaN : (time as number)))
  const parts = partOf({ name: '', kind: 'datetime', values })
  const found = new Map(
    pairs.map(([, value], row) => {
      const pair = [valueAt(parts, row), value] as const
      return [JSON.stringify(pair), pair]
    }),
  )
  return [...found.values()]
}

/** In an order that no order of the rows changes: numbers ascending, texts by their letters, missing last. */
function lookUpOf(pairs: readonly (readonly [Value, Value])[]): Pick<Derivation, 'fromValues' | 'toValues'> {
  const sorted = [...pairs].sort(([a], [b]) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
  return { fromValues: sorted.map(([value]) => value), toValues: sorted.map(([, value]) => value) }
}

/** The first row of each value of `from`; null where a value comes with several of `to`. */
function firstRowsOfNumbers(from: NumberColumn, to: Column): number[] | null {
  const firsts = new Map<number, number>()
  for (let row = 0; row < from.values.length; row++) {
    const value = from.values[row]
    const first = firsts.get(value)
    if (first === undefined) firsts.set(value, row)
    else if (!Object.is(valueAt(to, first), valueAt(to, row))) return null
  }
  return [...firsts.values()]
}

function firstRowsOfCodes(from: CodeColumn, to: Column): Int32Array | null {
  // Those of a missing value come first.
  const firsts = new Int32Array(from.levels.length + 1).fill(-1)
  return followsCodes(from.values, to.values, firsts) ? firsts.filter((row) => row >= 0).sort() : null
}

/** Writes the first row of each code; false where a code comes with several values. */
function followsCodes(codes: Int32Array, values: Float64Array | Int32Array, firsts: Int32Array): boolean {
  for (let row = 0; row < codes.length; row++) {
    const cell = codes[row] + 1
    const first = firsts[cell]
    if (first < 0) firsts[cell] = row
    else if (values[first] !== values[row] && !(Number.isNaN(values[first]) && Number.isNaN(values[row]))) return false
  }
  return true
}

/** Dependencies so that each `from` is there before it is needed; of a circle, the last link is left out. */
export function dependencyOrder(dependencies: readonly Dependency[]): Dependency[] {
  const ordered: Dependency[] = []
  let waiting = [...dependencies]
  while (waiting.length > 0) {
    const ready = waiting.filter(({ from }) => !waiting.some(({ to }) => to === from))
    if (ready.length === 0) {
      waiting = waiting.slice(0, -1)
      continue
    }
    ordered.push(...ready)
    waiting = waiting.filter((dependency) => !ready.includes(dependency))
  }
  return ordered
}

/** The derived column, looked up row by row. A number that was never seen takes the value of the nearest one that was, or that of the line through all. */
export function deriveColumn(times: Column, like: Column, derivation: Derivation): Column {
  const { part, count } = derivation
  const from = part && count ? partColumn(times, part, count) : times
  const line = part ? lineThrough(derivation) : null
  const lookup = new Map(derivation.fromValues.map((value, i) => [value, derivation.toValues[i] as Value]))
  const toCell = isNumberColumn(like) ? (value: Value) => (value === null ? Number.NaN : (value as number)) : codeOf(like.levels)
  const missing = toCell(lookup.get(null) ?? null)
  const rows = from.values.length
  const values = isNumberColumn(like) ? new Float64Array(rows) : new Int32Array(rows)
  if (isNumberColumn(from)) {
    const nearest = nearestKey(derivation)
    for (let i = 0; i < rows; i++) {
      const value = from.values[i]
      if (Number.isNaN(value)) values[i] = missing
      else if (line && !lookup.has(value)) values[i] = line(value)
      else values[i] = toCell(lookup.get(lookup.has(value) ? value : nearest(value)) ?? null)
    }
  } else {
    const byCode = from.levels.map((level) => toCell(lookup.get(level) ?? null))
    lookUp(from.values, Float64Array.of(missing, ...byCode), values)
  }
  return { ...like, values } as Column
}

/** The line that all pairs of numbers lie on, as where a column holds the year itself; null where there is none. */
function lineThrough({ fromValues, toValues }: Derivation): ((value: number) => number) | null {
  const pairs = fromValues.flatMap((from, i) => {
    const to = toValues[i]
    return typeof from === 'number' ? [[from, typeof to === 'number' ? to : Number.NaN] as const] : []
  })
  const [[x, y], [x1, y1]] = [pairs[0] ?? [0, Number.NaN], pairs.at(-1) ?? [0, Number.NaN]]
  const slope = (y1 - y) / (x1 - x)
  const at = (value: number): number => y + slope * (value - x)
  return pairs.length > 1 && Number.isInteger(slope) && pairs.every(([from, to]) => at(from) === to) ? at : null
}

/** Writes the cell of each code, that of a missing one first. */
function lookUp(codes: Int32Array, cells: Float64Array, values: Float64Array | Int32Array): void {
  for (let i = 0; i < codes.length; i++) values[i] = cells[codes[i] + 1]
}

function codeOf(levels: readonly string[]): (value: Value) => number {
  const codes = new Map(levels.map((level, code) => [level, code]))
  return (value) => (value === null ? -1 : (codes.get(value as string) ?? -1))
}

function nearestKey({ fromValues }: Derivation): (value: number) => number | null {
  const known = fromValues.filter((value): value is number => typeof value === 'number').sort((a, b) => a - b)
  return (value) => {
    let best: number | null = null
    for (const candidate of known) if (best === null || Math.abs(candidate - value) < Math.abs(best - value)) best = candidate
    return best
  }
}

/** The evidence with conditions on derived columns said of the columns they follow from. */
export function conditionsOnSources(evidence: Evidence, derivations: readonly Derivation[]): Evidence {
  return evidence.map((condition) => {
    let current = condition
    for (const derivation of [...derivations].reverse()) {
      if (derivation.to !== current.column || isLearnedPart(derivation)) continue
      const satisfied = current
      current = {
        column: derivation.from,
        oneOf: derivation.fromValues.filter((_, i) => satisfies(satisfied, derivation.toValues[i] as Value)),
      }
    }
    return current
  })
}
