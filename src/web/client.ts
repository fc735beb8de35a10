import {
  type Arguments,
  type ColumnView,
  type DeskTask,
  type FromDesk,
  isTable,
  type TableView,
  type TaskResult,
  type ToDesk,
} from './protocol.js'
import { startWorker, type WorkerSource } from './source.js'

/** An error of the desk, in the words of the command line. */
export class DeskError extends Error {
  readonly cancelled: boolean
  constructor(message: string, cancelled: boolean) {
    super(message)
    this.cancelled = cancelled
  }
}

interface Waiting {
  resolve(outcome: unknown): void
  reject(error: DeskError): void
  tell(share: number, what: string): void
  /** Columns of a table that have come. */
  readonly columns: ColumnView[]
}

export interface CallOptions {
  readonly progress?: (share: number, what: string) => void
  readonly signal?: AbortSignal
}

const mostSilent = 2
const noWorker = 'this browser starts no worker, without which the page can do nothing; try another one, or the command line: npx rowsmith'
/** Milliseconds that the desk has to stop by itself. */
const patience = 150

/** As many as there are processors, and no more than one for each GB of memory, as each holds a table of its own. */
function threadsHere(): number {
  const { hardwareConcurrency = 1, deviceMemory = 8 } = navigator as Navigator & { readonly deviceMemory?: number }
  return Math.max(1, Math.floor(Math.min(8, hardwareConcurrency, deviceMemory)))
}

/** Bytes that the browser gives a page, where it tells; else what any gives. */
function memoryHere(): number {
  return (performance as Performance & { readonly memory?: { readonly jsHeapSizeLimit: number } }).memory?.jsHeapSizeLimit ?? 2e9
}

function withColumns(table: TableView, columns: readonly ColumnView[]): TableView {
  return { ...table, columns, schema: { ...table.schema, columns: columns.map(({ schema }) => schema) } }
}

/** The worker that holds the table. Where it doesn't hear a cancel in time it is ended, and `onRestart` is called to fill a new one. */
export class DeskClient {
  onRestart: () => Promise<unknown> = async () => {}
  readonly #source: WorkerSource
  readonly #waiting = new Map<number, Waiting>()
  /** None where the browser has no workers, or lets none start. */
  #worker: Worker | null
  #next = 0
  /** Workers in a row that ended before they said anything. */
  #silent = 0
  #restarting: Promise<unknown> = Promise.resolve()

  constructor(source: WorkerSource) {
    this.#source = source
    this.#worker = this.#start()
  }

  async call<T extends DeskTask>(task: T, args: Arguments<T>, options: CallOptions = {}): Promise<TaskResult<T>> {
    await this.#restarting
    return this.#send(task, args, options)
  }

  /** As `call`, and not kept waiting by a restart: for what a restart does. */
  refill<T extends DeskTask>(task: T, args: Arguments<T>): Promise<TaskResult<T>> {
    return this.#send(task, args, {})
  }

  #send<T extends DeskTask>(task: T, args: Arguments<T>, { progress = () => {}, signal }: CallOptions): Promise<TaskResult<T>> {
    const worker = this.#worker
    if (!worker) return Promise.reject(new DeskError(noWorker, false))
    const id = this.#next++
    const outcome = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, tell: progress, columns: [] }))
    worker.postMessage({ id, task, args } satisfies ToDesk)
    signal?.addEventListener('abort', () => this.#cancel(id), { once: true })
    return outcome as Promise<TaskResult<T>>
  }

  #cancel(id: number): void {
    if (!this.#waiting.has(id)) return
    this.#worker?.postMessage({ cancel: id } satisfies ToDesk)
    setTimeout(() => {
      if (this.#waiting.has(id)) this.#restart(new DeskError('cancelled', true))
    }, patience)
  }

  #restart(reason: DeskError): void {
    this.#worker?.terminate()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#worker = this.#start()
    this.#restarting = this.onRestart().catch(() => {})
    for (const { reject } of waiting) reject(reason)
  }

  #fail(reason: DeskError): void {
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }

  #start(): Worker | null {
    let worker: Worker
    try {
      worker = startWorker(this.#source)
    } catch {
      return null
    }
    worker.postMessage({ start: { ...this.#source, threads: threadsHere(), memory: memoryHere() } } satisfies ToDesk)
    worker.onmessage = ({ data }) => this.#settle(data as FromDesk)
    worker.onerror = ({ message }) => {
      const text = message || 'the browser ended the work, probably for want of memory; take fewer rows, or the command line: npx rowsmith'
      if (++this.#silent <= mostSilent) this.#restart(new DeskError(text, false))
      else this.#fail(new DeskError(noWorker, false))
    }
    return worker
  }

  #settle(message: FromDesk): void {
    this.#silent = 0
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    if ('share' in message) {
      waiting.tell(message.share, message.what)
      return
    }
    if ('columns' in message) {
      waiting.columns.push(...message.columns)
      return
    }
    this.#waiting.delete(message.id)
    if ('error' in message) waiting.reject(new DeskError(message.error.message, message.error.cancelled))
    else waiting.resolve(isTable(message.outcome) ? withColumns(message.outcome, waiting.columns) : message.outcome)
  }
}
