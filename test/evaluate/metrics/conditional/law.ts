import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { population } from '../../tables.js'

export const rows = 3000
export const training = population(rows, 1)
export const holdout = population(rows, 2)
export const fresh = population(rows, 3)

/** Standard error of a mean of as many losses, where nine of ten are foretold: ln(9) apart, with a deviation of .3. */
export const lossError = (Math.log(9) * 0.3) / Math.sqrt(rows)

/** x of two levels, y that is x in `kept` of the rows, and noise; y is missing in a tenth of the rows with noise below 0. */
export const lawSchema = parseSchema({
  columns: [
    { name: 'x', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'y', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'noise', kind: 'numeric' },
  ],
})
export function law(seed: number, kept = 0.9, follows = false): Table {
  const rng = createRng(seed)
  const x = Int32Array.from({ length: rows }, () => rng.integer(2))
  const y = x.map((code) => (rng.uniform() < kept ? code : 1 - code))
  const noise = Float64Array.from(x, (code) => rng.normal() + (follows ? 3 * code : 0))
  return new Table([
    { name: 'x', kind: 'categorical', values: x, levels: ['a', 'b'] },
    { name: 'y', kind: 'categorical', values: y, levels: ['a', 'b'] },
    { name: 'noise', kind: 'numeric', values: noise },
  ])
}

/** Two columns that copy each other, and two more that follow them in nine of ten rows, or not at all; and noise. */
export const copySchema = parseSchema({
  columns: ['a', 'again', 'b', 'too', 'noise'].map((name) => ({ name, kind: 'boolean', levels: ['no', 'yes'] }) as const),
})
export function copies(seed: number, follow: boolean): Table {
  const rng = createRng(seed)
  const toss = () => Int32Array.from({ length: rows }, () => rng.integer(2))
  const [a, free, noise] = [toss(), toss(), toss()]
  const b = follow ? a.map((code) => (rng.uniform() < 0.9 ? code : 1 - code)) : free
  return new Table(
    Object.entries({ a, again: a, b, too: b, noise }).map(([name, values]) => ({ name, kind: 'boolean', values, levels: ['no', 'yes'] })),
  )
}
