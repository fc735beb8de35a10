import type { AsyncBuffer, ColumnChunk, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { InputError } from '../../errors.js'
import { fieldName, objectNote } from '../../table/places.js'
import type { Declared, RawColumn, RawTable } from '../../table/raw.js'
import { loadArrow } from '../arrow/codecs.js'
import { declaredName, jsonNote, nanoseconds, nestedName, type TypeParts, typeIds } from '../arrow/types.js'
import { type Bytes, collectBytes } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import type { FileFacts } from '../facts.js'
import type { Read } from '../formats.js'
import { hexText, lossNotes, nestedText, type TimeLosses } from '../typed/exact.js'
import { TypedColumnBuilder } from '../typed/typed-column.js'
import { Allowance, chunkRange, readFooter } from './footer.js'
import { loadPageParts, type PageParts, type PageValues, readPages } from './pages.js'
import { type ParquetType, type Physical, parquetType, typeName } from './types.js'

/** A file of which any part can be read. */
export type RandomAccess = AsyncBuffer

/** A file held in memory. */
export function randomAccess(bytes: Uint8Array): RandomAccess {
  const buffer = bytes.buffer as ArrayBuffer
  return {
    byteLength: bytes.byteLength,
    slice: (start, end = bytes.byteLength) => buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end),
  }
}

/** The table in a Parquet file, read one column of one row group at a time. */
export async function readParquet(
  file: RandomAccess,
  { where = 'table' }: { readonly where?: string } = {},
): Promise<{ readonly raw: RawTable; readonly facts: FileFacts }> {
  if (file.byteLength === 0) throw new InputError(where, 'is empty (0 bytes); give a Parquet file')
  const { parquetSchema } = await import('hyparquet')
  try {
    const metadata = await readFooter(file)
    const arrowTypes = await arrowTypesOf(metadata)
    const tree = parquetSchema(metadata)
    const byField = tree.children.map((child) => leavesOf(child, [], arrowTypes.get(child.element.name)))
    const leaves = byField.flat()
    const { names, notes } = distinctNames(leaves.map(({ path }) => fieldName(path)))
    const columns = leaves.map((leaf, j) => new ParquetColumn(names[j] as string, leaf))
    const plain = { ...metadata, schema: withoutAnnotations(metadata.schema, columns) }
    await readGroups(
      file,
      plain,
      byField.map((own) => own.map((leaf) => columns[leaves.indexOf(leaf)] as ParquetColumn)),
    )
    const raw = { rows: Number(metadata.num_rows), columns: columns.map((column) => column.finish()) }
    const nested = tree.children.filter(isStruct).map(({ element: { name } }) => {
      const read = columns.flatMap(({ path }, j) => (path[0] === name ? [names[j] as string] : []))
      return objectNote(name, read)
    })
    const facts: FileFacts = {
      format: 'parquet',
      compression: 'none',
      notes: [...notes, ...nested, ...columns.flatMap((column) => column.notes)],
    }
    return { raw, facts }
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(where, `can't be read as Parquet (${(error as Error).message}); is it cut off or damaged?`, { cause: error })
  }
}

/** As `readParquet`, for a file that comes as a stream. */
export async function readParquetBytes(source: Bytes, options: { readonly where?: string } = {}): Promise<Read> {
  return readParquet(randomAccess(await collectBytes(source)), options)
}

/** Reads the row groups; `fields` are the columns of each field of the file. */
async function readGroups(file: RandomAccess, metadata: FileMetaData, fields: readonly (readonly ParquetColumn[])[]): Promise<void> {
  const [{ parquetSchema }, parts] = await Promise.all([import('hyparquet'), loadPageParts()])
  const root = parquetSchema(metadata)
  const paths = root.children.map((field) => physicalPaths(field, [root]))
  const allowance = new Allowance(file.byteLength)
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const left = [...group.columns]
    for (const [i, columns] of fields.entries()) {
      const own = paths[i] as SchemaTree[][]
      const chunks = left.splice(0, own.length)
      const parsers = (columns[0] as ParquetColumn).parsers
      const read = await Promise.all(own.map((path, k) => readChunk(file, chunks[k], { rows, path, parsers }, allowance, parts)))
      for (const values of await assembleField(read, own, rows, parsers, parts)) for (const column of columns) column.push(values)
    }
  }
}

/** What leads to each column of the file that a field is made of. */
function physicalPaths(tree: SchemaTree, outer: readonly SchemaTree[]): SchemaTree[][] {
  const path = [...outer, tree]
  return tree.children.length === 0 ? [path] : tree.children.flatMap((child) => physicalPaths(child, path))
}

type ChunkPlace = Pick<Parameters<typeof readPages>[0], 'rows' | 'path' | 'parsers'>

async function readChunk(
  file: RandomAccess,
  chunk: ColumnChunk | undefined,
  place: ChunkPlace,
  allowance: Allowance,
  parts: PageParts,
): Promise<ArrayLike<unknown>[]> {
  const meta = chunk?.meta_data
  const name = place.path
    .slice(1)
    .map(({ element }) => element.name)
    .join('.')
  if (!chunk || !meta || meta.path_in_schema.join('.') !== name) throw new Error(`column '${name}' is not where its schema has it`)
  if (chunk.file_path) throw new Error(`column '${name}' lies in another file`)
  if (place.rows === 0) return []
  const { start, length } = chunkRange(meta, file.byteLength)
  return readPages({ ...place, bytes: new Uint8Array(await file.slice(start, start + length)), meta }, allowance, parts)
}

/** The values of a field of the file, row by row, from the pages of its columns. Throws where they are not as many as there are rows. */
async function assembleField(
  read: readonly ArrayLike<unknown>[][],
  paths: readonly (readonly SchemaTree[])[],
  rows: number,
  parsers: ParquetColumn['parsers'],
  { assembleAsync }: PageParts,
): Promise<readonly ArrayLike<unknown>[]> {
  const [root, field] = paths[0] as [SchemaTree, SchemaTree]
  if (rows === 0) return []
  let values = read[0] as readonly ArrayLike<unknown>[]
  if (field.children.length > 0) {
    const asyncColumns = read.map((data, k) => ({
      pathInSchema: (paths[k] as SchemaTree[]).slice(1).map(({ element }) => element.name),
      data: Promise.resolve({ data: data as PageValues[], skipped: 0 }),
    }))
    const group = { groupStart: 0, groupRows: rows, asyncColumns }
    const [assembled] = assembleAsync(group, { ...root, children: [field] }, parsers).asyncColumns
    values = (await assembled?.data)?.data ?? []
  }
  const count = values.reduce((sum, { length }) => sum + length, 0)
  if (count !== rows) throw new Error(`column '${field.element.name}' has ${count} values in a group of ${rows} rows`)
  return values
}

/** The elements of the schema with those of plain columns as their readers want them. */
function withoutAnnotations(schema: readonly SchemaElement[], columns: readonly ParquetColumn[]): SchemaElement[] {
  const changed = new Map(columns.flatMap(({ element, type }) => (type ? [[element, type.element]] : [])))
  return schema.map((element) => changed.get(element) ?? element)
}

/** The types of the columns as Arrow's own note in the file has them: it knows time zones and dictionaries, which Parquet doesn't. */
async function arrowTypesOf({ key_value_metadata }: FileMetaData): Promise<ReadonlyMap<string, TypeParts>> {
  const note = key_value_metadata?.find(({ key }) => key === 'ARROW:schema')?.value
  if (!note) return new Map()
  const { RecordBatchReader } = await loadArrow()
  try {
    const reader = RecordBatchReader.from(Uint8Array.from(atob(note), (character) => character.charCodeAt(0)))
    reader.open()
    return new Map(reader.schema.fields.map((field) => [field.name, field.type as unknown as TypeParts]))
  } catch {
    // The note is a courtesy of the writer; the columns can be read without it.
    return new Map()
  }
}

/** A column of the table, and where the file has it. */
interface Leaf {
  readonly tree: SchemaTree
  readonly path: readonly string[]
  readonly arrow: TypeParts | undefined
}

/** Whether a field holds objects, whose fields are columns. */
function isStruct({ element, children }: SchemaTree): boolean {
  const isOther =
    /^(LIST|MAP|MAP_KEY_VALUE)$/.test(element.converted_type ?? '') || /^(LIST|MAP|VARIANT)$/.test(element.logical_type?.type ?? '')
  return children.length > 0 && element.repetition_type !== 'REPEATED' && !isOther
}

function leavesOf(tree: SchemaTree, outer: readonly string[], arrow: TypeParts | undefined): Leaf[] {
  const path = [...outer, tree.element.name]
  if (!isStruct(tree)) return [{ tree, path, arrow }]
  const inner = (name: string) => arrow?.children?.find((child) => child.name === name)?.type as TypeParts | undefined
  return tree.children.flatMap((child) => leavesOf(child, path, inner(child.element.name)))
}

class ParquetColumn {
  readonly path: readonly string[]
  readonly element: SchemaElement
  /** Absent for lists and maps, which are read as JSON texts. */
  readonly type: ParquetType | undefined
  readonly parsers: {
    readonly stringFromBytes?: (bytes: Uint8Array) => unknown
    readonly uuidFromBytes?: (bytes: Uint8Array) => unknown
    readonly timestampFromNanoseconds?: (count: bigint) => unknown
  }
  readonly #tree: SchemaTree
  readonly #cells: TypedColumnBuilder
  readonly #arrow: TypeParts | undefined
  readonly #losses: TimeLosses = { floored: false, rounded: false }
  /** The levels of a dictionary, in the order of the file. */
  readonly #texts = new Set<string>()
  readonly #decoded: (bytes: Uint8Array) => string

  constructor(name: string, { tree, path, arrow }: Leaf) {
    const { element, children } = tree
    this.path = path
    this.element = element
    this.#tree = tree
    this.#cells = new TypedColumnBuilder(name)
    this.#arrow = arrow
    const nested = children.length > 0 || element.repetition_type === 'REPEATED'
    this.type = nested ? undefined : parquetType(element)
    const isText = /^(UTF8|ENUM|JSON)$/.test(element.converted_type ?? '') || element.logical_type?.type === 'STRING'
    const isBinary = arrow !== undefined && declaredName(arrow) === 'binary'
    const decoded = (bytes: Uint8Array) => (isBinary ? hexText(bytes) : textOf(bytes, isText))
    // Texts become codes where they are decoded, which for a dictionary is once a row group instead of once a row; those of several columns
    // that are read at once are decoded by each column.
    const stringFromBytes = path.length > 1 ? (bytes: Uint8Array) => bytes : (bytes: Uint8Array) => this.#codeOf(decoded(bytes))
    this.#decoded = decoded
    this.parsers =
      nested && path.length === 1 ? {} : { stringFromBytes, uuidFromBytes: (bytes) => bytes, timestampFromNanoseconds: (count) => count }
  }

  get notes(): readonly string[] {
    const { name } = this.#cells
    const full = this.type ? undefined : typeName(this.#tree)
    return [...lossNotes(name, this.#losses), ...(full !== undefined && nestedName(full) === 'json' ? [jsonNote(name, full)] : [])]
  }

  /** Puts the values of the field of the file, of which this column is all or a part. */
  push(values: ArrayLike<unknown>): void {
    const cells = this.#cells
    const put = this.type?.put
    const isPart = this.path.length > 1
    const isText = isPart && this.element.type === 'BYTE_ARRAY' && put !== undefined && this.type?.decimals === undefined
    for (let i = 0; i < values.length; i++) {
      const value = isPart ? this.#within(values[i]) : values[i]
      if (value === null || value === undefined) cells.pushNull()
      else if (isText) cells.pushCode(this.#codeOf(this.#decoded(value as Uint8Array)))
      else if (put) put(cells, value as Physical, this.#losses)
      else cells.pushToken(nestedText(value))
    }
  }

  /** The value of this column in an object of the field. */
  #within(value: unknown): unknown {
    let inner = value
    for (let depth = 1; depth < this.path.length; depth++)
      inner = (inner as Record<string, unknown> | null | undefined)?.[this.path[depth] as string]
    return inner
  }

  finish(): RawColumn {
    const column = this.#cells.finish(this.#declared(), this.type?.decimals)
    return this.path.length > 1 ? { ...column, path: this.path } : column
  }

  #declared(): Declared {
    const type = this.type?.name ?? nestedName(typeName(this.#tree))
    const arrow = this.#arrow
    if (!arrow) return { type }
    if (arrow.typeId === typeIds.dictionary && type === 'utf8')
      return { type: 'dictionary', levels: [...this.#texts], ordered: arrow.isOrdered }
    if (type === 'utf8' && declaredName(arrow) === 'binary') return { type: 'binary' }
    const counted = arrow.typeId === typeIds.duration && type === 'int64' && arrow.unit !== nanoseconds
    if (counted) return { type: declaredName(arrow) }
    const zone = arrow.typeId === typeIds.timestamp && arrow.timezone
    return { type: zone ? type.replace(/^timestamp\[(\w+).*/, `timestamp[$1, ${zone}]`) : type }
  }

  #codeOf(text: string): number {
    if (this.#arrow?.typeId === typeIds.dictionary) this.#texts.add(text)
    return this.#cells.codeOf(text)
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of bytes; hexadecimal where nobody says that they are text and they aren't. */
function textOf(bytes: Uint8Array, isText: boolean): string {
  if (isText) return lenient.decode(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return hexText(bytes)
  }
}
