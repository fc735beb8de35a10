/** Called with the share done, 0 to 1, and what is being done. */
export type Progress = (share: number, what: string) => void

/** Runs pure tasks on other threads, in order; results never depend on it. */
export interface Pool {
  readonly size: number
  /** Runs the named task (see `pipeline/threads/tasks.ts`) on every input. `shared` reaches each thread once. */
  map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output>
  close(): Promise<void>
}
