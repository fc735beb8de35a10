import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

const levels = ['a', 'b', 'c', 'd']
export const schema = parseSchema({
  columns: [
    { name: 'from', kind: 'categorical', levels },
    { name: 'to', kind: 'categorical', levels: ['even', 'odd'] },
    { name: 'low', kind: 'numeric' },
    { name: 'high', kind: 'numeric' },
    { name: 'large', kind: 'numeric' },
    { name: 'sure', kind: 'boolean', levels: ['no', 'yes'] },
  ],
})

/** `to` follows from `from` but for some rows, `low` is below `high` but for some, `large` is above both and `sure` nearly always true, whatever else. */
export function messy(seed: number, breaches: number): Table {
  const rng = createRng(seed)
  const rows = 5000
  const from = Int32Array.from({ length: rows }, () => rng.integer(4))
  const to = from.map((code) => (rng.uniform() < breaches ? 1 - (code & 1) : code & 1))
  const low = Float64Array.from({ length: rows }, () => rng.normal())
  const high = low.map((value) => (rng.uniform() < breaches ? value - rng.uniform() : value + rng.uniform()))
  return new Table([
    { name: 'from', kind: 'categorical', values: from, levels },
    { name: 'to', kind: 'categorical', values: to, levels: ['even', 'odd'] },
    { name: 'low', kind: 'numeric', values: low },
    { name: 'high', kind: 'numeric', values: high },
    { name: 'large', kind: 'numeric', values: low.map(() => 100 + rng.normal()) },
    { name: 'sure', kind: 'boolean', values: from.map(() => (rng.uniform() < 0.97 ? 1 : 0)), levels: ['no', 'yes'] },
  ])
}
