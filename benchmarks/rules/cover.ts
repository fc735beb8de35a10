import { createRng, type Rng } from '../../src/random/rng.js'
import { trainingFile } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'

/** As many as `--cover` looks at. */
const poolRows = 100_000
const randomRuns = 10

type Table = InstanceType<typeof library.Table>

/** How many rows `--cover pairs` writes on Adult, beside the best of ten greedy runs over the same pool that break ties at random. */
export async function coveringLength(model: string): Promise<Bar[]> {
  const { table, schema } = await library.readTable(trainingFile('adult'))
  const fitted = await library.fit(table, { schema, model, seed: 1 })
  let ours = 0
  for await (const block of library.sampleBlocks(fitted, 0, 0, { seed: 1, cover: 'pairs' })) ours += block.rows
  const shown = pairsOf(await library.sample(fitted, poolRows, { seed: 1 }))
  const lengths = Array.from({ length: randomRuns }, (_, run) => greedyLength(shown, createRng(run + 1)))
  console.log(`\n## --cover pairs: ${model}, Adult\n\n${ours} rows; ten random greedy runs: ${lengths.join(' ')}`)
  const best = Math.min(...lengths)
  return [
    {
      what: '--cover pairs over the best greedy run',
      measured: `${ours} / ${best} rows`,
      value: ours / best,
      limit: 1.3,
      sense: 'at most',
    },
  ]
}

/** The pairs of items that each row shows, as numbers: levels; of numbers the least, the greatest, zero, others; gaps. */
function pairsOf(table: Table): string[][] {
  const items = table.columns.map((column) => {
    if (column.kind !== 'numeric' && column.kind !== 'integer' && column.kind !== 'datetime') return Array.from(column.values, String)
    const values = Array.from(column.values as Float64Array)
    const [least, greatest] = values.reduce(([a, b], value) => [value < a ? value : a, value > b ? value : b], [Infinity, -Infinity])
    return values.map((value) =>
      Number.isNaN(value) ? 'gap' : value === least ? 'least' : value === greatest ? 'greatest' : value === 0 ? 'zero' : 'other',
    )
  })
  const distinct = new Map<string, string[]>()
  for (let row = 0; row < table.rows; row++) {
    const own = items.map((column) => column[row] as string)
    if (distinct.has(own.join('|'))) continue
    distinct.set(
      own.join('|'),
      own.flatMap((a, i) => own.slice(i + 1).map((b, j) => `${i} ${i + 1 + j} ${a} ${b}`)),
    )
  }
  return [...distinct.values()]
}

/** Always one of the rows that show most pairs which none has shown yet, which one is chance. Gains only fall, so that old ones are bounds. */
function greedyLength(shown: readonly (readonly string[])[], rng: Rng): number {
  const missing = new Set(shown.flat())
  const byGain: number[][] = []
  shown.forEach((pairs, row) => {
    const list = byGain[pairs.length] ?? []
    byGain[pairs.length] = list
    list.push(row)
  })
  let length = 0
  for (let gain = byGain.length - 1; gain > 0; gain--) {
    const rows = byGain[gain] ?? []
    while (rows.length > 0) {
      const [row] = rows.splice(rng.integer(rows.length), 1) as [number]
      const now = (shown[row] as readonly string[]).reduce((sum, pair) => (missing.has(pair) ? sum + 1 : sum), 0)
      if (now < gain) {
        const list = byGain[now] ?? []
        byGain[now] = list
        list.push(row)
        continue
      }
      length++
      for (const pair of shown[row] as readonly string[]) missing.delete(pair)
    }
  }
  return length
}
