import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OutputError } from '../../errors.js'
import { startOf } from './process-tree.js'

/** Takes the lock that this file is, and gives what releases it; or says which process holds it, null where the file doesn't tell. */
export function takeLock(path: string): { release(): void } | { readonly owner: number | null } {
  for (;;) {
    if (create(path)) return { release: () => unlinkSync(path) }
    const theirs = read(path)
    // Gone meanwhile.
    if (theirs === null) continue
    const owner = processOf(theirs) ?? null
    if (owner === null || isAlive(theirs)) return { owner }
    removeStale(path, theirs)
  }
}

/** Keeps other runs out of a folder until the function that is returned is called. Throws an OutputError where another run is at work there. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'running.json')
  for (;;) {
    const lock = takeLock(path)
    if ('release' in lock) return lock.release
    if (lock.owner !== null)
      throw new OutputError(folder, `another benchmark is writing there (process ${lock.owner}); wait for its end or name another folder`)
    // Whole from the beginning, a lock that names nobody is none.
    removeStale(path, read(path))
  }
}

/** Makes the file, unless there is one: under its name only once it says whose it is, where the file system has links. */
function create(path: string): boolean {
  const mine = JSON.stringify({ process: process.pid, started: startOf(process.pid) })
  const draft = `${path}.${process.pid}-${randomUUID()}`
  try {
    writeFileSync(draft, mine, { flag: 'wx' })
    try {
      linkSync(draft, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      writeFileSync(path, mine, { flag: 'wx' })
    } finally {
      unlinkSync(draft)
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
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
  const aside = `${path}.${process.pid}-${randomUUID()}`
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
