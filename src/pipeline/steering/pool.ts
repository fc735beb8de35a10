import { blockUnits, type Piece, piecesOf, type Sampler } from '../../models/shell/sample.js'
import type { Pool, Progress } from '../../models/synthesizer.js'
import { concatTables, Table } from '../../table/table.js'
import { inPlace } from '../threads/in-place.js'
import type { PlainTable } from '../threads/tasks.js'

export interface Threads {
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/** Bytes that the rows of a pool may take. */
const mostBytes = 2 ** 28
/** Rows of a pool at least: a share of 1 % is then known to a twentieth of itself. */
const fewestRows = 2 ** 15

/** Rows that a pool has from which `count` are to be drawn: some more than these, within the bound on memory. */
export function poolRows(sampler: Sampler, count: number): number {
  const bytes = sampler.model.schema.columns.reduce(
    (sum, { kind }) => sum + (kind === 'numeric' || kind === 'integer' || kind === 'datetime' ? 8 : 4),
    0,
  )
  return Math.max(1, Math.min(Math.max(fewestRows, 2 * count), Math.floor(mostBytes / bytes)))
}

/** Rows of a run without what is made anew, block by block. */
async function* drawnBlocks(sampler: Sampler, rows: number, { pool = inPlace, progress, signal }: Threads): AsyncGenerator<Table> {
  const size = blockUnits(sampler.model)
  const workers = rows > 4 * size ? pool : inPlace
  const pieces = [...piecesOf(0, rows, size)]
  let done = 0
  for await (const block of workers.map<Sampler, Piece, PlainTable>('drawn-piece', sampler, pieces, signal)) {
    signal?.throwIfAborted()
    done += block.rows
    progress?.(Math.min(1, done / rows), 'drawing a pool')
    yield new Table(block.columns, block.rows)
  }
}

/** So many rows of a run, without what is made anew. */
export async function drawPool(sampler: Sampler, rows: number, threads: Threads): Promise<Table> {
  const blocks: Table[] = []
  for await (const block of drawnBlocks(sampler, rows, threads)) blocks.push(block)
  return concatTables(blocks)
}

/** A number for each row, equal for equal rows and only for these. */
export function rowIdentities(columns: readonly ArrayLike<number>[], rows: number): Int32Array {
  let ids = new Int32Array(rows)
  let distinct = 1
  for (const values of columns) {
    const valueIds = new Map<number, number>()
    const pairIds = new Map<number, number>()
    const next = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      // A Map holds NaN as one value.
      const pair = idOf(values[row], valueIds) * distinct + ids[row]
      next[row] = idOf(pair, pairIds)
    }
    ids = next
    distinct = Math.max(1, pairIds.size)
  }
  return ids
}

function idOf(value: number, ids: Map<number, number>): number {
  const known = ids.get(value)
  if (known !== undefined) return known
  ids.set(value, ids.size)
  return ids.size - 1
}
