/**
 * Fits where the rows lie, and rows by many processes: Adult over and over in ten Parquet files, fitted by counts of DuckDB, with memory and processor time; and
 * rows of one model drawn in one run, by xargs and, where it is installed, by Spark, which have to be the same.
 *
 *     ROWSMITH_BENCH_DATA=<folder with adult-train.csv> npm run bench:engines -- --rows 20000000
 *     ROWSMITH_PYSPARK=<a Python with PySpark> npm run bench:engines -- --only rows
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchData } from '../speed/data.js'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine, library } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { fits } from './fits.js'
import { rowsFromMany } from './rows.js'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000000' },
    drawn: { type: 'string', default: '2000000' },
    only: { type: 'string', default: 'fits,rows' },
    models: { type: 'string', default: 'bayesian-network,gaussian-copula' },
  },
})
const [rows, drawn] = [Number(values.rows), Number(values.drawn)]
const parts = values.only.split(',')
const finish = recordBench('engines')
const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-bench-'))
const bars: Bar[] = []
try {
  const { path, title } = await benchData(scratch)
  console.log(`${machine()}\nData: ${title}\n`)
  const { table, schema } = await library.readTable(path)
  if (parts.includes('fits')) bars.push(...(await fits(scratch, { table, schema, rows, models: values.models.split(',') })))
  if (parts.includes('rows')) {
    const model = join(scratch, 'drawn.model.json')
    runNode(scratch, [commandLine, 'fit', path, '-m', 'gaussian-copula', '--seed', '1', '-o', model, '--quiet', '--no-audit'])
    bars.push(...(await rowsFromMany(scratch, model, drawn, schema.dialect?.header !== false)))
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
finish(bars)
