import { InputError } from '../../errors.js'
import { readRaw, readText } from '../../io/files.js'
import { typeTable } from '../../pipeline/tables/bytes.js'
import { typeCompared } from '../../pipeline/tables/compared.js'
import { createRng } from '../../random/rng.js'
import { parseSchema, type Schema, withSensitive } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { PlannedDataset } from '../plan/plan.js'
import { splitUnits, unitsOf } from './units.js'

export interface RealRows {
  readonly training: Table
  readonly schema: Schema
  /** Reads the rows that no synthesizer sees, once, or finds them in memory. */
  holdout(): Promise<Table>
}

const splitStream = -12

/** The rows to learn from, and those kept aside: the test file, or as many as the dataset says, or a fifth. Sequences stay whole. */
export async function readReal(dataset: PlannedDataset, seed: number): Promise<RealRows> {
  const { train, test, rows, most = Number.POSITIVE_INFINITY } = dataset
  const { table: whole, schema } = await readTrain(dataset)
  const draw = (table: Table, wanted: number): { chosen: Table; rest: Table } =>
    splitUnits(table, unitsOf(table, schema), wanted, createRng(seed, splitStream))
  const table = draw(whole, most).chosen
  const { noun, count } = unitsOf(table, schema)
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
