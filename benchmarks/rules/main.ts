/**
 * What rules cost on Adult: time of sampling, and how well a classifier tells rows from real ones, with rules and without, in paired seeds; and the length of a
 * table that covers all pairs of levels. Halves of the rows: one is learned, the other one judged against.
 *
 *     ROWSMITH_BENCH_DATA=<folder with adult-train.csv> npm run bench:rules -- --rows 10000 --seeds 5
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { library } from '../support/library.js'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'sequential-trees' },
    rows: { type: 'string', default: '10000' },
    seeds: { type: 'string', default: '5' },
  },
})
const data = process.env.ROWSMITH_BENCH_DATA
if (!data) throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds adult-train.csv')

const names = 'age,workclass,fnlwgt,education,years,marital,occupation,relationship,race,sex,gain,loss,hours,country,income'.split(',')
/** True of all rows or of nearly all. */
const rules = [
  'relationship == "Husband" implies (sex == "Male" and marital == "Married-civ-spouse")',
  'relationship == "Wife" implies sex == "Female"',
  'gain == 0 or loss == 0',
  'determines(education, years)',
  'age >= years',
]

const { table, schema } = await library.readTable(join(data, 'adult-train.csv'), { names, header: false })
const [rows, seeds] = [Number(values.rows), Number(values.seeds)]
const { training, holdout } = library.splitHoldout(table.slice(0, 2 * rows), 1)

const differences: number[] = []
console.log(`${values.model}, ${training.rows} rows of Adult, ${rules.length} rules\nseed  AUC without  with    seconds without  with`)
for (let seed = 1; seed <= seeds; seed++) {
  const without = await drawn(seed, [])
  const kept = await drawn(seed, rules)
  differences.push(kept.auc - without.auc)
  console.log(
    [
      String(seed).padStart(4),
      without.auc.toFixed(4).padStart(12),
      kept.auc.toFixed(4),
      without.seconds.toFixed(2).padStart(16),
      kept.seconds.toFixed(2),
    ].join('  '),
  )
}
const mean = differences.reduce((a, b) => a + b, 0) / seeds
const error = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1) / seeds)
console.log(
  `AUC with rules minus without: ${mean.toFixed(4)} ± ${error.toFixed(4)} (mean and standard error; bar: 0.005 beyond two errors)`,
)

const model = await library.fit(training, { schema, model: values.model })
let covering = 0
for await (const block of library.sampleBlocks(model, 0, 0, { cover: 'pairs' })) covering += block.rows
console.log(`--cover pairs: ${covering} rows`)

/** Rows of a model with these rules, judged; the seconds are those of drawing alone. */
async function drawn(seed: number, own: readonly string[]): Promise<{ readonly auc: number; readonly seconds: number }> {
  const fitted = await library.fit(training, { schema, model: values.model, seed, rules: own })
  const start = performance.now()
  const synthetic = await library.sample(fitted, training.rows, { seed })
  const seconds = (performance.now() - start) / 1000
  const { scores } = await library.evaluate({ training, holdout, synthetic }, { schema, seed, metrics: ['c2st'] })
  const auc = scores.find(({ metric }) => metric === 'c2st')?.value
  if (auc === null || auc === undefined) throw new Error('benchmarks: no C2ST of so few rows; give more with --rows')
  return { auc, seconds }
}
