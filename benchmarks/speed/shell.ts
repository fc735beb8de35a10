import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bar } from '../support/bar.js'
import { runNode } from '../support/child.js'
import { commandLine } from '../support/library.js'
import { interleaved, median } from '../support/time.js'
import { ratio } from './learning.js'

const rounds = 5

/** The newcomer's command without a report, against a bare script that parses the file and writes it again; both from the shell. */
export async function shell(scratch: string, path: string): Promise<Bar[]> {
  const rewrite = fileURLToPath(new URL('rewrite.mjs', import.meta.url))
  const output = join(scratch, 'shell.csv')
  const seconds = await interleaved(rounds, {
    synth: () => runNode(scratch, [commandLine, 'synth', path, '-o', output, '-m', 'gaussian-copula', '--seed', '1', '--quiet']),
    rewrite: () => runNode(scratch, [rewrite, path, output]),
  })
  const synth = median(seconds.synth)
  const bare = median(seconds.rewrite)
  return [
    {
      what: 'synth from the shell / bare parse and rewrite',
      measured: ratio(synth, bare),
      value: synth / bare,
      limit: 3,
      sense: 'at most',
    },
  ]
}
