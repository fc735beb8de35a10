import { readdir, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { nearestWord, parseSuite, synthesizerName } from '../../../benchmark/plan/parse-suite.js'
import type { Suite, SuiteInput } from '../../../benchmark/plan/suite.js'
import { type RunSummary, runBenchmark } from '../../../benchmark/run/run.js'
import { InputError, OptionError } from '../../../errors.js'
import { selectMetrics } from '../../../evaluate/metrics/select.js'
import { fileTypeOfPath } from '../../../io/facts.js'
import { readText } from '../../../io/files.js'
import { models } from '../../../models/index.js'
import { createStatus, type Status } from '../../run/status.js'
import type { BenchmarkFlags } from './command.js'

/** Runs a suite. Cells that fail are results; the exit code is 2 where a dataset couldn't be used. */
export async function benchmark(path: string | undefined, flags: BenchmarkFlags): Promise<void> {
  const read = path === undefined ? await suiteOfFlags(flags) : chosen(parseSuite(await readText(path), path), flags)
  const suite = adjusted(read, flags)
  const results = flags.output ?? 'results'
  const status = createStatus(flags.quiet)
  const summary = await withInterrupt((signal) =>
    runBenchmark(suite, {
      ...{ results: resolve(results), suiteFolder: path === undefined ? process.cwd() : dirname(resolve(path)) },
      ...{ program: [process.argv[1]], jobs: flags.jobs, retry: flags.retry, signal, say: sayer(status) },
      threads: flags.threads ?? Math.max(1, Math.min(8, Math.floor(availableParallelism() / flags.jobs))),
      progress: (done, all, what) => status.update(done / Math.max(1, all), `${done} of ${all}: ${what}`),
    }),
  )
  status.clear()
  status.say(summaryOf(summary, results))
  if (summary.faults.length > 0) process.exitCode = 2
}

/** Sentences stay above the line of progress. */
const sayer = (status: Status) => (sentence: string) => status.say(sentence)

/** Ctrl-C and termination end the cells that run; what is finished stays. */
async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    process.exitCode = codes[signal]
    controller.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    if (controller.signal.aborted) process.exit(process.exitCode ?? 130)
    throw error
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** All but models of sequences, which plain tables don't hold. */
const rowModels = models.filter(({ unit }) => unit === 'row').map(({ name }) => name)

/** The suite of files and models that the flags name. */
async function suiteOfFlags({ datasets, synthesizers = ['all'] }: BenchmarkFlags): Promise<Suite> {
  if (!datasets) throw new OptionError('benchmark', 'give a suite file, or --datasets with files or a folder of them')
  const files = (await Promise.all(datasets.map(filesAt))).flat()
  const input: SuiteInput = {
    datasets: files.map((train) => ({ name: basename(train).replace(/\..*$/, ''), train: resolve(train) })),
    synthesizers: synthesizers.flatMap((name) => (name === 'all' ? rowModels : [name])),
  }
  return parseSuite(JSON.stringify(input), 'benchmark')
}

/** The file, or every table in the folder. */
async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new InputError(path, 'there is no such file or folder; check the name')
  if (!found.isDirectory()) return [path]
  const tables = (await readdir(path)).filter((name) => fileTypeOfPath(name) && !name.startsWith('.')).sort()
  if (tables.length === 0) throw new InputError(path, 'holds no tables; name another folder')
  return tables.map((name) => join(path, name))
}

/** The part of a suite file that the flags choose. */
function chosen(suite: Suite, flags: BenchmarkFlags): Suite {
  const datasets = picked('--datasets', suite.datasets, ({ name }) => name, flags.datasets)
  const left = new Set(datasets.map(({ name }) => name))
  return {
    ...suite,
    datasets,
    synthesizers: picked('--synthesizers', suite.synthesizers, synthesizerName, flags.synthesizers),
    published: suite.published.filter(({ dataset }) => left.has(dataset)),
  }
}

function picked<Entry>(flag: string, entries: readonly Entry[], nameOf: (entry: Entry) => string, names?: readonly string[]): Entry[] {
  const known = entries.map(nameOf)
  for (const name of names ?? []) {
    if (name === 'all' || known.includes(name)) continue
    const nearest = nearestWord(name, known)
    throw new OptionError(flag, `the suite has no ${name}; ${nearest === null ? `it has ${known.join(', ')}` : `did you mean ${nearest}?`}`)
  }
  return entries.filter((entry) => !names || names.includes('all') || names.includes(nameOf(entry)))
}

/** The suite with metrics, seeds and haste as the flags say. */
function adjusted(suite: Suite, { metrics = suite.metrics, seeds, quick }: BenchmarkFlags): Suite {
  selectMetrics(metrics)
  const run = seeds === undefined ? suite.seeds : Array.from({ length: seeds }, (_, i) => i + 1)
  const changed = { ...suite, metrics: [...metrics], seeds: run }
  return quick ? quickened(changed, metrics === suite.metrics) : changed
}

const quickRows = 2000

function quickened(suite: Suite, fast: boolean): Suite {
  return {
    ...suite,
    ...(fast && { metrics: ['fast'] }),
    limits: { ...suite.limits, time: Math.min(60, suite.limits.time) },
    datasets: suite.datasets.map((dataset) => ({ ...dataset, most: Math.min(quickRows, dataset.most ?? quickRows) })),
  }
}

function summaryOf({ cells, kept, ran }: RunSummary, results: string): string {
  const ends = Object.entries(ran).map(([outcome, count]) => `${count} ${outcome}`)
  const before = kept > 0 ? `, ${kept} were there already` : ''
  return `${cells} cells: ${ends.join(', ') || 'none run'}${before}; see rowsmith benchmark report ${results}`
}
