import { type CodeColumn, type Column, isMissing, isNumberColumn, type NumberColumn } from '../column.js'
import { type ColumnSchema, newColumn, type Schema, schemaColumn } from '../schema.js'
import { Table } from '../table.js'
import { formatterOf } from '../typing/format.js'
import { agreeingForm, areOrdinalForms, formsBeside, hasForms, holdsValue, infinityOf, writeForm } from './form.js'
import { type PartSchema, partsBeside } from './parts.js'

/** The schema of a table as it is written: values and forms in one column. `typed` says that numbers can be infinite there. */
export function mergedSchema(schema: Schema, typed: boolean): Schema {
  if (!hasForms(schema)) return schema
  const columns = schema.columns.flatMap((column): ColumnSchema[] => {
    if ('beside' in column && column.beside !== undefined) return []
    const forms = formsBeside(column.name, schema)
    const isOne = !forms || (typed && areInfinities(forms.levels))
    if (isOne && partsBeside(column.name, schema).length === 0) return [column]
    const { name, missing, nullable, storage, path } = column
    return [newColumn({ name, missing, nullable, path, kind: 'text', policy: 'copy', storage: storage === 'utf8' ? storage : 'mixed' })]
  })
  return { ...schema, columns, dependencies: [], relations: undefined }
}

/** The rows as they are written, each cell in its form. */
export function mergedTable(table: Table, schema: Schema, typed: boolean): Table {
  if (!hasForms(schema)) return table
  const columns = table.columns.flatMap((column): Column[] => {
    const own = schemaColumn(schema, column.name)
    if ('beside' in own && own.beside !== undefined) return []
    const parts = partsBeside(column.name, schema).filter(({ name }) => table.has(name))
    if (parts.length > 0 && isNumberColumn(column)) return [joined(column, own, table, parts)]
    const forms = formsBeside(column.name, schema)
    if (!forms || !table.has(forms.name) || !isNumberColumn(column)) return [column]
    const written = table.column(forms.name) as CodeColumn
    return [typed && areInfinities(forms.levels) ? withInfinities(column, written) : asTexts(column, written, own, forms)]
  })
  return new Table(columns, table.rows)
}

/** The numbers of each row in one cell; a row that lacks one of them has none. */
function joined(column: NumberColumn, schema: ColumnSchema, table: Table, parts: readonly PartSchema[]): CodeColumn {
  const columns = [column, ...parts.map(({ name }) => table.column(name) as NumberColumn)]
  const writers = [schema, ...parts].map((part, k) => formatterOf(part, columns[k] as NumberColumn))
  return codedTexts(column.name, column.values.length, (row) => {
    if (columns.some(({ values }) => Number.isNaN(values[row]))) return null
    const texts = columns.map(({ values }, k) => (writers[k] as (value: number) => string)(values[row] as number))
    return texts.reduce((text, own, k) => text + (parts[k - 1] as PartSchema).between + own)
  })
}

/** Texts as a column that codes them; null is a gap. */
function codedTexts(name: string, rows: number, textAt: (row: number) => string | null): CodeColumn {
  const levels: string[] = []
  const codes = new Map<string, number>()
  const values = Int32Array.from({ length: rows }, (_, row) => {
    const text = textAt(row)
    if (text === null) return -1
    let code = codes.get(text)
    if (code === undefined) {
      code = levels.push(text) - 1
      codes.set(text, code)
    }
    return code
  })
  return { name, kind: 'text', levels, values }
}

/** Whether all that stands beside the values are infinities, which a typed column of numbers can hold. */
function areInfinities(forms: readonly string[]): boolean {
  return forms.every((form) => form === '{}' || infinityOf(form) !== undefined)
}

function withInfinities(column: NumberColumn, forms: CodeColumn): NumberColumn {
  const values = column.values.map((value, row) => infinityOf(forms.levels[forms.values[row] as number] ?? '') ?? value)
  return { ...column, values }
}

function asTexts(
  column: NumberColumn,
  forms: CodeColumn,
  schema: ColumnSchema,
  { levels, digits = [] }: Extract<ColumnSchema, { kind: 'categorical' }>,
): CodeColumn {
  const plainly = formatterOf(schema, column)
  const writers = new Map<string | undefined, (value: number) => string>(
    digits.flatMap((count, i) =>
      count === null || schema.kind !== 'numeric'
        ? []
        : [[levels[i], formatterOf({ ...schema, decimals: count, fixed: true, leastDecimals: 0 }, column)]],
    ),
  )
  const areOrdinals = areOrdinalForms(forms.levels)
  return codedTexts(column.name, column.values.length, (row) => {
    const value = column.values[row] as number
    const form = forms.levels[forms.values[row] as number]
    // A value that nobody gave a form is written plainly.
    if (form === undefined ? isMissing(column, row) : holdsValue(form) && isMissing(column, row)) return null
    const write = writers.get(form) ?? plainly
    const number = form === undefined || holdsValue(form) ? write(value) : ''
    return form === undefined ? number : writeForm(agreeingForm(form, number, areOrdinals), number)
  })
}
