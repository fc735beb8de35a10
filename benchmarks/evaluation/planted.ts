import { createRng, type Rng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'

/**
 * A world whose law is known, and tables of it with one fault each. Groups of columns have nothing to do with each other, so that a fault
 * in one of them leaves all levels below its own as they are:
 * - x and m, which goes along with x and is the likelier to be missing the greater it is;
 * - y, w and level, which follow from one of three modes; w also from y;
 * - tail, which is skewed;
 * - a, b and c, where c is a xor b in 19 of 20 rows: any two of them are independent;
 * - city and country, where a country follows from its city.
 */
export const plantedSchema: Schema = parseSchema({
  columns: [
    { name: 'x', kind: 'numeric', decimals: 2 },
    { name: 'm', kind: 'numeric', decimals: 1, nullable: true },
    { name: 'y', kind: 'numeric', decimals: 2 },
    { name: 'w', kind: 'numeric', decimals: 2 },
    { name: 'level', kind: 'categorical', levels: ['usual', 'other', 'third', 'rare'] },
    { name: 'tail', kind: 'numeric', decimals: 2 },
    ...['a', 'b', 'c'].map((name) => ({ name, kind: 'boolean' as const, levels: ['no', 'yes'] })),
    { name: 'city', kind: 'categorical', levels: Array.from({ length: 12 }, (_, i) => `city ${i}`) },
    { name: 'country', kind: 'categorical', levels: ['north', 'south', 'west'] },
  ],
})

/** Where a fault shows first, going up. */
export type FaultLevel = 'missingness' | 'marginal' | 'pairwise' | 'triples' | 'conditional' | 'joint' | 'copies'

export interface Fault {
  readonly name: string
  readonly what: string
  /** The lowest level at which rows with the fault have another distribution; null where they have none. */
  readonly lowest: FaultLevel | null
}

export const faults = [
  { name: 'none', what: 'no fault: other rows of the same law', lowest: null },
  { name: 'mcar', what: 'missing at random, not for a reason', lowest: 'missingness' },
  { name: 'shift', what: 'a mean shifted by a quarter of a standard deviation', lowest: 'marginal' },
  { name: 'tail', what: 'the upper 2 % of a column lost', lowest: 'marginal' },
  { name: 'level', what: 'a level of 2 % lost', lowest: 'marginal' },
  { name: 'decimals', what: 'rounded to one decimal instead of two', lowest: 'marginal' },
  { name: 'collapse', what: 'one of three modes lost, 15 % of the rows', lowest: 'marginal' },
  { name: 'correlation', what: 'the dependence of two columns dropped', lowest: 'pairwise' },
  { name: 'implausible', what: 'a combination that cannot be in 1 % of the rows', lowest: 'pairwise' },
  { name: 'xor', what: 'xor of three columns lost', lowest: 'triples' },
  { name: 'copies', what: '5 % of the rows are training rows', lowest: 'copies' },
] as const satisfies readonly Fault[]

export type FaultName = (typeof faults)[number]['name']

/** The share of rows of which a part is not as it should be. */
const implausibleShare = 0.01
const copiedShare = 0.05

/** So many rows of the world with a fault; `training` is what copies are taken from. */
export function plantedTable(rows: number, seed: number, fault: FaultName = 'none', training?: Table): Table {
  const rng = createRng(
    seed,
    faults.findIndex(({ name }) => name === fault),
  )
  const columns = plantedSchema.columns.map(({ name, kind }) => {
    const isNumber = kind === 'numeric'
    const values = isNumber ? new Float64Array(rows) : new Int32Array(rows)
    return { name, kind, values, ...(isNumber ? {} : { levels: levelsOf(name) }) }
  })
  for (let row = 0; row < rows; row++) {
    const cells = plantedRow(rng, fault)
    const copied = fault === 'copies' && training && rng.uniform() < copiedShare ? rng.integer(training.rows) : -1
    columns.forEach(({ name, values }, c) => {
      values[row] = copied >= 0 ? ((training as Table).column(name).values[copied] as number) : (cells[c] as number)
    })
  }
  const dropped = columns[3]
  if (fault === 'correlation' && dropped) dropped.values = permuted(dropped.values, rng)
  return new Table(columns as never)
}

function levelsOf(name: string): readonly string[] {
  const column = plantedSchema.columns.find((column) => column.name === name)
  return column && 'levels' in column ? (column.levels as readonly string[]) : []
}

/** The cells of one row, in the schema's order. */
function plantedRow(rng: Rng, fault: FaultName): number[] {
  const x = 20 * rng.normal()
  const m = 0.5 * x + 6 * rng.normal()
  const missing = rng.uniform() < (fault === 'mcar' ? 0.05 + 0.45 * 0.3 : m > 6.12 ? 0.5 : 0.05)
  const mode = fault === 'collapse' ? Number(rng.uniform() < 0.41) : modeOf(rng.uniform())
  const y = 20 * mode + 10 * rng.normal()
  const w = 0.5 * y + 8 * rng.normal() + (fault === 'shift' ? 3 : 0)
  const rare = rng.uniform() < 0.02 && fault !== 'level'
  const level = rare ? 3 : rng.uniform() < 0.7 ? mode : rng.integer(3)
  const [a, b, flip] = [rng.integer(2), rng.integer(2), rng.uniform() < 0.05]
  const c = fault === 'xor' ? rng.integer(2) : (a ^ b) === Number(!flip) ? 1 : 0
  const city = rng.integer(4) * 3 + rng.integer(3)
  const astray = fault === 'implausible' && rng.uniform() < implausibleShare ? 1 : 0
  return [
    rounded(x, fault === 'decimals' ? 10 : 100),
    missing ? Number.NaN : rounded(m, 10),
    ...[y, w].map((value) => rounded(value, 100)),
    level,
    rounded(tailOf(rng, fault), 100),
    ...[a, b, c, city, ((city % 3) + astray) % 3],
  ]
}

function modeOf(share: number): number {
  return share < 0.5 ? 0 : share < 0.85 ? 1 : 2
}

/** Half the sum of two squares of normals: exponential, above -ln 0.02 in 2 % of the rows. */
function tailOf(rng: Rng, fault: FaultName): number {
  for (;;) {
    const value = (rng.normal() ** 2 + rng.normal() ** 2) / 2
    if (fault !== 'tail' || value < 3.912) return 100 * value
  }
}

function rounded(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit
}

function permuted<Values extends Float64Array | Int32Array>(values: Values, rng: Rng): Values {
  const dealt = values.slice() as Values
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const moved = dealt[i] as number
    dealt[i] = dealt[j] as number
    dealt[j] = moved
  }
  return dealt
}
