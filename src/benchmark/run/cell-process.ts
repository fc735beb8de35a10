import { type ChildProcess, spawn } from 'node:child_process'
import type { CellJob, CellMessage, CellResult } from '../cell/outcome.js'
import type { Limits } from '../plan/suite.js'
import { lastWords } from './command.js'
import { descendantsOf, killGroup, killTree, memoryOf } from './process-tree.js'

/** How a cell ended. */
export interface CellEnd {
  readonly result: CellResult | { readonly outcome: 'crash' | 'time-out' | 'out-of-memory'; readonly reason: string }
  /** Greatest resident memory while a model or a command made rows; null where the system doesn't tell. */
  readonly peakBytes: number | null
}

const pollMilliseconds = 100
const keptText = 4000
/** A process that holds more of what it may is not used again, or the end of a cell would depend on those before it. */
const mostKept = 1 / 4

/**
 * A process that runs cells, one after the other: it keeps the latest tables, judges, and starts another process for all that makes rows.
 * It is killed with whatever it started when that takes more time or memory than it may: so much time to make rows, and again to judge them.
 */
export class CellProcess {
  readonly #child: ChildProcess
  readonly #limits: Limits
  readonly #signal: AbortSignal | undefined
  readonly #stop = (): void => this.end()
  #said = ''
  #ended = false

  /** `program` is what starts Rowsmith; `folder` is for files of its own. */
  constructor(program: readonly string[], folder: string, limits: Limits, signal?: AbortSignal) {
    const heap = `--max-old-space-size=${Math.max(64, Math.floor(limits.memory / 2 ** 20))}`
    this.#child = spawn(process.execPath, [...process.execArgv, heap, ...program, 'benchmark', 'cells', folder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Its own group, so that Ctrl-C reaches it only through us.
      detached: true,
    })
    this.#limits = limits
    this.#signal = signal
    this.#child.on('error', () => {})
    this.#child.once('exit', () => {
      this.#ended = true
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-keptText)
    })
    signal?.addEventListener('abort', this.#stop)
  }

  /** True while another cell may be run in it. */
  get isUsable(): boolean {
    return !this.#ended && (memoryOf(this.#child.pid as number)?.now ?? 0) < mostKept * this.#limits.memory
  }

  async run(job: CellJob): Promise<CellEnd> {
    this.#said = ''
    const watch = new CellWatch(this.#child, this.#limits)
    this.#child.send(job, () => {})
    const { result, killedFor, exit, peakBytes } = await watch.end()
    if (exit) this.#ended = true
    return { result: killedFor ?? result ?? this.#crash(exit), peakBytes }
  }

  /** Kills it, and all that it started. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#stop)
    this.#ended = true
    if (this.#child.pid !== undefined) killTree(this.#child.pid)
  }

  #crash(exit: string | null): CellEnd['result'] {
    if (/heap out of memory|ENOMEM|Array buffer allocation failed/.test(this.#said)) {
      return { outcome: 'out-of-memory', reason: `ran out of memory below the ${megabytes(this.#limits.memory)} it may take` }
    }
    return { outcome: 'crash', reason: `the process ended with ${exit}${lastWords(this.#said)}` }
  }
}

/** What one cell does in the process. */
class CellWatch {
  readonly #child: ChildProcess
  readonly #limits: Limits
  #phase: Exclude<CellMessage['phase'], 'done'> | 'read' = 'read'
  /** The process that makes rows, which leads a group. */
  #maker: number | null = null
  #peak = 0
  #killedFor: CellEnd['result'] | null = null
  #timer: NodeJS.Timeout

  constructor(child: ChildProcess, limits: Limits) {
    this.#child = child
    this.#limits = limits
    this.#timer = this.#startTimer('read no data')
  }

  /** The result that the process tells, or how it ended without one. */
  async end(): Promise<{ result?: CellResult; killedFor: CellEnd['result'] | null; exit: string | null; peakBytes: number | null }> {
    const poll = setInterval(() => this.#look(), pollMilliseconds)
    try {
      const end = await this.#listen()
      if (this.#maker !== null) killGroup(this.#maker)
      return { ...end, killedFor: this.#killedFor, peakBytes: this.#peak > 0 ? this.#peak : null }
    } finally {
      clearInterval(poll)
      clearTimeout(this.#timer)
    }
  }

  #listen(): Promise<{ result?: CellResult; exit: string | null }> {
    return new Promise((resolve) => {
      const settle = (end: { result?: CellResult; exit: string | null }): void => {
        this.#child.off('message', hear).off('error', fail).off('exit', leave)
        resolve(end)
      }
      const hear = (message: CellMessage): void => {
        if (message.phase === 'done') settle({ result: message.result, exit: null })
        else this.#enter(message)
      }
      const fail = (error: Error): void => settle({ exit: error.message })
      const leave = (code: number | null, signal: NodeJS.Signals | null): void => {
        const finish = (): void => settle({ exit: signal ?? `code ${code}` })
        // Its last words may still be on their way.
        const patience = setTimeout(finish, 500)
        this.#child.once('close', () => {
          clearTimeout(patience)
          finish()
        })
      }
      this.#child.on('message', hear).on('error', fail).on('exit', leave)
    })
  }

  #startTimer(what: string): NodeJS.Timeout {
    return setTimeout(() => this.#kill('time-out', `${what} within ${this.#limits.time} s`), 1000 * this.#limits.time)
  }

  #kill(outcome: 'time-out' | 'out-of-memory', reason: string): void {
    this.#killedFor ??= { outcome, reason }
    if (this.#child.pid !== undefined) killTree(this.#child.pid)
  }

  #enter(message: Exclude<CellMessage, { phase: 'done' }>): void {
    this.#phase = message.phase
    clearTimeout(this.#timer)
    this.#timer = this.#startTimer(message.phase === 'make' ? 'made no rows' : 'made rows that were not judged')
    if (message.phase === 'make') this.#maker = message.process
    else if (message.peakBytes !== null) this.#peak = Math.max(this.#peak, message.peakBytes)
  }

  /** What is read and judged here is none of a synthesizer's memory; both may take as much as the limit says. */
  #look(): void {
    const id = this.#child.pid
    if (id === undefined) return
    const counted = this.#phase === 'make' ? descendantsOf(id) : [id]
    const now = counted.reduce((sum, process) => sum + (memoryOf(process)?.now ?? 0), 0)
    if (this.#phase === 'make') this.#peak = Math.max(this.#peak, now)
    if (now > this.#limits.memory) {
      const reason = `took ${megabytes(now)}, more than the ${megabytes(this.#limits.memory)} it may`
      this.#kill('out-of-memory', this.#phase === 'judge' ? `${reason}, while its rows were judged` : reason)
    }
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
