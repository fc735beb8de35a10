/**
 * What the harness adds to cells whose commands take one, two and five seconds, and to one of a model: the time from the end of one cell to the end of the next, beside what the same
 * command takes that is started from here, and the evaluation, of which each cell tells how long it took.
 *
 *     npm run build && npx tsx benchmarks/suites/overhead.ts [rounds] [seconds of the commands: 1,2,5]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bar } from '../support/bar.js'
import { commandLine, library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { inSeconds } from '../support/text-table.js'
import { median, timed } from '../support/time.js'

interface Cell {
  readonly type: string
  readonly synthesizer: string
  readonly outcome: string
  readonly finished: string
  readonly seconds: { readonly evaluate: number }
}

const [rounds = '5', lengths = '1,2,5'] = process.argv.slice(2)
const mostPercent = 5
const finish = recordBench('overhead')
const folder = mkdtempSync(join(tmpdir(), 'rowsmith-overhead-'))
const train = join(folder, 'train.csv')
const test = join(folder, 'test.csv')
const output = join(folder, 'output.csv')

/** A command that sleeps, or computes, for so long before it hands in the rows that it was given. */
const computes = `${process.execPath} -e 'const end = performance.now() + 1e3 * process.argv[1]; while (performance.now() < end);'`
const commands: readonly (readonly [string, string])[] = lengths
  .split(',')
  .flatMap((seconds) => [
    [`a command that sleeps ${seconds} s`, `sleep ${seconds}; cp {train} {output}`] as const,
    [`a command that computes ${seconds} s`, `${computes} ${seconds}; cp {train} {output}`] as const,
  ])
const model = 'sequential-trees'

try {
  await splitTable()
  writeSuite()
  const byHand = new Map<string, number[]>([...commands.map(([name]) => name), model].map((name) => [name, []]))
  const overhead = new Map<string, number[]>([...byHand.keys()].map((name) => [name, []]))
  for (let round = 0; round < Number(rounds); round++) {
    const cells = runCells(round)
    for (const [name, times] of byHand) {
      const hand = (await timed(() => runByHand(name))) + (cells.get(name)?.evaluate ?? Number.NaN)
      times.push(hand)
      overhead.get(name)?.push((cells.get(name)?.all ?? Number.NaN) - hand)
    }
  }
  const bars = [...byHand].map(([name, times]) => barOf(name, median(overhead.get(name) ?? []), median(times)))
  console.log(`${machine()}; medians of ${rounds} runs`)
  finish(bars)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function barOf(name: string, overhead: number, hand: number): Bar {
  const measured = `${Math.round(1000 * overhead)} ms on ${inSeconds(hand)}`
  const value = (100 * overhead) / hand
  return { what: `harness around ${name}`, measured, value, limit: mostPercent, sense: 'at most', unit: ' %', digits: 1 }
}

async function splitTable(): Promise<void> {
  const path = fileURLToPath(new URL('../../datasets/birdstrikes.csv', import.meta.url))
  const { table, schema } = await library.readTable(path)
  const cut = Math.floor(0.8 * table.rows)
  await library.writeTable(train, table.slice(0, cut), schema)
  await library.writeTable(test, table.slice(cut, table.rows), schema)
}

/** The baselines, which come first, read the table, and `first` has it written for commands: each happens once a dataset, and isn't counted. */
function writeSuite(): void {
  const entries = [['first', 'cp {train} {output}'] as const, ...commands].map(([name, command]) => JSON.stringify({ name, command }))
  const synthesizers = [...entries, JSON.stringify({ name: model, audit: false })].map((entry) => `  - ${entry}\n`).join('')
  const datasets = 'datasets: [{ name: birdstrikes, train: train.csv, test: test.csv }]\n'
  writeFileSync(join(folder, 'suite.yaml'), `${datasets}synthesizers:\n${synthesizers}metrics: [marginal-shape]\n`)
}

function runByHand(name: string): void {
  const line = commands.find((command) => command[0] === name)?.[1]
  const synth = [commandLine, 'synth', train, '-o', output, '-m', model, '--no-audit', '-q']
  const { status } = line
    ? spawnSync(line.replace('{train}', train).replace('{output}', output), { shell: true, stdio: 'ignore' })
    : spawnSync(process.execPath, synth, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`benchmarks: ${name} left with ${status}`)
}

/** Seconds from the end of the cell before to the end of each, and those of its evaluation, in one run of all. */
function runCells(round: number): Map<string, { readonly all: number; readonly evaluate: number }> {
  const results = join(folder, `results${round}`)
  const { status } = spawnSync(process.execPath, [commandLine, 'benchmark', join(folder, 'suite.yaml'), '-o', results, '-q'], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`benchmarks: the run left with ${status}`)
  const lines = readFileSync(join(results, 'results.ndjson'), 'utf8').trimEnd().split('\n')
  const cells = lines.map((line) => JSON.parse(line) as Cell).filter(({ type }) => type === 'cell')
  return new Map(
    cells.map(({ synthesizer, outcome, finished, seconds }, i) => {
      if (outcome !== 'ok') throw new Error(`benchmarks: ${synthesizer} ended with ${outcome}`)
      const before = Date.parse(cells[Math.max(0, i - 1)]?.finished ?? finished)
      return [synthesizer, { all: (Date.parse(finished) - before) / 1000, evaluate: seconds.evaluate }]
    }),
  )
}
