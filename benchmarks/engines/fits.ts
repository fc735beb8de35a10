import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema } from '../../src/table/schema.js'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds, textTable } from '../support/text-table.js'

export interface FitsOptions {
  /** From which the rows are drawn. */
  readonly model: string
  /** Where they go, in ten files. */
  readonly folder: string
  readonly rows: number
  readonly schema: Schema
  /** Rows that the schema is from. */
  readonly known: number
  readonly models: readonly string[]
}

/** Rows of the table that the bars are about. */
const barRows = 20_000_000
const mostSeconds: Readonly<Record<string, number>> = { 'bayesian-network': 90, 'gaussian-copula': 60, mst: 90 }
const mostMegabytes = 1000
const files = 10

/** `rowsmith fit` of each model to the rows where they lie: processor time and greatest resident memory, from start to end of its process. */
export async function fits(scratch: string, { model, folder, rows, schema, known, models }: FitsOptions): Promise<Bar[]> {
  const each = Math.ceil(rows / files)
  for (let file = 0; file < files; file++) {
    const stretch = `${file * each}:${Math.min(rows, (file + 1) * each)}`
    runNode(scratch, [commandLine, 'sample', model, '--rows', stretch, '--seed', '1', '-q', '-o', join(folder, `part-${file}.parquet`)])
  }
  const described = join(scratch, 'schema.json')
  writeFileSync(described, JSON.stringify({ ...schema, dialect: undefined }))
  const bars: Bar[] = []
  const lines: string[][] = []
  for (const name of models) {
    const { seconds, cpuSeconds, peakBytes } = runNode(scratch, [
      ...[commandLine, 'fit', join(folder, '*.parquet'), '-m', name, '--seed', '1', '-q', '--no-audit', '-o', join(scratch, 'm.json')],
      ...['--memory-limit', '2GB', '--schema', described, ...(name === 'mst' ? ['--epsilon', '1'] : [])],
    ])
    lines.push([name, rows.toLocaleString('en'), inSeconds(cpuSeconds), inSeconds(seconds), inMegabytes(peakBytes)])
    bars.push({ ...barOf(`memory to fit ${name}`, peakBytes / 1e6, mostMegabytes, ' MB'), measured: `${rows.toLocaleString('en')} rows` })
    const limit = mostSeconds[name]
    if (rows >= barRows && limit)
      bars.push({ ...barOf(`processor time to fit ${name}`, cpuSeconds, limit, ' s'), measured: inSeconds(seconds) })
  }
  console.log(
    `${rows.toLocaleString('en')} rows drawn from the copula of ${known.toLocaleString('en')}, in ${files} Parquet files; memory_limit 2 GB\n`,
  )
  console.log(textTable(['model', 'rows', 'processor', 'wall', 'memory'], lines))
  return bars
}

function barOf(what: string, value: number, limit: number, unit: string): Omit<Bar, 'measured'> {
  return { what, value, limit, sense: 'at most', unit, digits: 0 }
}
