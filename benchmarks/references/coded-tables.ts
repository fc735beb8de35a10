import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { binnedSchema, type Schema } from '../privacy/domains.js'
import { library } from '../support/library.js'

/** A table of codes from 0 on, in a domain that is public. */
export interface CodedTable {
  readonly name: string
  /** CSV with a header; JSON, the number of codes of each column; JSON, a schema as `rowsmith schema` writes it. */
  readonly files: { readonly data: string; readonly domain: string; readonly schema: string }
  readonly schema: Schema
}

/** A column of `public-bins.json`: codes are the places of levels, or how many edges a number is not below. */
type Column = { readonly name: string } & ({ readonly levels: readonly string[] } | { readonly edges: readonly number[] })
interface Binned {
  readonly file: string
  readonly header: boolean
  readonly columns: readonly Column[]
}

const bins = JSON.parse(readFileSync(new URL('../peers/public-bins.json', import.meta.url), 'utf8')) as Record<string, Binned>

/** The tables on which private models are compared, of those whose files are in the folder; what is made of them goes to `scratch`. */
export function codedTables(folder: string, scratch: string): CodedTable[] {
  mkdirSync(scratch, { recursive: true })
  const tables: CodedTable[] = []
  if (existsSync(join(folder, 'adult-binned.csv'))) {
    const files = { data: join(folder, 'adult-binned.csv'), domain: join(folder, 'adult-binned-domain.json') }
    tables.push(withSchema('adult-binned', files, binnedSchema(folder), scratch))
  }
  for (const name of ['nursery', 'credit-default']) {
    const binned = bins[name] as Binned
    if (!existsSync(join(folder, binned.file))) continue
    const files = { data: join(scratch, `${name}.csv`), domain: join(scratch, `${name}-domain.json`) }
    writeFileSync(files.data, codesOf(readFileSync(join(folder, binned.file), 'utf8'), binned))
    writeFileSync(files.domain, JSON.stringify(Object.fromEntries(binned.columns.map((column) => [column.name, codesIn(column)]))))
    tables.push(withSchema(name, files, library.parseSchema({ columns: binned.columns.map(columnSchema) }), scratch))
  }
  return tables
}

function withSchema(name: string, files: Omit<CodedTable['files'], 'schema'>, schema: Schema, scratch: string): CodedTable {
  const path = join(scratch, `${name}-schema.json`)
  writeFileSync(path, JSON.stringify(schema))
  return { name, files: { ...files, schema: path }, schema }
}

/** The table in codes, as CSV. Its cells hold no commas and no quotes. */
function codesOf(text: string, { header, columns }: Binned): string {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  const rows = lines.slice(header ? 1 : 0).map((line) => line.split(',').map((cell, i) => codeOf(columns[i] as Column, cell)))
  return `${[columns.map(({ name }) => name), ...rows].map((cells) => cells.join(',')).join('\n')}\n`
}

function codeOf(column: Column, cell: string): number {
  if ('edges' in column) return column.edges.filter((edge) => Number(cell) >= edge).length
  const code = column.levels.indexOf(cell)
  if (code < 0) throw new Error(`public-bins.json: ${column.name} has no level ${cell}`)
  return code
}

function codesIn(column: Column): number {
  return 'edges' in column ? column.edges.length + 1 : column.levels.length
}

/** Bins of numbers have an order; levels have none. */
function columnSchema(column: Column) {
  const codes = codesIn(column)
  if ('edges' in column) return { name: column.name, kind: 'integer', min: 0, max: codes - 1, nullable: false } as const
  return { name: column.name, kind: 'categorical', levels: Array.from({ length: codes }, (_, code) => `${code}`), nullable: false } as const
}
