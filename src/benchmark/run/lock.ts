import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OutputError } from '../../errors.js'
import { startOf } from './process-tree.js'

/** Keeps other runs out of a folder until the function that is returned is called. Throws an OutputError where another run is at work there. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'running.json')
  const mine = JSON.stringify({ process: process.pid, started: startOf(process.pid) })
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx' })
      return () => unlinkSync(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const theirs = read(path)
    if (theirs !== null && isAlive(theirs)) {
      throw new OutputError(
        folder,
        `another benchmark is writing there (process ${processOf(theirs)}); wait for its end or name another folder`,
      )
    }
    removeStale(path, theirs)
  }
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Moves away what a killed run left; what another run has put there meanwhile is put back. */
function removeStale(path: string, stale: string | null): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (read(aside) === stale) unlinkSync(aside)
  else renameSync(aside, path)
}

function parse(text: string): { process?: number; started?: string | null } {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

const processOf = (text: string): number | undefined => parse(text).process

/** True while the process that wrote this lives; another one that has got its number since doesn't count. */
function isAlive(text: string): boolean {
  const { process: id, started = null } = parse(text)
  if (id === undefined) return false
  try {
    process.kill(id, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(id) === started
}
