import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peersFolder, qualityData, trainingFile } from '../quality/data.js'
import { type Score, score } from '../quality/score.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { adultSchema, nurserySchema, surveySchema } from './domains.js'

const tables = [
  { name: 'adult', schema: adultSchema },
  { name: 'nursery', schema: nurserySchema },
  { name: 'ma2019', schema: surveySchema },
]
const models = ['mst', 'aim', 'bayesian-network', 'gaussian-copula']
const epsilons = [1, 10]
const delta = 1e-9
/** AUC of a classifier trained on rows of aim at epsilon 1, on Adult. */
const expectedAuc = 0.87
/** Tables of Adult that MOSTLY AI made with differential privacy and published. */
const published = [
  { epsilon: 1.6, file: 'mostlyai_DP_eps1.6_noise1.5.csv.gz' },
  { epsilon: 3.4, file: 'mostlyai_DP_eps3.4_noise1.25.csv.gz' },
  { epsilon: 10.9, file: 'mostlyai_DP_eps10.9_noise0.75.csv.gz' },
]

/** Prints what a classifier trained on private rows makes of real rows that no model saw, and how near columns and pairs are. */
export async function benchTraining(names: readonly string[] = tables.map(({ name }) => name)): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-privacy-'))
  const lines: string[][] = []
  const bars: Bar[] = []
  try {
    for (const { name, schema } of tables.filter((table) => names.includes(table.name))) {
      const { table } = await library.readTable(trainingFile(name), { schema, guess: false })
      for (const model of models) {
        for (const epsilon of epsilons) {
          const path = join(scratch, `${name}.${model}.${epsilon}.csv`)
          const fitted = await library.fit(table, { schema, model, privacy: { epsilon, delta, openLevels: true } })
          await library.writeTable(path, await library.sample(fitted, table.rows), fitted.schema)
          const scores = scored(name, path)
          lines.push([name, model, `${epsilon}`, ...cellsOf(scores)])
          if (name === 'adult' && model === 'aim' && epsilon === 1) bars.push(aucBar(scores.tstr ?? 0))
        }
      }
    }
  } finally {
    rmSync(scratch, { recursive: true })
  }
  for (const { epsilon, file } of names.includes('adult') ? published : []) {
    const path = join(peersFolder(), 'adult', file)
    if (existsSync(path)) lines.push(['adult', 'published, MOSTLY AI', `${epsilon}`, ...cellsOf(scored('adult', path))])
  }
  console.log(
    '\nTraining halves, delta 1e-9. tstr: a classifier trained on private rows, AUC on the other half; bi and shape as in score.py:\n',
  )
  console.log(textTable(['table', 'model', 'epsilon', 'tstr', 'bi', 'shape'], lines))
  return bars
}

function cellsOf({ tstr = 0, bi = 0, shape = 0 }: Score): string[] {
  return [tstr.toFixed(4), bi.toFixed(2), shape.toFixed(2)]
}

function aucBar(value: number): Bar {
  return { what: 'aim, epsilon 1: AUC on Adult', measured: 'tstr', value, limit: expectedAuc, sense: 'at least', digits: 4 }
}

function scored(name: string, path: string): Score {
  return score(qualityData.find((data) => data.name === name) as (typeof qualityData)[number], path, true)
}
