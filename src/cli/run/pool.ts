import { createPool } from '../../node/pool.js'
import type { Pool } from '../../node.js'

/** What the work makes of a pool of so many threads, which is closed after it. */
export async function withPool<T>(threads: number, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(threads)
  try {
    return await work(pool)
  } finally {
    await pool.close()
  }
}
