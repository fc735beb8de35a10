/**
 * Prints how good synthetic rows are: fits each model to the training half of each table, draws as many rows, and has them scored by
 * score.py, which knows nothing of this project. Leaves with 1 where a bar is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isMet } from '../support/bar.js'
import { library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { type QualityData, qualityData, trainingFile } from './data.js'
import { barsOf, barTable, type ModelScores, scoreTable } from './report.js'
import { type Score, score } from './score.js'

const { values: flags } = parseArgs({
  options: {
    models: { type: 'string', default: library.models.map(({ name }) => name).join(',') },
    data: { type: 'string', default: qualityData.map(({ name }) => name).join(',') },
    seeds: { type: 'string', default: '1,2,3' },
    quick: { type: 'boolean', default: false },
  },
})
const seeds = flags.seeds.split(',').map(Number)
if (!seeds.every(Number.isSafeInteger)) throw new Error('--seeds: give whole numbers, separated by commas')
const tables = flags.data.split(',').map((wanted) => {
  const found = qualityData.find(({ name }) => name === wanted)
  if (!found) throw new Error(`--data: there is no table ${wanted}; choose from ${qualityData.map(({ name }) => name).join(', ')}`)
  return found
})

/** The scores of the rows that one model, fitted with one seed, makes. */
async function scoreModel(data: QualityData, model: string, seed: number, scratch: string): Promise<Score> {
  const { table, schema } = await library.readTable(trainingFile(data.name), { roles: { target: [data.target] } })
  const fitted = await library.fit(table, { schema, model, seed })
  const file = join(scratch, `${data.name}.${model}.${seed}.csv`)
  await library.writeTable(file, await library.sample(fitted, table.rows, { seed }), schema)
  return score(data, file, flags.quick)
}

const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-quality-'))
try {
  console.log(`${machine()}\nSeeds ${seeds.join(', ')}${flags.quick ? '; quick: without lr_c2st, c2st_train and trtr' : ''}`)
  const all: ModelScores[] = []
  for (const data of tables) {
    const ours: ModelScores[] = []
    for (const model of flags.models.split(',')) {
      const scores: Score[] = []
      for (const seed of seeds) scores.push(await scoreModel(data, model, seed, scratch))
      ours.push({ data: data.name, model, scores })
    }
    all.push(...ours)
    console.log(`\n${scoreTable(data, ours, flags.quick)}`)
  }
  const bars = barsOf(all)
  if (bars.length > 0) console.log(`\n${barTable(bars)}`)
  process.exitCode = bars.every(isMet) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
