/**
 * Kills a run of 200 small cells ten times at random and lets it go on, and compares what is there at the end with an undisturbed run: the
 * same cells and scores, timings aside. Prints what the harness itself took of the undisturbed one.
 *
 *     npm run build && npx tsx benchmarks/suites/resume.ts [cells] [kills]
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from '../support/library.js'
import { textTable } from '../support/text-table.js'

interface Cell {
  readonly type: string
  readonly key: string
  readonly seconds: { readonly make: number | null; readonly evaluate: number | null }
}

const [cells = 200, kills = 10] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'rowsmith-resume-'))
const suite = join(folder, 'suite.yaml')
writeFileSync(suite, suiteOf(Math.ceil(cells / 40)))
const args = (results: string): string[] => [commandLine, 'benchmark', suite, '-o', join(folder, results), '-q']

const started = performance.now()
spawnSync(process.execPath, args('undisturbed'), { stdio: 'inherit' })
const seconds = (performance.now() - started) / 1000
for (let kill = 0; kill < kills; kill++) {
  const run = spawn(process.execPath, args('disturbed'), { stdio: 'ignore' })
  const timer = setTimeout(() => run.kill('SIGKILL'), Math.random() * 1000 * (seconds / kills))
  if (run.exitCode === null) await once(run, 'exit')
  clearTimeout(timer)
}
spawnSync(process.execPath, args('disturbed'), { stdio: 'inherit' })

const [whole, resumed] = [read('undisturbed'), read('disturbed')]
const inCells = whole.reduce((sum, { seconds: { make, evaluate } }) => sum + (make ?? 0) + (evaluate ?? 0), 0)
const same = JSON.stringify(whole.map(lasting)) === JSON.stringify(resumed.map(lasting))
console.log(
  textTable(
    ['cells', 'kills', 'same cells and scores', 'seconds', 'of these in cells', 'harness'],
    [
      [
        String(whole.length),
        String(kills),
        same ? 'yes' : 'NO',
        seconds.toFixed(1),
        inCells.toFixed(1),
        `${((100 * (seconds - inCells)) / inCells).toFixed(1)} %`,
      ],
    ],
  ),
)
rmSync(folder, { recursive: true })
process.exitCode = same ? 0 : 1

/** Four synthesizers and the four baselines on five tables, with so many seeds: 40 cells each. */
function suiteOf(seeds: number): string {
  const tables = [0, 1, 2, 3, 4].map((i) => `  - { name: t${i}, generate: { rows: ${2000 + 500 * i}, columns: 8, levels: 6 } }`)
  return `datasets:\n${tables.join('\n')}\nsynthesizers: [independent, gaussian-copula, bayesian-network, smote]\nmetrics: [fast]\nseeds: ${seeds}\n`
}

function read(results: string): Cell[] {
  const lines = readFileSync(join(folder, results, 'results.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
  const found = lines.map((line) => JSON.parse(line) as Cell).filter(({ type }) => type === 'cell')
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** All of a cell but times, memory and when it was. */
function lasting(cell: Cell): object {
  return { ...cell, seconds: null, peakBytes: null, finished: null }
}
