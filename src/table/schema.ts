import { SchemaError } from '../errors.js'
import { isNumberKind, type Kind } from './column.js'
import type { ColumnInput, ColumnSchema, LengthClass } from './shape/columns.js'
import type { Dialect, Schema } from './shape/schema.js'

export type {
  ColumnInput,
  ColumnSchema,
  DatetimeSchema,
  FormSchema,
  IdSchema,
  IntegerSchema,
  LengthClass,
  NumericSchema,
  TextSchema,
  WordChain,
} from './shape/columns.js'
export type {
  Dependency,
  Dialect,
  FormulaRelation,
  GivenTable,
  Moment,
  OrderRelation,
  ProductRelation,
  Relation,
  Schema,
  SchemaInput,
  SumRelation,
} from './shape/schema.js'

/** The column of that name; throws where there is none. */
export function schemaColumn(schema: Schema, name: string): ColumnSchema {
  const column = schema.columns.find((column) => column.name === name)
  if (!column) throw new SchemaError(name, `no such column; the schema has ${schema.columns.map((column) => column.name).join(', ')}`)
  return column
}

/** The levels of a coded column, of a text made anew those that stay; none for numbers and ids. */
export function levelsOf(column: ColumnSchema): readonly string[] {
  return isNumberKind(column.kind) || column.kind === 'id' ? [] : (column as { levels: string[] }).levels
}

/** Columns that a model learns: all but ids and texts made anew, and keys of rows and of sequences. */
export function isModelled(column: ColumnSchema): boolean {
  if (column.kind === 'id' || column.role === 'key' || column.role === 'sequence-key') return false
  return column.kind !== 'text' || column.policy === 'copy'
}

/** Whether rows that share a value of a column made anew are put together, whatever other columns hold: those of a group, and of a sequence. */
export function standsInGroups(name: string, { columns, links }: Pick<Schema, 'columns' | 'links'>): boolean {
  const column = columns.find((own) => own.name === name)
  if (column?.role === 'sequence-key') return true
  return column?.kind === 'text' && column.policy !== 'copy' && column.groups !== undefined && !links?.some(({ to }) => to === name)
}

/** Tells the class of lengths of a text, which may be of none that was seen. */
export function createLengthFinder(lengths: readonly LengthClass[]): (text: string) => number {
  return (text) =>
    Math.max(
      0,
      lengths.findLastIndex(({ letters }) => letters[0] <= text.length),
    )
}

/** The schema with these columns marked as sensitive besides those that are; throws where there is no such column. */
export function withSensitive(schema: Schema, names: readonly string[]): Schema {
  for (const name of names) schemaColumn(schema, name)
  return { ...schema, columns: schema.columns.map((column) => (names.includes(column.name) ? { ...column, sensitive: true } : column)) }
}

/** What some columns are for. */
export interface Roles {
  readonly target?: readonly string[]
  /** A column that names a row or, where its values repeat, a sequence of rows. */
  readonly key?: string
  readonly order?: string
}

/** The schema with these roles, each in place of what the schema said of it. */
export function withRoles(schema: Schema, { target, key, order }: Roles): Schema {
  for (const name of [...(target ?? []), key, order]) if (name !== undefined) schemaColumn(schema, name)
  const roleOf = ({ name, role, kind }: ColumnSchema): ColumnSchema['role'] => {
    if (target?.includes(name)) return 'target'
    if (name === key) return role.endsWith('key') ? role : kind === 'id' ? 'key' : 'sequence-key'
    if (name === order) return 'order'
    const replaced = (target && role === 'target') || (key && role.endsWith('key')) || (order && role === 'order')
    return replaced ? 'feature' : role
  }
  return { ...schema, columns: schema.columns.map((column) => ({ ...column, role: roleOf(column) })) }
}

// In the order of their shapes, by which a schema that is read has its fields in the order of one that is made.
const common = () => ({
  ...{ name: undefined, role: 'feature', nullable: true, missing: [], sensitive: false, storage: undefined, path: undefined },
  ...{ meaning: undefined, note: undefined, law: undefined, shares: undefined, missingRate: undefined, expression: undefined },
  kind: undefined,
})

const numberFormat = () => ({
  ...common(),
  ...{
    prefix: '',
    suffix: '',
    thousands: '',
    point: '.',
    parentheses: false,
    plus: undefined,
    leadingZero: undefined,
    exponent: undefined,
  },
  ...{ min: null, max: null, scaleBy: undefined, margins: undefined, beside: undefined, between: undefined },
})

/** The fields of a column of each kind, with what they are where nothing is said. */
const columnDefaults: Readonly<Record<Kind, () => Readonly<Record<string, unknown>>>> = {
  numeric: () => ({ ...numberFormat(), decimals: null, fixed: false, leastDecimals: 0, grids: undefined, repeated: undefined }),
  integer: () => ({ ...numberFormat(), trailingZeros: 0 }),
  categorical: () => ({ ...common(), levels: undefined, beside: undefined, digits: undefined }),
  ordinal: () => ({ ...common(), levels: undefined }),
  boolean: () => ({ ...common(), levels: undefined }),
  datetime: () => ({
    ...common(),
    ...{ format: undefined, locale: undefined, century: undefined, others: undefined, unit: undefined, step: 1, offset: null },
    ...{ min: null, max: null, weekdays: undefined, hours: undefined },
  }),
  id: () => ({ ...common(), pattern: undefined, forms: undefined, choosesForm: undefined, start: 1 }),
  text: () => ({
    ...common(),
    ...{
      policy: 'words',
      levels: [],
      forms: undefined,
      groups: undefined,
      within: undefined,
      words: [1, 1, 1],
      letters: undefined,
      lengths: undefined,
      chain: undefined,
    },
  }),
}

/** The same of a dialect. */
const dialectDefaults = (): Readonly<Record<keyof Dialect, unknown>> => ({
  ...{
    delimiter: ',',
    quote: undefined,
    quoting: 'needed',
    header: true,
    headers: undefined,
    newline: '\n',
    encoding: 'utf-8',
    bom: false,
  },
  ...{ spaced: false, escape: undefined, comment: undefined, skip: undefined, fillShortRows: undefined, byEnding: undefined },
  multiline: undefined,
})

/** How a text file is written where nothing is known of it. */
export const plainDialect = filled(dialectDefaults(), {}) as Dialect

type FieldOf<Column> = Column extends unknown ? keyof Column : never

/** A column that the library itself makes, with what wasn't said filled in; what others have written is read by its shape (see `parseSchema`). */
export function newColumn(
  given: Readonly<Partial<Record<FieldOf<ColumnInput>, unknown>>> & { readonly name: string; readonly kind: Kind },
): ColumnSchema {
  return filled(columnDefaults[given.kind](), given) as ColumnSchema
}

/** A schema of such columns, whose names are all different. */
export function newSchema(columns: ColumnSchema[], dialect?: Dialect): Schema {
  const own = dialect ? { dialect: filled(dialectDefaults(), dialect) as Dialect } : {}
  return { format: 'rowsmith-schema', version: 1, columns, ...own, dependencies: [] } as unknown as Schema
}

/** What is given, in the order of the fields, and the rest of them as they are by themselves. */
function filled(fields: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): object {
  const values = Object.entries(fields).map(([field, fallback]) => [field, given[field] === undefined ? fallback : given[field]])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
