import { availableParallelism } from 'node:os'
import type { Finding } from '../../src/audit/finding.js'
import { auditRows, auditSchema, auditTable } from '../../src/audit/fits/neighbouring-tables.js'
import { auditFreshness } from '../../src/audit/fits/replay.js'
import { auditReplays } from '../../src/audit/fits/replays.js'
import { auditGate } from '../../src/audit/mechanisms/gate-bounds.js'
import { auditReleases } from '../../src/audit/mechanisms/release-bounds.js'
import { auditSamplers, samplers } from '../../src/audit/mechanisms/samplers.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import type { Bar } from '../support/bar.js'
import { textTable } from '../support/text-table.js'
import { type Mutant, mutantsOf } from './mutants.js'
import { auditPlanted } from './plant.js'
import { type SourceMutant, sourceMutants } from './source-mutants.js'

const privacy = { epsilon: 1, delta: 1e-9 }
/** Milliseconds that all audits of a model without a fault may take. */
const allAudits = 3_600_000
/** The model whose gate, fit or samplers the faults of `mutants` are put around. */
const model = 'mst'

export interface MutationOptions {
  /** Only the faults in the source whose description holds this; all where absent. */
  readonly faults?: string | undefined
  /** Every audit on every fault, in place of the one that has to find it. */
  readonly full?: boolean
}

/** What audits said of a fault. */
interface Outcome {
  readonly what: string
  readonly where: string
  readonly due: string
  readonly caughtBy: readonly string[]
  readonly said: string
}

/** Runs the audits on planted faults, and on none. Prints what caught each; returns the bars. */
export async function mutationBench({ full = false, faults }: MutationOptions = {}): Promise<Bar[]> {
  const injected = await Promise.all(faults === undefined ? mutantsOf(model).map(injectedOutcome) : [])
  const some = sourceMutants.filter(({ what }) => what.includes(faults ?? ''))
  const sources = await inTurns(some, (mutant) => sourceOutcome(mutant, full))
  const honest = await inTurns([...new Set(some.map((mutant) => mutant.model))], async (name) => {
    const audit = await auditPlanted([], ['--model', name, '--epsilon', '1', '--runs', '100'], allAudits)
    return typeof audit === 'string'
      ? [`${name}: ${audit}`]
      : audit.findings.filter(({ passed }) => !passed).map(({ what }) => `${name}: ${what}`)
  })
  const alarms = honest.flat()
  const outcomes = [...injected, ...sources]
  console.log(`\nPlanted faults and the audits that found them, epsilon 1:\n`)
  console.log(
    textTable(
      ['fault', 'where', 'caught by', 'what it said'],
      [
        ...outcomes.map(({ what, where, caughtBy, said }) => [what, where, caughtBy.join(', ') || 'NOTHING', said.slice(0, 90)]),
        ['(no fault)', 'every model', alarms.join(', ') || 'nothing', ''],
      ],
    ),
  )
  const caught = outcomes.filter(({ due, caughtBy }) => caughtBy.includes(due)).length
  return [
    {
      what: 'planted faults caught',
      measured: `${caught} of ${outcomes.length}`,
      value: caught,
      limit: outcomes.length,
      sense: 'at least',
      digits: 0,
    },
    { what: 'false alarms without a fault', measured: `${alarms.length}`, value: alarms.length, limit: 0, sense: 'at most', digits: 0 },
  ]
}

/** A fault around the gate, the fit or a sampler, in this process. */
async function injectedOutcome(mutant: Mutant): Promise<Outcome> {
  const found = await injectedAudits[mutant.caughtBy](mutant)
  const failed = found.filter(({ passed }) => !passed)
  return {
    what: mutant.what,
    where: 'put around the program',
    due: mutant.caughtBy,
    caughtBy: [...new Set(failed.map(({ audit }) => audit))],
    said: failed[0]?.detail ?? '',
  }
}

const injectedAudits: Readonly<Record<Mutant['caughtBy'], (mutant: Mutant) => Promise<Finding[]>>> = {
  samplers: async (mutant) => auditSamplers(mutant.samplers ?? samplers, { draws: 50_000, bits: secureBits() }),
  gate: async ({ subject }) => auditGate(subject.open, { trials: 20_000, bits: secureBits() }),
  'record-replay': async (mutant) => (await replaysOf(mutant)).map(({ finding }) => finding),
  releases: async (mutant) => [
    auditReleases(mutant.subject.open, (await replaysOf(mutant))[0]?.pairs ?? [], { trials: 20_000, bits: secureBits() }),
  ],
  freshness: async ({ subject }) => [await auditFreshness(subject, auditTable(auditRows(30, 1)), { schema: auditSchema, privacy })],
}

const replaysOf = ({ subject, people = false }: Mutant) =>
  auditReplays(subject, privacy, { mixed: 2, tables: [{ rows: 60, unit: people ? 'person' : 'row' }] })

/** A fault in the source, by the command line in a process of its own. */
async function sourceOutcome({ what, edits, caughtBy: due, model }: SourceMutant, full: boolean): Promise<Outcome> {
  const flags = ['--model', model, '--epsilon', '1', '--runs', '100', ...(full ? [] : ['--only', due])]
  const audit = await auditPlanted(edits, flags)
  const failed = typeof audit === 'string' ? [] : audit.findings.filter(({ passed, detail }) => !passed && !isBroken(detail))
  const own = failed.find((finding) => finding.audit === due) ?? failed[0]
  process.stderr.write(`${own?.audit === due ? 'caught' : 'MISSED'} by ${due}: ${what}\n`)
  return {
    what,
    where: [...new Set(edits.map(({ file }) => file.replace('src/', '')))].join(', '),
    due,
    caughtBy: [...new Set(failed.map(({ audit }) => audit))],
    said: own?.detail ?? (typeof audit === 'string' ? `did not run: ${audit}` : ''),
  }
}

/** Whether a program failed because the fault names what isn't there: then no audit has seen a fault. */
const isBroken = (detail: string): boolean => detail.includes('ReferenceError')

/** As many at once as there are processors. */
async function inTurns<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  const rest = [...items.entries()].reverse()
  const worker = async (): Promise<void> => {
    for (let next = rest.pop(); next; next = rest.pop()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return results
}
