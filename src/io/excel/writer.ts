import { OutputError } from '../../errors.js'
import { type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import type { Sink, TableWriter } from '../bytes/sink.js'
import { cellValues } from '../typed/cell-values.js'
import { storageOf } from '../typed/storage.js'
import { loadExcel } from './excel.js'

/** Rows that a sheet can have, the header among them. */
const mostRows = 1_048_576

/** Writes tables as the one sheet of an Excel file: numbers, truths and times as such, everything else as text. The whole file is held. */
export async function createExcelWriter(schema: Schema, sink: Sink): Promise<TableWriter> {
  const { Workbook } = await loadExcel()
  const book = new Workbook()
  const sheet = book.addWorksheet('table')
  let names: readonly string[] | undefined
  const begin = (own: readonly string[]): void => {
    names = own
    sheet.addRow([...own])
    own.forEach((name, j) => {
      const format = timeFormat(schemaColumn(schema, name))
      if (format) sheet.getColumn(j + 1).numFmt = format
    })
  }
  return {
    write: async (table) => {
      if (!names) begin(table.names)
      if (sheet.rowCount + table.rows > mostRows)
        throw new OutputError('xlsx', `a sheet of Excel has at most ${mostRows} rows; write CSV or Parquet instead`)
      const give = table.names.map((name) => excelCells(table, schema, name))
      for (let row = 0; row < table.rows; row++) sheet.addRow(give.map((cell) => cell(row)))
    },
    close: async () => {
      if (!names) begin(schema.columns.map(({ name }) => name))
      await sink.write(new Uint8Array(await book.xlsx.writeBuffer()))
    },
  }
}

function timeFormat(column: Schema['columns'][number]): string | undefined {
  const { type } = storageOf(column)
  return type === 'date' ? 'yyyy-mm-dd' : type === 'timestamp' ? 'yyyy-mm-dd hh:mm:ss' : undefined
}

/** Gives the cells of a column. Whole numbers that Excel would round, and times that it can't hold, are texts. */
function excelCells(table: Table, schema: Schema, name: string): (row: number) => number | string | boolean | Date | null {
  const own = schemaColumn(schema, name)
  const column = table.column(name)
  const storage = storageOf(own)
  const text = formatterOf(own, column)
  const isMissing = (value: number): boolean => Number.isNaN(value) || (value < 0 && !(column.values instanceof Float64Array))
  if (storage.type === 'date' || storage.type === 'timestamp') {
    const give = cellValues(own, column, storage.type === 'timestamp' ? { ...storage, unit: 'ms' } : storage)
    return (row) => {
      const value = give(column.values[row] as number)
      return value === null ? null : new Date(Number(value) * (storage.type === 'date' ? 864e5 : 1))
    }
  }
  const isNumber = storage.type === 'int' || storage.type === 'float' || storage.type === 'decimal'
  const give =
    isNumber || storage.type === 'bool' ? cellValues(own, column, storage.type === 'decimal' ? { type: 'float', bits: 64 } : storage) : null
  return (row) => {
    const value = column.values[row] as number
    if (isMissing(value)) return null
    const cell = give ? give(value) : text(value)
    if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
    if (typeof cell === 'number' && !Number.isFinite(cell)) return String(cell)
    return typeof cell === 'object' ? text(value) : cell
  }
}
