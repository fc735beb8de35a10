import { joinProblems, SchemaError } from '../../errors.js'
import { type CodeColumn, type Column, isNumberColumn, isNumberKind, type NumberColumn } from '../column.js'
import { withFormsApart } from '../forms/split.js'
import { missingAmongValues, missingAmongWords } from '../kinds/missing.js'
import { largestOf, withoutNoise } from '../kinds/numbers/grids.js'
import { type RawColumn, type RawTable, rawCell } from '../raw.js'
import { type ColumnSchema, levelsOf, type Schema } from '../schema.js'
import { Table } from '../table.js'
import { contradiction, levelFinder, type NumberReader, numberReader } from './cell-readers.js'

export interface DecodeOptions {
  /**
   * What becomes of data that the schema doesn't foresee. `error` refuses it. `add` is for data that are to be judged, such as
   * another program's synthetic rows: unseen levels come after the known ones, missing cells may be where there were none (also in
   * the usual words for missing), and whole numbers may have a fraction; so that an evaluation can say how far off they are.
   */
  readonly unseenLevels: 'error' | 'add'
}

/** The typed table that the schema says the raw one is; throws one SchemaError that lists every contradiction. */
export function decode(raw: RawTable, schema: Schema): Table {
  return decodeWith(raw, schema, { unseenLevels: 'error' })
}

/** As `decode`, with a choice of what becomes of cells that the schema doesn't foresee. */
export function decodeWith(given: RawTable, schema: Schema, options: DecodeOptions): Table {
  const raw = withFormsApart(given, schema)
  const problems: Problem[] = []
  const byName = new Map(raw.columns.map((column) => [column.name, column]))
  const known = new Set(schema.columns.map((column) => column.name))
  for (const { name } of raw.columns) {
    if (!known.has(name))
      problems.push({ column: name, text: 'is in the data but not in the schema; add it to the schema, or leave it out (omit)' })
  }
  const columns: Column[] = []
  for (const column of schema.columns) {
    const cells = byName.get(column.name)
    if (!cells) problems.push({ column: column.name, text: 'is in the schema but not in the data; take it out of the schema or add it' })
    else columns.push(decodeColumn(cells, column, options, problems))
  }
  if (problems.length > 0) throw contradictionError(problems)
  return new Table(columns, raw.rows)
}

interface Problem {
  readonly column: string
  readonly text: string
}

/** Most problems listed in one message. */
const mostProblems = 20

function contradictionError(problems: readonly Problem[]): SchemaError {
  const [first] = problems as [Problem]
  if (problems.length === 1) return new SchemaError(first.column, first.text)
  const shown = problems.slice(0, mostProblems).map(({ column, text }) => `${column}: ${text}`)
  if (problems.length > mostProblems) shown.push(`and ${problems.length - mostProblems} more`)
  return new SchemaError('data', joinProblems(shown))
}

function decodeColumn(raw: RawColumn, schema: ColumnSchema, options: DecodeOptions, problems: Problem[]): Column {
  const isMissing = missingTest(raw, schema, options)
  const column = isNumberKind(schema.kind)
    ? decodeNumbers(raw, schema as never, isMissing, options)
    : schema.kind === 'id' || schema.kind === 'text'
      ? decodeOwnLevels(raw, schema, isMissing)
      : decodeLevels(raw, schema, isMissing, options)
  const fault = isNumberColumn(column) ? contradiction : unknownLevel
  if (column.values.includes(fault)) problems.push({ column: schema.name, text: faultsOf(raw, rowsOf(column, fault), schema) })
  const gap = isNumberColumn(column) ? Number.NaN : -1
  if (!schema.nullable && options.unseenLevels === 'error' && column.values.includes(gap)) {
    const text = `has missing cells although it is not nullable (${rowsInWords(rowsOf(column, gap))}); set "nullable" to true or fill them in`
    problems.push({ column: schema.name, text })
  }
  return column
}

/** Which tokens are missing: those that the schema names, and blank cells that are no level. */
function missingTest(raw: RawColumn, schema: ColumnSchema, { unseenLevels }: DecodeOptions): (token: string) => boolean {
  const levels = new Set(levelsOf(schema))
  const usual = unseenLevels !== 'add' ? [] : isNumberKind(schema.kind) ? missingAmongValues(raw.tokens) : missingAmongWords(raw.tokens)
  const missing = new Set([...schema.missing, ...[...usual].filter((token) => !levels.has(token))])
  return (token) => missing.has(token) || (token.trim() === '' && !levels.has(token))
}

function decodeNumbers(
  raw: RawColumn,
  schema: ColumnSchema & { kind: NumberColumn['kind'] },
  isMissing: (token: string) => boolean,
  { unseenLevels }: DecodeOptions,
): NumberColumn {
  const reader = numberReader(raw, schema, isMissing)
  const areWhole = schema.kind === 'integer' && unseenLevels !== 'add'
  const ofToken = Float64Array.from(raw.tokens, (token) => cellOf(reader.token(token), areWhole))
  const { codes, length } = raw
  let values = raw.numbers ? cellsOf(raw, raw.numbers, reader.plain, areWhole) : new Float64Array(length).fill(Number.NaN)
  // What no cell changes stays the array of the raw column: of a large table a second one is what doesn't fit.
  const own = (): Float64Array => {
    if (values === raw.numbers) values = values.slice()
    return values
  }
  if (codes && !ofToken.every(Number.isNaN)) {
    const filled = own()
    for (let i = 0; i < length; i++) {
      const code = codes[i] as number
      if (code >= 0) filled[i] = ofToken[code] as number
    }
  }
  if (schema.kind === 'numeric' && schema.decimals !== null && schema.decimals <= fewDecimals) {
    const isExact = isWrittenWithin(raw, schema.decimals) && ofToken.every(Number.isNaN)
    if (!isExact) dropNoise(own(), schema.decimals)
  }
  return { name: schema.name, kind: schema.kind, values }
}

/** Beyond so many digits a double has no room for noise behind them. */
const fewDecimals = 8

/** Whether all plain numbers of a text file have so many digits after the point at most: there is no noise behind them. */
function isWrittenWithin({ numbers, decimals, declared }: RawColumn, most: number): boolean {
  if (!numbers || !decimals) return !declared
  for (let i = 0; i < decimals.length; i++) if ((decimals[i] as number) > most && !Number.isNaN(numbers[i])) return false
  return true
}

/** What floating-point arithmetic left behind the last digit is no part of the values. */
function dropNoise(values: Float64Array, decimals: number): void {
  const largest = largestOf(values.filter(Number.isFinite))
  for (let i = 0; i < values.length; i++) values[i] = withoutNoise(values[i] as number, decimals, largest)
}

/** The plain numbers of a column as its cells: the same array where they are taken as they are. */
function cellsOf({ decimals, length }: RawColumn, numbers: Float64Array, read: NumberReader['plain'], areWhole: boolean): Float64Array {
  if (!read && areTaken(numbers, areWhole)) return numbers
  const cells = new Float64Array(length)
  for (let i = 0; i < cells.length; i++) {
    const value = numbers[i] as number
    cells[i] = cellOf(read ? read(value, decimals?.[i] ?? 0) : Number.isFinite(value) ? value : Number.NaN, areWhole)
  }
  return cells
}

/** Whether there are no infinities and, where all have to be whole, no fractions. */
function areTaken(numbers: Float64Array, areWhole: boolean): boolean {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number
    if (Math.abs(value) === Number.POSITIVE_INFINITY || (areWhole && !Number.isNaN(value) && Math.floor(value) !== value)) return false
  }
  return true
}

function cellOf(value: number, areWhole: boolean): number {
  return areWhole && !Number.isNaN(value) && !Number.isInteger(value) ? contradiction : value
}

const unknownLevel = -2

function decodeLevels(raw: RawColumn, schema: ColumnSchema, isMissing: (token: string) => boolean, options: DecodeOptions): CodeColumn {
  const levels = [...levelsOf(schema)]
  const find = levelFinder(raw, schema, levels)
  const added = new Map<string, number>()
  const codeOf = (token: string): number => {
    if (isMissing(token)) return -1
    const code = find(token) ?? added.get(token)
    if (code !== undefined) return code
    if (options.unseenLevels !== 'add') return unknownLevel
    added.set(token, levels.push(token) - 1)
    return levels.length - 1
  }
  const values = codesOf(raw, codeOf)
  return { name: schema.name, kind: schema.kind as CodeColumn['kind'], values, levels }
}

/** Keys and texts: their levels are whatever the data hold, after those that the schema allows to copy. */
function decodeOwnLevels(raw: RawColumn, schema: ColumnSchema, isMissing: (token: string) => boolean): CodeColumn {
  const levels = [...levelsOf(schema)]
  const known = new Map(levels.map((level, code) => [level, code]))
  // Each distinct token is asked for once, so those that are not known need not be remembered.
  const values = codesOf(raw, (token) => (isMissing(token) ? -1 : (known.get(token) ?? levels.push(token) - 1)))
  return { name: schema.name, kind: schema.kind as CodeColumn['kind'], values, levels }
}

const unasked = unknownLevel - 1

/** The code of every cell; each distinct token, and each distinct number, is looked up once. */
function codesOf(raw: RawColumn, codeOf: (token: string) => number): Int32Array {
  const { codes, length } = raw
  const values = new Int32Array(length).fill(-1)
  if (codes) {
    const used = new Int32Array(raw.tokens.length).fill(unasked)
    for (let i = 0; i < length; i++) {
      const token = codes[i] as number
      if (token < 0) continue
      let code = used[token] as number
      if (code === unasked) {
        code = codeOf(raw.tokens[token] as string)
        used[token] = code
      }
      values[i] = code
    }
  }
  if (!raw.numbers) return values
  const byNumber = new Map<number | string, number>()
  for (let i = 0; i < raw.length; i++) {
    const number = raw.numbers[i] as number
    if (!Number.isFinite(number)) continue
    const key = raw.decimals ? (rawCell(raw, i) as string) : number
    let code = byNumber.get(key)
    if (code === undefined) {
      code = codeOf(rawCell(raw, i) as string)
      byNumber.set(key, code)
    }
    values[i] = code
  }
  return values
}

/** Rows, counted from 1, whose cell is this value. */
function rowsOf(column: Column, wanted: number): number[] {
  const rows: number[] = []
  for (let i = 0; i < column.values.length; i++) if (Object.is(column.values[i], wanted)) rows.push(i + 1)
  return rows
}

function rowsInWords(rows: readonly number[]): string {
  if (rows.length === 1) return `row ${rows[0]}`
  return `${rows.length} rows: ${rows.slice(0, 5).join(', ')}${rows.length > 5 ? ' ...' : ''}`
}

/** The cells that contradict the schema, with their first rows. */
function faultsOf(raw: RawColumn, rows: readonly number[], schema: ColumnSchema): string {
  const examples = [...new Set(rows.slice(0, 1000).map((row) => rawCell(raw, row - 1)))].slice(0, 5)
  const got = `got ${examples.map((cell) => `'${cell}'`).join(', ')} in ${rowsInWords(rows)}`
  const add = 'name them in "missing" if they mean that there is none'
  switch (schema.kind) {
    case 'numeric':
      return `holds cells that are no numbers (${got}); ${add}, or declare the column categorical or text`
    case 'integer':
      return `holds cells that are no whole numbers (${got}); ${add}, or declare the column numeric`
    case 'datetime':
      return `holds cells that are no times of the format ${schema.format} (${got}); ${add}, or change the format`
    default:
      return `holds levels that the schema doesn't have (${got}); add them to "levels", or ${add}`
  }
}
