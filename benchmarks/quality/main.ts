/**
 * Prints how good synthetic rows are: fits each model to the training half of each table, draws as many rows, and has them scored by
 * scripts that know nothing of this project. Leaves with 1 where a bar is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { benchAttacks } from './attacks.js'
import { type QualityData, qualityData, trainingFile } from './data.js'
import { barsOf, type ModelScores, scoreTable } from './report.js'
import { type RowsPlan, writeSynthetic } from './rows.js'
import { fullScore, type Score } from './score.js'
import { benchSequences } from './sequences.js'
import { benchSmall } from './small.js'
import { attackedTables, smallNames, smallTables } from './small-data.js'
import { benchTabsyn } from './tabsyn.js'

const parts = ['tables', 'small', 'attacks', 'tabsyn', 'sequences'] as const
const ofRows = library.models.filter(({ unit }) => unit === 'row').map(({ name }) => name)
/** Models with options of their own, as whoever chooses them would run them. */
const variants: Readonly<Record<string, Pick<RowsPlan, 'model' | 'options' | 'audit'>>> = {
  'fast trees': { model: 'sequential-trees', options: { fidelity: 'fast' }, audit: false },
}
const { values: flags } = parseArgs({
  options: {
    models: { type: 'string', default: [...ofRows, ...Object.keys(variants)].join(',') },
    data: { type: 'string', default: [...qualityData.map(({ name }) => name), ...smallNames].join(',') },
    // Bars on spread and on small tables are meant for five: --seeds 1,2,3,4,5.
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string', default: parts.join(',') },
    quick: { type: 'boolean', default: false },
  },
})
const seeds = flags.seeds.split(',').map(Number)
if (!seeds.every(Number.isSafeInteger)) throw new Error('--seeds: give whole numbers, separated by commas')
const chosen = flags.only.split(',')
const unknown = chosen.find((part) => !(parts as readonly string[]).includes(part))
if (unknown !== undefined) throw new Error(`--only: there is no part ${unknown}; choose from ${parts.join(', ')}`)
const names = flags.data.split(',')
const known = [...qualityData.map(({ name }) => name), ...smallNames]
const stranger = names.find((name) => !known.includes(name))
if (stranger !== undefined) throw new Error(`--data: there is no table ${stranger}; choose from ${known.join(', ')}`)
const tables = qualityData.filter(({ name }) => names.includes(name))

/** The scores of the rows that one model, fitted with one seed, makes. */
async function scoreModel(data: QualityData, model: string, seed: number, scratch: string): Promise<Score> {
  const output = join(scratch, `${data.name}.${model}.${seed}.csv`)
  const { target, categorical } = data
  const how = variants[model] ?? { model, audit: true }
  await writeSynthetic({ training: trainingFile(data), target, categorical, ...how, seed, output })
  return fullScore(data, model, output, flags.quick)
}

/** Every model on the halves of every table. Prints a table each; returns the bars. */
async function benchTables(scratch: string): Promise<Bar[]> {
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
  return barsOf(all)
}

const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-quality-'))
const finish = recordBench('quality')
try {
  const note = flags.quick ? '; quick: without lr_c2st, c2st_train and trtr, and mle from a small grid' : ''
  console.log(`${machine()}\nSeeds ${seeds.join(', ')}${note}`)
  const bars: Bar[] = []
  if (chosen.includes('tables')) bars.push(...(await benchTables(scratch)))
  if (chosen.includes('small')) bars.push(...(await benchSmall(await smallTables(names, scratch), seeds, scratch)))
  if (chosen.includes('attacks')) bars.push(...(await benchAttacks(await attackedTables(names, scratch), seeds, scratch)))
  if (chosen.includes('tabsyn')) bars.push(...(await benchTabsyn(seeds, flags.quick, scratch)))
  if (chosen.includes('sequences')) bars.push(...(await benchSequences(seeds)))
  finish(bars)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
