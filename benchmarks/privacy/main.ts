/** Prints how good private models are, and whether their promise holds. Leaves with 1 where a bar is missed. */
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'

const parts: Readonly<Record<string, (options: { readonly full: boolean; readonly faults?: string | undefined }) => Promise<Bar[]>>> = {
  utility: async () => (await import('./utility.js')).utilityBench(),
  draws: async () => (await import('./draws.js')).drawsBench(),
  attacks: async () => (await import('./attacks.js')).attackPower(),
  alarms: async () => (await import('./attacks.js')).attackAlarms(),
  audits: async (options) => (await import('./audits.js')).auditBench(options),
  mutations: async (options) => (await import('./mutations.js')).mutationBench(options),
}
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(parts).join(',') },
    full: { type: 'boolean', default: false },
    faults: { type: 'string' },
  },
})
const chosen = flags.only.split(',')
const unknown = chosen.find((part) => !parts[part])
if (unknown !== undefined) throw new Error(`--only: there is no part ${unknown}; choose from ${Object.keys(parts).join(', ')}`)

const finish = recordBench('privacy')
console.log(machine())
const bars: Bar[] = []
for (const part of chosen) bars.push(...((await parts[part]?.(flags)) ?? []))
finish(bars)
