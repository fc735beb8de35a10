import { createPool, type Pool, RowsmithError } from '../../index.js'
import { type ColumnView, type FromDesk, isTable, type TableView, type ToDesk } from '../protocol.js'
import { startWorker, type WorkerSource } from '../source.js'
import { type Job, tasks } from './tasks.js'

/** Milliseconds between two words on how far the work is. */
const pace = 60

/** What the desk does with each message. Work hears of a cancel whenever it lets others have their turn; its threads end at once. */
export function serveDesk(post: (message: FromDesk) => void): (message: ToDesk) => void {
  const running = new Map<number, AbortController>()
  let pool: Pool = createPool(1)
  let memory = Number.POSITIVE_INFINITY
  const work = async (id: number, task: keyof typeof tasks, args: readonly unknown[]): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    let last = 0
    const progress = (share: number, what: string): void => {
      if (performance.now() - last < pace) return
      last = performance.now()
      post({ id, share, what })
    }
    const job: Job = { pool, signal: controller.signal, progress, memory }
    try {
      const run = tasks[task] as (job: Job, ...args: readonly unknown[]) => unknown
      const outcome = await run(job, ...args)
      post({ id, outcome: isTable(outcome) ? columnsFirst(outcome, (columns) => post({ id, columns })) : outcome })
    } catch (error) {
      post({ id, error: { ...wordsFor(error), cancelled: controller.signal.aborted } })
    } finally {
      running.delete(id)
    }
  }
  return (message) => {
    if ('start' in message) {
      const { threads, memory: given, ...source } = message.start
      memory = given
      pool = createPool(threads, () => startThread(source))
    } else if ('cancel' in message) {
      running.get(message.cancel)?.abort()
      void pool.close()
    } else void work(message.id, message.task, message.args)
  }
}

/** Columns that a message holds at most: reading one of twenty thousand keeps a page from answering for seconds. */
const mostColumns = 500

/** The table without its columns, which are told of a part at a time. */
function columnsFirst(table: TableView, tell: (columns: readonly ColumnView[]) => void): TableView {
  for (let from = 0; from < table.columns.length; from += mostColumns) tell(table.columns.slice(from, from + mostColumns))
  return { ...table, columns: [], schema: { ...table.schema, columns: [] } }
}

function startThread(source: WorkerSource): Worker {
  const worker = startWorker(source)
  worker.postMessage('thread')
  return worker
}

/** What to tell somebody who can't see a stack of calls. */
function wordsFor(error: unknown): { readonly message: string; readonly expected: boolean } {
  if (error instanceof RowsmithError) return { message: error.message, expected: true }
  const { name = '', message = String(error) } = (error ?? {}) as Partial<Error>
  if (name === 'NotReadableError' || name === 'NotFoundError')
    return {
      message: 'the file has changed or gone since it was chosen, so that it can’t be read any more; choose it again',
      expected: true,
    }
  if (name === 'TypeError' && /module|import/i.test(message) && /load|fetch|import/i.test(message))
    return {
      message:
        'a part of the page could not be loaded: it was replaced on its server, or the network is gone; reload the page and open the table again',
      expected: true,
    }
  if (name === 'RangeError' && /alloc|memory|length|size/i.test(message))
    return {
      message:
        'this is more than the memory that the browser gives a page; take a part of the rows, or the command line, which streams: npx rowsmith',
      expected: true,
    }
  if (name === 'QuotaExceededError')
    return { message: 'the browser has no room left for a file of this size; free some, or draw fewer rows', expected: true }
  return { message: `${message || name} (a fault of Rowsmith, not of your input; please report it)`, expected: false }
}
