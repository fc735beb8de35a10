import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { list, positiveNumber } from '../../options/options.js'

/** What commander hands to `benchmark`. */
export interface BenchmarkFlags {
  readonly output?: string
  readonly synthesizers?: readonly string[]
  readonly datasets?: readonly string[]
  readonly metrics?: readonly string[]
  readonly seeds?: number
  readonly quick: boolean
  readonly jobs: number
  readonly threads?: number
  readonly retry: boolean
  readonly quiet: boolean
}

/** What commander hands to `benchmark report`. */
export interface LeaderboardFlags {
  readonly output?: string
  readonly json?: string
  readonly csv?: string
  readonly reports: boolean
  readonly quiet: boolean
}

/** Adds `benchmark`, `benchmark report` and the processes of cells to the command line. */
export function addBenchmark(program: Command): void {
  // Or the -o of `benchmark report` would be taken for that of `benchmark`.
  program.enablePositionalOptions()
  const benchmark = program
    .command('benchmark [suite]')
    .enablePositionalOptions()
    .description(
      'Runs synthesizers on datasets, judges what they make, and goes on where it stopped; without a suite file, as the flags say.',
    )
    .option('-o, --output <folder>', 'where results go, and are looked for (results)')
    .option('--synthesizers <list>', 'of the suite only these; without a suite, models by name, or all', list)
    .option('--datasets <list>', 'of the suite only these; without a suite, files, or folders of files', list)
    .option('--metrics <list>', 'sets, levels or metrics, in place of those of the suite (standard)', list)
    .option('--seeds <number>', 'so many runs of each, in place of those of the suite', positiveNumber)
    .option('--quick', 'a quick look: 2,000 rows of each dataset at most, fast metrics, 60 s for each cell', false)
    .option('--jobs <number>', 'cells at a time; more than one disturbs the timings', positiveNumber, 1)
    .option('--threads <number>', `threads of each cell (${availableParallelism()} among the jobs)`, positiveNumber)
    .option('--retry', 'run cells again that failed before', false)
    .option('-q, --quiet', 'print nothing but errors', false)
    .action(async (suite: string | undefined, flags: BenchmarkFlags) => (await import('./run.js')).benchmark(suite, flags))

  benchmark
    .command('report <results>')
    .description('Prints who stands where, and writes the leaderboard as one HTML file, as JSON or as CSV.')
    .option('-o, --output <file>', 'the leaderboard as HTML, beside it a folder of one report for each cell')
    .option('--json <file>', 'the leaderboard as JSON')
    .option('--csv <file>', 'all cells and scores as CSV')
    .option('--no-reports', 'without the reports of the cells')
    .option('-q, --quiet', 'print nothing but errors', false)
    .action(async (results: string, flags: LeaderboardFlags) => (await import('./report.js')).benchmarkReport(results, flags))

  benchmark
    .command('cells <folder>', { hidden: true })
    .description('The process that runs cells, which another benchmark process talks to.')
    .action(async (folder: string) => (await import('./cells.js')).benchmarkCells(folder))

  benchmark
    .command('model <job>', { hidden: true })
    .description('The process in which a model makes the rows of a cell.')
    .action(async (job: string) => (await import('./model.js')).benchmarkModel(job))
}
