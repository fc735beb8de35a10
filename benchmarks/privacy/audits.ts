import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { inSeconds, textTable } from '../support/text-table.js'

const epsilons = [1, 3]
/** Seconds of CPU that auditing a model may take. */
const mostSeconds = 180

/** Audits every model that can be private; in full, with five times the draws and odd rows. Prints what each audit showed; returns the bars. */
export async function auditBench({ full = false }: { readonly full?: boolean } = {}): Promise<Bar[]> {
  const lines: string[][] = []
  let failed = 0
  let slowest = 0
  for (const { name } of [...library.privateModels, ...library.models].filter((model) => model.private)) {
    for (const epsilon of epsilons) {
      const start = process.cpuUsage()
      const { findings, shown } = await library.auditPrivacy({ model: name, epsilon, runs: 400, thorough: full })
      const { user, system } = process.cpuUsage(start)
      const seconds = (user + system) / 1e6
      const wrong = findings.filter(({ passed }) => !passed)
      failed += wrong.length
      slowest = Math.max(slowest, seconds)
      const releases = findings.find(({ audit }) => audit === 'releases')?.detail ?? ''
      const most = Math.max(shown.anyMechanism, shown.gaussian)
      lines.push([
        name,
        `${epsilon}`,
        `${findings.length}`,
        wrong.map(({ what }) => what).join(', ') || '0',
        releases,
        most.toFixed(2),
        inSeconds(seconds),
      ])
    }
  }
  console.log('\nAudits of every private model, delta 1e-9, 400 + 400 fits for the canary:\n')
  console.log(textTable(['model', 'epsilon', 'checks', 'failed', 'releases', 'canary: epsilon at least', 'CPU'], lines))
  const bars: Bar[] = [
    { what: 'checks failed', measured: `${failed}`, value: failed, limit: 0, sense: 'at most', digits: 0 },
    {
      what: `slowest ${full ? 'thorough ' : ''}audit of a model`,
      measured: inSeconds(slowest),
      value: slowest,
      limit: full ? 5 * mostSeconds : mostSeconds,
      sense: 'at most',
      unit: ' s',
      digits: 0,
    },
  ]
  return bars
}
