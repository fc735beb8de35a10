import { parentPort } from 'node:worker_threads'
import { packError } from './errors.js'
import { findTask } from './pipeline/threads/tasks.js'

/** Messages to a worker: what all inputs of a job share, the inputs, and that the job is over. */
export type WorkerRequest =
  | { readonly job: number; readonly task: string; readonly shared: unknown }
  | { readonly job: number; readonly id: number; readonly input: unknown }
  | { readonly job: number; readonly done: true }
export type WorkerReply = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: unknown }

const jobs = new Map<number, Promise<(input: unknown) => unknown>>()

parentPort?.on('message', (request: WorkerRequest) => {
  if ('task' in request) {
    const { job, task, shared } = request
    jobs.set(
      job,
      findTask(task).then((run) => (input) => run(shared, input)),
    )
  } else if ('done' in request) {
    jobs.delete(request.job)
  } else {
    void reply(request.id, jobs.get(request.job), request.input)
  }
})

async function reply(id: number, job: Promise<(input: unknown) => unknown> | undefined, input: unknown): Promise<void> {
  try {
    const run = await job
    const output = await run?.(input)
    parentPort?.postMessage({ id, output } satisfies WorkerReply, buffersOf(output))
  } catch (error) {
    parentPort?.postMessage({ id, error: packError(error) } satisfies WorkerReply)
  }
}

/** The buffers of the columns of a table, or of bytes: handed over instead of copied. */
function buffersOf(output: unknown): ArrayBuffer[] {
  if (output instanceof Uint8Array) return [output.buffer as ArrayBuffer]
  const columns = (output as { columns?: readonly { values: Float64Array }[] }).columns ?? []
  return [...new Set(columns.map(({ values }) => values.buffer as ArrayBuffer))]
}
