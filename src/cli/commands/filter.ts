import { outputFileType } from '../../io/facts.js'
import { writeTable } from '../../node/files.js'
import { filterTable } from '../../pipeline/jobs/filter.js'
import { rewritten } from '../../pipeline/tables/rewrite.js'
import type { CodeColumn } from '../../table/column.js'
import { newColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { readWithModel } from '../input/model-source.js'
import type { FilterFlags } from '../options/flags.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { withPool } from '../run/pool.js'
import { createStatus } from '../run/status.js'

/** Takes rows out of a table, filter by filter, and says how many and why. */
export async function filterFile(path: string, flags: FilterFlags): Promise<void> {
  cleanUpOnInterrupt()
  const { output, dropped, drop, seed } = flags
  const type = outputFileType(output, flags.format)
  const status = createStatus(flags.quiet)
  await withPool(flags.threads, async (pool) => {
    const { read, model } = await readWithModel(path, flags, pool, status)
    const results = await filterTable(model, read.table, drop, { seed, pool, progress: status.update })
    const reasons = new Map(results.flatMap(({ rows, reason }) => rows.map((row) => [row, reason] as const)))
    const { table, schema } = rewritten(read, {}, type.format)
    const kept = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !reasons.has(row))
    await writeTable(output, table.take(kept), schema, { format: type.format })
    if (dropped !== undefined) {
      const gone = [...reasons.keys()].sort((a, b) => a - b)
      const levels = [...new Set(reasons.values())]
      const values = Int32Array.from(gone, (row) => levels.indexOf(reasons.get(row) as string))
      const column: CodeColumn = { name: 'why_dropped', kind: 'categorical', levels, values }
      const rows = table.take(gone)
      const added = newColumn({ name: column.name, kind: column.kind, levels })
      await writeTable(dropped, new Table([...rows.columns, column], rows.rows), { ...schema, columns: [...schema.columns, added] })
    }
    status.clear()
    for (const { filter, rows, reason } of results)
      status.say(`${filter}: ${rows.length.toLocaleString('en')} rows, each of which ${reason}`)
    status.say(
      `${kept.length.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows are in ${output === '-' ? 'standard output' : output}`,
    )
  })
}
