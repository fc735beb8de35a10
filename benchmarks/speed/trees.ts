import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import type { Bar } from '../support/bar.js'
import { type ChildRun, runNode, runTask } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds } from '../support/text-table.js'
import { interleaved, median } from '../support/time.js'
import { ratio } from './learning.js'

const rounds = 3
/** Tables of about 500 rows, whose time is mostly start-up and the audit. */
const small = ['penguins', 'wages-1985'] as const
const wideRows = 5000
const wideColumns = 500

/** Sequential trees from the command line, from start to end of the process, beside the parsing of the file; many rows, many columns. */
export async function trees(scratch: string, path: string, copula: string, rows: number): Promise<Bar[]> {
  return [
    ...(await newcomer(scratch, path)),
    ...fewRows(scratch),
    ...many(scratch, path, rows),
    ...growth(scratch, copula, rows),
    ...wide(scratch),
  ]
}

/** `rowsmith synth`: at its closest without an audit, and by default with one. */
async function newcomer(scratch: string, path: string): Promise<Bar[]> {
  const text = readFileSync(path, 'utf8')
  const output = join(scratch, 'trees.csv')
  const synth = (...options: string[]): ChildRun => runNode(scratch, [commandLine, 'synth', path, '-o', output, '--quiet', ...options])
  const runs: { high: ChildRun[]; balanced: ChildRun[] } = { high: [], balanced: [] }
  const { parse } = await interleaved(rounds, {
    parse: () => Papa.parse(text, { delimiter: ',' }),
    high: () => runs.high.push(synth('-O', 'fidelity=high', '--no-audit')),
    balanced: () => runs.balanced.push(synth()),
  })
  return [
    ...timeAndMemory('synth with trees, fidelity high, no audit, beside parsing the file', runs.high, median(parse), 5, 500),
    ...timeAndMemory('synth with trees, fidelity balanced, audited, beside parsing the file', runs.balanced, median(parse), 7.6),
    atMostSeconds(
      'processor time of synth with trees, fidelity balanced, audited',
      median(runs.balanced.map(({ cpuSeconds }) => cpuSeconds)),
      11.4,
    ),
  ]
}

/** `rowsmith synth` with its audit on tables of about 500 rows. */
function fewRows(scratch: string): Bar[] {
  return small.map((name) => {
    const path = fileURLToPath(new URL(`../../datasets/${name}.csv`, import.meta.url))
    const args = [commandLine, 'synth', path, '-o', join(scratch, `${name}.csv`), '--quiet']
    const runs = Array.from({ length: rounds }, () => runNode(scratch, args))
    return atMostSeconds(`synth of ${name} with its audit`, median(runs.map((run) => run.seconds)), 1.5)
  })
}

function atMostSeconds(what: string, value: number, limit: number): Bar {
  return { what, measured: inSeconds(value), value, limit, sense: 'at most', unit: ' s' }
}

function timeAndMemory(what: string, runs: readonly ChildRun[], parse: number, mostSeconds: number, mostMegabytes?: number): Bar[] {
  const seconds = median(runs.map((run) => run.seconds))
  const peak = Math.max(...runs.map((run) => run.peakBytes))
  const time: Bar = { what, measured: ratio(seconds, parse), value: seconds, limit: mostSeconds, sense: 'at most', unit: ' s' }
  return mostMegabytes === undefined ? [time] : [time, megabytes(`memory of ${what.replace(/, beside.*/, '')}`, peak, mostMegabytes)]
}

function megabytes(what: string, bytes: number, limit: number): Bar {
  return { what, measured: inMegabytes(bytes), value: bytes / 1e6, limit, sense: 'at most', unit: ' MB', digits: 0 }
}

/** The size of model files, and `rowsmith sample` of many rows to CSV. */
function many(scratch: string, path: string, rows: number): Bar[] {
  const fit = (fidelity: string): string => {
    const model = join(scratch, `${fidelity}.model.json`)
    runNode(scratch, [commandLine, 'fit', path, '-O', `fidelity=${fidelity}`, '--no-audit', '-o', model, '--quiet'])
    return model
  }
  const [high, balanced] = [fit('high'), fit('balanced')]
  const args = [commandLine, 'sample', balanced, '-n', String(rows), '-o', join(scratch, 'many.csv'), '--quiet']
  const runs = Array.from({ length: rounds }, () => runNode(scratch, args))
  const seconds = median(runs.map((run) => run.seconds))
  const title = rows.toLocaleString('en')
  return [
    megabytes('model file of trees, fidelity high', statSync(high).size, 20),
    megabytes('model file of trees, fidelity balanced', statSync(balanced).size, 20),
    {
      what: `sample ${title} rows from trees to CSV`,
      measured: inSeconds(seconds),
      value: seconds,
      limit: (25 * rows) / 1e6,
      sense: 'at most',
      unit: ' s',
    },
    megabytes(`memory to sample ${title} rows from trees to CSV`, Math.max(...runs.map((run) => run.peakBytes)), 600),
  ]
}

/** Fits to 1 % and 100 % of the rows, drawn from the copula: time may grow as the rows do, not faster. */
function growth(scratch: string, copula: string, rows: number): Bar[] {
  const few = rows / 100
  const fit = (count: number): number =>
    runTask<{ seconds: number }>(scratch, new URL('tree-task.ts', import.meta.url), [copula, String(count)]).seconds
  const [first, last] = [fit(few), fit(rows)]
  return [
    {
      what: `growth of the time to fit trees from ${few.toLocaleString('en')} to ${rows.toLocaleString('en')} rows (1 = linear)`,
      measured: `${inSeconds(first)} to ${inSeconds(last)}`,
      value: Math.log(last / first) / Math.log(rows / few),
      limit: 1.05,
      sense: 'at most',
    },
  ]
}

/** A fit to a table of many columns. */
function wide(scratch: string): Bar[] {
  const task = new URL('wide-task.ts', import.meta.url)
  const { seconds } = runTask<{ seconds: number }>(scratch, task, [String(wideRows), String(wideColumns)])
  const what = `fit trees to ${wideColumns} columns × ${wideRows.toLocaleString('en')} rows`
  return [{ what, measured: inSeconds(seconds), value: seconds, limit: 120, sense: 'at most', unit: ' s' }]
}
