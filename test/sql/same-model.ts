import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Statistics } from '../../src/encode/statistics.js'
import { tableStatistics } from '../../src/encode/table-statistics.js'
import { type FittedModel, stringifyModel, tableFromBytes } from '../../src/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { fitElsewhere, type RowsElsewhere } from '../../src/models/shell/fit-elsewhere.js'
import { type CodeColumn, isNumberColumn } from '../../src/table/column.js'
import { conform } from '../../src/table/conform.js'
import { levelsOf, type Schema } from '../../src/table/schema.js'
import { Table } from '../../src/table/table.js'
import { dataset } from '../support/cli.js'
import type { Known } from '../support/tables.js'

export const shipped = ['penguins', 'birdstrikes'] as const
/** Models that are the same from counts as from rows, to the byte. */
const exactModels = ['independent', 'bayesian-network'] as const

/** A shipped table, without what an engine leaves to the rows. */
export async function shippedTable(name: (typeof shipped)[number]): Promise<Known> {
  const { table, schema } = await tableFromBytes(readFileSync(dataset(`${name}.csv`)), { format: 'csv' })
  return { table, schema: { ...schema, dialect: undefined } }
}

/** A table in memory as one that lies elsewhere: what every engine has to agree with. */
export function inMemory({ table }: Pick<Known, 'table'>): RowsElsewhere {
  return {
    engine: 'memory',
    rows: table.rows,
    statistics(schema, rest = new Map()): Statistics {
      const columns = schema.columns.map((column) => {
        const own = table.column(column.name)
        const level = rest.get(column.name)
        if (level === undefined) return conform(table, { ...schema, columns: [column] }).columns[0] as CodeColumn
        if (isNumberColumn(own)) throw new TypeError('a column made anew holds texts')
        const levels = [...levelsOf(column).filter((name) => name !== level), level]
        const codes = own.levels.map((text) => (levels.includes(text) ? levels.indexOf(text) : levels.length - 1))
        return {
          name: column.name,
          kind: 'categorical' as const,
          levels,
          values: own.values.map((code) => (code < 0 ? -1 : (codes[code] as number))),
        }
      })
      return tableStatistics(new Table(columns, table.rows), schema)
    },
    sequences: async (schema) => conform(table, schema),
  }
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

/** Fits the models from an engine and from the rows, and expects the same bytes; of the copula the same as from counts in memory. */
export async function expectSameModels(elsewhere: RowsElsewhere, { table, schema }: Known, seed = 7): Promise<void> {
  for (const model of exactModels) {
    const found = await fitElsewhere(elsewhere, schema, { model, seed })
    expect(bytesOf(found)).toBe(await bytesFromRows(table, `${model} ${seed}`, () => fitModel(table, plain(schema), { model, seed })))
  }
  const options = { model: 'gaussian-copula', seed }
  const inPlace = bytesFromRows(table, `copula ${seed}`, () => fitElsewhere(inMemory({ table }), schema, options))
  expect(bytesOf(await fitElsewhere(elsewhere, schema, options))).toBe(await inPlace)
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
