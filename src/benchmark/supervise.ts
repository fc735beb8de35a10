import { type ChildProcess, spawn } from 'node:child_process'
import type { CellJob, CellMessage, CellResult } from './cell.js'
import { lastWords } from './command.js'
import { descendantsOf, memoryOf } from './process-tree.js'
import type { Limits } from './suite.js'

/** How the process of a cell ended. */
export interface CellEnd {
  readonly result: CellResult | { readonly outcome: 'crash' | 'time-out' | 'out-of-memory'; readonly reason: string }
  /** Greatest resident memory while rows were made; null where the system doesn't tell. */
  readonly peakBytes: number | null
}

const pollMilliseconds = 100
const keptText = 4000

type Phase = CellMessage['phase'] | 'read'

/**
 * Runs a cell in a process of its own, which is killed with all that it started when it takes more time or memory than it may: so much
 * time to make rows, and again to judge them. `program` is what starts Rowsmith.
 */
export async function superviseCell(program: readonly string[], job: CellJob, limits: Limits, signal?: AbortSignal): Promise<CellEnd> {
  const heap = `--max-old-space-size=${Math.max(64, Math.floor(limits.memory / 2 ** 20))}`
  const child = spawn(process.execPath, [...process.execArgv, heap, ...program, 'benchmark', 'cell'], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Its own group, so that all of it can be ended at once, and Ctrl-C reaches it only through us.
    detached: true,
  })
  const watch = new CellWatch(child, limits, 'command' in job.synthesizer)
  const stop = (): void => killTree(child)
  signal?.addEventListener('abort', stop)
  child.on('error', () => {})
  child.send(job, () => {})
  try {
    return await watch.end()
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

class CellWatch {
  readonly #child: ChildProcess
  readonly #limits: Limits
  /** The process itself is none of the synthesizer's memory where a command makes the rows. */
  readonly #byCommand: boolean
  #phase: Phase = 'read'
  #peak = 0
  #result: CellResult | null = null
  #killedFor: CellEnd['result'] | null = null
  #said = ''
  #timer: NodeJS.Timeout

  constructor(child: ChildProcess, limits: Limits, byCommand: boolean) {
    this.#child = child
    this.#limits = limits
    this.#byCommand = byCommand
    this.#timer = this.#startTimer('made no rows')
    child.on('message', (message: CellMessage) => this.#hear(message))
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-keptText)
    })
  }

  async end(): Promise<CellEnd> {
    const poll = setInterval(() => this.#look(), pollMilliseconds)
    try {
      const { code, signal } = await ended(this.#child)
      return { result: this.#result ?? this.#killedFor ?? this.#crash(code, signal), peakBytes: this.#peak > 0 ? this.#peak : null }
    } finally {
      clearInterval(poll)
      clearTimeout(this.#timer)
    }
  }

  #startTimer(what: string): NodeJS.Timeout {
    return setTimeout(() => this.#kill('time-out', `${what} within ${this.#limits.time} s`), 1000 * this.#limits.time)
  }

  #kill(outcome: 'time-out' | 'out-of-memory', reason: string): void {
    this.#killedFor ??= { outcome, reason }
    killTree(this.#child)
  }

  #hear(message: CellMessage): void {
    this.#phase = message.phase
    if (message.phase === 'done') this.#result = message.result
    if (message.phase !== 'judge') return
    if (message.peakBytes !== null) this.#peak = Math.max(this.#peak, message.peakBytes)
    clearTimeout(this.#timer)
    this.#timer = this.#startTimer('made rows that were not judged')
  }

  #look(): void {
    const id = this.#child.pid
    if (id === undefined) return
    const others = descendantsOf(id)
    const counted = this.#byCommand && this.#phase !== 'judge' ? others : [id, ...others]
    const now = counted.reduce((sum, process) => sum + (memoryOf(process)?.now ?? 0), 0)
    if (this.#phase === 'read' || this.#phase === 'make') this.#peak = Math.max(this.#peak, now)
    if (now > this.#limits.memory) {
      const reason = `took ${megabytes(now)}, more than the ${megabytes(this.#limits.memory)} it may`
      this.#kill('out-of-memory', this.#phase === 'judge' ? `${reason}, while its rows were judged` : reason)
    }
  }

  #crash(code: number | null, signal: NodeJS.Signals | null): CellEnd['result'] {
    if (/heap out of memory|ENOMEM|Array buffer allocation failed/.test(this.#said)) {
      return { outcome: 'out-of-memory', reason: `ran out of memory below the ${megabytes(this.#limits.memory)} it may take` }
    }
    return { outcome: 'crash', reason: `the process ended with ${signal ?? `code ${code}`}${lastWords(this.#said)}` }
  }
}

/** Waits for the end of the process, ends what it left behind, and gives its last words a moment to arrive. */
function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: error.message as NodeJS.Signals }))
    child.once('exit', (code, signal) => {
      killGroup(child)
      const finish = (): void => resolve({ code, signal })
      const patience = setTimeout(finish, 500)
      child.once('close', () => {
        clearTimeout(patience)
        finish()
      })
    })
  })
}

function killTree(child: ChildProcess): void {
  const all = child.pid === undefined ? [] : descendantsOf(child.pid)
  killGroup(child)
  for (const id of all) kill(id)
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) kill(-pid)
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
