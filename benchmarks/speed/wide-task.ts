/**
 * Run in a process of its own: prints how many seconds it takes to fit sequential trees, on two threads, to a wide table: numbers and
 * levels that hang together through ten hidden causes.
 */
import { createRng } from '../../src/random/rng.js'
import type { Column } from '../../src/table/column.js'
import { library } from '../support/library.js'
import { timed } from '../support/time.js'

const [rows, columns] = process.argv.slice(2).map(Number) as [number, number]
const rng = createRng(1)
const causes = Array.from({ length: 10 }, () => Float64Array.from({ length: rows }, () => rng.normal()))
const levels = ['a', 'b', 'c', 'd']

function column(c: number): Column {
  const [first, second] = [causes[c % 10], causes[rng.integer(10)]] as [Float64Array, Float64Array]
  const values = first.map((value, row) => Math.round(100 * (value + (second[row] as number) / 2 + rng.normal() / 2)) / 100)
  if (c % 2 === 0) return { name: `n${c}`, kind: 'numeric', values }
  return {
    name: `l${c}`,
    kind: 'categorical',
    values: Int32Array.from(values, (value) => (value < -1 ? 0 : value < 0 ? 1 : value < 1 ? 2 : 3)),
    levels,
  }
}

const made = Array.from({ length: columns }, (_, c) => column(c))
const schema = library.parseSchema({
  columns: made.map((own) =>
    own.kind === 'numeric' ? { name: own.name, kind: own.kind, decimals: 2 } : { name: own.name, kind: 'categorical', levels },
  ),
})
const pool = library.createPool(2)
const seconds = await timed(() => library.fit(new library.Table(made, rows), { schema, model: 'sequential-trees', seed: 1, pool }))
await pool.close()
console.log(JSON.stringify({ seconds }))
