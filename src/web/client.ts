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
/** Milliseconds after which a cancel is answered, whatever the desk does. */
const mostDelay = 150
/** Milliseconds after which a desk that goes on all the same is ended, and what it held is lost. */
const patience = 5000
/** Tasks after which the desk holds something else than before. */
const changing: ReadonlySet<DeskTask> = new Set([
  'open',
  'retype',
  'mark',
  'fit',
  'draw',
  'openDatabase',
  'retypeDatabase',
  'synthDatabase',
])

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

function cancelled(): DeskError {
  return new DeskError('cancelled', true)
}

/**
 * The worker that holds the table. A cancel is answered at once; what is asked for next waits until the worker has stopped.
 * Where it doesn't, it is ended, and `onRestart` is called to fill a new one.
 */
export class DeskClient {
  onRestart: () => Promise<unknown> = async () => {}
  readonly #source: WorkerSource
  readonly #waiting = new Map<number, Waiting>()
  /** None where the browser has no workers, or lets none start. */
  #worker: Worker | null
  #next = 0
  /** Workers in a row that ended before they said anything. */
  #silent = 0
  /** Ends when the desk is free for what is asked for next. */
  #ready: Promise<unknown> = Promise.resolve()

  constructor(source: WorkerSource) {
    this.#source = source
    this.#worker = this.#start()
  }

  async call<T extends DeskTask>(task: T, args: Arguments<T>, options: CallOptions = {}): Promise<TaskResult<T>> {
    const { signal } = options
    let isAnswered = false
    const outcome = this.#isReady().then(() => this.#send(task, args, options, () => isAnswered))
    if (!signal) return outcome
    return new Promise((resolve, reject) => {
      outcome.then(resolve, reject)
      const answer = (): void => {
        isAnswered = true
        reject(cancelled())
      }
      signal.addEventListener('abort', () => setTimeout(answer, mostDelay), { once: true })
    })
  }

  async #isReady(): Promise<void> {
    let ready: Promise<unknown>
    do {
      ready = this.#ready
      await ready
    } while (ready !== this.#ready)
  }

  /** As `call`, and not kept waiting by a restart: for what a restart does. */
  refill<T extends DeskTask>(task: T, args: Arguments<T>): Promise<TaskResult<T>> {
    return this.#send(task, args)
  }

  #send<T extends DeskTask>(
    task: T,
    args: Arguments<T>,
    { progress = () => {}, signal }: CallOptions = {},
    isAnswered = () => false,
  ): Promise<TaskResult<T>> {
    const worker = this.#worker
    if (!worker) return Promise.reject(new DeskError(noWorker, false))
    if (signal?.aborted) return Promise.reject(cancelled())
    const id = this.#next++
    const tell: Waiting['tell'] = (share, what) => signal?.aborted || progress(share, what)
    const outcome = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, tell, columns: [] }))
    worker.postMessage({ id, task, args } satisfies ToDesk)
    // What it holds after all, the page knows nothing of.
    const finished = (): unknown => changing.has(task) && isAnswered() && this.#restart(cancelled())
    signal?.addEventListener('abort', () => this.#cancel(id, outcome.then(finished)), { once: true })
    return outcome as Promise<TaskResult<T>>
  }

  #cancel(id: number, end: Promise<unknown>): void {
    if (!this.#waiting.has(id)) return
    this.#ready = end.catch(() => {})
    this.#worker?.postMessage({ cancel: id } satisfies ToDesk)
    setTimeout(() => this.#waiting.has(id) && this.#restart(cancelled()), patience)
  }

  #restart(reason: DeskError): void {
    this.#worker?.terminate()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#worker = this.#start()
    this.#ready = this.onRestart().catch(() => {})
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
