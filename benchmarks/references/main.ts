/**
 * Private models beside those of other people: how far rows are off in all pairs of columns, in the same public domain and by the same
 * evaluator. Runs of other people's programs are kept in benchmarks/peers/private-references.json and not repeated; what isn't installed
 * is left out. Leaves with 1 where ours is worse than private-pgm's MST or AIM by more than two standard errors.
 *
 *     ROWSMITH_BENCH_DATA=<folder> nice npm run bench:references -- --packages private-pgm,dpmm,smartnoise,dpsynth
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pairDistance } from '../privacy/pair-distance.js'
import { library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { type CodedTable, codedTables } from './coded-tables.js'
import { type Contestant, isInstalled, ours, runOurs, runTheirs, type Spent, type Task, theirs } from './contestants.js'
import { keepRecords, keptRecords, keyOf, type RunRecord } from './records.js'
import { comparisonBars, printComparison } from './report.js'

const { values: flags } = parseArgs({
  options: {
    datasets: { type: 'string', default: 'nursery,adult-binned,credit-default' },
    epsilons: { type: 'string', default: '0.1,1,10' },
    /** Of other people, to run what isn't kept; none: their kept figures only. */
    packages: { type: 'string', default: '' },
    methods: { type: 'string', default: 'mst,aim,bayesian-network,swift' },
    seeds: { type: 'string', default: '5' },
    /** How often other people's programs run; ours run as often as --seeds says. */
    'their-seeds': { type: 'string', default: '5' },
    /** Seconds of one run, and megabytes of AIM's model: of other people's programs. */
    limit: { type: 'string', default: '7200' },
    'model-megabytes': { type: 'string', default: '80' },
  },
})
const listed = (text: string): string[] => text.split(',').filter((word) => word !== '')
const delta = 1e-9
const scratch = fileURLToPath(new URL('../../results/private-references', import.meta.url))

const folder = process.env.ROWSMITH_BENCH_DATA
if (!folder || !existsSync(folder))
  throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds adult-binned.csv and so on')
mkdirSync(scratch, { recursive: true })
const finish = recordBench('references')
console.log(machine())
const kept = new Map(keptRecords().map((record) => [keyOf(record), record]))
const measured: RunRecord[] = []
const tables = codedTables(folder, scratch).filter(({ name }) => listed(flags.datasets).includes(name))
for (const table of tables) {
  for (const epsilon of listed(flags.epsilons).map(Number)) {
    const methods = (all: readonly Contestant[]) => all.filter(({ method }) => listed(flags.methods).includes(method))
    for (const contestant of methods(ours)) await runSeeds(contestant, table, epsilon, Number(flags.seeds), runOurs)
    for (const contestant of methods(theirs).filter((own) => listed(flags.packages).includes(own.package))) {
      if (isInstalled(contestant.package)) await runSeeds(contestant, table, epsilon, Number(flags['their-seeds']), runTheirs)
      else console.log(`${contestant.package}: not installed; see benchmarks/peers/install.sh`)
    }
  }
}
const compared = [...measured, ...kept.values()].filter(({ dataset, epsilon, method }) =>
  [flags.datasets, flags.epsilons, flags.methods].every((chosen, i) =>
    listed(chosen).includes([dataset, `${epsilon}`, method][i] as string),
  ),
)
printComparison(compared)
finish(comparisonBars(compared))

/** Runs a contestant with each seed, the table read once; theirs only where no figure is kept. */
async function runSeeds(
  contestant: Contestant,
  table: CodedTable,
  epsilon: number,
  seeds: number,
  make: (contestant: Contestant, task: Task) => Spent,
): Promise<void> {
  const { table: real } = await library.readTable(table.files.data, { schema: table.schema, guess: false })
  const [modelMegabytes, limitSeconds] = [Number(flags['model-megabytes']), Number(flags.limit)]
  for (let seed = 1; seed <= seeds; seed++) {
    const named = { ...contestant, dataset: table.name, epsilon, seed }
    if (kept.has(keyOf(named))) continue
    const output = join(scratch, 'rows.csv')
    rmSync(output, { force: true })
    const record = await outcome(real, { ...named, ...(isCapped(contestant) ? { modelMegabytes } : {}) }, output, table, () =>
      make(contestant, { table, epsilon, delta, seed, output, scratch, modelMegabytes, limitSeconds }),
    )
    if (make === runOurs) measured.push(record)
    else {
      kept.set(keyOf(record), record)
      keepRecords([...kept.values()])
    }
  }
}

async function outcome(
  real: InstanceType<typeof library.Table>,
  named: Omit<RunRecord, 'distance'>,
  output: string,
  table: CodedTable,
  make: () => Spent,
): Promise<RunRecord> {
  try {
    const { seconds, cpuSeconds, peakBytes, version } = make()
    const { table: rows } = await library.readTable(output, { schema: table.schema, guess: false })
    const rounded = { seconds: round(seconds, 1), cpuSeconds: round(cpuSeconds, 1), peakBytes, version }
    return { ...named, distance: round(pairDistance(real, rows), 5), ...rounded }
  } catch (error) {
    return { ...named, distance: null, reason: (error as Error).message }
  }
}

/** Whose AIM takes a limit of the size of its model. */
function isCapped({ package: name, method }: Contestant): boolean {
  return method === 'aim' && name !== 'rowsmith' && name !== 'dpmm'
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
