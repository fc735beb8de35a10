import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { Bar } from '../support/bar.js'
import { runNode, runTask } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds } from '../support/text-table.js'
import { interleaved, median } from '../support/time.js'
import { ratio } from './learning.js'

const rounds = 3
const mixtureRows = 5000
const mixtureOptions = ['-O', 'chains=8', '-O', 'sweeps=200', '--threads', '2']

/**
 * `rowsmith fit` with the other models, from the start of its process to the end, beside the parsing of the file; kernel density on many
 * rows and the Markov chain on many sequences too.
 */
export async function models(scratch: string, path: string, model: string): Promise<Bar[]> {
  const text = readFileSync(path, 'utf8')
  const output = join(scratch, 'other.model.json')
  const part = join(scratch, 'part.csv')
  writeFileSync(part, firstRows(text, mixtureRows))
  const fit = (name: string, file: string, ...options: string[]) => {
    return runNode(scratch, [commandLine, 'fit', file, '-m', name, '--seed', '1', '-o', output, '--quiet', ...options])
  }
  const seconds = await interleaved(rounds, {
    parse: () => Papa.parse(text, { delimiter: ',' }),
    network: () => fit('bayesian-network', path),
    kde: () => fit('kde', path),
  })
  const mixture = fit('mixture', part, ...mixtureOptions).seconds
  const large = runTask<{ seconds: number }>(scratch, new URL('large-kde-task.ts', import.meta.url), [model])
  const parse = median(seconds.parse)
  const [network, kde] = [median(seconds.network), median(seconds.kde)]
  const atMost = { sense: 'at most', unit: ' s' } as const
  return [
    { what: 'fit bayesian-network, beside parsing the file', measured: ratio(network, parse), value: network, limit: 3, ...atMost },
    { what: 'fit kde, beside parsing the file', measured: ratio(kde, parse), value: kde, limit: 1, ...atMost },
    {
      what: `fit mixture to ${mixtureRows} rows: 8 chains, 200 sweeps, 2 threads`,
      measured: ratio(mixture, parse),
      value: mixture,
      limit: 60,
      ...atMost,
    },
    {
      what: 'fit kde to 300,000 rows of 10 columns in memory',
      measured: ratio(large.seconds, parse),
      value: large.seconds,
      limit: 10,
      ...atMost,
    },
    {
      what: 'memory of that, the making of the rows included',
      measured: inMegabytes(large.peakBytes),
      value: large.peakBytes / 1e6,
      limit: 1000,
      sense: 'at most',
      unit: ' MB',
      digits: 0,
    },
    ...chain(scratch),
  ]
}

/** Seasons of baseball players, where the folder of the benchmark's data holds them. */
function chain(scratch: string): Bar[] {
  const folder = process.env.ROWSMITH_BENCH_DATA
  const file = folder && join(folder, 'baseball-fielding.csv.gz')
  if (!file || !existsSync(file)) return []
  const { seconds, rows } = runTask<{ seconds: number; rows: number }>(scratch, new URL('chain-task.ts', import.meta.url), [file])
  const what = `fit markov-chain to ${rows.toLocaleString('en')} rows in memory, 2 threads`
  return [{ what, measured: inSeconds(seconds), value: seconds, limit: 3, sense: 'at most', unit: ' s' }]
}

/** The header and so many rows. Cells of the benchmark's tables hold no line breaks. */
function firstRows(text: string, rows: number): string {
  return text
    .split('\n', rows + 1)
    .join('\n')
    .concat('\n')
}
