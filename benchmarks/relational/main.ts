/**
 * Several tables at once. `halves`: halves of real databases, each learned by every synthesizer and judged beside the other by `score.py`, mean over
 * seeds; `files`: from files to files, baseball and Chinook; `rows`: ten million rows that others own, with time and memory. Leaves with 1 where a bar is missed.
 *
 *     ROWSMITH_BENCH_DATA=<folder with relational/berka and so on> npm run bench:relational -- berka movielens --seeds 3 --made rowsmith,hma
 *     npm run bench:relational -- --only files,rows --rows 10000000
 *     npm run bench:relational -- --score <folder with train/ and holdout/> <synthetic folder> [--lookup district]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Bar } from '../support/bar.js'
import { machine } from '../support/machine.js'
import { recordBench } from '../support/record.js'
import { filesToFiles } from './files.js'
import { judgeFolder, judgeHalves } from './halves.js'
import { manyRows } from './rows.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'halves,files,rows' },
    seeds: { type: 'string', default: '3' },
    made: { type: 'string', default: 'rowsmith' },
    /** That `rows` draws of the table that others own. */
    rows: { type: 'string', default: '10000000' },
    score: { type: 'boolean', default: false },
    lookup: { type: 'string', default: '' },
    out: { type: 'string', default: fileURLToPath(new URL('../../results/relational', import.meta.url)) },
  },
})

if (values.score) {
  const [halves = '', made = ''] = positionals
  judgeFolder(halves, made, values.lookup)
} else {
  const data = process.env.ROWSMITH_BENCH_DATA
  if (!data) throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds relational/berka, relational/baseball and so on')
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-relational-'))
  const parts: Record<string, () => Bar[] | Promise<Bar[]>> = {
    halves: () =>
      judgeHalves({
        ...{ data, out: values.out, makers: values.made.split(','), seeds: Number(values.seeds) },
        names: positionals.length > 0 ? positionals : ['berka', 'movielens', 'baseball'],
      }),
    files: () => filesToFiles(data, scratch),
    rows: () => manyRows(Number(values.rows), scratch),
  }
  const finish = recordBench('relational')
  console.log(machine())
  const bars: Bar[] = []
  try {
    for (const name of positionals.length > 0 ? ['halves'] : values.only.split(',')) {
      const part = parts[name]
      if (!part) throw new Error(`benchmarks: --only has no part ${name}; the parts are ${Object.keys(parts).join(', ')}`)
      bars.push(...(await part()))
    }
  } finally {
    rmSync(scratch, { recursive: true })
  }
  finish(bars)
}
