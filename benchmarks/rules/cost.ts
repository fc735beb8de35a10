import { holdoutFile, trainingFile } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { adultRules } from './tables.js'

/** What rules cost on Adult: time of sampling, and how well a classifier tells rows from held-out ones, with rules and without, in paired seeds. */
export async function costOfRules(model: string, rows: number, seeds: number): Promise<Bar[]> {
  const { table, schema } = await library.readTable(trainingFile('adult'))
  const training = table.slice(0, Math.min(rows, table.rows))
  const { table: holdout } = await library.readTable(holdoutFile('adult'), { schema, guess: false })
  const judge = holdout.slice(0, training.rows)

  /** The seconds are those of drawing alone. */
  const drawn = async (seed: number, rules: readonly string[]): Promise<{ readonly auc: number; readonly seconds: number }> => {
    const fitted = await library.fit(training, { schema, model, seed, rules })
    const start = performance.now()
    const synthetic = await library.sample(fitted, training.rows, { seed })
    const seconds = (performance.now() - start) / 1000
    const { scores } = await library.evaluate({ training, holdout: judge, synthetic }, { schema, seed, metrics: ['c2st'] })
    const value = scores.find(({ metric }) => metric === 'c2st')?.value
    if (value === null || value === undefined) throw new Error('benchmarks: no C2ST of so few rows')
    // A score of 1 is an area of a half, and 0 one of 1.
    return { auc: 1 - value / 2, seconds }
  }

  const pairs = []
  for (let seed = 1; seed <= seeds; seed++) pairs.push({ without: await drawn(seed, []), kept: await drawn(seed, adultRules) })
  console.log(`\n## What ${adultRules.length} rules cost: ${model}, ${training.rows} rows of Adult\n`)
  console.log(
    textTable(
      ['seed', 'AUC without', 'AUC with', 's without', 's with'],
      pairs.map(({ without, kept }, i) => [
        `${i + 1}`,
        without.auc.toFixed(4),
        kept.auc.toFixed(4),
        without.seconds.toFixed(2),
        kept.seconds.toFixed(2),
      ]),
    ),
  )
  const { mean, error } = meanOf(pairs.map(({ without, kept }) => kept.auc - without.auc))
  const ratio = pairs.reduce((sum, { kept }) => sum + kept.seconds, 0) / pairs.reduce((sum, { without }) => sum + without.seconds, 0)
  const seedsWord = `${seeds} paired seeds`
  return [
    {
      what: 'C2ST with rules minus without, less two errors',
      measured: `${mean.toFixed(4)} ± ${error.toFixed(4)}, ${seedsWord}`,
      value: mean - 2 * error,
      limit: 0.005,
      sense: 'at most',
      digits: 4,
    },
    { what: 'sampling with rules over without', measured: seedsWord, value: ratio, limit: 2, sense: 'at most' },
  ]
}

export function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) }
}
