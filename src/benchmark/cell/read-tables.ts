import { stat } from 'node:fs/promises'
import { InputError, RowsmithError } from '../../errors.js'
import { readRaw, readText } from '../../io/files.js'
import { typeTable } from '../../pipeline/tables/bytes.js'
import { typeCompared } from '../../pipeline/tables/compared.js'
import { createRng, type Rng } from '../../random/rng.js'
import { isNumberColumn } from '../../table/column.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import { isModelled, type Schema, withSensitive } from '../../table/schema.js'
import { parseSchema } from '../../table/shape/schema.js'
import type { Table } from '../../table/table.js'
import type { PlannedDataset } from '../plan/plan.js'

export interface SplitTables {
  readonly training: Table
  readonly schema: Schema
  /** Reads the rows that no synthesizer sees, once, or finds them in memory. */
  holdout(): Promise<Table>
}

const splitStream = -12

/** The rows to learn from, and those kept aside: the test file, or as many as the dataset says, or a fifth. Sequences stay whole. */
export async function readReal(dataset: PlannedDataset, seed: number): Promise<SplitTables> {
  const { train, test, rows, most = Number.POSITIVE_INFINITY } = dataset
  const { table: whole, schema } = await readTrain(dataset)
  const draw = (table: Table, wanted: number): { chosen: Table; rest: Table } =>
    splitUnits(table, splitUnitsOf(table, schema), wanted, createRng(seed, splitStream))
  const table = draw(whole, most).chosen
  const { noun, count } = splitUnitsOf(table, schema)
  if (count < 2) throw new InputError(train, `has too few ${noun} to learn from (got ${count}); give a larger table`)
  if (rows !== undefined && rows > count - (test === null ? 1 : 0))
    throw new InputError(train, `has ${count} ${noun}, from which ${rows} can't be drawn with some left to judge by; ask for fewer`)
  const { chosen, rest } = draw(table, rows ?? (test === null ? count - Math.max(1, Math.floor(count / 5)) : count))
  let held: Promise<Table> | null = null
  return {
    training: chosen,
    schema,
    holdout() {
      held ??= test === null ? Promise.resolve(rest) : readTest(test, dataset, schema)
      return held
    },
  }
}

async function readTrain(dataset: PlannedDataset): Promise<{ table: Table; schema: Schema }> {
  const { train, names, target, categorical = [], key, order, sensitive = [] } = dataset
  const roles = { ...(target && { target }), ...(key && { key }), ...(order && { order }) }
  const schema = dataset.schema === undefined ? undefined : parseSchema(JSON.parse(await readText(dataset.schema)), dataset.schema)
  const kinds = Object.fromEntries(categorical.map((name) => [name, 'categorical' as const]))
  const read = typeTable(await readRaw(train, reading(names)), train, { roles, kinds, ...(schema && { schema }) })
  // What a command gets is plain CSV with a header, however the file was written.
  const { dialect, ...plain } = withSensitive(read.schema, sensitive)
  return { table: read.table, schema: plain }
}

async function readTest(test: string, { names }: PlannedDataset, schema: Schema): Promise<Table> {
  const table = typeCompared(await readRaw(test, reading(names)), test, schema)
  if (table.rows === 0) throw new InputError(test, 'has no rows to judge by; give some')
  return table
}

const reading = (names: readonly string[] | undefined) => (names ? { names: [...names], header: false } : {})

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

/** What a table is divided into at random: its rows or, where a key ties rows together, its sequences. */
export interface SplitUnits {
  readonly noun: 'rows' | 'sequences'
  readonly count: number
  /** The unit of each row; null where each is one of its own. */
  readonly ofRow: Int32Array | null
}

/** The units of a table. A row whose key is missing is one of its own. */
export function splitUnitsOf(table: Table, schema: Schema): SplitUnits {
  const key = sequenceKeyOf(schema)
  if (!key) return { noun: 'rows', count: table.rows, ofRow: null }
  const column = table.column(key.name)
  const known = new Map<number, number>()
  const ofRow = new Int32Array(table.rows)
  let count = 0
  for (let row = 0; row < table.rows; row++) {
    const value = column.values[row]
    const missing = isNumberColumn(column) ? Number.isNaN(value) : value < 0
    const unit = known.get(value) ?? count++
    if (!missing) known.set(value, unit)
    ofRow[row] = unit
  }
  return { noun: 'sequences', count, ofRow }
}

/** The rows of so many units at random, and the others; both in the order of the table. */
export function splitUnits(
  table: Table,
  { count, ofRow }: SplitUnits,
  wanted: number,
  rng: Rng,
): { readonly chosen: Table; readonly rest: Table } {
  if (wanted >= count) return { chosen: table, rest: table.slice(0, 0) }
  const order = Int32Array.from({ length: count }, (_, unit) => unit)
  for (let i = 0; i < wanted; i++) {
    const j = i + rng.integer(count - i)
    const moved = order[i]
    order[i] = order[j]
    order[j] = moved
  }
  const isChosen = new Uint8Array(count)
  for (let i = 0; i < wanted; i++) isChosen[order[i]] = 1
  const side = (wantedSide: number): Table =>
    table.take(Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) => isChosen[ofRow?.[row] ?? row] === wantedSide))
  return { chosen: side(1), rest: side(0) }
}
