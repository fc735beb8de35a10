/**
 * Prints whether the evaluation tells the truth, and how long it takes: what real rows, copies and permuted rows score, planted faults
 * and the levels at which they are found, how often intervals cover, how published tables rank, and what the levels say of models that
 * represent structure and of those that don't. Leaves with 1 where a bar is missed.
 */
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { benchAdult } from './adult.js'
import { benchAlarms } from './alarms.js'
import { benchBaselines } from './baselines.js'
import { benchCeiling } from './ceiling.js'
import { benchCoverage } from './coverage.js'
import { benchFaults } from './faults.js'
import { benchFinders } from './finders.js'
import { benchHeadline } from './headline.js'
import { benchNamed } from './named.js'
import { benchRanking } from './ranking.js'
import { printSets } from './sets.js'
import { benchSpeed, benchWide } from './speed.js'
import { benchUnlisted } from './unlisted.js'

const { values: flags } = parseArgs({
  options: {
    only: {
      type: 'string',
      default: 'sets,baselines,coverage,alarms,faults,named,adult,unlisted,finders,ranking,ceiling,headline,speed,wide',
    },
    data: { type: 'string', default: 'adult,credit-default' },
    rows: { type: 'string', default: 'few,all' },
    seeds: { type: 'string', default: '200' },
    small: { type: 'string', default: '20' },
    large: { type: 'string', default: '20' },
    costly: { type: 'string', default: '6' },
    named: { type: 'string', default: '5' },
    alarms: { type: 'string', default: '200' },
    sizes: { type: 'string', default: '30,300,3000,30000' },
    classified: { type: 'boolean', default: false },
    adult: { type: 'string', default: '3' },
    unlisted: { type: 'string', default: '2' },
    finders: { type: 'string', default: '2000' },
    metrics: { type: 'string', default: 'standard' },
    wide: { type: 'string', default: '1000000,50000' },
    faults: { type: 'string', default: '' },
    worlds: { type: 'string', default: '' },
    threads: { type: 'string', default: '2' },
  },
})
const pool = library.createPool(Number(flags.threads))
const parts: Readonly<Record<string, () => Promise<Bar[]>>> = {
  sets: async () => {
    printSets()
    return []
  },
  baselines: () => benchBaselines(pool),
  coverage: () => benchCoverage(Number(flags.seeds), 400, pool),
  faults: () => benchFaults({ small: Number(flags.small), large: Number(flags.large), costly: Number(flags.costly) }, pool),
  named: () => benchNamed(Number(flags.named), 8000, pool),
  alarms: () => benchAlarms(flags.sizes.split(',').map(Number), Number(flags.alarms), flags.classified, pool),
  adult: () => benchAdult(Number(flags.adult), 8000, pool),
  unlisted: () =>
    benchUnlisted(Number(flags.unlisted), 8000, { worlds: flags.worlds.split(',').filter(Boolean), words: flags.faults }, pool),
  finders: () => benchFinders(flags.metrics, Number(flags.finders), 1, pool),
  ceiling: () => benchCeiling(flags.data.split(','), 5000, pool),
  ranking: () => benchRanking(flags.data.split(',')),
  headline: () => benchHeadline(flags.rows.split(','), pool),
  speed: () => benchSpeed(),
  wide: () => benchWide(...(flags.wide.split(',').map(Number) as [number, number])),
}
const chosen = flags.only.split(',')
const unknown = chosen.find((part) => !(part in parts))
if (unknown !== undefined) throw new Error(`--only: there is no part ${unknown}; choose from ${Object.keys(parts).join(', ')}`)
const finish = recordBench('evaluation')
try {
  console.log(machine())
  const bars: Bar[] = []
  for (const part of chosen) bars.push(...(await (parts[part] as () => Promise<Bar[]>)()))
  finish(bars)
} finally {
  if ('close' in pool) await (pool as { close(): Promise<void> }).close()
}
