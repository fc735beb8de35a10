import { readdirSync, readFileSync } from 'node:fs'

// Linux tells these things in /proc; elsewhere they are unknown.

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** When the process began, in ticks since the machine did: tells processes apart that had the same number. Null where that's unknown. */
export function startOf(process: number): string | null {
  // The name of the program, in brackets, may hold blanks.
  return (
    read(`/proc/${process}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ')[19] ?? null
  )
}

/** The processes that this one started, those that they started, and so on. */
export function descendantsOf(process: number): number[] {
  const found: number[] = []
  const open = [process]
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const thread of threadsOf(parent)) {
      for (const child of (read(`/proc/${parent}/task/${thread}/children`) ?? '').split(' ')) {
        if (child === '') continue
        found.push(Number(child))
        open.push(Number(child))
      }
    }
  }
  return found
}

function threadsOf(process: number): string[] {
  try {
    return readdirSync(`/proc/${process}/task`)
  } catch {
    return []
  }
}

/** Resident memory of a process in bytes, now and at its greatest; null where it is unknown, or the process gone. */
export function memoryOf(process: number | 'self'): { readonly now: number; readonly peak: number } | null {
  const status = read(`/proc/${process}/status`)
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status ?? '')?.[1] ?? Number.NaN)
  const [now, peak] = [1024 * kilobytes('VmRSS'), 1024 * kilobytes('VmHWM')]
  return Number.isNaN(now) || Number.isNaN(peak) ? null : { now, peak }
}

/** Ends a process and all that it started, and the groups that they lead. */
export function killTree(root: number): void {
  const all = descendantsOf(root)
  // Itself last: it may be this process.
  for (const id of all) signal(id)
  for (const id of [...all, root]) killGroup(id)
}

/** Ends all processes of the group that this one leads, or led. */
export function killGroup(leader: number): void {
  signal(-leader)
}

function signal(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
