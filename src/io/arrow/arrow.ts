import type { Table as ArrowTable, Data, Field, RecordBatch, Vector } from 'apache-arrow'
import { InputError } from '../../errors.js'
import { fieldName, objectNote } from '../../table/places.js'
import type { Declared, RawColumn, RawTable } from '../../table/raw.js'
import { type Bytes, collectBytes, peek, startsWith } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import type { FileFacts } from '../facts.js'
import { clockText, hexText, lossNotes, nestedText, pushDecimal, type TimeLosses, timeNumber } from '../typed/exact.js'
import { TypedColumnBuilder } from '../typed/typed-column.js'
import { loadArrow } from './codecs.js'
import { declaredName, jsonNote, nanoseconds, nestedName, perSecond, type TypeParts, typeIds } from './types.js'
import { verifyFile, verifyStream } from './verify.js'

export { tableToArrow } from './writer.js'

/** The table in an Arrow IPC file or stream, with lz4, zstd or no compression. */
export async function readArrow(
  source: Bytes,
  { where = 'table' }: { readonly where?: string } = {},
): Promise<{ readonly raw: RawTable; readonly facts: FileFacts }> {
  const { head, bytes } = await peek(source, 8)
  if (head.length === 0) throw new InputError(where, 'is empty (0 bytes); give an Arrow file')
  if (startsWith(head, 'FEA1'))
    throw new InputError(where, 'is a Feather V1 file, which has been replaced by Arrow; write it again as Feather V2 or Parquet')
  const isFile = startsWith(head, 'ARROW1')
  if (!isFile && !isStream(head)) throw new InputError(where, 'is neither an Arrow file nor an Arrow stream; is its name right?')
  const { RecordBatchReader } = await loadArrow()
  try {
    const whole = await collectBytes(bytes)
    refuseOther(whole, isFile ? fileEnd : streamEnd)
    if (isFile) verifyFile(whole)
    else verifyStream(whole)
    const reader = RecordBatchReader.from(whole).open()
    const columns = new ArrowColumns(reader.schema.fields)
    for (const batch of reader) columns.push(batch)
    const { raw, notes } = columns.finish()
    return { raw, facts: { format: isFile ? 'arrow' : 'arrow-stream', compression: 'none', notes } }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(where, `can't be read as Arrow (${(error as Error).message}); is it cut off or damaged?`, { cause: error })
  }
}

/** The marks that end a file, and a stream. */
const fileEnd = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]
const streamEnd = [0, 0, 0, 0]

/** Throws where the end is cut off, at which the library stops without a word. */
function refuseOther(bytes: Uint8Array, mark: readonly number[]): void {
  if (mark.some((byte, i) => bytes.at(i - mark.length) !== byte)) throw new Error('its end mark is missing')
}

/** A stream begins with a continuation mark, or in old files with the length of its first message. */
function isStream(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  if (head.length < 8) return false
  return view.getInt32(0, true) === -1 || (view.getInt32(0, true) > 0 && view.getInt32(0, true) < 1 << 20 && head[3] === 0)
}

/** The cells of an Arrow table, whichever copy of the library made it. */
export function arrowTableToRaw(table: ArrowTable): RawTable {
  const columns = new ArrowColumns(table.schema.fields)
  for (const batch of table.batches) columns.push(batch)
  return columns.finish().raw
}

/** Takes record batches and puts their cells into columns. */
class ArrowColumns {
  readonly #columns: readonly ArrowColumn[]
  readonly #notes: readonly string[]
  readonly #places: readonly Field[]
  #rows = 0

  constructor(fields: readonly Field[]) {
    const leaves = fields.flatMap((field) => leavesOf(field, []))
    const { names, notes } = distinctNames(leaves.map(({ path }) => fieldName(path)))
    this.#columns = leaves.map((leaf, j) => new ArrowColumn(names[j] as string, leaf.type, leaf.path))
    const nested = fields.filter(isStruct).map(({ name }) => {
      const read = leaves.flatMap(({ path }, j) => (path.length > 1 && path[0] === name ? [names[j] as string] : []))
      return objectNote(name, read)
    })
    this.#notes = [...notes, ...nested]
    this.#places = fields
  }

  push(batch: RecordBatch): void {
    this.#rows += batch.numRows
    const columns = this.#columns[Symbol.iterator]()
    this.#places.forEach((field, j) => {
      const vector = batch.getChildAt(j) as Vector
      if (vector.length !== batch.numRows) throw new Error(`'${field.name}' has ${vector.length} cells in ${batch.numRows} rows`)
      pushField(field, vector, [], columns)
    })
  }

  finish(): { readonly raw: RawTable; readonly notes: readonly string[] } {
    return {
      raw: { rows: this.#rows, columns: this.#columns.map((column) => column.finish()) },
      notes: [...this.#notes, ...this.#columns.flatMap((column) => column.notes)],
    }
  }
}

interface Leaf {
  readonly type: TypeParts
  readonly path: readonly string[]
}

function isStruct({ type }: Field): boolean {
  return type.typeId === typeIds.struct && type.children.length > 0
}

/** The columns of a field: itself, or the fields of its objects. */
function leavesOf(field: Field, outer: readonly string[]): Leaf[] {
  const path = [...outer, field.name]
  if (isStruct(field)) return field.type.children.flatMap((child: Field) => leavesOf(child, path))
  return [{ type: field.type as unknown as TypeParts, path }]
}

/** How many cells the bytes of a chunk can hold at most, whatever its length says; any number where cells have no bytes of their own. */
function cellsHeld(data: Data): number {
  const { typeId, bitWidth, byteWidth } = data.type as unknown as TypeParts & { readonly byteWidth?: number }
  const { bool, utf8, largeUtf8, binary, largeBinary, list, largeList, map, decimal, fixedBinary } = typeIds
  if (([utf8, largeUtf8, binary, largeBinary, list, largeList, map] as number[]).includes(typeId))
    return Math.max(0, (data.valueOffsets?.length ?? 1) - 1)
  const values = data.values as { readonly length: number } | undefined
  if (values === undefined) return Number.POSITIVE_INFINITY
  if (typeId === bool) return 8 * values.length
  if (typeId === decimal) return Math.floor((32 * values.length) / bitWidth)
  if (typeId === fixedBinary) return Math.floor(values.length / (byteWidth ?? 1))
  return values.length
}

/** Throws where the lists of a chunk, or those in them, have items that there are not. */
function checkItems({ type, valueOffsets, children, length }: Data): void {
  const { list, largeList, map } = typeIds
  const held = children[0]?.length ?? 0
  if (([list, largeList, map] as number[]).includes(type.typeId)) {
    for (let i = 0, before = 0; i <= length; i++) {
      const at = Number(valueOffsets[i])
      if (!(at >= before && at <= held)) throw new Error(`a list ends at item ${at} of ${held}`)
      before = at
    }
  }
  for (const child of children) checkItems(child)
}

/** Puts the cells of a field into the next columns. Those of an object that isn't there, which `outer` tells, aren't there either. */
function pushField(field: Field, vector: Vector, outer: readonly Vector[], columns: Iterator<ArrowColumn>): void {
  if (isStruct(field)) {
    const within = vector.nullCount > 0 ? [...outer, vector] : outer
    field.type.children.forEach((child: Field, k: number) => {
      pushField(child, vector.getChildAt(k) as Vector, within, columns)
    })
    return
  }
  const column = columns.next().value as ArrowColumn
  let start = 0
  for (const data of vector.data) {
    const from = start
    const held = cellsHeld(data)
    if (data.length > held) throw new Error(`'${field.name}' has ${data.length} cells, and bytes for ${held}`)
    checkItems(data)
    column.push(data, vector, outer.length === 0 ? undefined : (i) => outer.every((one) => one.isValid(from + i)))
    start += data.length
  }
}

type BigInts = BigInt64Array | BigUint64Array

class ArrowColumn {
  readonly #type: TypeParts
  readonly #path: readonly string[]
  readonly #cells: TypedColumnBuilder
  readonly #losses: TimeLosses = { floored: false, rounded: false }
  #levels: readonly string[] = []
  /** The dictionary seen last, and the codes of its levels. */
  #dictionary: Data | undefined
  #codes: Int32Array = new Int32Array(0)
  #hexadecimal = false

  constructor(name: string, type: TypeParts, path: readonly string[]) {
    this.#type = type
    this.#path = path
    this.#cells = new TypedColumnBuilder(name)
  }

  get notes(): readonly string[] {
    const { name } = this.#cells
    return [
      ...lossNotes(name, this.#losses),
      ...(this.#hexadecimal ? [`column '${name}': bytes are read as hexadecimal text`] : []),
      ...this.#nestedNotes(),
    ]
  }

  /** Puts the cells of one chunk into the column; `vector` holds that chunk alone, and `isThere` says which rows have an object around the cell. */
  push(data: Data, vector: Vector, isThere?: (i: number) => boolean): void {
    const put = this.#putter(data, vector)
    const someNull = data.nullCount > 0
    for (let i = 0; i < data.length; i++) {
      if ((someNull && !data.getValid(i)) || isThere?.(i) === false) this.#cells.pushNull()
      else put(i)
    }
  }

  finish(): RawColumn {
    const full = declaredName(this.#type)
    const type = this.#isNested() ? nestedName(full) : full
    const declared: Declared =
      this.#type.typeId === typeIds.dictionary ? { type, levels: this.#levels, ordered: this.#type.isOrdered } : { type }
    const column = this.#cells.finish(declared, this.#type.typeId === typeIds.decimal ? Math.max(0, this.#type.scale) : 0)
    return this.#path.length > 1 ? { ...column, path: this.#path } : column
  }

  #nestedNotes(): string[] {
    const full = declaredName(this.#type)
    return this.#isNested() && nestedName(full) === 'json' ? [jsonNote(this.#cells.name, full)] : []
  }

  #isNested(): boolean {
    const { list, largeList, fixedSizeList, map, struct } = typeIds
    return ([list, largeList, fixedSizeList, map, struct] as number[]).includes(this.#type.typeId)
  }

  /** What puts cell i of a chunk into the column, chosen once for the chunk. */
  #putter(data: Data, vector: Vector): (i: number) => void {
    const cells = this.#cells
    const { typeId, bitWidth, precision, unit } = this.#type
    const numbers = data.values as Float64Array
    const counts = data.values as BigInts
    switch (typeId) {
      case typeIds.null:
        return () => cells.pushNull()
      case typeIds.int:
        return bitWidth === 64 ? (i) => cells.pushWhole(counts[i] as bigint) : (i) => cells.pushNumber(numbers[i] as number)
      case typeIds.float:
        return precision === 0 ? (i) => cells.pushNumber(vector.get(i) as number) : (i) => cells.pushNumber(numbers[i] as number)
      case typeIds.bool:
        return (i) => cells.pushToken(vector.get(i) ? 'true' : 'false')
      case typeIds.utf8:
      case typeIds.largeUtf8:
        return texts(data, (text) => cells.pushToken(text))
      case typeIds.utf8View:
        return (i) => cells.pushToken(vector.get(i) as string)
      case typeIds.dictionary:
        return this.#levelPutter(data)
      case typeIds.decimal:
        return (i) => pushDecimal(cells, signedInteger(data.values as Uint32Array, bitWidth, i), this.#type.scale)
      case typeIds.date:
        return unit === 0 ? (i) => cells.pushNumber(numbers[i] as number) : (i) => cells.pushNumber(Math.floor(Number(counts[i]) / 864e5))
      case typeIds.time:
        return (i) =>
          cells.pushToken(
            clockText(Math.floor(Number(data.values[i]) / (unit === nanoseconds ? 1000 : 1)), perSecond[Math.min(unit, 2)] as number),
          )
      case typeIds.timestamp:
      case typeIds.duration:
        return (i) => cells.pushNumber(timeNumber(counts[i] as bigint, unit === nanoseconds, this.#losses))
      default:
        return this.#otherPutter(vector)
    }
  }

  /** Cells of a dictionary; a level that is null makes its cells null. */
  #levelPutter(data: Data): (i: number) => void {
    const cells = this.#cells
    this.#learnLevels(data.dictionary as Vector)
    const codes = this.#codes
    const keys = data.values as Int32Array
    return (i) => {
      const code = codes[Number(keys[i])] as number
      if (code < 0) cells.pushNull()
      else cells.pushCode(code)
    }
  }

  /** Looks the levels of a dictionary up, once for all the chunks that share it. */
  #learnLevels(dictionary: Vector): void {
    if (dictionary.data.length === 1 && dictionary.data[0] === this.#dictionary) return
    this.#dictionary = dictionary.data[0]
    const levels = Array.from({ length: dictionary.length }, (_, k) => levelText(dictionary.get(k)))
    this.#codes = Int32Array.from(levels, (level) => (level === null ? -1 : this.#cells.codeOf(level)))
    this.#levels = [...new Set([...this.#levels, ...levels.filter((level) => level !== null)])]
  }

  #otherPutter(vector: Vector): (i: number) => void {
    const { binary, fixedBinary, largeBinary, binaryView } = typeIds
    this.#hexadecimal = ([binary, fixedBinary, largeBinary, binaryView] as number[]).includes(this.#type.typeId)
    if (this.#hexadecimal) return (i) => this.#cells.pushToken(hexText(vector.get(i) as Uint8Array))
    return (i) => this.#cells.pushToken(nestedText(vector.get(i)))
  }
}

function levelText(level: unknown): string | null {
  if (level === null || level === undefined) return null
  return typeof level === 'object' ? nestedText(level) : String(level)
}

/** What hands the text of cell i on. Text of one byte a character is decoded at once and cut by its offsets. */
function texts({ values, valueOffsets, length }: Data, use: (text: string) => void): (i: number) => void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const bytes = values as Uint8Array
  const offset = (i: number) => Number(valueOffsets[i])
  if (length === 0) return () => {}
  const begin = offset(0)
  const all = decoder.decode(bytes.subarray(begin, offset(length)))
  if (all.length === offset(length) - begin) return (i) => use(all.slice(offset(i) - begin, offset(i + 1) - begin))
  return (i) => use(decoder.decode(bytes.subarray(offset(i), offset(i + 1))))
}

/** Cell i of a decimal column: a signed little-endian integer of some 32-bit words. */
function signedInteger(words: Uint32Array, bitWidth: number, i: number): bigint {
  const width = bitWidth / 32
  let value = 0n
  for (let k = width - 1; k >= 0; k--) value = (value << 32n) | BigInt((words[i * width + k] as number) >>> 0)
  return BigInt.asIntN(bitWidth, value)
}
