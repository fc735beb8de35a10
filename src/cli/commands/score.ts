import { OptionError } from '../../errors.js'
import { outputFileType } from '../../io/facts.js'
import { writeTable } from '../../node/files.js'
import type { FittedModel, Reason } from '../../node.js'
import { reasonsOf } from '../../pipeline/jobs/queries/reasons.js'
import { scoreTable } from '../../pipeline/jobs/queries/score.js'
import { type ReadRows, rewritten } from '../../pipeline/tables/rewrite.js'
import { newColumn, schemaColumn } from '../../table/schema.js'
import { formatterOf } from '../../table/typing/format.js'
import { readWithModel } from '../input/model-source.js'
import type { ScoreFlags } from '../options/flags.js'
import { cleanUpOnInterrupt } from '../run/interrupt.js'
import { withPool } from '../run/pool.js'
import { createStatus } from '../run/status.js'

/** What stands for infinity in files, some formats of which have none: no row that can be has a score near it. */
const boundless = 1e9
const decimals = 6
/** Columns that are named of a surprising row. */
const mostReasons = 3

/** Scores each row of a table by how surprising it is, lists the most surprising ones, and writes the table with the scores. */
export async function scoreFile(path: string, flags: ScoreFlags): Promise<void> {
  cleanUpOnInterrupt()
  const { output, as } = flags
  const type = output === undefined ? null : outputFileType(output, flags.format)
  const status = createStatus(flags.quiet)
  await withPool(flags.threads, async (pool) => {
    const { read, model } = await readWithModel(path, flags, pool, status)
    const name = flags.column ?? (as === 'surprisal' ? 'surprisal' : 'log_density')
    if (read.table.has(name)) throw new OptionError('--column', `the table has a column ${name} already; give another name`)
    const logs = await scoreTable(model, read.table, { pool, progress: status.update })
    if (output !== undefined && type) {
      const values = logs.map((log) => written(as === 'surprisal' ? -log : log))
      const schema = newColumn({ name, kind: 'numeric', decimals })
      const { table, schema: all } = rewritten(read, { added: { schema, column: { name, kind: 'numeric', values } } }, type.format)
      await writeTable(output, table, all, { format: type.format })
    }
    const text = topRows(read, model, logs, flags.top)
    status.clear()
    if (output === '-') status.say(text.trimEnd())
    else process.stdout.write(text)
    if (output !== undefined)
      status.say(`${name} of ${logs.length.toLocaleString('en')} rows is in ${output === '-' ? 'standard output' : output}`)
  })
}

function written(score: number): number {
  const scale = Number(`1e${decimals}`)
  return Number.isFinite(score) ? Math.round(score * scale) / scale + 0 : score > 0 ? boundless : -boundless
}

/** The most surprising rows, one a line, with what makes them so. */
function topRows(read: ReadRows, model: FittedModel, logs: Float64Array, count: number): string {
  const order = Array.from(logs.keys()).sort((a, b) => logs[a] - logs[b] || a - b)
  const rows = order.slice(0, count)
  if (rows.length === 0) return ''
  const reasons = reasonsOf(model, read.table, rows)
  const lines = rows.map((row, i) => {
    const log = logs[row]
    const score = Number.isFinite(log) ? (-log).toFixed(1) : 'never made'
    const why = reasons[i].slice(0, mostReasons).map((reason) => reasonInWords(read, row, reason))
    return `  row ${(row + 1).toLocaleString('en').padStart(10)}  ${score.padStart(10)}  ${why.join(', ')}`.trimEnd()
  })
  return `the most surprising of ${logs.length.toLocaleString('en')} rows: surprisal in nats, and how much less a usual value would make it\n${lines.join('\n')}\n`
}

function reasonInWords({ table, schema }: ReadRows, row: number, { columns, gain }: Reason): string {
  const cells = columns.map((name) => {
    const column = table.column(name)
    return `${name} ${formatterOf(schemaColumn(schema, name), column)(column.values[row]) || 'missing'}`
  })
  return `${cells.join(' with ')}${Number.isFinite(gain) ? ` (${gain.toFixed(1)})` : ''}`
}
