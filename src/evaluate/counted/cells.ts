import {
  type CellCoding,
  type CodedStatistics,
  learnedValues,
  mostLevels,
  mostValues,
  type Statistics,
  type ValueCounts,
} from '../../encode/statistics.js'
import { quantileBins } from '../../stats/order/quantile-bins.js'
import { lowerBound } from '../../stats/order/sorted.js'
import { type CodeColumn, type Column, isNumberColumn, isNumberKind, type NumberColumn } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { commonLevels, type Weighted } from '../tables/common-scale.js'

/** Cells that several tables share, and how many rows of each table have them. */
export interface SharedCells {
  /** Which columns, and how they are cut: draws from these counts are keyed by it. */
  readonly key: readonly number[]
  /** What a cell holds, by column; columns are of one length. */
  readonly columns: readonly Column[]
  /** By table, rows of each cell. */
  readonly counts: readonly Float64Array[]
}

/** The values of a column in all tables, ascending, the missing one last. */
export interface MarginCells extends SharedCells {
  /** True: numbers are too many to be told apart, and each value stands for the stretch that ends with it. */
  readonly stretched: boolean
}

/** The values of a column that any of the tables has, and their rows. */
export async function marginCells(tables: readonly Statistics[], schema: ColumnSchema, place: number): Promise<MarginCells> {
  const key = [place]
  const found: ValueCounts[] = []
  for (const table of tables) found.push(await learnedValues(table, schema, mostValues))
  const missing = found.map((own) => own.missing)
  if (!isNumberKind(schema.kind)) {
    const known = levelsOf(schema)
    const others = new Set(found.flatMap(({ values }) => values as readonly string[]))
    for (const level of known) others.delete(level)
    const levels = [...known, ...[...others].sort()]
    const places = new Map(levels.map((level, code) => [level, code]))
    const counts = found.map(({ values, counts: own }, i) =>
      placed(own, levels.length, missing[i], (at) => places.get((values as readonly string[])[at]) as number),
    )
    const codes = Int32Array.from({ length: levels.length + 1 }, (_, code) => (code < levels.length ? code : -1))
    return { key, columns: [{ name: schema.name, kind: schema.kind, levels, values: codes }], counts, stretched: false }
  }
  const numbers = found.map(({ values }) => values as Float64Array)
  const scale = Float64Array.from(new Set(numbers.flatMap((own) => [...own]))).sort()
  const columns: Column[] = [{ name: schema.name, kind: schema.kind, values: withGap(scale) }]
  if (found.some(({ spread }) => spread !== undefined))
    return { key, columns, counts: await stretches(tables, schema.name, scale), stretched: true }
  const counts = found.map(({ counts: own }, i) => placed(own, scale.length, missing[i], (at) => lowerBound(scale, numbers[i][at])))
  return { key, columns, counts, stretched: false }
}

function withGap(scale: Float64Array): Float64Array {
  const values = new Float64Array(scale.length + 1).fill(Number.NaN)
  values.set(scale)
  return values
}

function placed(own: Float64Array, size: number, missing: number, placeOf: (at: number) => number): Float64Array {
  const counts = new Float64Array(size + 1)
  own.forEach((count, at) => {
    counts[placeOf(at)] += count
  })
  counts[size] = missing
  return counts
}

/** Rows by stretches that all tables share. */
async function stretches(tables: readonly Statistics[], column: string, upTo: Float64Array): Promise<Float64Array[]> {
  const coding: CellCoding = { column, upTo, codes: Uint16Array.from(upTo.keys()), missing: upTo.length }
  const counts: Float64Array[] = []
  for (const table of tables) {
    const coded = await table.code([coding])
    const [found] = await coded.tables([[0]], upTo.length + 1)
    await coded.close()
    counts.push(placed(found.counts, upTo.length, 0, (at) => found.codes[0][at]))
  }
  return counts
}

/** Which cells of a row are missing, as a table whose other cells hold anything. */
export async function gapCells(tables: readonly Statistics[], columns: readonly ColumnSchema[]): Promise<SharedCells> {
  const names = columns.map(({ name }) => name)
  const patterns = new Map<string, { readonly missing: ReadonlySet<string>; readonly rows: Float64Array }>()
  for (const [i, table] of tables.entries()) {
    for (const { missing, rows } of await table.gaps(names)) {
      const key = JSON.stringify(missing)
      const known = patterns.get(key) ?? { missing: new Set(missing), rows: new Float64Array(tables.length) }
      patterns.set(key, known)
      known.rows[i] += rows
    }
  }
  const all = [...patterns.values()]
  return {
    key: [],
    columns: columns.map(({ name, kind }): Column => {
      const gaps = all.map(({ missing }) => missing.has(name))
      if (isNumberKind(kind)) return { name, kind, values: Float64Array.from(gaps, (gap) => (gap ? Number.NaN : 0)) }
      return { name, kind, levels: [''], values: Int32Array.from(gaps, (gap) => (gap ? -1 : 0)) }
    }),
    counts: tables.map((_, i) => Float64Array.from(all, ({ rows }) => rows[i])),
  }
}

/** How a column is cut to be counted with others, and what stands for each of its codes, the missing one last. */
export interface Cut {
  readonly coding: CellCoding
  readonly column: Column
}

/** Stretches of a column of many numbers, which are then as good as the numbers themselves; see `pairStretches` of docs/engines.md. */
const manyStretches = 512
/** Into how many parts metrics cut the columns of pairs: their ends are ends of stretches. */
const partsOfPairs = [3, 5, 10]

/** Every level, and every number, or as many stretches as if they were; null where there are too many to be counted with others. */
export function fineCut({ columns: [column], counts }: MarginCells): Cut | null {
  const size = counts[0].length - 1
  if (!isNumberColumn(column))
    return size > mostLevels
      ? null
      : levelCut(
          column,
          Int32Array.from({ length: size }, (_, code) => code),
        )
  if (size <= 2 * manyStretches) return numberCut(column, [...column.values.keys()].slice(0, -1))
  const ends = new Set<number>()
  for (const own of counts) for (const end of endsOf(own, manyStretches)) ends.add(end)
  for (const parts of partsOfPairs) for (const end of endsOf(counts[0], parts)) ends.add(end)
  return numberCut(
    column,
    [...ends].sort((a, b) => a - b),
  )
}

/** As few parts as a metric tells apart, cut by the first table. */
export function roughCut({ columns: [column], counts }: MarginCells, parts: number): Cut {
  if (isNumberColumn(column)) return numberCut(column, endsOf(counts[0], parts))
  const size = counts[0].length - 1
  if (column.kind === 'ordinal') {
    const ends = endsOf(counts[0], parts)
    return levelCut(
      column,
      Int32Array.from({ length: size }, (_, code) => ends[lowerBound(Float64Array.from(ends), code)]),
    )
  }
  const { placeOf, codes } = commonLevels(column, parts, 0, counts[0])
  const rest = placeOf.indexOf(codes.length)
  return levelCut(
    column,
    placeOf.map((place, code) => (place < codes.length ? code : rest)),
  )
}

/** The last value of each part that holds about an equal share of the rows. */
function endsOf(counts: Float64Array, parts: number): number[] {
  const size = counts.length - 1
  const codes = Int32Array.from({ length: size }, (_, code) => code)
  const bins = quantileBins({ codes, count: size, weights: counts.subarray(0, size) }, parts).codes
  return [...codes].filter((code) => bins[code] !== bins[code + 1])
}

function numberCut({ name, kind, values }: NumberColumn, ends: readonly number[]): Cut {
  const upTo = Float64Array.from(ends, (end) => values[end])
  const coding: CellCoding = { column: name, upTo, codes: Uint16Array.from(ends.keys()), missing: ends.length }
  return { coding, column: { name, kind, values: withGap(upTo) } }
}

function levelCut(column: CodeColumn, standsFor: Int32Array): Cut {
  const { name, levels } = column
  const kept = [...new Set(standsFor)].sort((a, b) => a - b)
  const codes = Uint16Array.from(standsFor, (code) => kept.indexOf(code))
  return { coding: { column: name, levels, codes, missing: kept.length }, column: { ...column, values: Int32Array.from([...kept, -1]) } }
}

/** Codes of a column, the missing one included. */
export function codeCount({ column }: Cut): number {
  return column.values.length
}

/** Cells of a few columns, by tables that are coded alike; `parts` into which these are cut, if few. */
export async function scopeCells(
  tables: readonly CodedStatistics[],
  cuts: readonly Cut[],
  scope: readonly number[],
  parts = 0,
): Promise<SharedCells> {
  const own = scope.map((at) => cuts[at])
  const most = own.reduce((product, cut) => product * codeCount(cut), 1)
  const places = new Map<number, number>()
  const found: { readonly cells: number[]; readonly counts: Float64Array }[] = []
  for (const table of tables) {
    const [counted] = await table.tables([scope], most)
    const cells = Array.from(counted.counts, (_, row) => counted.codes.reduce((cell, codes, i) => cell * codeCount(own[i]) + codes[row], 0))
    for (const cell of cells) if (!places.has(cell)) places.set(cell, places.size)
    found.push({ cells, counts: counted.counts })
  }
  const all = [...places.keys()]
  let rest = all
  const columns: Column[] = []
  for (const cut of [...own].reverse()) {
    const size = codeCount(cut)
    const codes = rest.map((cell) => cell % size)
    rest = rest.map((cell) => Math.floor(cell / size))
    columns.unshift(...new Table([cut.column], size).take(Int32Array.from(codes)).columns)
  }
  const counts = found.map(({ cells, counts: own }) => {
    const placedCounts = new Float64Array(all.length)
    cells.forEach((cell, row) => {
      placedCounts[places.get(cell) as number] = own[row]
    })
    return placedCounts
  })
  return { key: [parts, ...scope], columns, counts }
}

/** A table of cells that stand for so many rows each; of cells of different columns, which have rows of their own. */
export function weightedTable(cells: readonly SharedCells[], counts: readonly Float64Array[]): Weighted {
  const length = Math.max(0, ...counts.map((own) => own.length))
  const columns = cells.flatMap(({ columns: own }) => own.map((column) => padded(column, length)))
  const weights = cells.flatMap(({ columns: own }, i) => own.map(() => Float64Array.from({ length }, (_, at) => counts[i][at] ?? 0)))
  const rows = counts[0]?.reduce((sum, count) => sum + count, 0) ?? 0
  return { table: new Table(columns, length), rows, weights }
}

function padded(column: Column, length: number): Column {
  const { values } = column
  if (isNumberColumn(column)) return { ...column, values: Float64Array.from({ length }, (_, at) => values[at] ?? Number.NaN) }
  return { ...column, values: Int32Array.from({ length }, (_, at) => values[at] ?? -1) }
}
