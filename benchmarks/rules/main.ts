/**
 * Rules and rows on demand: which are found in public tables, what rules cost, whether they hold after writing and reading back, what learners make of fair and of balanced rows, and how
 * short a table is that covers all pairs of levels. Leaves with 1 where a bar is missed.
 *
 *     ROWSMITH_BENCH_DATA=<folder> npm run bench:rules -- --only found,cost,kept,fair,balance,cover --rows 1000000 --seeds 5
 *
 * `fair` and `balance` are judged by `peers/learner.py`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { costOfRules } from './cost.js'
import { coveringLength } from './cover.js'
import { foundRules } from './found.js'
import { keptRules } from './kept.js'
import { balancedLearners, fairLearners } from './learners.js'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'found,cost,kept,fair,balance,cover' },
    model: { type: 'string', default: 'sequential-trees' },
    /** That `kept` draws of each table; `cost` learns 10,000. */
    rows: { type: 'string', default: '1000000' },
    seeds: { type: 'string', default: '5' },
  },
})
const data = process.env.ROWSMITH_BENCH_DATA
if (!data)
  throw new Error(
    'benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds magic.data and relational/, with the halves of other tables in ../peers',
  )
const [model, rows, seeds] = [values.model, Number(values.rows), Number(values.seeds)]
const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-rules-'))
const parts: Record<string, () => Promise<Bar[]>> = {
  found: () => foundRules(data, scratch),
  cost: () => costOfRules(model, 10_000, seeds),
  kept: () => keptRules(model, rows, scratch),
  fair: () => fairLearners(model, seeds, scratch),
  balance: () => balancedLearners(model, seeds, data, scratch),
  cover: () => coveringLength(model),
}
const finish = recordBench('rules')
console.log(machine())
const bars: Bar[] = []
try {
  for (const name of values.only.split(',')) {
    const part = parts[name]
    if (!part) throw new Error(`benchmarks: --only has no part ${name}; the parts are ${Object.keys(parts).join(', ')}`)
    bars.push(...(await part()))
  }
} finally {
  rmSync(scratch, { recursive: true })
}
finish(bars)
