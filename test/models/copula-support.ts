import { gaussianCopula } from '../../src/models/gaussian-copula/index.js'
import { copulaDefaults } from '../../src/models/gaussian-copula/settings.js'
import type { CopulaState } from '../../src/models/gaussian-copula/state.js'
import { tableSource } from '../../src/models/shell/fit.js'
import type { Evidence } from '../../src/models/synthesizer.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { normalCdf } from '../../src/stats/normal/normal.js'
import type { Column } from '../../src/table/column.js'
import type { ColumnInput, Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

export async function fitCopulaTo(table: Table, schema: Schema, options: Record<string, unknown> = {}): Promise<CopulaState> {
  return gaussianCopula.fit(tableSource(table, schema), schema, { ...copulaDefaults, ...options }, { rng: createRng(1) })
}

/** Rows of the model. */
export function rowsOf(state: CopulaState, schema: Schema, count: number, seed = 1): Table {
  return gaussianCopula.sampleBlock(state, schema, count, createRng(seed))
}

export function conditioned(state: CopulaState, schema: Schema, evidence: Evidence) {
  if (!gaussianCopula.condition) throw new Error('the copula lost its conditioning')
  return gaussianCopula.condition(state, schema, evidence)
}

export function logDensities(state: CopulaState, schema: Schema, table: Table): Float64Array {
  if (!gaussianCopula.logDensity) throw new Error('the copula lost its density')
  return gaussianCopula.logDensity(state, schema, table)
}

/** A column as it is made of its latent variable, or of nothing (null: missing). */
export interface Maker {
  readonly schema: ColumnInput
  readonly make: (z: number) => number | string | null
}

/** Rows of columns whose latent variables have the given correlation matrix (its lower triangle L is given, row by row). */
export function latentTable(
  makers: readonly Maker[],
  lower: readonly (readonly number[])[],
  rows: number,
  rng: Rng,
): { table: Table; schema: Schema } {
  const cells = makers.map((): (number | string | null)[] => [])
  for (let row = 0; row < rows; row++) {
    const noise = makers.map(() => rng.normal())
    makers.forEach(({ make }, i) => {
      cells[i]?.push(make((lower[i] as number[]).reduce((sum, weight, j) => sum + weight * (noise[j] as number), 0)))
    })
  }
  const schema = parseSchema({ columns: makers.map((maker) => maker.schema) })
  return { table: new Table(schema.columns.map((column, i) => columnFrom(column, cells[i] as (number | string | null)[]))), schema }
}

export function columnFrom(schema: Schema['columns'][number], cells: readonly (number | string | null)[]): Column {
  const { name, kind } = schema
  if (!('levels' in schema))
    return { name, kind, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) } as Column
  return {
    name,
    kind,
    levels: schema.levels,
    values: Int32Array.from(cells, (cell) => (cell === null ? -1 : schema.levels.indexOf(String(cell)))),
  } as Column
}

/** Level number of a latent place, given the shares up to each level but the last. */
export function cut(z: number, shares: readonly number[]): number {
  return shares.filter((share) => normalCdf(z) >= share).length
}

/** The triangle of a correlation matrix. */
export function triangle(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = matrix.map(() => [])
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let sum = row[j] as number
      for (let k = 0; k < j; k++) sum -= (lower[i]?.[k] as number) * (lower[j]?.[k] as number)
      lower[i]?.push(i === j ? Math.sqrt(sum) : sum / (lower[j]?.[j] as number))
    }
  })
  return lower
}
