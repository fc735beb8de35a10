import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { type ChildRun, runNode, runTask } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes } from '../support/text-table.js'
import { median } from '../support/time.js'
import { ratio } from './learning.js'

const rounds = 3

/**
 * `rowsmith sample` of many rows to CSV, from the start of its process to the end, against the bare writing of as many rows that
 * another process already holds in memory. Leaves the rows in `rows.csv`.
 */
export async function million(scratch: string, model: string, rows: number): Promise<Bar[]> {
  const file = join(scratch, 'rows.csv')
  const sampled: ChildRun[] = []
  const written: number[] = []
  for (let round = 0; round < rounds; round++) {
    sampled.push(runNode(scratch, [commandLine, 'sample', model, '-n', String(rows), '-o', file, '--quiet']))
    const task = new URL('write-task.ts', import.meta.url)
    written.push(runTask<{ seconds: number }>(scratch, task, [model, String(rows), join(scratch, 'written.csv')]).seconds)
  }
  const seconds = median(sampled.map((run) => run.seconds))
  const peak = Math.max(...sampled.map((run) => run.peakBytes))
  const write = median(written)
  const title = rows.toLocaleString('en')
  return [
    {
      what: `sample ${title} rows to CSV / only write them`,
      measured: ratio(seconds, write),
      value: seconds / write,
      limit: 2.5,
      sense: 'at most',
    },
    {
      what: `memory to sample ${title} rows to CSV`,
      measured: inMegabytes(peak),
      value: peak / 1e6,
      limit: 300,
      sense: 'at most',
      unit: ' MB',
      digits: 0,
    },
  ]
}
