import type * as Arrow from 'apache-arrow'
import { SchemaError } from '../../errors.js'
import type { Column } from '../../table/column.js'
import { mergedSchema, mergedTable } from '../../table/forms/merge.js'
import { type Place, placesOf } from '../../table/places.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { concatBytes } from '../bytes/bytes.js'
import type { Sink, TableWriter } from '../bytes/sink.js'
import { cellValues, type TypedCell } from '../typed/cell-values.js'
import { type Storage, storageOf } from '../typed/storage.js'
import { loadArrow } from './codecs.js'

/** The table as an apache-arrow Table, its types those of the schema's `storage` or those that its kinds ask for. */
export async function tableToArrow(given: Table, whole: Schema): Promise<Arrow.Table> {
  const [table, schema] = [mergedTable(given, whole, true), mergedSchema(whole, true)]
  const arrow = await loadArrow()
  const layout = new ArrowLayout(arrow, table.names, schema)
  return new arrow.Table(layout.schema, [layout.batch(table)])
}

/** Writes tables as record batches of an Arrow file or stream; dictionaries are written once. */
export async function createArrowWriter(format: 'arrow' | 'arrow-stream', schema: Schema, sink: Sink): Promise<TableWriter> {
  const arrow = await loadArrow()
  const writer = format === 'arrow' ? new arrow.RecordBatchFileWriter() : new arrow.RecordBatchStreamWriter()
  const chunks: Uint8Array[] = []
  class Collector extends arrow.AsyncByteQueue {
    override write(chunk: Uint8Array): void {
      chunks.push(chunk)
    }
  }
  let layout: ArrowLayout | undefined
  const begin = (names: readonly string[]): ArrowLayout => {
    const begun = new ArrowLayout(arrow, names, schema)
    writer.reset(new Collector(), begun.schema)
    return begun
  }
  const flush = async (): Promise<void> => {
    for (const chunk of chunks.splice(0)) await sink.write(chunk)
  }
  return {
    write: async (table) => {
      layout ??= begin(table.names)
      if (table.rows > 0) writer.write(layout.batch(table))
      await flush()
    },
    close: async () => {
      layout ??= begin(schema.columns.map(({ name }) => name))
      writer.finish()
      await flush()
    },
  }
}

/** The Arrow types of the columns, and the making of record batches that share dictionaries. */
class ArrowLayout {
  readonly schema: Arrow.Schema
  readonly #arrow: typeof Arrow
  readonly #columns: ReadonlyMap<string, ColumnLayout>
  readonly #places: readonly Place[]

  constructor(arrow: typeof Arrow, names: readonly string[], schema: Schema) {
    this.#arrow = arrow
    this.#columns = new Map(
      names.map((name) => {
        const column = schemaColumn(schema, name)
        const storage = storageOf(column)
        const levels = storage.type === 'dictionary' ? textVector(arrow, storage.levels) : undefined
        return [name, { column, storage, levels, type: arrowType(arrow, storage) }]
      }),
    )
    this.#places = placesOf(names, schema)
    this.schema = new arrow.Schema(this.#places.map((place) => this.#field(place)))
  }

  batch(table: Table): Arrow.RecordBatch {
    const children = this.#places.map((place) => this.#data(place, table))
    const type = new this.#arrow.Struct(this.schema.fields)
    return new this.#arrow.RecordBatch(this.schema, this.#arrow.makeData({ type, length: table.rows, nullCount: 0, children }))
  }

  #field(place: Place): Arrow.Field {
    const type =
      'fields' in place
        ? new this.#arrow.Struct(place.fields.map((field) => this.#field(field)))
        : (this.#columns.get(place.column) as ColumnLayout).type
    return new this.#arrow.Field(place.name, type, true)
  }

  #data(place: Place, table: Table): Arrow.Data {
    if ('column' in place) return columnData(this.#arrow, this.#columns.get(place.column) as ColumnLayout, table.column(place.column))
    const children = place.fields.map((field) => this.#data(field, table))
    const type = this.#field(place).type as Arrow.Struct
    return this.#arrow.makeData({ type, length: table.rows, ...someValid(children, table.rows), children })
  }
}

/** Which objects are there: those of which a field is. */
function someValid(fields: readonly Arrow.Data[], rows: number): { readonly nullBitmap: Uint8Array | null; readonly nullCount: number } {
  const bitmap = new Uint8Array(Math.ceil(rows / 8))
  let nullCount = 0
  for (let i = 0; i < rows; i++) {
    if (fields.some((field) => field.getValid(i))) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7))
    else nullCount++
  }
  return { nullBitmap: nullCount === 0 ? null : bitmap, nullCount }
}

interface ColumnLayout {
  readonly column: ColumnSchema
  readonly storage: Storage
  readonly type: Arrow.DataType
  /** The levels of a dictionary. */
  readonly levels: Arrow.Vector<Arrow.Utf8> | undefined
}

function arrowType(arrow: typeof Arrow, storage: Storage): Arrow.DataType {
  const { SECOND, MILLISECOND, MICROSECOND } = arrow.TimeUnit
  const units = { s: SECOND, ms: MILLISECOND, us: MICROSECOND }
  switch (storage.type) {
    case 'int': {
      const { Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64 } = arrow
      const types = storage.signed ? { 8: Int8, 16: Int16, 32: Int32, 64: Int64 } : { 8: Uint8, 16: Uint16, 32: Uint32, 64: Uint64 }
      return new types[storage.bits]()
    }
    case 'float':
      return storage.bits === 32 ? new arrow.Float32() : new arrow.Float64()
    case 'decimal':
      return new arrow.Decimal(storage.scale, storage.precision, 128)
    case 'bool':
      return new arrow.Bool()
    case 'text':
      return new arrow.Utf8()
    case 'dictionary':
      return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), null, storage.ordered)
    case 'date':
      return new arrow.DateDay()
    case 'time':
      return new { s: arrow.TimeSecond, ms: arrow.TimeMillisecond, us: arrow.TimeMicrosecond }[storage.unit]()
    case 'binary':
      return new arrow.Binary()
    case 'timestamp':
      return new arrow.Timestamp(units[storage.unit], storage.timezone)
    case 'duration':
      return new arrow.Duration(units[storage.unit])
    case 'list':
      return new arrow.List(new arrow.Field('item', arrowType(arrow, storage.item), true))
    case 'struct':
      return new arrow.Struct(storage.fields.map(({ name, of }) => new arrow.Field(name, arrowType(arrow, of), true)))
    case 'map': {
      const entries = [
        new arrow.Field('key', arrowType(arrow, storage.key), false),
        new arrow.Field('value', arrowType(arrow, storage.value), true),
      ]
      return new arrow.Map_(new arrow.Field('entries', new arrow.Struct(entries), false) as never)
    }
  }
}

function columnData(arrow: typeof Arrow, layout: ColumnLayout, column: Column): Arrow.Data {
  const { storage, type, levels } = layout
  const { nullBitmap, nullCount } = validity(column)
  const common = { length: column.values.length, nullCount, nullBitmap }
  if (storage.type === 'float' && column.values instanceof Float64Array && plainFloats(layout.column)) {
    const data = storage.bits === 32 ? Float32Array.from(column.values) : column.values
    return arrow.makeData({ ...common, type: type as Arrow.Float64, data: data as Float64Array })
  }
  if (storage.type === 'dictionary') {
    const data = dictionaryCodes(column, storage.levels)
    return arrow.makeData({ ...common, type: type as Arrow.Dictionary, data, dictionary: levels as Arrow.Vector })
  }
  const give = cellValues(layout.column, column, storage)
  const cells = Array.from(column.values, give)
  if (storage.type === 'list' || storage.type === 'map' || storage.type === 'struct') {
    if (cells.length === 0) return arrow.makeData({ type, length: 0 } as never)
    return arrow.vectorFromArray(cells, type).data[0] as Arrow.Data
  }
  if (storage.type === 'text') return arrow.makeData({ ...common, type: type as Arrow.Utf8, ...textBuffers(cells as (string | null)[]) })
  if (storage.type === 'binary')
    return arrow.makeData({ ...common, type: type as Arrow.Binary, ...byteBuffers(cells as (Uint8Array | null)[]) })
  return arrow.makeData({ ...common, type: type as Arrow.Int64, data: valueBuffer(storage, cells) as BigInt64Array })
}

/** Whether the numbers of a column go out as they are, without being rounded to its decimals. */
function plainFloats(column: ColumnSchema): boolean {
  return column.kind === 'numeric' ? column.decimals === null : column.kind === 'integer'
}

function validity({ values }: Column): { readonly nullBitmap: Uint8Array | null; readonly nullCount: number } {
  const bitmap = new Uint8Array(Math.ceil(values.length / 8))
  let nullCount = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (values instanceof Float64Array ? Number.isNaN(value) : value < 0) nullCount++
    else bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7))
  }
  return nullCount === 0 ? { nullBitmap: null, nullCount } : { nullBitmap: bitmap, nullCount }
}

/** The codes of a column into the levels of its schema; 0 where the validity says that there is no cell. */
function dictionaryCodes(column: Column, levels: readonly string[]): Int32Array {
  if (column.values instanceof Float64Array || !('levels' in column))
    throw new SchemaError(column.name, 'holds numbers where its schema has levels')
  const known = new Map(levels.map((level, code) => [level, code]))
  const recode = column.levels.map((level) => known.get(level))
  return column.values.map((code) => {
    if (code < 0) return 0
    const recoded = recode[code]
    if (recoded === undefined)
      throw new SchemaError(column.name, `has a level that its schema lacks (got '${column.levels[code]}'); add it to the schema`)
    return recoded
  })
}

function textVector(arrow: typeof Arrow, texts: readonly string[]): Arrow.Vector<Arrow.Utf8> {
  return arrow.makeVector(arrow.makeData({ type: new arrow.Utf8(), length: texts.length, nullCount: 0, ...textBuffers(texts) }))
}

function textBuffers(texts: readonly (string | null)[]): { readonly valueOffsets: Int32Array; readonly data: Uint8Array } {
  const encoder = new TextEncoder()
  const valueOffsets = new Int32Array(texts.length + 1)
  let data = new Uint8Array(Math.max(64, texts.length * 16))
  let end = 0
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? ''
    if (end + text.length * 3 > data.length) {
      const larger = new Uint8Array((end + text.length * 3) * 2)
      larger.set(data)
      data = larger
    }
    end += encoder.encodeInto(text, data.subarray(end)).written
    valueOffsets[i + 1] = end
  }
  return { valueOffsets, data: data.subarray(0, end) }
}

function byteBuffers(cells: readonly (Uint8Array | null)[]): { readonly valueOffsets: Int32Array; readonly data: Uint8Array } {
  const valueOffsets = new Int32Array(cells.length + 1)
  cells.forEach((cell, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] as number) + (cell?.length ?? 0)
  })
  return { valueOffsets, data: concatBytes(cells.map((cell) => cell ?? new Uint8Array())) }
}

function valueBuffer(storage: Storage, cells: readonly TypedCell[]): ArrayBufferView {
  const numbers = cells as readonly (number | null)[]
  const counts = cells as readonly (bigint | null)[]
  switch (storage.type) {
    case 'bool': {
      const bits = new Uint8Array(Math.ceil(cells.length / 8))
      for (let i = 0; i < cells.length; i++) if (cells[i] === true) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7))
      return bits
    }
    case 'date':
      return Int32Array.from(numbers, (value) => value ?? 0)
    case 'time':
      return storage.unit === 'us' ? longs(counts) : Int32Array.from(numbers, (value) => value ?? 0)
    case 'decimal':
      return decimalWords(counts)
    case 'float':
      return new (storage.bits === 32 ? Float32Array : Float64Array)(numbers.map((value) => value ?? 0))
    case 'int': {
      if (storage.bits === 64) return storage.signed ? longs(counts) : new BigUint64Array(longs(counts).buffer)
      const arrays = storage.signed ? { 8: Int8Array, 16: Int16Array, 32: Int32Array } : { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array }
      return new arrays[storage.bits](numbers.map((value) => value ?? 0))
    }
    default:
      return longs(counts)
  }
}

function longs(counts: readonly (bigint | null)[]): BigInt64Array {
  return BigInt64Array.from(counts, (value) => value ?? 0n)
}

/** Decimals of 128 bits, each as two little-endian halves. */
function decimalWords(counts: readonly (bigint | null)[]): Uint32Array {
  const halves = new BigInt64Array(counts.length * 2)
  counts.forEach((count, i) => {
    halves[i * 2] = BigInt.asIntN(64, count ?? 0n)
    halves[i * 2 + 1] = (count ?? 0n) >> 64n
  })
  return new Uint32Array(halves.buffer)
}

/**
 * Arrow's own note on the types of a Parquet file, in base64; undefined where Parquet's types say it all. Levels of a dictionary
 * are called unordered, since a Parquet file has them in the order of the rows.
 */
export async function arrowSchemaNote(names: readonly string[], schema: Schema): Promise<string | undefined> {
  const kept = names.map((name) => schemaColumn(schema, name))
  const storages = kept.map((column): Storage => {
    const storage = storageOf(column)
    if (storage.type !== 'dictionary') return storage
    return column.storage === 'dictionary' ? { ...storage, ordered: false } : { type: 'text' }
  })
  const needed = storages.some(
    (storage) =>
      storage.type === 'dictionary' ||
      storage.type === 'duration' ||
      storage.type === 'binary' ||
      (storage.type === 'timestamp' && !/^(UTC)?$/.test(storage.timezone ?? '')),
  )
  if (!needed) return undefined
  const arrow = await loadArrow()
  const byName = new Map(names.map((name, j) => [name, storages[j] as Storage]))
  const fieldOf = (place: Place): Arrow.Field => {
    const type = 'column' in place ? arrowType(arrow, byName.get(place.column) as Storage) : new arrow.Struct(place.fields.map(fieldOf))
    return new arrow.Field(place.name, type, true)
  }
  const fields = placesOf(names, schema).map(fieldOf)
  const writer = new arrow.RecordBatchStreamWriter()
  writer.reset(undefined, new arrow.Schema(fields))
  writer.finish()
  return btoa(Array.from(writer.toUint8Array(true), (byte) => String.fromCharCode(byte)).join(''))
}
