import { FitError } from '../errors.js'
import { lowerBound } from '../stats/order/sorted.js'
import { type Column, isMissing, isNumberColumn } from '../table/column.js'
import { type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { distinctValues } from './distinct-values.js'
import { fitLevelMargin } from './level-margin.js'
import { precisionOf } from './margin.js'
import {
  type CellCoding,
  type CodedStatistics,
  type CodedTable,
  type Statistics,
  somePositions,
  type Value,
  type ValueCounts,
  type WholeScore,
} from './statistics.js'

/** The statistics of a table in memory that conforms to the schema. */
export function tableStatistics(table: Table, schema: Schema): Statistics {
  return {
    rows: table.rows,
    async values(name, most) {
      const column = table.column(name)
      if (!isNumberColumn(column)) return levelCounts(column, most)
      const { distinct, counts, missing } = distinctValues(column.values, precisionOf(schemaColumn(schema, name)))
      return { values: distinct, counts: Float64Array.from(counts), missing }
    },
    pairs: async (a, b, most) => pairsOf(table.column(a), table.column(b), most),
    gaps: async (names) => gapsOf(table, names),
    code: async (codings) => codedStatistics(codings.map((coding) => codesOf(table, coding))),
    async sample(rows, rng) {
      const positions = somePositions(table.rows, rows, rng)
      return positions ? table.take(positions) : table
    },
  }
}

function levelCounts({ values, levels }: Exclude<Column, { kind: 'numeric' | 'integer' | 'datetime' }>, most: number): ValueCounts | null {
  const { counts, missing } = fitLevelMargin(values, levels.length)
  const used = [...levels.keys()].filter((code) => counts[code] > 0)
  if (used.length > most) return null
  used.sort((a, b) => (levels[a] < levels[b] ? -1 : 1))
  return {
    values: used.map((code) => levels[code]),
    counts: Float64Array.from(used, (code) => counts[code]),
    missing,
  }
}

function valueAt(column: Column, row: number): Value {
  if (isMissing(column, row)) return null
  const value = column.values[row]
  return isNumberColumn(column) ? value + 0 : column.levels[value]
}

function pairsOf(a: Column, b: Column, most: number): readonly (readonly [Value, Value])[] | null {
  const found = new Map<Value, Set<Value>>()
  const pairs: (readonly [Value, Value])[] = []
  for (let row = 0; row < a.values.length; row++) {
    const [from, to] = [valueAt(a, row), valueAt(b, row)]
    const known = found.get(from) ?? new Set()
    if (known.has(to)) continue
    found.set(from, known.add(to))
    pairs.push([from, to])
    if (pairs.length > most) return null
  }
  return pairs
}

function gapsOf(table: Table, names: readonly string[]): { readonly missing: readonly string[]; readonly rows: number }[] {
  const patterns = new Map<string, { readonly missing: readonly string[]; rows: number }>()
  const columns = names.map((name) => table.column(name))
  for (let row = 0; row < table.rows; row++) {
    const missing = columns.filter((column) => isMissing(column, row)).map(({ name }) => name)
    const key = JSON.stringify(missing)
    const known = patterns.get(key) ?? { missing, rows: 0 }
    known.rows++
    patterns.set(key, known)
  }
  return [...patterns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern)
}

function codesOf(table: Table, coding: CellCoding): Uint16Array {
  const codes = new Uint16Array(table.rows)
  if ('gap' in coding) {
    const [own, within] = [table.column(coding.gap), coding.within.map((name) => table.column(name))]
    return codes.map((_, row) => (within.some((other) => isMissing(other, row)) ? 2 : isMissing(own, row) ? 1 : 0))
  }
  const column = table.column(coding.column)
  const places = 'levels' in coding ? new Map(coding.levels.map((level, place) => [level, coding.codes[place]])) : null
  const ofLevel = isNumberColumn(column) ? [] : column.levels.map((level) => places?.get(level) as number)
  const codeOf = 'upTo' in coding ? (value: number) => coding.codes[lowerBound(coding.upTo, value)] : (code: number) => ofLevel[code]
  return codes.map((_, row) => (isMissing(column, row) ? coding.missing : codeOf(column.values[row])))
}

function codedStatistics(columns: readonly Uint16Array[]): CodedStatistics {
  return {
    tables: async (scopes, most) =>
      scopes.map((scope) =>
        countedTable(
          scope.map((variable) => columns[variable]),
          most,
        ),
      ),
    sums: async (scores, pairs, by) =>
      by ? by.map((variable) => sumsOf(columns, scores, pairs, variable)) : [sumsOf(columns, scores, pairs)],
    close: async () => {},
  }
}

/** Counts the combinations in the order of the last column's codes within those of the ones before. */
function countedTable(columns: readonly Uint16Array[], most: number): CodedTable {
  const rows = columns[0]?.length ?? 0
  const sizes = columns.map((codes) => codes.reduce((greatest, code) => Math.max(greatest, code), 0) + 1)
  const counts = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    let cell = 0
    for (let i = 0; i < columns.length; i++) cell = cell * sizes[i] + columns[i][row]
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  if (counts.size > most) throw new FitError('counts', `${counts.size} combinations of cells are too many (at most ${most})`)
  const cells = Float64Array.from(counts.keys()).sort()
  const codes = columns.map(() => new Uint16Array(cells.length))
  cells.forEach((cell, at) => {
    let rest = cell
    for (let i = columns.length - 1; i >= 0; i--) {
      const size = sizes[i]
      ;(codes[i] as Uint16Array)[at] = rest % size
      rest = Math.floor(rest / size)
    }
  })
  return { codes, counts: cells.map((cell) => counts.get(cell) as number) }
}

/** Rows whose sums of products stay whole in a double. */
const blockRows = 1 << 12

function sumsOf(
  columns: readonly Uint16Array[],
  scores: readonly WholeScore[],
  pairs: readonly (readonly [number, number | null])[],
  by?: number,
): ReadonlyMap<number, readonly bigint[]> {
  const rows = columns[0]?.length ?? 0
  const groups = by === undefined ? null : columns[by]
  const sums = new Map<number, bigint[]>()
  for (let start = 0; start < rows; start += blockRows) {
    const end = Math.min(rows, start + blockRows)
    const block = scores.map((score) => scoreBlock(columns, score, start, end))
    const parts = new Map<number, Float64Array>()
    for (let row = start; row < end; row++) {
      const group = groups ? groups[row] : 0
      const part = parts.get(group) ?? new Float64Array(pairs.length)
      parts.set(group, part)
      for (let k = 0; k < pairs.length; k++) {
        const [a, b] = pairs[k]
        const first = block[a][row - start]
        part[k] += b === null ? first : first * block[b][row - start]
      }
    }
    for (const [group, part] of parts) {
      const known = sums.get(group) ?? pairs.map(() => 0n)
      sums.set(
        group,
        known.map((sum, k) => sum + BigInt(part[k])),
      )
    }
  }
  return sums
}

function scoreBlock(columns: readonly Uint16Array[], score: WholeScore, start: number, end: number): Float64Array {
  const block = new Float64Array(end - start)
  for (const { variable, values } of score) {
    const codes = columns[variable]
    for (let row = start; row < end; row++) block[row - start] += values[codes[row]]
  }
  return block
}
