/**
 * Prints how long SDMetrics takes for its two reports on two tables, how long the sdmetrics set takes on the same, the ratio, and whether
 * the figures agree. Leaves with 1 where they don't or the set isn't ten times as fast. Beside it: the first run of all, before the
 * engine knows the code, and `evaluate`, which adds what charts need and, where there are real rows enough, baselines.
 *
 *   npx tsx benchmarks/peers/sdmetrics-speed.ts real.csv.gz synthetic.csv.gz [--rounds 3]
 *
 * ROWSMITH_PYTHON is a python with sdmetrics 0.32.0. Both have the tables in memory; rounds alternate.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { MetricResult } from '../../src/evaluate/metric.js'
import type { ColumnSchema } from '../../src/table/schema.js'
import { runPython } from '../quality/python.js'
import { library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { textTable } from '../support/text-table.js'
import { median } from '../support/time.js'

/** How many times as fast the set has to be. */
const bar = 10

interface Theirs {
  readonly seconds: number
  readonly cpu: number
  readonly scores: Readonly<Record<string, number>>
  readonly versions: Readonly<Record<string, string>>
}

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '3' } } })
const [realPath, syntheticPath] = positionals
const rounds = Number(flags.rounds)
if (!realPath || !syntheticPath) throw new Error('give two files: real rows, synthetic rows')
if (!(Number.isSafeInteger(rounds) && rounds > 0)) throw new Error(`--rounds: give a number from 1 on (got ${flags.rounds})`)

const { table: training, schema } = await library.readTable(realPath)
const { table: synthetic } = await library.readTable(syntheticPath, { schema })

/** The type SDMetrics has for a column; times are left out, since it would have to be told how they are written. */
function sdtypeOf({ kind }: ColumnSchema): 'numerical' | 'categorical' | null {
  if (kind === 'numeric' || kind === 'integer') return 'numerical'
  return kind === 'categorical' || kind === 'ordinal' || kind === 'boolean' ? 'categorical' : null
}

interface Run<Result> {
  readonly seconds: number
  readonly cpu: number
  readonly result: Result
}

async function measured<Result>(work: () => Promise<Result>): Promise<Run<Result>> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6, result }
}

/** The figures by the names SDMetrics gives them. */
function figures(results: ReadonlyMap<string, MetricResult>): Record<string, number | null> {
  const part = (metric: string, name: string) => results.get(metric)?.parts?.find((found) => found.name === name)?.value ?? null
  return {
    'Column Shapes': part('sdmetrics-quality', 'column-shapes'),
    'Column Pair Trends': part('sdmetrics-quality', 'column-pair-trends'),
    'Data Validity': part('sdmetrics-diagnostic', 'data-validity'),
    'Data Structure': part('sdmetrics-diagnostic', 'data-structure'),
  }
}

const kept = schema.columns.filter((column) => sdtypeOf(column) !== null)
const options = { schema: { ...schema, columns: kept }, metrics: 'sdmetrics' }
const scores = () => measured(() => library.scoreTables({ training, synthetic }, options))
const evaluation = () => measured(() => library.evaluate({ training, synthetic }, options))
const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-sdmetrics-'))
try {
  const about = join(scratch, 'columns.json')
  const columns = kept.map((column) => [column.name, { sdtype: sdtypeOf(column), missing: column.missing }])
  writeFileSync(about, JSON.stringify(Object.fromEntries(columns)))
  const first = await scores()
  const runs = { theirs: [] as Theirs[], scores: [] as Run<unknown>[], evaluation: [] as Run<unknown>[] }
  for (let round = 0; round < rounds; round++) {
    runs.theirs.push(runPython<Theirs>('sdmetrics_speed.py', [realPath, syntheticPath, about]))
    runs.scores.push(await scores())
    runs.evaluation.push(await evaluation())
  }
  const theirs = runs.theirs[0] as Theirs
  const found = Object.entries(figures(first.result))
  const agree = found.map(([name, value]) => Math.abs((value ?? Number.NaN) - (theirs.scores[name] ?? Number.NaN)) < 1e-9)
  const versions = Object.entries(theirs.versions).flat().join(' ')
  console.log(`${machine()}\n${versions}; ${training.rows} and ${synthetic.rows} rows of ${kept.length} columns\n`)
  const cells = found.map(([name, value], i) => [name, String(theirs.scores[name]), String(value), agree[i] ? 'equal' : 'DIFFERS'])
  console.log(`${textTable(['figure', 'SDMetrics', 'ours', 'to 1e-9'], cells)}\n`)
  const middle = (unit: 'seconds' | 'cpu', of: readonly { readonly seconds: number; readonly cpu: number }[]) =>
    median(of.map((run) => run[unit]))
  const row = (what: string, of: readonly { readonly seconds: number; readonly cpu: number }[]) => [
    what,
    ...(['seconds', 'cpu'] as const).flatMap((unit) => [
      middle(unit, of).toFixed(3),
      (middle(unit, runs.theirs) / middle(unit, of)).toFixed(1),
    ]),
  ]
  const rows = [row('SDMetrics, both reports', runs.theirs), row('ours, the set', runs.scores)]
  rows.push(row('ours, the first run', [first]), row('ours, evaluate', runs.evaluation))
  console.log(textTable(['what', 'seconds', 'times as fast', 'cpu seconds', 'times as fast'], rows))
  process.exitCode = agree.every(Boolean) && middle('seconds', runs.theirs) / middle('seconds', runs.scores) >= bar ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
