import type { CellJob, CellMessage } from '../benchmark/cell.js'
import { runCell } from '../benchmark/cell.js'
import { OptionError } from '../errors.js'
import { withPool } from './pool.js'

/** Runs the one cell that the parent process names, tells it what came of it, and ends; with the parent this process ends, too, and all that it started. */
export async function benchmarkCell(): Promise<void> {
  if (!process.send) throw new OptionError('benchmark cell', 'is started by `rowsmith benchmark` alone; run that')
  process.once('disconnect', endAll)
  if (!process.connected) endAll()
  const job = await new Promise<CellJob>((resolve) => process.once('message', (message) => resolve(message as CellJob)))
  const result = await withPool(job.threads, (pool) => runCell(job, pool, tell))
  process.off('disconnect', endAll)
  await new Promise<void>((resolve) => {
    process.send?.({ phase: 'done', result } satisfies CellMessage, () => resolve())
  })
  process.disconnect()
}

function tell(message: CellMessage): void {
  process.send?.(message)
}

function endAll(): void {
  process.kill(-process.pid, 'SIGKILL')
}
