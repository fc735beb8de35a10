import { createRng } from '../../src/random/rng.js'
import type { Table } from '../../src/table/table.js'
import { type Known, known } from '../support/tables.js'

/** People with dependences, a secret, and in every fiftieth row something that nobody else has. */
function town(rows: number, seed: number): Known {
  const rng = createRng(seed)
  return known(
    Array.from({ length: rows }, (_, i) => {
      const odd = i % 50 === 0
      const age = 18 + rng.integer(60)
      const job = ['cook', 'clerk', 'driver', 'nurse', 'guard'][rng.integer(5)] as string
      const wage =
        Math.round(100 * (10 + (job === 'nurse' ? 8 : 0) + age / 10 + 3 * rng.normal() + (odd ? 60 + 100 * rng.uniform() : 0))) / 100
      return {
        age: odd ? 80 + rng.integer(20) : age,
        job: odd ? ['mayor', 'priest', 'judge'][rng.integer(3)] : job,
        wage,
        debts: Math.round(1000 * rng.uniform() ** 3) + (odd ? 5000 + rng.integer(5000) : 0),
        place: ['north', 'south', 'east', 'west'][rng.integer(4)],
        ill: rng.uniform() < (age > 50 ? 0.5 : 0.2) ? 'yes' : 'no',
      }
    }),
  )
}

/** Training, holdout and fresh rows of one town, so many each, and their schema. */
export function thirds(
  rows: number,
  seed = 1,
): { readonly training: Table; readonly holdout: Table; readonly fresh: Table; readonly schema: Known['schema'] } {
  const { table, schema } = town(3 * rows, seed)
  const part = (from: number) => table.slice(from * rows, (from + 1) * rows)
  return { training: part(0), holdout: part(1), fresh: part(2), schema }
}
