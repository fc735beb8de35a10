import { type CodeColumn, type Column, isMissing, isNumberColumn, type NumberColumn } from '../column.js'
import { type ColumnSchema, columnSchema, type Schema, schemaColumn } from '../schema.js'
import { Table } from '../table.js'
import { formatterOf } from '../typing/format.js'
import { agreeingForm, areOrdinalForms, formsBeside, hasForms, holdsValue, infinityOf, writeForm } from './form.js'

/** The schema of a table as it is written: values and forms in one column. `typed` says that numbers can be infinite there. */
export function mergedSchema(schema: Schema, typed: boolean): Schema {
  if (!hasForms(schema)) return schema
  const columns = schema.columns.flatMap((column): ColumnSchema[] => {
    if (column.kind === 'categorical' && column.beside !== undefined) return []
    const forms = formsBeside(column.name, schema)
    if (!forms || (typed && areInfinities(forms.levels))) return [column]
    const { name, missing, nullable, storage, path } = column
    return [
      columnSchema.parse({ name, missing, nullable, path, kind: 'text', policy: 'copy', storage: storage === 'utf8' ? storage : 'mixed' }),
    ]
  })
  return { ...schema, columns, dependencies: [], relations: undefined }
}

/** The rows as they are written, each cell in its form. */
export function mergedTable(table: Table, schema: Schema, typed: boolean): Table {
  if (!hasForms(schema)) return table
  const columns = table.columns.flatMap((column): Column[] => {
    const own = schemaColumn(schema, column.name)
    if (own.kind === 'categorical' && own.beside !== undefined) return []
    const forms = formsBeside(column.name, schema)
    if (!forms || !table.has(forms.name) || !isNumberColumn(column)) return [column]
    const written = table.column(forms.name) as CodeColumn
    return [typed && areInfinities(forms.levels) ? withInfinities(column, written) : asTexts(column, written, own)]
  })
  return new Table(columns, table.rows)
}

/** Whether all that stands beside the values are infinities, which a typed column of numbers can hold. */
function areInfinities(forms: readonly string[]): boolean {
  return forms.every((form) => form === '{}' || infinityOf(form) !== undefined)
}

function withInfinities(column: NumberColumn, forms: CodeColumn): NumberColumn {
  const values = column.values.map((value, row) => infinityOf(forms.levels[forms.values[row] as number] ?? '') ?? value)
  return { ...column, values }
}

function asTexts(column: NumberColumn, forms: CodeColumn, schema: ColumnSchema): CodeColumn {
  const write = formatterOf(schema, column)
  const levels: string[] = []
  const codes = new Map<string, number>()
  const areOrdinals = areOrdinalForms(forms.levels)
  const values = Int32Array.from(column.values, (value, row) => {
    const form = forms.levels[forms.values[row] as number]
    // A value that nobody gave a form is written plainly.
    if (form === undefined ? isMissing(column, row) : holdsValue(form) && isMissing(column, row)) return -1
    const number = form === undefined || holdsValue(form) ? write(value) : ''
    const text = form === undefined ? number : writeForm(agreeingForm(form, number, areOrdinals), number)
    let code = codes.get(text)
    if (code === undefined) {
      code = levels.push(text) - 1
      codes.set(text, code)
    }
    return code
  })
  return { name: column.name, kind: 'text', levels, values }
}
