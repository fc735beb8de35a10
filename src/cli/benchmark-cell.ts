import type { CellJob, CellMessage } from '../benchmark/cell.js'
import { runCell } from '../benchmark/cell.js'
import { OptionError } from '../errors.js'
import { withPool } from './pool.js'

/** Runs the one cell that the parent process names, tells it what came of it, and ends; with the parent this process ends, too, and all that it started. */
export async function benchmarkCell(): Promise<void> {
  if (!process.send) throw new OptionError('benchmark cell', 'is started by `rowsmith benchmark` alone; run that')
  process.once('disconnect', endAll)
  if (!process.connected) endAll()
  try {
    const job = await new Promise<CellJob>((resolve) => process.once('message', (message) => resolve(message as CellJob)))
    const result = await withPool(job.threads, (pool) => runCell(job, pool, tell))
    await tell({ phase: 'done', result })
  } finally {
    // The open channel would keep this process alive, after a fault, too.
    process.off('disconnect', endAll)
    process.disconnect()
  }
}

function tell(message: CellMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve())
  })
}

function endAll(): void {
  process.kill(-process.pid, 'SIGKILL')
}
