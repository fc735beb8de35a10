import { type CodeColumn, type Column, isNumberKind, type NumberColumn } from '../column.js'
import { formedCells, partCell } from '../forms/cell.js'
import { formsBeside } from '../forms/form.js'
import { partsBeside } from '../forms/parts.js'
import type { RawColumn, RawTable } from '../raw.js'
import { type ColumnSchema, levelsOf, type Schema, schemaColumn } from '../schema.js'
import { type DeclaredInput, Table } from '../table.js'
import { timestampType } from '../times/timestamp.js'
import { type CellBySchema, type CellValue, cellBySchema, readValue } from './cell-by-schema.js'

const firstCapacity = 1024
/** Distinct texts whose reading a column remembers. */
const remembered = 1 << 14

/** One column in the making, each cell of which is read by the column's schema alone. */
class DeclaredColumn {
  readonly cell: CellBySchema
  /** The column of the input whose cells it reads: of forms, that of the values beside which they stand. */
  readonly source: string
  /** Where an object that nests has it. */
  readonly path: readonly string[] | undefined
  readonly #schema: ColumnSchema
  readonly #levels: string[]
  readonly #known = new Map<string, number>()
  #values: Float64Array | Int32Array
  #length = 0

  constructor(schema: ColumnSchema, whole: Schema) {
    this.#schema = schema
    this.#levels = [...levelsOf(schema)]
    const beside = 'beside' in schema ? schema.beside : undefined
    this.source = beside ?? schema.name
    this.path = beside === undefined ? schema.path : schemaColumn(whole, beside).path
    const forms = formsBeside(schema.name, whole)
    const parts = partsBeside(this.source, whole)
    if (parts.length > 0 && isNumberKind(schema.kind)) this.cell = partCell(schema, parts)
    else if (beside !== undefined) this.cell = formedCells(schemaColumn(whole, beside), this.#levels).form
    else this.cell = forms ? formedCells(schema, forms.levels).value : cellBySchema(schema, this.#levels)
    this.#values = isNumberKind(schema.kind) ? new Float64Array(firstCapacity) : new Int32Array(firstCapacity)
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new (this.#values.constructor as typeof Float64Array)(this.#length * 2)
      longer.set(this.#values as Float64Array)
      this.#values = longer
    }
    this.#values[this.#length++] = value
  }

  pushText(text: string): void {
    let value = this.#known.get(text)
    if (value === undefined) {
      value = this.cell.text(text)
      if (this.#known.size < remembered) this.#known.set(text, value)
    }
    this.push(value)
  }

  finish(): Column {
    const { name, kind } = this.#schema
    const values = this.#values.subarray(0, this.#length)
    if (values instanceof Float64Array) return { name, kind: kind as NumberColumn['kind'], values }
    return { name, kind: kind as CodeColumn['kind'], values, levels: this.#levels }
  }
}

/**
 * A typed table in the making, row by row. Each cell is read by its column's schema alone, and what can't be read so is missing; columns that
 * the schema doesn't name are left out. So one row more or less changes nothing in any other, which is what a privacy budget promises about.
 */
export class DeclaredTable {
  /** The columns of the input. */
  readonly names: readonly string[]
  readonly #columns: readonly DeclaredColumn[]
  /** Of each column, the place of its source among the names. */
  readonly #sources: readonly number[]
  #rows = 0

  constructor(schema: Schema) {
    this.#columns = schema.columns.map((column) => new DeclaredColumn(column, schema))
    this.names = [...new Set(this.#columns.map(({ source }) => source))]
    this.#sources = this.#columns.map(({ source }) => this.names.indexOf(source))
  }

  /** A row of values; a name that it doesn't have is a missing cell. Whatever is no object is no row. */
  pushObject(row: unknown): void {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return
    this.#rows++
    for (const column of this.#columns) column.push(readProperty(column, row))
  }

  /** A row of texts, of which `places[j]` is that of `names[j]`. */
  pushTexts(texts: readonly string[], places: readonly number[]): void {
    this.#rows++
    for (let j = 0; j < this.#columns.length; j++) {
      const place = places[this.#sources[j] as number] as number
      this.#columns[j]?.pushText(texts[place] as string)
    }
  }

  /** All rows of a typed file. `raw` has every one of the names. */
  pushRaw(raw: RawTable): void {
    this.#rows += raw.rows
    const byName = new Map(raw.columns.map((column) => [column.name, column]))
    for (const column of this.#columns) pushRawColumn(column, byName.get(column.source) as RawColumn)
  }

  finish(input: DeclaredInput): Table {
    return new Table(
      this.#columns.map((column) => column.finish()),
      this.#rows,
      input,
    )
  }
}

/** A property that throws when it is read is a gap like any other value that there is no reading for. */
function readProperty({ cell, source, path = [source] }: DeclaredColumn, row: object): number {
  try {
    // A field of a nested object may stand in an object of its own or under its whole name.
    return Object.hasOwn(row, source) ? readValue(cell, (row as Record<string, CellValue>)[source]) : readWithin(cell, row, path)
  } catch {
    return cell.gap
  }
}

function readWithin(cell: CellBySchema, row: object, path: readonly string[]): number {
  let inner: unknown = row
  for (const name of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, name)) return cell.gap
    inner = (inner as Record<string, unknown>)[name]
  }
  return readValue(cell, inner as CellValue)
}

/** The type of the file says what its numbers count; nothing else that it says of the column, which may come of other rows, is heeded. */
function pushRawColumn(column: DeclaredColumn, raw: RawColumn): void {
  const { cell } = column
  const time = timestampType(raw.declared?.type ?? '')
  const isTruth = raw.declared?.type === 'bool'
  for (let row = 0; row < raw.length; row++) {
    const code = raw.codes?.[row] ?? -1
    const number = raw.numbers?.[row] ?? Number.NaN
    if (code >= 0) {
      const token = raw.tokens[code] as string
      if (isTruth) column.push(cell.truth(token === 'true'))
      else column.pushText(token)
    } else if (Number.isNaN(number)) column.push(cell.gap)
    else if (time) column.push(cell.time(number, time.unit))
    else column.push(cell.number(number))
  }
}
