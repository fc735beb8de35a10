import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { holdoutFile, type QualityData, trainingFile } from './data.js'
import { writeSynthetic } from './rows.js'

type Finding = ReturnType<typeof library.attackTables>['findings'][number]

/** Chance that attacks on one table are called detected, one or more of them, where nothing leaks: of the gate and of all others. */
const falseAlarm = 0.05
/** Chance that tables without a leak would miss the bar. */
const doubt = 0.05
/** What must not be found at all: whether somebody is in the table, and a row that stands alone. */
const never = {
  membership: ({ risk }: Finding) => risk === 'membership',
  'copies of rare rows': ({ attack }: Finding) => attack === 'copies',
}

/**
 * The default's rows of each table and seed under every attack. Prints what is detected, beside what false alarms explain; returns the bars.
 */
export async function benchAttacks(tables: readonly QualityData[], seeds: readonly number[], scratch: string): Promise<Bar[]> {
  const lines: string[][] = []
  const all: Finding[][] = []
  for (const data of tables) {
    for (const seed of seeds) {
      const output = join(scratch, `${data.name.replace('/', '-')}.attacked.${seed}.csv`)
      const { target, categorical } = data
      await writeSynthetic({ training: trainingFile(data), target, categorical, model: 'sequential-trees', seed, output, audit: true })
      const detected = (await findingsIn(data, output, seed)).filter(({ verdict }) => verdict === 'detected')
      all.push(detected)
      lines.push([data.name, String(seed), String(detected.length), detected.map(inWords).join('; ')])
      console.log(lines.at(-1)?.join('  '))
    }
  }
  console.log(`\n${textTable(['table', 'seed', 'detected', 'what'], lines)}`)
  const runs = all.length
  const found = all.filter((own) => own.length > 0).length
  const findings = all.flat()
  const count = (what: string, value: number, limit: number): Bar => {
    return { what, measured: `${value} of ${runs}`, value, limit, sense: 'at most', digits: 0 }
  }
  return [
    count('default: runs in which an attack detects something', found, mostAlarms(runs)),
    ...Object.entries(never).map(([name, isOne]) =>
      count(`default: runs in which ${name} is detected`, all.filter((own) => own.some(isOne)).length, mostAlarms(runs, falseAlarm / 5)),
    ),
    {
      what: 'default: findings detected in all',
      measured: String(findings.length),
      value: findings.length,
      limit: mostAlarms(runs),
      sense: 'at most',
      digits: 0,
    },
  ]
}

/** What all attacks find in these rows. */
export async function findingsIn(data: QualityData, output: string, seed: number): Promise<readonly Finding[]> {
  const { target, categorical } = data
  const kinds = Object.fromEntries(categorical.map((column) => [column, 'categorical' as const]))
  const { table: training, schema } = await library.readTable(trainingFile(data), { roles: { target: [target] }, kinds })
  const [holdout, synthetic] = [await library.readTable(holdoutFile(data), { schema }), await library.readTable(output, { schema })]
  return library.attackTables({ training, holdout: holdout.table, synthetic: synthetic.table, schema, seed }).findings
}

function inWords({ attack, target, rate, control, p }: Finding): string {
  const [own, other] = [rate, control].map((estimate) => (estimate ? estimate.value.toFixed(3) : '-'))
  return `${attack}, ${target}: ${own} against ${other}, p ${p?.toExponential(1)}`
}

/** Runs of so many that false alarms explain: more have a chance below `doubt`. */
function mostAlarms(runs: number, chance = falseAlarm): number {
  let below = 0
  let term = (1 - chance) ** runs
  for (let k = 0; k < runs; k++) {
    below += term
    if (1 - below < doubt) return k
    term *= ((runs - k) / (k + 1)) * (chance / (1 - chance))
  }
  return runs
}
