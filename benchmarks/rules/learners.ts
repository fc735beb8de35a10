import { join } from 'node:path'
import { holdoutFile, trainingFile } from '../quality/data.js'
import { runPython } from '../quality/python.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { meanOf } from './cost.js'

const fairRows = 40_000

/** Accuracy and parity gap on real rows of a learner that was taught by fair ones, beside one taught by rows as they are. */
export async function fairLearners(model: string, seeds: number, scratch: string): Promise<Bar[]> {
  const { table, schema } = await library.readTable(trainingFile('adult'))
  const runs = []
  for (let seed = 1; seed <= seeds; seed++) {
    const fitted = await library.fit(table, { schema, model, seed })
    const taught = async (fair?: string) => {
      const rows = join(scratch, 'fair.csv')
      await library.writeTable(rows, await library.sample(fitted, fairRows, { seed, ...(fair ? { fair } : {}) }), fitted.schema)
      const flags = ['--rows', rows, '--test', holdoutFile('adult'), '--target', 'income', '--positive', '>50K', '--sensitive', 'sex']
      return runPython<{ readonly accuracy: number; readonly gap: number }>('learner.py', ['fair', ...flags, '--seed', `${seed}`])
    }
    runs.push({ plain: await taught(), fair: await taught('income~sex') })
  }
  console.log(`\n## Learners of fair rows: ${model}, Adult, ${fairRows} rows, income~sex\n`)
  console.log(
    textTable(
      ['seed', 'accuracy', 'gap', 'accuracy, fair', 'gap, fair'],
      runs.map(({ plain, fair }, i) => [
        `${i + 1}`,
        ...[plain.accuracy, plain.gap, fair.accuracy, fair.gap].map((value) => value.toFixed(4)),
      ]),
    ),
  )
  const [accuracy, gap] = [meanOf(runs.map(({ fair }) => fair.accuracy)), meanOf(runs.map(({ fair }) => fair.gap))]
  const told = ({ mean, error }: typeof gap) => `${mean.toFixed(4)} ± ${error.toFixed(4)}, ${seeds} seeds`
  return [
    { what: 'accuracy of a fair learner', measured: told(accuracy), value: accuracy.mean, limit: 0.845, sense: 'at least', digits: 4 },
    { what: 'its parity gap', measured: told(gap), value: gap.mean, limit: 0.025, sense: 'at most', digits: 4 },
  ]
}

interface Scores {
  readonly balancedAccuracy: number
  readonly averagePrecision: number
}
type Ways = Record<'rows' | 'filled' | 'smote' | 'training', Scores>

const magicNames = 'fLength,fWidth,fSize,fConc,fConc1,fAsym,fM3Long,fM3Trans,fAlpha,fDist,class'.split(',')
const creditTarget = 'default payment next month'

/** Learners taught by balanced rows beside those taught by SMOTE's, on real rows. */
export async function balancedLearners(model: string, seeds: number, data: string, scratch: string): Promise<Bar[]> {
  const magic = join(data, 'magic.data')
  const tables = [
    { name: 'magic', target: 'class', positive: 'h', halves: (seed: number) => halvesOf(magic, seed, scratch) },
    { name: 'adult', target: 'income', positive: '>50K', halves: async () => [trainingFile('adult'), holdoutFile('adult')] as const },
    {
      name: 'credit-default',
      target: creditTarget,
      positive: '1',
      halves: async () => [trainingFile('credit-default'), holdoutFile('credit-default')] as const,
    },
  ]
  const lines: string[][] = []
  const bars: Bar[] = []
  for (const { name, target, positive, halves } of tables) {
    const runs: Ways[] = []
    for (let seed = 1; seed <= seeds; seed++) {
      const [training, test] = await halves(seed)
      const rows = join(scratch, 'balanced.csv')
      const { table, schema } = await library.readTable(training, { roles: { target: [target] } })
      const fitted = await library.fit(table, { schema, model, seed })
      const balanced = await library.sample(fitted, 2 * table.rows, { seed, share: { [target]: await halvesBy(fitted.schema, target) } })
      await library.writeTable(rows, balanced, fitted.schema)
      const flags = [
        '--rows',
        rows,
        '--training',
        training,
        '--test',
        test,
        '--target',
        target,
        '--positive',
        positive,
        '--seed',
        `${seed}`,
      ]
      runs.push(runPython<Ways>('learner.py', ['balance', ...flags]))
    }
    for (const way of ['training', 'smote', 'filled', 'rows'] as const) {
      const cell = (of: keyof Scores): string => {
        const { mean, error } = meanOf(runs.map((run) => run[way][of]))
        return `${mean.toFixed(4)} ± ${error.toFixed(4)}`
      }
      lines.push([name, ways[way], cell('balancedAccuracy'), cell('averagePrecision')])
    }
    for (const of of ['balancedAccuracy', 'averagePrecision'] as const) {
      const { mean, error } = meanOf(runs.map((run) => run.filled[of] - run.smote[of]))
      bars.push({
        what: `${name}: ${of === 'balancedAccuracy' ? 'balanced accuracy' : 'average precision'} beyond SMOTE's, plus two errors`,
        measured: `${mean.toFixed(4)} ± ${error.toFixed(4)}, ${seeds} seeds`,
        value: mean + 2 * error,
        limit: 0,
        sense: 'at least',
        digits: 4,
      })
    }
  }
  console.log(`\n## Learners of balanced rows: ${model}\n`)
  console.log(textTable(['table', 'taught by', 'balanced accuracy', 'average precision'], lines))
  return bars
}

const ways = {
  training: 'real rows as they are',
  smote: "real rows and SMOTE's",
  filled: 'real rows and ours of the rare level',
  rows: 'our rows alone, balanced',
}

async function halvesBy(schema: Awaited<ReturnType<typeof library.readTable>>['schema'], target: string): Promise<Record<string, number>> {
  const column = schema.columns.find(({ name }) => name === target)
  const levels = column && 'levels' in column ? column.levels : ['0', '1']
  return Object.fromEntries(levels.map((level) => [String(level), 1 / levels.length]))
}

async function halvesOf(file: string, seed: number, scratch: string): Promise<readonly [string, string]> {
  const { table, schema } = await library.readTable(file, { names: magicNames, header: false })
  const { training, holdout } = library.splitHoldout(table, seed)
  const paths = [join(scratch, 'training.csv'), join(scratch, 'test.csv')] as const
  // The file has no header, and would be written without one.
  const named = { ...schema, dialect: schema.dialect && { ...schema.dialect, header: true } }
  await library.writeTable(paths[0], training, named)
  await library.writeTable(paths[1], holdout, named)
  return paths
}
