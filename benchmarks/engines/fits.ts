import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine, library } from '../support/library.js'
import { inMegabytes, inSeconds, textTable } from '../support/text-table.js'

export interface FitsOptions {
  readonly table: Table
  readonly schema: Schema
  /** As many as the rows of the table are repeated to. */
  readonly rows: number
  readonly models: readonly string[]
}

/** Rows of the table that the bars are about. */
const barRows = 20_000_000
const mostSeconds: Readonly<Record<string, number>> = { 'bayesian-network': 90, 'gaussian-copula': 60, mst: 90 }
const mostMegabytes = 1000
const files = 10

/** `rowsmith fit` of each model to the rows where they lie: processor time and greatest resident memory, from start to end of its process. */
export async function fits(scratch: string, { table, schema, rows, models }: FitsOptions): Promise<Bar[]> {
  const folder = join(scratch, 'table')
  mkdirSync(folder)
  await repeat(table, schema, rows, folder)
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
    console.log(`${name}: ${inSeconds(cpuSeconds)} of processor time, ${inMegabytes(peakBytes)}`)
    bars.push({ ...barOf(`memory to fit ${name}`, peakBytes / 1e6, mostMegabytes, ' MB'), measured: `${rows.toLocaleString('en')} rows` })
    const limit = mostSeconds[name]
    if (rows >= barRows && limit)
      bars.push({ ...barOf(`processor time to fit ${name}`, cpuSeconds, limit, ' s'), measured: inSeconds(seconds) })
  }
  rmSync(folder, { recursive: true })
  console.log(`\n${rows.toLocaleString('en')} rows in ${files} Parquet files; memory_limit 2 GB\n`)
  console.log(textTable(['model', 'rows', 'processor', 'wall', 'memory'], lines))
  return bars
}

/** The rows of a table over and over, in Parquet files that DuckDB writes. */
async function repeat(table: Table, schema: Schema, rows: number, folder: string): Promise<void> {
  const once = join(folder, 'once.parquet')
  await library.writeTable(once, table, schema)
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', threads: '2' })
  const connection = await instance.connect()
  const each = Math.ceil(rows / files)
  for (let file = 0; file < files; file++) {
    const own = Math.max(0, Math.min(rows - file * each, each))
    const times = `range(${Math.ceil(own / table.rows)}) as times(time)`
    const query = `select * exclude (time) from ${times}, read_parquet('${once}') limit ${own}`
    await connection.run(`copy (${query}) to '${join(folder, `part-${file}.parquet`)}'`)
  }
  connection.closeSync()
  instance.closeSync()
  rmSync(once)
}

function barOf(what: string, value: number, limit: number, unit: string): Omit<Bar, 'measured'> {
  return { what, value, limit, sense: 'at most', unit, digits: 0 }
}
