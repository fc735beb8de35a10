import { stat } from 'node:fs/promises'
import { RowsmithError } from '../../errors.js'
import { readRaw } from '../../io/files.js'
import { typeCompared } from '../../pipeline/tables/compared.js'
import { isNumberColumn } from '../../table/column.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** Rows that were written but aren't what was asked for. */
export class BadOutput extends Error {}

/** The table that a synthesizer wrote, cut to the rows it was asked for; null: all that there are, sequences being as long as they are. Throws a BadOutput that says what is wrong with it. */
export async function readSynthetic(path: string, schema: Schema, rows: number | null): Promise<Table> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new BadOutput('wrote no output')
  if (found.size === 0) throw new BadOutput('wrote an empty file')
  const table = await readWritten(path, schema)
  if (table.rows < (rows ?? 1)) throw new BadOutput(rows === null ? 'wrote no rows' : `wrote too few rows (got ${table.rows} of ${rows})`)
  const modelled = table.columns.filter(({ name }) => schema.columns.some((column) => column.name === name && isModelled(column)))
  const isEmpty = modelled.every((column) =>
    column.values.every((value: number) => (isNumberColumn(column) ? Number.isNaN(value) : value < 0)),
  )
  if (isEmpty) throw new BadOutput('wrote nothing but missing values')
  return rows === null ? table : table.slice(0, rows)
}

async function readWritten(path: string, schema: Schema): Promise<Table> {
  try {
    const read = await readRaw(path, { format: 'csv', header: true, delimiter: ',' })
    checkHeader(
      read.raw.columns.map(({ name }) => name),
      schema,
    )
    return typeCompared(read, 'its output', schema)
  } catch (error) {
    if (error instanceof RowsmithError) throw new BadOutput(`wrote what can't be read (${error.message.replaceAll(path, 'its output')})`)
    throw error
  }
}

function checkHeader(names: readonly string[], schema: Schema): void {
  const absent = schema.columns.filter((column) => isModelled(column) && !names.includes(column.name)).map(({ name }) => name)
  const strange = names.filter((name) => !schema.columns.some((column) => column.name === name))
  if (absent.length === 0 && strange.length === 0) return
  const lacks = absent.length > 0 ? [`lacks ${few(absent)}`] : []
  const has = strange.length > 0 ? [`has ${few(strange)}`] : []
  throw new BadOutput(`wrote a wrong header: it ${[...lacks, ...has].join(' and ')}`)
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 40)))
  return `${shown.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`
}
