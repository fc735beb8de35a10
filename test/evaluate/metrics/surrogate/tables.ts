import { createRng } from '../../../../src/random/rng.js'
import type { Schema } from '../../../../src/table/schema.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

/** Patients: numbers that go together, gaps, a combination that never is (men who are expecting), and three columns tied by their parity alone. */
export const schema: Schema = parseSchema({
  columns: [
    { name: 'height', kind: 'numeric', decimals: 1 },
    { name: 'weight', kind: 'numeric', decimals: 1 },
    { name: 'sex', kind: 'categorical', levels: ['f', 'm'] },
    { name: 'expecting', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'ward', kind: 'categorical', levels: ['a', 'b', 'c', 'd'] },
  ],
})

export function patients(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const numbers = { height: new Float64Array(rows), weight: new Float64Array(rows) }
  const codes = { sex: new Int32Array(rows), expecting: new Int32Array(rows), ward: new Int32Array(rows) }
  const tenths = (value: number) => Math.round(10 * value) / 10
  for (let i = 0; i < rows; i++) {
    const man = rng.uniform() < 0.5
    const height = (man ? 178 : 165) + 7 * rng.normal()
    numbers.height[i] = tenths(height)
    numbers.weight[i] = rng.uniform() < 0.1 ? Number.NaN : tenths(0.9 * (height - 165) + 68 + 6 * rng.normal())
    codes.sex[i] = man ? 1 : 0
    codes.expecting[i] = !man && rng.uniform() < 0.3 ? 1 : 0
    codes.ward[i] = codes.expecting[i] === 1 && rng.uniform() < 0.9 ? 0 : rng.integer(4)
  }
  const levels = { sex: ['f', 'm'], expecting: ['no', 'yes'], ward: ['a', 'b', 'c', 'd'] }
  return new Table([
    { name: 'height', kind: 'numeric', values: numbers.height },
    { name: 'weight', kind: 'numeric', values: numbers.weight },
    { name: 'sex', kind: 'categorical', values: codes.sex, levels: levels.sex },
    { name: 'expecting', kind: 'boolean', values: codes.expecting, levels: levels.expecting },
    { name: 'ward', kind: 'categorical', values: codes.ward, levels: levels.ward },
  ])
}

/** Three coins, of which the third shows whether the other two agree: no two of them tell anything of each other. */
export const coinSchema: Schema = parseSchema({
  columns: ['first', 'second', 'agree'].map((name) => ({ name, kind: 'boolean' as const, levels: ['no', 'yes'] })),
})

export function coins(rows: number, seed: number, tied = true): Table {
  const rng = createRng(seed)
  const toss = () => Int32Array.from({ length: rows }, () => rng.integer(2))
  const [first, second, other] = [toss(), toss(), toss()] as const
  const agree = tied ? first.map((code, row) => (code === second[row] ? 1 : 0)) : other
  return new Table(
    Object.entries({ first, second, agree }).map(([name, values]) => ({ name, kind: 'boolean', values, levels: ['no', 'yes'] })),
  )
}
