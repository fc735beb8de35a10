import { packError } from '../../errors.js'
import { findTask } from './tasks.js'

/** Messages to a worker: what all inputs of a job share, the inputs, and that the job is over. */
export type WorkerRequest =
  | { readonly job: number; readonly task: string; readonly shared: unknown }
  | { readonly job: number; readonly id: number; readonly input: unknown }
  | { readonly job: number; readonly done: true }
export type WorkerReply = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: unknown }

/** What a worker does with each message: it runs tasks and posts what comes of them. */
export function serveTasks(post: (reply: WorkerReply, transfer?: ArrayBuffer[]) => void): (request: WorkerRequest) => void {
  const jobs = new Map<number, Promise<(input: unknown) => unknown>>()
  const reply = async (id: number, job: number, input: unknown): Promise<void> => {
    try {
      const run = await jobs.get(job)
      const output = await run?.(input)
      post({ id, output }, buffersOf(output))
    } catch (error) {
      post({ id, error: packError(error) })
    }
  }
  return (request) => {
    if ('task' in request) {
      const { job, task, shared } = request
      const found = findTask(task).then((run) => (input: unknown) => run(shared, input))
      // A task that can't be loaded is told to whoever sends an input.
      found.catch(() => {})
      jobs.set(job, found)
    } else if ('done' in request) jobs.delete(request.job)
    else void reply(request.id, request.job, request.input)
  }
}

/** The buffers of the columns of a table, or of bytes: handed over instead of copied. */
function buffersOf(output: unknown): ArrayBuffer[] {
  if (output instanceof Uint8Array) return [output.buffer as ArrayBuffer]
  const columns = (output as { columns?: readonly { values: Float64Array }[] }).columns ?? []
  return [...new Set(columns.map(({ values }) => values.buffer as ArrayBuffer))]
}
