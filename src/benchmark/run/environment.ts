import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { version } from '../../version.js'
import type { EnvironmentRecord } from './record.js'

/** Where results are made: machine, Node, and Rowsmith, whose program is at `program`. */
export function environmentOf(program: string): EnvironmentRecord {
  const facts = {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    platform: `${platform()} ${release()} ${process.arch}`,
    node: process.versions.node,
    rowsmith: version,
    commit: commitOf(program),
  }
  const id = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12)
  return { type: 'environment', id, ...facts }
}

/** The commit of the repository that the program, or what it is a link to, was built in; null where it is installed, be it in somebody else's repository. */
function commitOf(program: string): string | null {
  try {
    const root = dirname(dirname(realpathSync(program)))
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    if (git('rev-parse', '--show-prefix') !== '') return null
    return git('describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=+')
  } catch {
    return null
  }
}
