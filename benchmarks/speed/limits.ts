import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { library } from '../support/library.js'
import { inMegabytes, textTable } from '../support/text-table.js'
import { interleaved, median } from '../support/time.js'

const rounds = 7

/** What no program that reads the file can undercut, beside how long we take: copying its bytes, and parsing it with Papa Parse. In one process, after a warm-up. */
export async function limits(scratch: string, path: string): Promise<string> {
  const seconds = await interleaved(rounds, {
    'copy the bytes': () => copyFileSync(path, join(scratch, 'copy.csv')),
    'read and parse into texts with Papa Parse': () => Papa.parse(readFileSync(path, 'utf8'), { delimiter: ',' }),
    'read as a table with kinds, levels and gaps': () => library.readTable(path),
  })
  const size = statSync(path).size
  const rows = Object.entries(seconds).map(([what, times]) => {
    const time = median(times)
    return [what, `${(1000 * time).toFixed(1)} ms`, `${(size / time / 1e6).toFixed(0)} MB/s`]
  })
  return textTable(['what', `${inMegabytes(size)}`, 'speed'], rows)
}
