import type { ColumnMetaData, Compressors, PageHeader, SchemaTree } from 'hyparquet'
import { type Allowance, footerCount, varint, verifyStruct } from './footer.js'

/** The parts of the library that decode what was found sound. */
const loadParts = async () => {
  const [
    header,
    { decompressPage },
    { readPlain },
    { deltaBinaryUnpack },
    { byteStreamSplit },
    convert,
    lists,
    nested,
    { compressors },
    zstd,
    { unpackBrotli },
  ] = await Promise.all([
    import('hyparquet/src/column.js'),
    import('hyparquet/src/datapage.js'),
    import('hyparquet/src/plain.js'),
    import('hyparquet/src/delta.js'),
    import('hyparquet/src/encoding.js'),
    import('hyparquet/src/convert.js'),
    import('hyparquet/src/assemble.js'),
    import('hyparquet/src/rowgroup.js'),
    import('hyparquet-compressors'),
    import('fzstd'),
    import('./brotli.js'),
  ])
  // Into a buffer of the stated length, so that a page never unpacks to more.
  const bounded: Compressors = {
    ...compressors,
    ZSTD: (input, length) => zstd.decompress(input, new Uint8Array(length)),
    BROTLI: unpackBrotli,
  }
  return {
    parquetHeader: header.parquetHeader,
    decompressPage,
    readPlain,
    deltaBinaryUnpack,
    byteStreamSplit,
    convert: convert.convert,
    defaultParsers: convert.DEFAULT_PARSERS,
    assembleLists: lists.assembleLists,
    assembleAsync: nested.assembleAsync,
    compressors: bounded,
  }
}
export type PageParts = Awaited<ReturnType<typeof loadParts>>
type Decoder = Parameters<PageParts['convert']>[1]
export type PageValues = ReturnType<PageParts['convert']>

let loading: Promise<PageParts> | undefined

export function loadPageParts(): Promise<PageParts> {
  loading ??= loadParts()
  return loading
}

/** A column of a row group. */
interface Chunk {
  readonly bytes: Uint8Array
  readonly meta: ColumnMetaData
  readonly rows: number
  /** The root of the schema, and what leads from it to the column. */
  readonly path: readonly SchemaTree[]
  readonly parsers: Partial<Decoder['parsers']>
}

/** What a data page is, whatever its version: how its levels and values are stored. */
interface Page {
  readonly bytes: Uint8Array
  readonly count: number
  readonly encoding: string
  readonly repetition: Int32Array | null
  readonly definition: Int32Array | null
  /** Where the values begin. */
  readonly at: number
}

/**
 * The values of a column, page by page, lists put together. The library would believe the counts of pages and of the runs in them, and loop and
 * allocate as long as they say; here each is held against the rows of its group and against its bytes first. Throws where they contradict.
 *
 * @see Apache Parquet format: data pages and encodings
 */
export function readPages({ bytes, meta, rows, path, parsers }: Chunk, allowance: Allowance, parts: PageParts): PageValues[] {
  const element = (path.at(-1) as SchemaTree).element
  const decoder = {
    pathInSchema: meta.path_in_schema,
    type: element.type,
    element,
    schemaPath: path,
    codec: meta.codec,
    parsers: { ...parts.defaultParsers, ...parsers },
  } as Decoder
  const levels = levelsOf(path)
  const isFlat = path.length === 2 && levels.repetition === 0
  const total = footerCount(meta.num_values, `the number of values of '${meta.path_in_schema.join('.')}'`)
  if (isFlat && total !== rows) throw new Error(`a column has ${total} values in a group of ${rows} rows`)
  allowance.cells(total)
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
  const pages: PageValues[] = []
  let dictionary: PageValues | undefined
  for (let left = total; left > 0; ) {
    if (reader.offset >= bytes.length) throw new Error(`a column ends after ${total - left} of its ${total} values`)
    verifyStruct(reader.view, reader.offset)
    const header = parts.parquetHeader(reader)
    const length = footerCount(header.compressed_page_size, 'the length of a page', bytes.length - reader.offset)
    allowance.bytes(footerCount(header.uncompressed_page_size, 'the unpacked length of a page'))
    const packed = bytes.subarray(reader.offset, reader.offset + length)
    reader.offset += length
    if (header.type === 'DICTIONARY_PAGE') {
      dictionary = readDictionary(packed, header, decoder, allowance, parts)
      continue
    }
    const page = openPage(packed, header, levels, left, decoder, parts)
    left -= page.count
    const values = readValues(page, levels.definition, dictionary, decoder, allowance, parts)
    const before = pages.at(-1)
    const read = isFlat ? spread(values, page.definition) : assemble(before, page, values, path, parts)
    if (read !== before) pages.push(read)
  }
  return pages
}

/** How deep a column is in lists, and in what may be missing. */
function levelsOf(path: readonly SchemaTree[]): { readonly repetition: number; readonly definition: number } {
  const inner = path.slice(1).map(({ element }) => element.repetition_type)
  return { repetition: inner.filter((type) => type === 'REPEATED').length, definition: inner.filter((type) => type !== 'REQUIRED').length }
}

function readDictionary(packed: Uint8Array, header: PageHeader, decoder: Decoder, allowance: Allowance, parts: PageParts): PageValues {
  const count = footerCount(header.dictionary_page_header?.num_values, 'the number of values of a dictionary')
  allowance.cells(count)
  const bytes = parts.decompressPage(packed, header.uncompressed_page_size, decoder.codec, parts.compressors)
  return parts.convert(plainValues(bytes, 0, count, decoder, parts), decoder)
}

/** The page unpacked, with its levels; `left` is how many values it may have. */
function openPage(
  packed: Uint8Array,
  header: PageHeader,
  levels: ReturnType<typeof levelsOf>,
  left: number,
  { codec }: Decoder,
  { decompressPage, compressors }: PageParts,
): Page {
  const first = header.data_page_header
  const second = header.data_page_header_v2
  if (header.type === 'DATA_PAGE' && first) {
    const bytes = decompressPage(packed, header.uncompressed_page_size, codec, compressors)
    const count = footerCount(first.num_values, 'the number of values of a page', left)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    const read = (most: number): Int32Array | null => {
      if (most === 0) return null
      const start = at + 4
      at = start + footerCount(view.getUint32(at, true), 'the length of the levels of a page', bytes.length - start)
      return decodeRuns(bytes, start, at, bitsOf(most), count)
    }
    const repetition = read(levels.repetition)
    const definition = read(levels.definition)
    return { bytes, count, encoding: first.encoding, repetition, definition, at }
  }
  if (header.type === 'DATA_PAGE_V2' && second) {
    const count = footerCount(second.num_values, 'the number of values of a page', left)
    const middle = footerCount(second.repetition_levels_byte_length, 'the length of the levels of a page', packed.length)
    const start = middle + footerCount(second.definition_levels_byte_length, 'the length of the levels of a page', packed.length - middle)
    const size = footerCount(header.uncompressed_page_size - start, 'the unpacked length of a page')
    const body = packed.subarray(start)
    const bytes = second.is_compressed === false ? body : decompressPage(body, size, codec, compressors)
    const read = (most: number, from: number, to: number) => (most === 0 ? null : decodeRuns(packed, from, to, bitsOf(most), count))
    const repetition = read(levels.repetition, 0, middle)
    return { bytes, count, encoding: second.encoding, repetition, definition: read(levels.definition, middle, start), at: 0 }
  }
  throw new Error(`a page is of the unknown type ${header.type}`)
}

/** The values of a page that aren't missing, as the column has them. */
function readValues(
  page: Page,
  most: number,
  dictionary: PageValues | undefined,
  decoder: Decoder,
  allowance: Allowance,
  parts: PageParts,
): PageValues {
  const { bytes, encoding, definition, at } = page
  const count = definition ? definition.reduce((sum, level) => sum + (level === most ? 1 : 0), 0) : page.count
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') return lookedUp(bytes, at, count, dictionary)
  return parts.convert(storedValues(bytes, at, count, encoding, decoder, allowance, parts), decoder)
}

function lookedUp(bytes: Uint8Array, at: number, count: number, dictionary: PageValues | undefined): PageValues {
  if (count === 0) return []
  if (!dictionary) throw new Error('a page has no dictionary')
  const codes = decodeRuns(bytes, at + 1, bytes.length, footerCount(bytes[at], 'the width of its codes', 32), count)
  const values = new Array<unknown>(count)
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number
    if (code >= dictionary.length || code < 0) throw new Error(`code ${code} is not in a dictionary of ${dictionary.length}`)
    values[i] = dictionary[code]
  }
  return values
}

function storedValues(
  bytes: Uint8Array,
  at: number,
  count: number,
  encoding: string,
  decoder: Decoder,
  allowance: Allowance,
  parts: PageParts,
): PageValues {
  const { type, element } = decoder
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: at }
  if (count === 0) return []
  switch (encoding) {
    case 'PLAIN':
      return plainValues(bytes, at, count, decoder, parts)
    case 'RLE': {
      if (type !== 'BOOLEAN') break
      const start = at + 4
      const end = start + footerCount(reader.view.getUint32(at, true), 'the length of its runs', bytes.length - start)
      return Array.from(decodeRuns(bytes, start, end, 1, count), Boolean)
    }
    case 'BYTE_STREAM_SPLIT':
      needRoom(count * widthOf(decoder), bytes.length - at)
      return parts.byteStreamSplit(reader, count, type, element.type_length)
    case 'DELTA_BINARY_PACKED':
      return type === 'INT64' ? deltas(reader, new BigInt64Array(count), parts) : deltas(reader, new Int32Array(count), parts)
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      const lengths = deltas(reader, new Int32Array(count), parts)
      return Array.from(lengths, (length) => taken(bytes, reader, length))
    }
    case 'DELTA_BYTE_ARRAY': {
      const shared = deltas(reader, new Int32Array(count), parts)
      const rest = deltas(reader, new Int32Array(count), parts)
      return prefixed(shared, (i) => taken(bytes, reader, rest[i] as number), allowance)
    }
  }
  throw new Error(`a page is encoded as ${encoding}, which ${type} can't be`)
}

/** Values that begin with the first bytes of the ones before. */
function prefixed(shared: Int32Array, rest: (i: number) => Uint8Array, allowance: Allowance): Uint8Array[] {
  let before: Uint8Array = new Uint8Array(0)
  return Array.from(shared, (length, i) => {
    const own = rest(i)
    const value = new Uint8Array(footerCount(length, 'the length of a prefix', before.length) + own.length)
    allowance.bytes(value.length)
    value.set(before.subarray(0, length))
    value.set(own, length)
    before = value
    return value
  })
}

/** The next bytes of a page. */
function taken(bytes: Uint8Array, reader: { offset: number }, length: number): Uint8Array {
  const start = reader.offset
  reader.offset += footerCount(length, 'the length of a value', bytes.length - start)
  return bytes.subarray(start, reader.offset)
}

/** Fills what it is given with numbers that are stored as differences, block by block. */
function deltas<Output extends Int32Array | BigInt64Array>(
  reader: { view: DataView; offset: number },
  output: Output,
  parts: PageParts,
): Output {
  const block = varint(reader.view, reader.offset)
  const parted = varint(reader.view, block.end)
  const sound = parted.value > 0 && parted.value <= reader.view.byteLength && block.value <= 2 ** 24
  if (!sound || block.value === 0 || block.value % (8 * parted.value) !== 0)
    throw new Error(`a block of ${block.value} differences can't be in ${parted.value} parts`)
  parts.deltaBinaryUnpack(reader, output.length, output)
  return output
}

function plainValues(bytes: Uint8Array, at: number, count: number, decoder: Decoder, { readPlain }: PageParts): PageValues {
  needRoom(decoder.type === 'BOOLEAN' ? count / 8 : count * widthOf(decoder), bytes.length - at)
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: at }
  return readPlain(reader, decoder.type, count, decoder.element.type_length)
}

const widths: Partial<Record<string, number>> = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8, INT96: 12, BYTE_ARRAY: 4, BOOLEAN: 1 }

/** Bytes that a value takes at least. */
function widthOf({ type, element }: Decoder): number {
  const width = widths[type] ?? footerCount(element.type_length, 'the length of its values')
  if (width === 0) throw new Error('its values have no bytes')
  return width
}

function needRoom(bytes: number, room: number): void {
  if (bytes > room) throw new Error(`a page has ${room} bytes for values of ${Math.ceil(bytes)}`)
}

const bitsOf = (most: number): number => 32 - Math.clz32(most)

/** `count` numbers of so many bits, stored in `start` to `end` as runs of equal ones and packed ones. Throws where they are fewer. */
function decodeRuns(bytes: Uint8Array, start: number, end: number, width: number, count: number): Int32Array {
  const values = new Int32Array(count)
  // One value that needs no bits: there may be no runs at all.
  if (width === 0) return values
  const view = new DataView(bytes.buffer, bytes.byteOffset, end)
  for (let seen = 0, at = start; seen < count; ) {
    const { value: header, end: body } = varint(view, at)
    const left = count - seen
    if (header % 2 === 1) {
      const groups = (header - 1) / 2
      const packed = Math.min(8 * groups, left)
      needRoom((packed * width) / 8, end - body)
      unpack(bytes, body, width, values.subarray(seen, seen + packed))
      seen += packed
      at = body + groups * width
    } else {
      let value = 0
      for (let i = 0; 8 * i < width; i++) value |= view.getUint8(body + i) << (8 * i)
      const run = Math.min(header / 2, left)
      values.fill(value, seen, seen + run)
      seen += run
      at = body + ((width + 7) >> 3)
    }
  }
  return values
}

/** Fills `values` with numbers of so many bits, the lowest bits of the first byte first. */
function unpack(bytes: Uint8Array, start: number, width: number, values: Int32Array): void {
  const mask = width === 32 ? -1 : 2 ** width - 1
  for (let i = 0; i < values.length; i++) {
    const bit = i * width
    const at = start + Math.floor(bit / 8)
    const shift = bit % 8
    let value = (bytes[at] as number) >>> shift
    for (let have = 8 - shift, k = 1; have < width; have += 8, k++) value |= (bytes[at + k] as number) << have
    values[i] = value & mask
  }
}

/** The values of a flat column with nulls where a level says so. */
function spread(values: PageValues, definition: Int32Array | null): PageValues {
  if (!definition || values.length === definition.length) return values
  const spread = new Array<unknown>(definition.length)
  for (let i = 0, next = 0; i < spread.length; i++) spread[i] = definition[i] === 1 ? values[next++] : null
  return spread
}

/** The lists and objects of a page, put behind those of the pages before: a row may go on from one to the next. */
function assemble(
  before: PageValues | undefined,
  page: Page,
  values: PageValues,
  path: readonly SchemaTree[],
  { assembleLists }: PageParts,
): PageValues {
  const { repetition, definition } = page
  const output = Array.isArray(before) ? before : []
  return assembleLists(output, definition ? Array.from(definition) : undefined, repetition ? Array.from(repetition) : [], values, [...path])
}
