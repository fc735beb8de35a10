import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type FittedModel, stringifyModel, tableFromBytes } from '../../src/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { fitElsewhere, type RowsElsewhere } from '../../src/models/shell/fit-elsewhere.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { dataset } from '../support/cli.js'
import type { Known } from '../support/tables.js'

export const shipped = ['penguins', 'birdstrikes'] as const
/** Models that are the same from counts as from rows, to the byte. */
const exactModels = ['independent', 'bayesian-network', 'gaussian-copula'] as const

/** The training file of Adult, which does not ship: `ROWSMITH_BENCH_DATA` names the folder that holds it. */
const adult = join(process.env.ROWSMITH_BENCH_DATA ?? '', 'adult-train.csv')
export const hasAdult = existsSync(adult)
if (!hasAdult) console.log('skipped: Adult (ROWSMITH_BENCH_DATA names no folder with adult-train.csv)')

/** Rows of a shipped table that the engines count: enough for every kind of column, and for atoms. */
const mostRows = 2000

/** A shipped table, or its first rows, without what an engine leaves to the rows. */
export async function shippedTable(name: (typeof shipped)[number] | 'adult'): Promise<Known> {
  const { table, schema } = await tableFromBytes(readFileSync(name === 'adult' ? adult : dataset(`${name}.csv`)), { format: 'csv' })
  return { table: name === 'adult' ? table : table.slice(0, mostRows), schema: { ...schema, dialect: undefined } }
}

/** The model without the name of what counted the rows. */
function bytesOf(model: FittedModel): string {
  const { engine: _, ...provenance } = model.provenance
  return stringifyModel({ ...model, provenance })
}

const fromRows = new WeakMap<Table, Map<string, Promise<string>>>()

/** The bytes that a fit of these rows gives, made once for all engines and numbers of threads. */
function bytesFromRows(table: Table, key: string, fit: () => Promise<FittedModel>): Promise<string> {
  const known = fromRows.get(table) ?? new Map<string, Promise<string>>()
  fromRows.set(table, known)
  const bytes = known.get(key) ?? fit().then(bytesOf)
  known.set(key, bytes)
  return bytes
}

/** Fits one of the models from an engine and from the rows, and expects the same bytes. */
export async function expectSameModel(
  elsewhere: RowsElsewhere,
  { table, schema }: Known,
  model: (typeof exactModels)[number],
  seed = 7,
): Promise<void> {
  const found = await fitElsewhere(elsewhere, schema, { model, seed })
  expect(bytesOf(found)).toBe(await bytesFromRows(table, `${model} ${seed}`, () => fitModel(table, plain(schema), { model, seed })))
}

/** The same of all of them. */
export async function expectSameModels(elsewhere: RowsElsewhere, known: Known, seed = 7): Promise<void> {
  for (const model of exactModels) await expectSameModel(elsewhere, known, model, seed)
}

/** The same of networks of every structure, the first column of levels being their target. */
export async function expectSameStructures(elsewhere: RowsElsewhere, { table, schema }: Known): Promise<void> {
  const target = schema.columns.find(({ kind }) => kind === 'categorical' || kind === 'boolean')?.name
  const columns = schema.columns.map((column) => (column.name === target ? { ...column, role: 'target' as const } : column))
  const own = { ...plain(schema), columns: plain({ ...schema, columns }).columns }
  for (const options of [{ structure: 'chow-liu' }, { structure: 'tan' }, { score: 'bic', parents: 2 }]) {
    const fits = { model: 'bayesian-network', options, seed: 3 }
    const found = await fitElsewhere(elsewhere, { ...schema, columns }, fits)
    expect(bytesOf(found)).toBe(await bytesFromRows(table, JSON.stringify(fits), () => fitModel(table, own, fits)))
  }
}

/** The schema without what a fit elsewhere leaves out: orders between columns, and scales by group. */
export function plain(schema: Schema): Schema {
  const relations = schema.relations?.filter(({ kind }) => kind !== 'order')
  return {
    ...schema,
    columns: schema.columns.map((column) => ('scaleBy' in column ? { ...column, scaleBy: undefined } : column)),
    ...(relations && { relations }),
  }
}
