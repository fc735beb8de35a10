import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { type ChildRun, runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds } from '../support/text-table.js'

/**
 * `rowsmith sample` to Parquet of so many rows and of ten times as many, from the start of its process to the end, by sequential trees and
 * by the copula: memory must not grow, and the speed must stay.
 */
export function parquet(scratch: string, path: string, copula: string, rows: number): Bar[] {
  const trees = join(scratch, 'parquet-trees.model.json')
  runNode(scratch, [commandLine, 'fit', path, '-m', 'sequential-trees', '--no-audit', '--seed', '1', '-o', trees, '--quiet'])
  return [...barsOf(scratch, 'trees', trees, rows), ...barsOf(scratch, 'the copula', copula, rows)]
}

function barsOf(scratch: string, name: string, model: string, rows: number): Bar[] {
  const [few, many] = [sample(scratch, model, rows), sample(scratch, model, 10 * rows)]
  const what = `sample ${(10 * rows).toLocaleString('en')} rows from ${name} to Parquet`
  const ofProcessor = `processor ${inSeconds(few.cpuSeconds)} / ${inSeconds(many.cpuSeconds)}`
  return [
    {
      ...{ what: `memory to ${what}`, measured: `${inMegabytes(few.peakBytes)} for a tenth / ${inMegabytes(many.peakBytes)}` },
      ...{ value: many.peakBytes / 1e6, limit: 800, sense: 'at most', unit: ' MB', digits: 0 },
    },
    {
      what: `${what}, rows a second over those of a tenth as many`,
      measured: `${inSeconds(few.seconds)} / ${inSeconds(many.seconds)}; ${ofProcessor}`,
      ...{ value: (10 * few.seconds) / many.seconds, limit: 0.9, sense: 'at least' },
    },
  ]
}

function sample(scratch: string, model: string, rows: number): ChildRun {
  const file = join(scratch, 'rows.parquet')
  try {
    return runNode(scratch, [commandLine, 'sample', model, '-n', String(rows), '-o', file, '--seed', '1', '--quiet'])
  } finally {
    rmSync(file, { force: true })
  }
}
