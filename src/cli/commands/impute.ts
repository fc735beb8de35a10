import { OptionError } from '../../errors.js'
import { outputFileType } from '../../io/facts.js'
import { fillableColumns } from '../../models/shell/impute.js'
import { writeTable } from '../../node/files.js'
import type { Table } from '../../node.js'
import { imputeTable } from '../../pipeline/jobs/impute.js'
import { rewritten } from '../../pipeline/tables/rewrite.js'
import { countMissing } from '../../table/column.js'
import { readWithModel } from '../input/model-source.js'
import type { ImputeFlags } from '../options/flags.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { withPool } from '../run/pool.js'
import { createStatus } from '../run/status.js'

/** Fills the missing cells of a table, once or several times, each time in a file of its own. */
export async function imputeFile(path: string, flags: ImputeFlags): Promise<void> {
  cleanUpOnInterrupt()
  const { output, draws, columns, seed } = flags
  const outputs = Array.from({ length: draws }, (_, i) => (draws === 1 ? output : numbered(output, i + 1)))
  const { format } = outputFileType(output, flags.format)
  const status = createStatus(flags.quiet)
  await withPool(flags.threads, async (pool) => {
    const { read, model } = await readWithModel(path, flags, pool, status)
    for (const [i, place] of outputs.entries()) {
      const filled = await imputeTable(model, read.table, { seed, draw: i + 1, columns, pool, progress: status.update })
      const { table, schema } = rewritten(read, { filled }, format)
      await writeTable(place, table, schema, { format })
      status.clear()
      if (i === 0) status.say(summary(read.table, filled, columns ?? fillableColumns(model), model.model))
    }
  })
  const places = outputs.map((place) => (place === '-' ? 'standard output' : place))
  status.say(`the filled table is in ${places.length > 2 ? `${places[0]} ... ${places.at(-1)}` : places.join(' and ')}`)
}

/** `filled.csv.gz` becomes `filled.2.csv.gz`. */
function numbered(path: string, draw: number): string {
  if (path === '-') throw new OptionError('--draws', 'writes one file per draw; name it with -o, for instance -o filled.csv')
  const [ending = ''] = /(\.[A-Za-z]+)?(\.gz)?$/.exec(path) ?? []
  return `${path.slice(0, path.length - ending.length)}.${draw}${ending}`
}

function summary(before: Table, after: Table, fillable: readonly string[], model: string): string {
  const counts = before.columns.map((column) => {
    const missing = countMissing(column)
    return { name: column.name, missing, left: countMissing(after.column(column.name)) }
  })
  const filled = counts.filter(({ missing, left }) => missing > left)
  const total = filled.reduce((sum, { missing, left }) => sum + missing - left, 0)
  const number = (count: number): string => count.toLocaleString('en')
  const named = filled.map(({ name, missing, left }) => `${name} ${number(missing - left)}`).join(', ')
  const kept = counts.filter(({ left }) => left > 0)
  const why = kept.map(({ name, left }) => `${name} ${number(left)} (${fillable.includes(name) ? 'no value is known' : 'not filled'})`)
  const rest = why.length > 0 ? `; still missing: ${why.join(', ')}` : ''
  return `${model} filled ${number(total)} missing cells${named ? `: ${named}` : ''}${rest}`
}
