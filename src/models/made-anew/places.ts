import type { CodeColumn } from '../../table/column.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { isMadeAnew } from '../shell/layout.js'
import type { FakeLists } from './fakes.js'

const namesCountry = new Set(['country', 'country-code'])

/** The columns that name the country of a row by values that stay. */
function countryColumns({ columns }: Schema): Extract<ColumnSchema, { levels: readonly string[] }>[] {
  return columns.flatMap((column) =>
    'levels' in column && namesCountry.has(column.meaning ?? '') && column.levels.length > 0 ? [column] : [],
  )
}

/** The countries that rows of these schemas name, as they write them. */
export function countriesOf(schemas: readonly Schema[]): string[] {
  return [...new Set(schemas.flatMap((schema) => countryColumns(schema).flatMap(({ levels }) => levels)))]
}

/** Whether rows say of a city where it lies, so that one of the world would mostly lie elsewhere. */
export function saysWhere({ columns }: Schema): boolean {
  return columns.some(
    (column) =>
      (column.meaning === 'region' || namesCountry.has(column.meaning ?? '')) &&
      (isMadeAnew(column) || ('levels' in column && column.levels.length > 1)),
  )
}

/** The names of the country that each row says: null where nobody has any, undefined where the row says none. */
export function homeReader(schema: Schema, rows: Table, lists: FakeLists | null): ((row: number) => FakeLists | null | undefined) | null {
  const abroad = lists?.abroad
  const column = countryColumns(schema).find(({ name }) => rows.has(name))
  if (!abroad || !column) return null
  const { values, levels } = rows.column(column.name) as CodeColumn
  const homes = levels.map((level) => abroad[level])
  return (row) => homes[values[row]]
}
