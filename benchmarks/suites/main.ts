/**
 * Runs a suite of this folder into results/<suite> and prints where everybody stands; what follows its name goes to `rowsmith benchmark`.
 *
 *     npm run bench:suite tabsyn -- --seeds 1 --jobs 2
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runPython } from '../quality/python.js'
import { commandLine } from '../support/library.js'

const [suite = '', ...flags] = process.argv.slice(2)
const file = fileURLToPath(new URL(`${suite}.yaml`, import.meta.url))
if (!existsSync(file)) throw new Error(`benchmarks: there is no suite ${suite}; look into benchmarks/suites`)
const results = fileURLToPath(new URL(`../../results/${suite}`, import.meta.url))
if (suite === 'tabsyn') splitTables()

const ran = rowsmith(['benchmark', file, '-o', results, ...flags])
if (ran === 0 || ran === 2)
  rowsmith(['benchmark', 'report', results, '-o', `${results}.html`, '--json', `${results}.json`, '--csv', `${results}.csv`])
process.exitCode = ran

function rowsmith(args: readonly string[]): number {
  return spawnSync(process.execPath, [commandLine, ...args], { stdio: 'inherit' }).status ?? 1
}

/** The tables of the protocol, split as its authors did, where the suite looks for them. */
function splitTables(): void {
  const data = process.env.ROWSMITH_BENCH_DATA
  if (!data) throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds adult-train.csv, magic.data and so on')
  const folder = process.env.ROWSMITH_TABSYN ?? fileURLToPath(new URL('../../results/tabsyn-tables', import.meta.url))
  for (const name of ['adult', 'default', 'magic', 'beijing']) {
    if (!existsSync(join(folder, name, 'test.csv')))
      runPython('tabsyn.py', ['split', '--name', name, '--data', data, '--out', join(folder, name)])
  }
}
