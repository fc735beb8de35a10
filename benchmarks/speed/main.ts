/** Prints how fast Rowsmith is, in ratios within this run, beside what is expected of it. Leaves with 1 where a bar is missed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { benchData } from './data.js'
import { inference } from './inference.js'
import { learning } from './learning.js'
import { limits } from './limits.js'
import { million } from './million.js'
import { models } from './models.js'
import { page } from './page.js'
import { parquet } from './parquet.js'
import { scaling } from './scaling.js'
import { shell } from './shell.js'
import { trees } from './trees.js'
import { waits } from './waits.js'

const parts = ['limits', 'learning', 'shell', 'million', 'scaling', 'models', 'trees', 'parquet', 'inference', 'waits', 'page'] as const
const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, only: { type: 'string', default: parts.join(',') } },
})
const rows = Number(flags.rows)
const chosen = flags.only.split(',')
const unknown = chosen.find((part) => !(parts as readonly string[]).includes(part))
if (unknown !== undefined) throw new Error(`--only: there is no part ${unknown}; choose from ${parts.join(', ')}`)
if (!(Number.isSafeInteger(rows) && rows % 100 === 0 && rows > 0)) throw new Error('--rows: give a multiple of 100')

const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-bench-'))
const finish = recordBench('speed')
try {
  const { path, title } = await benchData(scratch)
  console.log(`${machine()}\nData: ${title}\n`)
  const model = join(scratch, 'model.json')
  runNode(scratch, [commandLine, 'fit', path, '-m', 'gaussian-copula', '--seed', '1', '-o', model, '--quiet'])

  if (chosen.includes('limits')) console.log(`What the file itself costs:\n\n${await limits(scratch, path)}\n`)
  const bars: Bar[] = []
  if (chosen.includes('learning')) bars.push(...(await learning(path)))
  if (chosen.includes('shell')) bars.push(...(await shell(scratch, path)))
  if (chosen.includes('million')) bars.push(...(await million(scratch, model, rows)))
  if (chosen.includes('models')) bars.push(...(await models(scratch, path, model)))
  if (chosen.includes('trees')) bars.push(...(await trees(scratch, path, model, rows)))
  if (chosen.includes('parquet')) bars.push(...parquet(scratch, path, model, rows))
  if (chosen.includes('inference')) bars.push(...(await inference(scratch, path, rows / 10)))
  if (chosen.includes('waits')) bars.push(...waits(scratch, path, model, rows))
  if (chosen.includes('page')) bars.push(...(await page(scratch, path)))
  const scaled = chosen.includes('scaling') ? await scaling(scratch, model, rows) : undefined
  bars.push(...(scaled?.bars ?? []))

  if (scaled) console.log(`Reading and fitting, by size of the file:\n\n${scaled.table}`)
  finish(bars)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
