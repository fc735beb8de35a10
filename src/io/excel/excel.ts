import type { CellValue, Workbook } from 'exceljs'
import { InputError } from '../../errors.js'
import { type Bytes, collectBytes } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import { guessHeader, isDatum } from '../csv/sniff.js'
import { findShape } from '../csv/structure.js'
import type { Read } from '../formats.js'
import { optional } from '../optional.js'
import { clockText } from '../typed/exact.js'
import { TypedColumnBuilder } from '../typed/typed-column.js'

/** exceljs, loaded when it is first needed; in Node its functions are those of a default export. */
export async function loadExcel(): Promise<typeof import('exceljs')> {
  const library = await optional(() => import('exceljs'), 'exceljs', 'Excel files')
  return (library as { default?: typeof import('exceljs') }).default ?? library
}

export interface ExcelOptions {
  /** The name of the sheet; the first one where absent. */
  readonly table?: string
  readonly names?: readonly string[]
  readonly header?: boolean
  readonly skip?: number
  readonly where?: string
}

type Cell = number | string | boolean | Date | null

/** The table in a sheet of an Excel file, the first one or that of this name. Formulas count as their results. */
export async function readExcel(source: Bytes, { table, where = 'table', ...hints }: ExcelOptions = {}): Promise<Read> {
  const bytes = await collectBytes(source)
  const { Workbook } = await loadExcel()
  const book: Workbook = new Workbook()
  try {
    await book.xlsx.load(bytes.slice().buffer)
  } catch (cause) {
    throw new InputError(
      where,
      `can't be read as an Excel file (${(cause as Error).message}); is it damaged, or a zip archive of something else?`,
      { cause },
    )
  }
  const sheets = book.worksheets.map(({ name }) => name)
  const sheet = table === undefined ? book.worksheets[0] : book.worksheets.find(({ name }) => name === table)
  if (!sheet)
    throw new InputError(where, table === undefined ? 'has no sheet' : `has no sheet '${table}'; give one of ${sheets.join(', ')}`)
  const rows: Cell[][] = []
  let width = 0
  sheet.eachRow({ includeEmpty: false }, (row) => {
    const cells: Cell[] = []
    for (let j = 1; j <= row.cellCount; j++) cells.push(plainCell(row.getCell(j).value))
    while (cells.length > 0 && cells.at(-1) === null) cells.pop()
    if (cells.length === 0) return
    rows.push(cells)
    width = Math.max(width, cells.length)
  })
  if (rows.length === 0) throw new InputError(where, `has nothing in its sheet '${sheet.name}'; name another one with --table`)
  const whole = rows.slice(hints.skip ?? 0).map((row) => [...row, ...Array<Cell>(width - row.length).fill(null)])
  const read = tableOf(whole, hints)
  const others =
    sheets.length > 1 && table === undefined ? [`its first sheet, '${sheet.name}', of ${sheets.length}; name another one with --table`] : []
  return { raw: read.raw, facts: { format: 'xlsx', compression: 'none', notes: [...others, ...read.notes] } }
}

/** What a cell holds as a number, a text, a truth or a time. */
function plainCell(value: CellValue): Cell {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || value instanceof Date) return value
  if ('error' in value) return value.error
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) return plainCell(value.text as CellValue)
  return 'result' in value ? plainCell(value.result as CellValue) : null
}

function textOf(cell: Cell): string {
  return cell === null ? '' : cell instanceof Date ? cell.toISOString() : String(cell)
}

/** Rows by which the header is told. */
const rowsLooked = 100

function tableOf(rows: readonly (readonly Cell[])[], { names: given, header, skip }: ExcelOptions) {
  const looked = rows.slice(0, rowsLooked).map((row) => row.map(textOf))
  const shape = findShape(looked, isDatum, { ...(skip === undefined ? {} : { skip }), ...(header === undefined ? {} : { header }) })
  const own = rows.slice(shape.lead)
  const first = own[0] as readonly Cell[]
  const guessed = header === undefined && !shape.units ? guessHeader(looked.slice(shape.lead)) : { header: header ?? true }
  const hasHeader = guessed.header
  const { names, notes } = distinctNames(given ?? first.map((cell) => (hasHeader ? textOf(cell).trim() : '')))
  const body = own.slice((hasHeader ? 1 : 0) + (shape.units ? 1 : 0))
  const columns = names.map((name, j) =>
    columnOf(
      name,
      body.map((row) => row[j] ?? null),
    ),
  )
  return { raw: { rows: body.length, columns }, notes: [...shape.notes, ...(hasHeader ? notes : [guessed.reason ?? 'no header'])] }
}

const millisecondsPerDay = 864e5
/** Excel's times of day are times of its first day. */
const firstDay = Date.UTC(1899, 11, 30)

function columnOf(name: string, cells: readonly Cell[]) {
  const column = new TypedColumnBuilder(name)
  const filled = cells.filter((cell) => cell !== null)
  const all = (test: (cell: Cell) => boolean): boolean => filled.length > 0 && filled.every(test)
  const put = (give: (cell: never) => void): void => {
    for (const cell of cells)
      if (cell === null) column.pushNull()
      else give(cell as never)
  }
  if (all((cell) => typeof cell === 'number')) {
    put((cell: number) => column.pushNumber(cell))
    return column.finish({ type: all(Number.isSafeInteger) ? 'int64' : 'float64' })
  }
  if (all((cell) => cell instanceof Date)) {
    const times = filled.map((cell) => (cell as Date).getTime())
    if (times.every((time) => time >= firstDay && time < firstDay + millisecondsPerDay)) {
      put((cell: Date) => column.pushToken(clockText(Math.round((cell.getTime() - firstDay) / 1000), 1)))
      return column.finish({ type: 'time32[s]' })
    }
    const isDate = times.every((time) => time % millisecondsPerDay === 0)
    put((cell: Date) => column.pushNumber(isDate ? cell.getTime() / millisecondsPerDay : cell.getTime()))
    return column.finish({ type: isDate ? 'date32' : 'timestamp[ms]' })
  }
  if (all((cell) => typeof cell === 'boolean')) {
    put((cell: boolean) => column.pushToken(String(cell)))
    return column.finish({ type: 'bool' })
  }
  put((cell: Cell) => column.pushToken(textOf(cell)))
  return column.finish({ type: filled.length > 0 ? 'utf8' : 'null' })
}
