import { SchemaError } from '../../errors.js'
import type { FileFacts } from '../../io/facts.js'
import { type Column, isNumberColumn, isNumberKind, type NumberColumn } from '../../table/column.js'
import { inferSchema } from '../../table/inference/infer.js'
import { type RawColumn, type RawTable, rawCell } from '../../table/raw.js'
import { type ColumnSchema, isModelled, type Schema } from '../../table/schema.js'
import { parseSchema } from '../../table/shape/schema.js'
import { Table } from '../../table/table.js'
import { microsecondsPer } from '../../table/times/datetime.js'
import { decodeWith } from '../../table/typing/decode.js'
import { withSameLevels } from '../../table/typing/same-levels.js'
import { typeTable } from './bytes.js'

/**
 * The typed table of what was read, to be compared with another one by whose schema it is read. Columns may come in any order; ids, keys and
 * texts may be absent, because nobody compares them; columns that the schema doesn't have are kept, so that the evaluation can say that it
 * left them out; levels that are only written otherwise are the same (see `withSameLevels`), of which `say` is told.
 */
export function typeCompared(
  { raw, facts }: { readonly raw: RawTable; readonly facts: FileFacts },
  path: string,
  schema: Schema,
  say: (sentence: string) => void = () => {},
): Table {
  const held = new Set(raw.columns.map(({ name }) => name))
  const known = new Set(schema.columns.map(({ name }) => name))
  const strangers = raw.columns.filter(({ name }) => !known.has(name))
  const extra = strangers.length > 0 ? inferSchema({ ...raw, columns: strangers }).schema.columns : []
  const expected = schema.columns.filter((column) => isModelled(column) || held.has(column.name))
  const wider = { ...schema, columns: [...expected, ...extra], dependencies: [] }
  const otherwise = expected.flatMap((column) => readOtherwise(raw, column, say) ?? [])
  const set = new Set(otherwise.map(({ name }) => name))
  const plain = {
    raw: { ...raw, columns: raw.columns.filter(({ name }) => !set.has(name)) },
    schema: { ...wider, columns: wider.columns.filter(({ name }) => !set.has(name)) },
  }
  const { columns } = typeTable({ raw: plain.raw, facts }, path, { schema: plain.schema, unseenLevels: 'add' }).table
  const all = new Map([...columns, ...otherwise].map((column) => [column.name, column]))
  return withSameLevels(
    new Table(
      wider.columns.map(({ name }) => all.get(name) as Column),
      raw.rows,
    ),
    schema,
    say,
  )
}

/** Whether all cells were read but those that are blank or mean "missing". */
function isWhole({ values }: NumberColumn, cells: RawColumn, { missing }: ColumnSchema): boolean {
  return values.every((value, row) => {
    const text = Number.isNaN(value) ? (rawCell(cells, row)?.trim() ?? '') : ''
    return text === '' || missing.includes(text)
  })
}

/** Numbers or times that the schema can't read and that are such all the same, written otherwise: in the schema's units. */
function readOtherwise(raw: RawTable, schema: ColumnSchema, say: (sentence: string) => void): NumberColumn | undefined {
  const cells = raw.columns.find(({ name }) => name === schema.name)
  if (!cells || !isNumberKind(schema.kind) || ('margins' in schema && schema.margins)) return undefined
  const alone = { rows: raw.rows, columns: [cells] }
  const asIs = (column: ColumnSchema): Column | undefined => {
    try {
      return decodeWith(alone, parseSchema({ columns: [{ ...column, role: 'feature' }] }), { unseenLevels: 'add' }).columns[0]
    } catch (error) {
      if (error instanceof SchemaError) return undefined
      throw error
    }
  }
  if (asIs(schema)) return undefined
  const [own] = inferSchema(alone).schema.columns
  const isSame = own && (schema.kind === 'datetime' ? own.kind === 'datetime' : own.kind === 'numeric' || own.kind === 'integer')
  const read = isSame ? asIs(own) : undefined
  if (!own || !read || !isNumberColumn(read) || !isWhole(read, cells, schema)) return undefined
  if (schema.kind !== 'datetime' || own.kind !== 'datetime') {
    say(`${schema.name}: read numbers that are written otherwise, such as ${rawCell(cells, 0)}`)
    return { ...read, kind: schema.kind }
  }
  say(`${schema.name}: read times of the format ${own.format} where real ones have ${schema.format}`)
  const units = microsecondsPer[own.unit] / microsecondsPer[schema.unit]
  return { ...read, values: read.values.map((value) => Math.floor(value * units)) }
}
