import type { MixtureState } from '../../src/models/mixture/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import type { Table } from '../../src/table/table.js'
import { known } from '../support/tables.js'

const rng = createRng(1)
export const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

/** Income is missing for most retired people and for hardly anybody else; hours are 40 or thereabouts; height is of any precision. */
export const town = known(
  repeat(1500, () => {
    const retired = rng.uniform() < 0.3
    return {
      status: retired ? 'retired' : (['cook', 'clerk', 'nurse'][rng.integer(3)] as string),
      age: retired ? 60 + rng.integer(30) : 18 + rng.integer(45),
      income: rng.uniform() < (retired ? 0.8 : 0.02) ? null : Math.round(1000 * (retired ? 1 : 2) * (0.5 + rng.uniform())),
      hours: retired ? 0 : rng.uniform() < 0.5 ? 40 : 20 + rng.integer(40),
      height: 1.7 + 0.1 * rng.normal() + 0.2 * rng.uniform(),
    }
  }),
)
export const fitted = fitModel(town.table, town.schema, { model: 'mixture', options: { chains: 2, sweeps: 25 } })
export const stateOf = (model: FittedModel): MixtureState => model.state as MixtureState

export function share(table: Table, test: (row: number) => boolean): number {
  return repeat(table.rows, test).filter(Boolean).length / table.rows
}

/** A cell as a person reads it; null if missing. */
export function cell(table: Table, name: string, row: number): string | number | null {
  const column = table.column(name)
  const value = column.values[row] as number
  if (column.values instanceof Float64Array) return Number.isNaN(value) ? null : value
  return value < 0 ? null : ((column as { levels: readonly string[] }).levels[value] as string)
}
