import type { ColumnMetaData, FileMetaData, SchemaElement } from 'hyparquet'
import type { RandomAccess } from './parquet.js'

/** How much a file may ask for beside its own bytes, in cells and in bytes once unpacked: constants pack to next to nothing. */
const cellsPerByte = 10_000
const leastCells = 1_000_000
const unpackedPerByte = 10_000
const leastUnpacked = 64_000_000
const deepest = 64

/** What a file of so many bytes may still have its reader allocate; `cells` and `bytes` throw once it is used up. */
export class Allowance {
  #cells: number
  #unpacked: number
  readonly #size: number

  constructor(size: number) {
    this.#size = size
    this.#cells = leastCells + cellsPerByte * size
    this.#unpacked = leastUnpacked + unpackedPerByte * size
  }

  cells(count: number): void {
    this.#cells -= count
    if (this.#cells < 0) throw new Error(`it states more cells than a file of ${this.#size} bytes may hold`)
  }

  bytes(count: number): void {
    this.#unpacked -= count
    if (this.#unpacked < 0) throw new Error(`its pages unpack to more than a file of ${this.#size} bytes may hold`)
  }
}

/** A count that a file states: whole, not negative, and at most `most`. Throws where it is none. */
export function footerCount(value: unknown, what: string, most = Number.MAX_SAFE_INTEGER): number {
  const count = Number(value)
  if (value === undefined || !Number.isSafeInteger(count) || count < 0 || count > most)
    throw new Error(`${what} is ${value === undefined ? 'missing' : `${value}`}, which can't be`)
  return count
}

/** The metadata at the end of a file, checked: its lists and texts lie within it, groups add up to the file, chunks lie in the file and share no bytes. */
export async function readFooter(file: RandomAccess): Promise<FileMetaData> {
  const { parquetMetadata } = await import('hyparquet')
  const size = file.byteLength
  if (size < 12) throw new Error('parquet file is too short')
  const tail = new DataView(await file.slice(size - 8, size))
  if (tail.getUint32(4, true) !== 0x31524150) throw new Error('parquet file invalid (footer != PAR1)')
  const length = footerCount(tail.getUint32(0, true), 'the length of its metadata', size - 12)
  const bytes = await file.slice(size - 8 - length, size)
  verifyStruct(new DataView(bytes, 0, length), 0)
  const metadata = parquetMetadata(bytes, { geoparquet: false })
  verifySchema(metadata.schema)
  verifyGroups(metadata, size - 8 - length)
  return metadata
}

/** Throws where a struct of Thrift's compact protocol at `at` states something that isn't in its bytes; gives where it ends. */
export function verifyStruct(view: DataView, at: number, depth = 0): number {
  if (depth > deepest) throw new Error('its metadata are nested without end')
  for (let offset = at; ; ) {
    const header = view.getUint8(offset++)
    const type = header & 0x0f
    if (type === 0) return offset
    if (header >> 4 === 0) offset = varint(view, offset).end
    offset = verifyElement(view, offset, type, depth)
  }
}

/** @see Thrift compact protocol encoding: 1 and 2 are truths that stand in the type, 3 a byte, 4 to 6 whole numbers, 7 a double, 8 bytes, 9 a list, 12 a struct */
function verifyElement(view: DataView, at: number, type: number, depth: number): number {
  if (type <= 2) return at
  if (type === 3) return at + 1
  if (type <= 6) return varint(view, at).end
  if (type === 7) return at + 8
  if (type === 8) {
    const { value, end } = varint(view, at)
    if (end + value > view.byteLength) throw new Error(`a text of ${value} bytes has no room in its metadata`)
    return end + value
  }
  if (type === 12) return verifyStruct(view, at, depth + 1)
  if (type !== 9) throw new Error(`its metadata hold a value of unknown type ${type}`)
  const header = view.getUint8(at)
  const { value: count, end } = header >> 4 === 15 ? varint(view, at + 1) : { value: header >> 4, end: at + 1 }
  // Each element takes a byte at least.
  if (end + count > view.byteLength) throw new Error(`a list of ${count} has no room in its metadata`)
  const inner = Math.max(3, header & 0x0f)
  if (depth > deepest) throw new Error('its metadata are nested without end')
  let offset = end
  for (let i = 0; i < count; i++) offset = verifyElement(view, offset, inner, depth + 1)
  return offset
}

/** A number of 7 bits a byte, 10 bytes at most, and where it ends. */
export function varint(view: DataView, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = view.getUint8(at + i)
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  throw new Error('a number of its metadata has no end')
}

/** Throws where the tree of columns goes too deep, or its elements are too few or too many. */
function verifySchema(schema: readonly SchemaElement[]): void {
  /** Children that are still to come, by level. */
  const left = [1]
  for (const element of schema) {
    while (left.at(-1) === 0) left.pop()
    if (left.length === 0) throw new Error('its schema has more elements than columns')
    left[left.length - 1] = (left.at(-1) as number) - 1
    left.push(footerCount(element.num_children ?? 0, `the number of fields in '${element.name}'`, schema.length))
    if (left.length > deepest) throw new Error('its types are nested without end')
  }
  if (left.some((count) => count > 0)) throw new Error('its schema has fewer elements than columns')
}

/** `end` is where the metadata begin. */
function verifyGroups({ num_rows, row_groups }: FileMetaData, end: number): void {
  const rows = footerCount(num_rows, 'the number of rows')
  let inGroups = 0
  let bytes = 0
  for (const group of row_groups) {
    inGroups += footerCount(group.num_rows, 'the number of rows of a group', rows)
    for (const { meta_data } of group.columns) if (meta_data) bytes += chunkRange(meta_data, end).length
  }
  if (inGroups !== rows) throw new Error(`its groups have ${inGroups} rows and the file ${rows}`)
  if (bytes > end) throw new Error('its columns have more bytes than the file')
}

/** Where the pages of a column lie in a file whose metadata begin at `end`. */
export function chunkRange(meta: ColumnMetaData, end: number): { readonly start: number; readonly length: number } {
  const start = footerCount(meta.dictionary_page_offset || meta.data_page_offset, 'the place of a column', end)
  return { start, length: footerCount(meta.total_compressed_size, 'the length of a column', end - start) }
}
