import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { inMegabytes, inSeconds } from '../support/text-table.js'

const chinook = fileURLToPath(new URL('../../datasets/chinook/chinook.sqlite', import.meta.url))

/** `rowsmith synth` on two threads, from the start of its process to its end: baseball from three CSV files to three, Chinook from SQLite to SQLite. */
export function filesToFiles(data: string, scratch: string): Bar[] {
  const baseball = join(scratch, 'baseball')
  mkdirSync(baseball)
  for (const name of ['players', 'batting', 'fielding']) {
    writeFileSync(join(baseball, `${name}.csv`), gunzipSync(readFileSync(join(data, 'relational/baseball', `${name}.csv.gz`))))
  }
  return [
    synth('baseball, three CSV files to three', baseball, join(scratch, 'baseball-made'), 60, scratch),
    synth('Chinook, SQLite to SQLite', chinook, join(scratch, 'chinook.sqlite'), 10, scratch),
  ]
}

function synth(what: string, from: string, to: string, limit: number, scratch: string): Bar {
  const { seconds, cpuSeconds, peakBytes } = runNode(scratch, [commandLine, 'synth', from, '-o', to, '--threads', '2', '--seed', '1', '-q'])
  const measured = `${inSeconds(cpuSeconds)} of processors, ${inMegabytes(peakBytes)}`
  return { what, measured, value: seconds, limit, sense: 'at most', unit: ' s', digits: 1 }
}
