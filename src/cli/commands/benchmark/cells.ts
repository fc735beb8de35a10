import { runCell } from '../../../benchmark/cell/cell.js'
import type { CellJob, CellMessage } from '../../../benchmark/cell/outcome.js'
import { TableCache } from '../../../benchmark/cell/table-cache.js'
import { killTree } from '../../../benchmark/run/process-tree.js'
import { OptionError } from '../../../errors.js'
import { createPool } from '../../../node/pool.js'
import type { Pool } from '../../../node.js'

/**
 * Runs the cells that the parent process names, one after the other, and tells it what came of each. With the parent this process ends, and
 * all that it started. A fault of Rowsmith ends it, too.
 */
export async function benchmarkCells(folder: string): Promise<void> {
  if (!process.send) throw new OptionError('benchmark cells', 'is started by `rowsmith benchmark` alone; run that')
  process.once('disconnect', endAll)
  if (!process.connected) endAll()
  const cache = new TableCache(folder)
  let pool: Pool | null = null
  try {
    for (;;) {
      const job = await new Promise<CellJob>((resolve) => process.once('message', (message) => resolve(message as CellJob)))
      pool ??= createPool(job.threads)
      tell({ phase: 'done', result: await runCell(job, { pool, cache, tell }) })
    }
  } finally {
    // The open channel would keep this process alive after a fault.
    process.off('disconnect', endAll)
    process.disconnect()
    await pool?.close()
  }
}

const tell = (message: CellMessage): void => void process.send?.(message)

function endAll(): void {
  killTree(process.pid)
}
