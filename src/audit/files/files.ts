import type { FileFormat } from '../../io/facts.js'
import type { PrivacyOptions } from '../../models/shell/fit-privately.js'
import { tableFromBytes, tableToBytes } from '../../pipeline/tables/bytes.js'
import { toDeclaredTable } from '../../pipeline/tables/input.js'
import { createRng } from '../../random/rng.js'
import type { Schema, SchemaInput } from '../../table/schema.js'
import { parseSchema } from '../../table/shape/schema.js'
import type { Table } from '../../table/table.js'
import type { Finding } from '../finding.js'
import { type Neighbour, replayNeighbours, type Subject } from '../fits/replay.js'
import { oddRecords, oddTexts, oddValues } from './zoo.js'

/**
 * The public schema of the files: a column of every kind, with levels that no ASCII holds; words beside numbers, codes in several forms and with values that
 * stay, times in two formats, a sum and an order.
 */
export const fileSchema: SchemaInput = {
  columns: [
    { name: 'person', role: 'sequence-key', kind: 'id', pattern: 'P{n:4}', nullable: false },
    { name: 'city', kind: 'categorical', levels: ['São Paulo', 'Rio', "L'Aquila", 'other'] },
    { name: 'ok', kind: 'boolean', levels: ['false', 'true'] },
    { name: 'age', kind: 'integer', nullable: false, min: 0, max: 40 },
    { name: 'income', kind: 'numeric', decimals: 1, min: 0, max: 5, missing: ['-1'] },
    { name: 'since', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 18262, max: 18300 },
    { name: 'size', kind: 'ordinal', levels: ['1', '2', '3'] },
    { name: 'dose', kind: 'numeric', decimals: 1, min: 0, max: 9, grids: [{ upTo: null, shares: [{ step: 0.5, share: 1 }] }] },
    { name: 'dose_form', kind: 'categorical', beside: 'dose', levels: ['{}', '<0.5', '{} kg', 'inf'] },
    {
      ...{ name: 'code', kind: 'text', policy: 'mask', levels: ['C85'], groups: [[1, 2]] },
      forms: [{ pattern: '({d:3}) {d:3}-{d:4}' }, { pattern: 'SKU-{d:5}-{A|B}' }],
    },
    {
      ...{ name: 'due', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 18262, max: 18330 },
      others: [{ format: '%d.%m.%Y', share: 0.5 }],
    },
    { name: 'total', kind: 'numeric', decimals: 1, min: 0, max: 45 },
  ],
  relations: [
    {
      ...{ kind: 'sum', column: 'total' },
      terms: [
        { column: 'age', factor: 1 },
        { column: 'income', factor: 1 },
      ],
    },
    { kind: 'order', column: 'due', least: ['since'] },
  ],
}

export type FileRow = Readonly<Record<string, unknown>>

/** Ordinary rows, of which each person has two. */
export function fileRows(count: number): FileRow[] {
  const rng = createRng(count, 7)
  return Array.from({ length: count }, (_, i) => {
    const [age, income, since] = [rng.integer(41), rng.integer(10) === 0 ? null : rng.integer(51) / 10, rng.integer(39)]
    const due = dayOf(since + rng.integer(30))
    return {
      person: `P${String(i >> 1).padStart(4, '0')}`,
      city: ['São Paulo', 'Rio', "L'Aquila"][rng.integer(3)],
      ok: rng.integer(2) === 1,
      age,
      income,
      since: dayOf(since),
      size: 1 + rng.integer(3),
      dose: ['<0.5', `${rng.integer(19) / 2} kg`, `${rng.integer(19) / 2}`][rng.integer(3)],
      code: ['C85', `(600) 555-${1000 + rng.integer(9000)}`, `SKU-${10_000 + rng.integer(90_000)}-A`][rng.integer(3)],
      due: rng.integer(2) === 0 ? isoOf(due) : isoOf(due).split('-').reverse().join('.'),
      total: income === null ? null : Math.round(10 * (age + income)) / 10,
    }
  })
}

/** A day of the year 2020 and after, counted from 0. */
const dayOf = (day: number): Date => new Date((18262 + day) * 864e5)
const isoOf = (date: Date): string => date.toISOString().slice(0, 10)

/** A way of handing over rows, and how it is read back by the schema alone. */
export interface FileWay<Row = unknown> {
  readonly what: string
  readonly rows: readonly Row[]
  /** Each with what is odd about it: records that belong to this way and to no other. */
  readonly odd: readonly (readonly [what: string, row: Row])[]
  /** The table in a file of these records, in this order. */
  read(rows: readonly Row[]): Promise<Table>
  /** The file; absent for what programs hold. */
  readonly file?: FileOf<Row>
}

interface FileOf<Row> {
  readonly format: FileFormat
  readonly schema: Schema
  bytes(rows: readonly Row[]): Promise<Uint8Array>
}

/** How a file is read by its schema alone. */
function fileWay<Row>(way: Pick<FileWay<Row>, 'what' | 'rows' | 'odd'>, file: FileOf<Row>): FileWay<Row> {
  const { schema, format } = file
  const read = async (rows: readonly Row[]) => (await tableFromBytes(await file.bytes(rows), { schema, format, guess: false })).table
  return { ...way, file, read }
}

/** Every way of handing over rows. */
export function fileWays(count: number): FileWay[] {
  const rows = fileRows(count)
  return [
    csvWay('CSV', rows, {}),
    csvWay('CSV in single quotes, with semicolons, of windows-1252', rows, {
      ...{ delimiter: ';', quote: "'", encoding: 'windows-1252', newline: '\r\n' },
    }),
    csvWay('CSV without a header', rows, { header: false }),
    csvWay('CSV of UTF-16', rows, { encoding: 'utf-16le' }),
    csvWay('TSV', rows, { delimiter: '\t' }, 'tsv'),
    jsonLines(rows),
    jsonArray(rows),
    typedWay('arrow', rows),
    typedWay('parquet', rows),
    objectWay(rows),
  ] as FileWay[]
}

/** The rows as somebody's file would have them who has one odd record more, at its beginning and further on; or one less. */
export async function fileNeighbours<Row>(way: FileWay<Row>): Promise<(Neighbour | { readonly what: string; readonly error: string })[]> {
  const { rows } = way
  const insert = (what: string, row: Row, at: number) => ({ what, rows: rows.toSpliced(at, 0, row) })
  // The first record of a file is where guesses are made.
  const changed = way.odd.flatMap(([what, row], i) => [
    insert(what, row, 0),
    insert(what, row, i % 2 === 0 ? rows.length : rows.length >> 1),
  ])
  const less = [0, rows.length - 1].map((at) => ({ what: 'a row less', rows: rows.toSpliced(at, 1) }))
  return Promise.all(
    [...changed, ...(rows.length > 0 ? less : [])].map(async ({ what, rows: own }) =>
      way.read(own).then(
        (table) => ({ what, table }),
        (error) => ({ what, error: String(error) }),
      ),
    ),
  )
}

/** Record-replay from the bytes of files on: whatever one record holds, nothing but what the gate releases may tell of it. */
export async function auditFiles(subject: Subject, privacy: PrivacyOptions, count = 30): Promise<Finding[]> {
  const schema = parseSchema(fileSchema)
  const findings: Finding[] = []
  // Most odd records are read as nothing or as the same few rows, whatever the file: each pair of tables is fitted once.
  const fitted = new Set<string>()
  for (const way of fileWays(count)) {
    const table = await way.read(way.rows)
    const neighbours = await fileNeighbours(way)
    const failed = neighbours.flatMap((neighbour) => ('error' in neighbour ? [`${neighbour.what}: ${neighbour.error}`] : []))
    const problems = [...(table.rows === count ? [] : ['ordinary rows are not read']), ...failed]
    const base = cellsOf(table)
    const read = new Map(neighbours.flatMap((own) => ('table' in own ? [[base + cellsOf(own.table), own] as const] : [])))
    const unseen = [...read].filter(([cells]) => !fitted.has(cells))
    for (const [cells] of unseen) fitted.add(cells)
    const what = `${way.what}: one of ${way.odd.length} odd records more, or one less`
    const { finding } = await replayNeighbours(
      subject,
      what,
      table,
      Array.from(unseen, ([, own]) => own),
      { schema, privacy },
    )
    const detail = `${finding.detail}; ${read.size - unseen.length} more tables are those of other files`
    const own = { ...finding, audit: 'files', detail }
    findings.push(problems.length === 0 ? own : { ...own, passed: false, detail: problems.slice(0, 3).join('; ') })
  }
  return findings
}

/** What a fit sees of a table: of a column of own levels, which cells are alike. */
function cellsOf({ columns }: Table): string {
  return JSON.stringify(columns.map(({ values }) => Array.from(values, String)))
}

interface Layout {
  readonly delimiter?: string
  readonly quote?: string
  readonly encoding?: 'windows-1252' | 'utf-16le'
  readonly newline?: '\r\n'
  readonly header?: boolean
}

/** The columns of the files. */
const names = fileSchema.columns.flatMap((column) => ('beside' in column ? [] : [column.name]))
const textOf = (value: unknown): string => (value === null ? '' : value instanceof Date ? isoOf(value) : String(value))

function csvWay(what: string, rows: readonly FileRow[], layout: Layout, format: FileFormat = 'csv'): FileWay<Uint8Array> {
  const { delimiter = ',', quote = '"', encoding, newline = '\n', header = true } = layout
  const encode = (text: string): Uint8Array => {
    if (encoding === 'windows-1252') return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)
    if (encoding === undefined) return new TextEncoder().encode(text)
    return Uint8Array.from({ length: 2 * text.length }, (_, i) => (text.charCodeAt(i >> 1) >> (8 * (i % 2))) & 0xff)
  }
  const end = encode(newline)
  const quoted = (cell: string): string =>
    cell.includes(delimiter) || cell.includes(quote) ? quote + cell.replaceAll(quote, quote + quote) + quote : cell
  const record = (cells: readonly string[]): Uint8Array => encode(cells.join(delimiter))
  const isLine = (bytes: Uint8Array): boolean => encoding === 'utf-16le' || !bytes.includes(10)
  const texts = oddTexts.filter((text) => !text.includes('\n'))
  const schema = parseSchema({ ...fileSchema, dialect: { delimiter, quote, encoding, newline, header } })
  const way = {
    what,
    rows: rows.map((row) => record(names.map((name) => quoted(textOf(row[name]))))),
    odd: [
      ...texts.map((text) => [`cells of ${JSON.stringify(text.slice(0, 20))}`, record(names.map(() => text))] as const),
      ...texts.map((text) => [`quoted ${JSON.stringify(text.slice(0, 20))}`, record(names.map(() => quoted(text)))] as const),
      ...oddRecords.filter(([, bytes]) => isLine(bytes)).map(([odd, bytes]) => [odd, bytes] as const),
    ],
  }
  return fileWay(way, {
    ...{ format, schema },
    bytes: async (records) => joined((header ? [record(names), ...records] : records).flatMap((line) => [line, end])),
  })
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Objects whose every cell is odd in one way. */
function oddObjects(values: readonly unknown[]): FileRow[] {
  return values.map((value) => Object.fromEntries(names.map((name) => [name, value])))
}

const jsonOf = (row: FileRow): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).replace(/T00:00:00.000Z/g, '')

function jsonLines(rows: readonly FileRow[]): FileWay<Uint8Array> {
  const encode = (row: FileRow) => new TextEncoder().encode(jsonOf(row))
  const way = {
    what: 'NDJSON',
    rows: rows.map(encode),
    odd: [
      ...oddObjects([...oddTexts, ...oddValues]).map((row, i) => [`object ${i}`, encode(row)] as const),
      ...oddRecords,
      ...oddTexts.map((text) => [JSON.stringify(text.slice(0, 20)), new TextEncoder().encode(text)] as const),
    ],
  }
  return fileWay(way, {
    ...{ format: 'ndjson', schema: parseSchema(fileSchema) },
    bytes: async (lines) => joined(lines.flatMap((line) => [line, Uint8Array.of(10)])),
  })
}

function jsonArray(rows: readonly FileRow[]): FileWay<string> {
  const odd = [...oddObjects([...oddTexts, ...oddValues]).map(jsonOf), 'null', '3', '"text"', '[1, 2]', '{}', '{"ok":"maybe"}']
  const way = { what: 'JSON', rows: rows.map(jsonOf), odd: odd.map((row) => [row.slice(0, 60), row] as const) }
  return fileWay(way, {
    ...{ format: 'json', schema: parseSchema(fileSchema) },
    bytes: async (own) => new TextEncoder().encode(`[${own.join(',\n')}]`),
  })
}

/** Files of typed columns; types are fixed, levels and gaps are those that come up. */
function typedWay(format: 'arrow' | 'parquet', rows: readonly FileRow[]): FileWay<FileRow> {
  const numbers = oddValues.filter((value) => typeof value === 'number')
  const dates = oddValues.filter((value) => value === null || (value instanceof Date && Math.abs(value.getTime()) < 1e14))
  const odd = oddTexts.map((text, i): FileRow => {
    const number = numbers[i % numbers.length]
    return {
      person: text,
      city: text,
      ok: i % 3 === 0 ? null : i % 3 === 1,
      age: number,
      income: number,
      since: dates[i % dates.length],
      size: number,
      dose: text,
      code: text,
      due: text,
      total: number,
    }
  })
  const way = {
    what: format === 'arrow' ? 'Arrow' : 'Parquet',
    rows,
    odd: odd.map((row, i) => [`${JSON.stringify(oddTexts[i]?.slice(0, 20))} and ${String(row.age)}`, row] as const),
  }
  return fileWay(way, { format, schema: parseSchema(fileSchema), bytes: (own) => typedBytes(own, format) })
}

/** The rows as another program would write them: strings as a dictionary of the levels that come up, in the order in which they do. */
async function typedBytes(rows: readonly FileRow[], format: 'arrow' | 'parquet'): Promise<Uint8Array> {
  const levelsIn = (name: string) => [...new Set(rows.flatMap((row) => (typeof row[name] === 'string' ? [row[name]] : [])))]
  const schema = parseSchema({
    columns: [
      { name: 'person', kind: 'categorical', levels: levelsIn('person') },
      { name: 'city', kind: 'categorical', levels: levelsIn('city') },
      { name: 'ok', kind: 'boolean', levels: ['false', 'true'] },
      { name: 'age', kind: 'numeric' },
      { name: 'income', kind: 'numeric' },
      { name: 'since', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
      { name: 'size', kind: 'numeric' },
      { name: 'dose', kind: 'categorical', levels: levelsIn('dose') },
      { name: 'code', kind: 'categorical', levels: levelsIn('code') },
      { name: 'due', kind: 'categorical', levels: levelsIn('due') },
      { name: 'total', kind: 'numeric' },
    ],
  })
  const { table } = await toDeclaredTable(rows, schema)
  return tableToBytes(table, schema, format)
}

/** A row none of whose cells can be looked at. */
const throwing = Object.defineProperties(
  {},
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        get: () => {
          throw new Error(name)
        },
      },
    ]),
  ),
)

function objectWay(rows: readonly FileRow[]): FileWay<FileRow> {
  const values = [...oddTexts, ...oddValues]
  return {
    what: 'row objects',
    rows,
    odd: [
      ...oddObjects(values).map((row, i) => [`cells of odd value ${i + 1}`, row] as const),
      ...[null, undefined, 3, 'text', [1], {}, { other: 1 }, throwing].map((row, i) => [`odd row ${i + 1}`, row as never] as const),
    ],
    read: async (own) => (await toDeclaredTable(own as object[], parseSchema(fileSchema))).table,
  }
}
