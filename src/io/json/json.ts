import { InputError } from '../../errors.js'
import type { RawTable } from '../../table/raw.js'
import type { Bytes } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import type { FileFacts } from '../facts.js'
import { openText } from '../text/text.js'
import { exactMark, JsonField } from './field.js'
import { ElementCutter, LineCutter, type RecordCutter } from './records.js'

export interface JsonOptions {
  /** utf-8, utf-16le, utf-16be, windows-1252, big5 and others; see the schema's dialect. */
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
  return readOf('json', rows.finish(), text)
}

/** The table in lines of JSON objects. */
export async function readNdjson(source: Bytes, { where = 'table', encoding }: JsonOptions = {}): Promise<Read> {
  const text = await openText(source, where, encoding)
  const rows = new JsonRows(where, 'record')
  await readRecords('', text[Symbol.asyncIterator](), new LineCutter(), rows)
  return readOf('ndjson', rows.finish(), text)
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
  let value: object
  try {
    value = JSON.parse(exactNumbers(whole)) as object
  } catch (error) {
    const lines = whole.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < 2 || !isObjectText(lines[0] as string)) throw notJson(where, error)
    const rows = new JsonRows(where, 'record')
    rows.push(lines)
    return readOf('ndjson', rows.finish(), text, ['read as NDJSON: every line is an object of its own'])
  }
  const records = recordsIn(value)
  if (!records) return readOf('json', rawFromColumns(value, where), text)
  const rows = new JsonRows(where, 'row')
  rows.put(records.rows)
  const left = records.left.length > 0 ? `; left out: ${records.left.join(', ')}` : ''
  return readOf('json', rows.finish(), text, [`rows are the objects in '${records.path.join('.')}'${left}`])
}

/** How deep the records of an object are looked for. */
const deepestRecords = 4

interface Records {
  readonly rows: readonly object[]
  readonly path: readonly string[]
  /** What else there is beside them. */
  readonly left: readonly string[]
}

/** The only list of objects in an object that says something about it besides, as answers of servers are; undefined where there is none, or columns are. */
function recordsIn(value: object): Records | undefined {
  const entries = Object.entries(value)
  const isList = (cells: unknown): boolean => Array.isArray(cells) && cells.length > 0
  if (entries.length === 0 || (entries.every(([, cells]) => isList(cells)) && entries.length > 1)) return undefined
  const found = entries.flatMap(([name, one]) => {
    const records = recordsAt(one, [name], deepestRecords)
    return records ? [{ name, ...records }] : []
  })
  const [records] = found
  if (!records || found.length > 1) return undefined
  return {
    rows: records.rows,
    path: records.path,
    left: [...entries.flatMap(([name]) => (name === records.name ? [] : [name])), ...records.left],
  }
}

function recordsAt(value: unknown, path: readonly string[], depth: number): Records | undefined {
  if (Array.isArray(value)) return value.length > 1 && value.every(isObject) ? { rows: value, path, left: [] } : undefined
  if (!isObject(value) || depth === 0) return undefined
  const names = Object.keys(value)
  const found = names.flatMap((name) => recordsAt((value as Record<string, unknown>)[name], [...path, name], depth - 1) ?? [])
  const [records] = found
  if (!records || found.length > 1) return undefined
  return {
    ...records,
    left: [...names.filter((name) => name !== records.path[path.length]).map((name) => [...path, name].join('.')), ...records.left],
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readOf(
  format: 'json' | 'ndjson',
  { raw, notes }: ReturnType<typeof tableOf>,
  text: Omit<FileFacts, 'format'>,
  further: readonly string[] = [],
): Read {
  return { raw, facts: { format, compression: text.compression, notes: [...text.notes, ...further, ...notes] } }
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

function rawFromColumns(value: object, where: string): ReturnType<typeof tableOf> {
  const lists = columnLists(value, where)
  const rows = lists[0]?.[1].length ?? 0
  const built = lists.map(([name, cells]) => {
    const field = new JsonField([name])
    cells.forEach((cell, i) => {
      field.put(i, cell)
    })
    return field
  })
  return tableOf(built, rows)
}

/** The cells of a column given as a list, or as an object from row labels to cells. */
function cellsOf(cells: unknown, name: string, where: string): unknown[] {
  if (Array.isArray(cells)) return cells
  if (typeof cells === 'object' && cells !== null) return Object.values(cells)
  throw new InputError(where, `is one object, whose '${name}' is no list of cells; give an array of objects`)
}

function tableOf(fields: readonly JsonField[], rows: number): Pick<Read, 'raw'> & { readonly notes: readonly string[] } {
  const columns = fields.flatMap((field) => field.finish(rows))
  const { names } = distinctNames(columns.map(({ name }) => name))
  return {
    raw: { rows, columns: columns.map((column, j) => ({ ...column, name: names[j] as string })) },
    notes: fields.flatMap((field) => field.notes),
  }
}

const escapedMark = JSON.stringify(exactMark).slice(1, -1)

function exactNumbers(json: string): string {
  if (!/\d{16}/.test(json)) return json
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    const kept = token[0] === '"' || !/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))
    return kept ? token : `"${escapedMark}${token}"`
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
  readonly #columns = new Map<string, JsonField>()
  #rows = 0

  constructor(where: string, unit: string) {
    this.#where = where
    this.#unit = unit
  }

  push(records: readonly string[]): void {
    if (records.length === 0) return
    this.put(this.#parse(records))
  }

  put(rows: readonly unknown[]): void {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw this.#error(i, `is no object (got ${JSON.stringify(row)}); give objects with names`)
      for (const name of Object.keys(row)) this.#column(name).put(this.#rows + i, (row as Record<string, unknown>)[name])
    }
    this.#rows += rows.length
  }

  finish(): ReturnType<typeof tableOf> {
    return tableOf([...this.#columns.values()], this.#rows)
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

  #column(name: string): JsonField {
    let column = this.#columns.get(name)
    if (!column) {
      column = new JsonField([name])
      this.#columns.set(name, column)
    }
    return column
  }
}
