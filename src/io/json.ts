import { InputError } from '../errors.js'
import { type RawColumn, type RawTable, rawCell } from '../table/raw.js'
import type { Bytes } from './bytes.js'
import { columnNames } from './column-names.js'
import type { FileFacts } from './facts.js'
import { ElementCutter, LineCutter, type RecordCutter } from './json-records.js'
import { openText } from './text.js'
import { TypedColumnBuilder } from './typed-column.js'

export interface JsonOptions {
  /** utf-8, utf-16le, utf-16be or windows-1252. */
  readonly encoding?: string
  /** What messages call the file. */
  readonly where?: string
}

type Read = { readonly raw: RawTable; readonly facts: FileFacts }

/** The table in a JSON text: an array of objects, or columns as in `{ "age": [39, 50] }` or `{ "columns": [...], "data": [[...]] }`. */
export async function readJson(source: Bytes, { where = 'table', encoding }: JsonOptions = {}): Promise<Read> {
  const text = await openText(source, where, encoding)
  const pieces = text[Symbol.asyncIterator]()
  let head = ''
  while (!/\S/.test(head)) {
    const { done, value } = await pieces.next()
    if (done) throw new InputError(where, 'is blank; give an array of objects')
    head += value
  }
  const first = head.trimStart()[0]
  if (first !== '[' && first !== '{') throw new InputError(where, `is no JSON table (it begins with '${first}'); give an array of objects`)
  if (first === '{') return readObject(head, pieces, where, text)
  const rows = new JsonRows(where, 'row')
  await readRecords(head, pieces, new ElementCutter(where), rows)
  return { raw: rows.finish(), facts: { format: 'json', compression: text.compression, notes: text.notes } }
}

/** The table in lines of JSON objects. */
export async function readNdjson(source: Bytes, { where = 'table', encoding }: JsonOptions = {}): Promise<Read> {
  const text = await openText(source, where, encoding)
  const rows = new JsonRows(where, 'record')
  await readRecords('', text[Symbol.asyncIterator](), new LineCutter(), rows)
  return { raw: rows.finish(), facts: { format: 'ndjson', compression: text.compression, notes: text.notes } }
}

async function readRecords(head: string, pieces: AsyncIterator<string>, cutter: RecordCutter, rows: JsonRows): Promise<void> {
  rows.push(cutter.push(head))
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) rows.push(cutter.push(next.value))
  rows.push(cutter.finish())
}

/** A text that begins with an object: columns, or else lines of objects under the wrong name. */
async function readObject(head: string, pieces: AsyncIterator<string>, where: string, text: Omit<FileFacts, 'format'>): Promise<Read> {
  let whole = head
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) whole += next.value
  const { compression } = text
  let value: object
  try {
    value = JSON.parse(exactNumbers(whole)) as object
  } catch (error) {
    const lines = whole.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < 2 || !isObjectText(lines[0] as string)) throw notJson(where, error)
    const rows = new JsonRows(where, 'record')
    rows.push(lines)
    return {
      raw: rows.finish(),
      facts: { format: 'ndjson', compression, notes: [...text.notes, 'read as NDJSON: every line is an object of its own'] },
    }
  }
  return { raw: rawFromColumns(value, where), facts: { format: 'json', compression, notes: text.notes } }
}

function isObjectText(line: string): boolean {
  try {
    return JSON.parse(line) !== null
  } catch {
    return false
  }
}

function notJson(where: string, error: unknown): InputError {
  return new InputError(where, `is no valid JSON (${(error as Error).message}); a missing comma, quote or bracket?`, { cause: error })
}

/** The columns of a table that is written column by column. Throws an InputError where they are not of one length. */
export function columnLists(value: object, where: string): (readonly [name: string, cells: readonly unknown[]])[] {
  const { columns, data } = value as { columns?: unknown; data?: unknown }
  const split = Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row) && row.length === columns.length)
  const lists: [string, unknown[]][] = split
    ? columns.map((name, j) => [String(name), data.map((row: unknown[]) => row[j])])
    : Object.entries(value).map(([name, cells]) => [name, cellsOf(cells, name, where)])
  const rows = lists[0]?.[1].length ?? 0
  const odd = lists.find(([, cells]) => cells.length !== rows)
  if (odd)
    throw new InputError(where, `column '${odd[0]}' has ${odd[1].length} cells where the first has ${rows}; give columns of one length`)
  return lists
}

function rawFromColumns(value: object, where: string): RawTable {
  const lists = columnLists(value, where)
  const rows = lists[0]?.[1].length ?? 0
  const built = lists.map(([name, cells]) => {
    const column = new JsonColumn(name)
    cells.forEach((cell, i) => {
      column.put(i, cell)
    })
    return column.finish(rows)
  })
  return named(built, rows)
}

/** The cells of a column given as a list, or as an object from row labels to cells. */
function cellsOf(cells: unknown, name: string, where: string): unknown[] {
  if (Array.isArray(cells)) return cells
  if (typeof cells === 'object' && cells !== null) return Object.values(cells)
  throw new InputError(where, `is one object, whose '${name}' is no list of cells; give an array of objects`)
}

function named(columns: readonly RawColumn[], rows: number): RawTable {
  const { names } = columnNames(columns.map(({ name }) => name))
  return { rows, columns: columns.map((column, j) => ({ ...column, name: names[j] as string })) }
}

/** Whole numbers that a double would round, marked as texts that no file holds. */
const exactMark = '\u0000'

function exactNumbers(json: string): string {
  if (!/\d{16}/.test(json)) return json
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    const kept = token[0] === '"' || !/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))
    return kept ? token : `"\\u0000${token}"`
  })
}

/** The value of a JSON text, with bigints for whole numbers that a double would round; undefined where it is no JSON. */
export function jsonValue(json: string): unknown {
  const exact = exactNumbers(json)
  const revive = (_: string, value: unknown): unknown =>
    typeof value === 'string' && /^\0-?\d+$/.test(value) ? BigInt(value.slice(1)) : value
  try {
    return exact === json ? JSON.parse(json) : JSON.parse(exact, revive)
  } catch {
    return undefined
  }
}

/** Takes the texts of objects, row by row; a name that appears late is null in the rows before. */
class JsonRows {
  readonly #where: string
  readonly #unit: string
  readonly #columns = new Map<string, JsonColumn>()
  #rows = 0

  constructor(where: string, unit: string) {
    this.#where = where
    this.#unit = unit
  }

  push(records: readonly string[]): void {
    if (records.length === 0) return
    const rows = this.#parse(records)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw this.#error(i, `is no object (got ${JSON.stringify(row)}); give objects with names`)
      for (const name of Object.keys(row)) this.#column(name).put(this.#rows + i, (row as Record<string, unknown>)[name])
    }
    this.#rows += rows.length
  }

  finish(): RawTable {
    return named(
      [...this.#columns.values()].map((column) => column.finish(this.#rows)),
      this.#rows,
    )
  }

  /** All records at once, which is much faster than one by one; only where that fails they are tried singly, to say which. */
  #parse(records: readonly string[]): unknown[] {
    try {
      const rows = JSON.parse(exactNumbers(`[${records.join(',')}]`)) as unknown[]
      if (rows.length === records.length) return rows
    } catch {}
    return records.map((record, i) => {
      try {
        return JSON.parse(exactNumbers(record)) as unknown
      } catch (error) {
        throw this.#error(i, `is no valid JSON (${(error as Error).message}); a missing comma or quote?`)
      }
    })
  }

  #error(i: number, problem: string): InputError {
    return new InputError(`${this.#where}: ${this.#unit} ${this.#rows + i + 1}`, problem)
  }

  #column(name: string): JsonColumn {
    let column = this.#columns.get(name)
    if (!column) {
      column = new JsonColumn(name)
      this.#columns.set(name, column)
    }
    return column
  }
}

/** A column of JSON values: numbers, booleans, or texts; whatever is mixed or nested becomes text. */
class JsonColumn {
  readonly #cells: TypedColumnBuilder
  #numbers = 0
  #fractions = 0
  #booleans = 0
  #texts = 0

  constructor(name: string) {
    this.#cells = new TypedColumnBuilder(name)
  }

  put(row: number, value: unknown): void {
    this.#pad(row)
    if (typeof value === 'number') {
      this.#numbers++
      if (!Number.isInteger(value)) this.#fractions++
      this.#cells.pushNumber(value)
    } else if (typeof value === 'boolean') {
      this.#booleans++
      this.#cells.pushToken(String(value))
    } else if (typeof value === 'string') {
      const exact = value.startsWith(exactMark)
      if (exact) this.#numbers++
      else this.#texts++
      this.#cells.pushToken(exact ? value.slice(1) : value)
    } else if (value === null) {
      this.#cells.pushNull()
    } else {
      this.#texts++
      this.#cells.pushToken(JSON.stringify(value).replace(/"\\u0000(-?\d+)"/g, '$1'))
    }
  }

  finish(rows: number): RawColumn {
    this.#pad(rows)
    const found = [this.#numbers, this.#booleans, this.#texts].filter((count) => count > 0).length
    if (found > 1) return this.#asTexts()
    if (this.#numbers > 0) return this.#cells.finish({ type: this.#fractions > 0 ? 'float64' : 'int64' })
    return this.#cells.finish({ type: this.#booleans > 0 ? 'bool' : this.#texts > 0 ? 'utf8' : 'null' })
  }

  #asTexts(): RawColumn {
    const mixed = this.#cells.finish({ type: 'utf8' })
    const texts = new TypedColumnBuilder(mixed.name)
    for (let i = 0; i < mixed.length; i++) {
      const cell = rawCell(mixed, i)
      if (cell === null) texts.pushNull()
      else texts.pushToken(cell)
    }
    return texts.finish({ type: 'utf8' })
  }

  #pad(rows: number): void {
    while (this.#cells.length < rows) this.#cells.pushNull()
  }
}
