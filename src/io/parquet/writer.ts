import type { SchemaElement } from 'hyparquet'
import { type Place, placesOf, valueAt } from '../../table/places.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { arrowSchemaNote } from '../arrow/writer.js'
import type { Sink, TableWriter } from '../bytes/sink.js'
import { cellValues, type TypedCell } from '../typed/cell-values.js'
import { type Storage, storageOf } from '../typed/storage.js'

/** Rows collected before they are written as one row group. */
const groupRows = 1 << 16

/** Writes tables as a Parquet file, packed with snappy, with statistics; no more than one row group is held. */
export async function createParquetWriter(schema: Schema, sink: Sink): Promise<TableWriter> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const bytes = new ByteWriter()
  const flush = async (): Promise<void> => {
    const written = bytes.getBytes().slice()
    bytes.index = 0
    if (written.length > 0) await sink.write(written)
  }
  let group: RowGroup | undefined
  let writer: InstanceType<typeof ParquetWriter> | undefined
  const begin = async (names: readonly string[]): Promise<RowGroup> => {
    const begun = new RowGroup(names, schema)
    const note = await arrowSchemaNote(names, schema)
    const kvMetadata = note === undefined ? [] : [{ key: 'ARROW:schema', value: note }]
    writer = new ParquetWriter({ writer: bytes, schema: begun.elements, createdBy: 'rowsmith', kvMetadata })
    return begun
  }
  const writeGroup = async (): Promise<void> => {
    await writer?.write({ columnData: (group as RowGroup).take(), rowGroupSize: groupRows })
    await flush()
  }
  return {
    write: async (table) => {
      group ??= await begin(table.names)
      group.push(table)
      if (group.rows >= groupRows) await writeGroup()
    },
    close: async () => {
      group ??= await begin(schema.columns.map(({ name }) => name))
      if (group.rows > 0) await writeGroup()
      await writer?.finish()
      await flush()
    },
  }
}

interface WaitingColumn {
  readonly schema: ColumnSchema
  readonly storage: Storage
  cells: TypedCell[]
}

/** Rows that wait to be written, column by column. */
class RowGroup {
  readonly elements: SchemaElement[]
  readonly #columns: ReadonlyMap<string, WaitingColumn>
  readonly #places: readonly Place[]
  rows = 0

  constructor(names: readonly string[], schema: Schema) {
    const columns = names.map((name): [string, WaitingColumn] => {
      const column = schemaColumn(schema, name)
      return [name, { schema: column, storage: parquetStorage(storageOf(column)), cells: [] }]
    })
    this.#columns = new Map(columns)
    this.#places = placesOf(names, schema)
    this.elements = [{ name: 'schema', num_children: this.#places.length }, ...this.#places.flatMap((place) => this.#elements(place))]
  }

  #elements(place: Place): SchemaElement[] {
    if ('column' in place) return elementsOf(place.name, (this.#columns.get(place.column) as WaitingColumn).storage)
    const { name, fields } = place
    return [{ name, repetition_type: 'OPTIONAL', num_children: fields.length }, ...fields.flatMap((field) => this.#elements(field))]
  }

  push(table: Table): void {
    for (const { schema, storage, cells } of this.#columns.values()) {
      const column = table.column(schema.name)
      const give = cellValues(schema, column, storage)
      for (let i = 0; i < table.rows; i++) cells.push(give(column.values[i] as number))
    }
    this.rows += table.rows
  }

  take(): { name: string; data: unknown[] }[] {
    const data = this.#places.map((place) => {
      if ('column' in place) return { name: place.name, data: (this.#columns.get(place.column) as WaitingColumn).cells }
      const cell = (i: number) => (name: string) => this.#columns.get(name)?.cells[i] ?? null
      return { name: place.name, data: Array.from({ length: this.rows }, (_, i) => valueAt(place, cell(i))) }
    })
    for (const column of this.#columns.values()) column.cells = []
    this.rows = 0
    return data
  }
}

/** Parquet knows no seconds. */
function parquetStorage(storage: Storage): Storage {
  return (storage.type === 'timestamp' || storage.type === 'time') && storage.unit === 's' ? { ...storage, unit: 'ms' } : storage
}

const text: Partial<SchemaElement> = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }

/** The elements of a column: one, or more where its cells are lists, objects or maps. */
function elementsOf(name: string, storage: Storage): SchemaElement[] {
  const repetition_type = 'OPTIONAL'
  switch (storage.type) {
    case 'list':
      return [
        { name, repetition_type, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', storage.item),
      ]
    case 'map': {
      const [key] = elementsOf('key', storage.key)
      return [
        { name, repetition_type, num_children: 1, converted_type: 'MAP', logical_type: { type: 'MAP' } },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        { ...(key as SchemaElement), repetition_type: 'REQUIRED' },
        ...elementsOf('value', storage.value),
      ]
    }
    case 'struct':
      return [
        { name, repetition_type, num_children: storage.fields.length },
        ...storage.fields.flatMap((field) => elementsOf(field.name, field.of)),
      ]
    default:
      return [{ name, repetition_type, ...elementOf(storage) }]
  }
}

/** The physical type of a column and what it means. */
function elementOf(storage: Storage): Partial<SchemaElement> {
  switch (storage.type) {
    case 'int': {
      const { bits, signed } = storage
      const type = bits === 64 ? 'INT64' : 'INT32'
      // No logical type: hyparquet-writer puts its bit width, which is one byte in the format, into the footer as 32 bits, which no other
      // reader takes. The converted type says the same.
      return signed && bits >= 32 ? { type } : { type, converted_type: `${signed ? '' : 'U'}INT_${bits}` as 'INT_8' }
    }
    case 'float':
      return { type: storage.bits === 32 ? 'FLOAT' : 'DOUBLE' }
    case 'decimal': {
      const { precision, scale } = storage
      const physical: Partial<SchemaElement> = precision <= 18 ? { type: 'INT64' } : { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 }
      return { ...physical, converted_type: 'DECIMAL', precision, scale, logical_type: { type: 'DECIMAL', precision, scale } }
    }
    case 'bool':
      return { type: 'BOOLEAN' }
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }
    case 'time':
      return storage.unit === 'us'
        ? { type: 'INT64', converted_type: 'TIME_MICROS', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' } }
        : { type: 'INT32', converted_type: 'TIME_MILLIS', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MILLIS' } }
    case 'binary':
      return { type: 'BYTE_ARRAY' }
    case 'timestamp': {
      const unit = storage.unit === 'us' ? 'MICROS' : 'MILLIS'
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: storage.timezone !== null, unit } }
    }
    case 'duration':
      return { type: 'INT64' }
    default:
      return text
  }
}
