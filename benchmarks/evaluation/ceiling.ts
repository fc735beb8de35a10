import { isWorse } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { drawnFrom, publishedTables } from './published.js'

/** Area under the curve of the peers' classifier from which on nobody may call whole rows as good as real ones. */
const told = 0.6

/** What the summary says of whole rows of published tables, beside what a classifier that isn't ours makes of them. Prints a table; returns the bar. */
export async function benchCeiling(data: readonly string[], rows: number, pool: Pool): Promise<Bar[]> {
  const cells: string[][] = []
  let [wrong, judged] = [0, 0]
  for await (const published of publishedTables(data)) {
    const { real, tables } = drawnFrom(published, rows)
    const { evaluations } = await library.evaluateMany(real, tables, { schema: published.schema, metrics: ['fast', 'c2st'], seed: 1, pool })
    evaluations.forEach(({ lines }, at) => {
      const { data, synthesizer, score } = published.made[at] as (typeof published.made)[number]
      const area = score.c2st_holdout as number
      const line = lines.find(({ level }) => level === 'joint')
      cells.push([data, synthesizer, area.toFixed(2), (line?.auc ?? Number.NaN).toFixed(2), line?.verdict ?? 'none'])
      if (area <= told) return
      judged++
      if (!line || !isWorse(line.verdict)) wrong++
    })
  }
  const compared = rows.toLocaleString('en')
  console.log(`\nWhat the summary says of whole rows of published tables, by ${compared} rows, beside score.py's area under the curve:\n`)
  console.log(textTable(['data', 'synthesizer', 'score.py', 'c2st', 'verdict'], cells))
  const what = 'not worse than real rows, though score.py tells them apart by .6'
  return [{ what, measured: `${judged} tables`, value: wrong, limit: 0, sense: 'at most' }]
}
