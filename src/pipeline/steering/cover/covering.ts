import { OptionError } from '../../../errors.js'
import { isMadeAnew } from '../../../models/shell/layout.js'
import { blockUnits, type Piece, piecesOf, type Sampler } from '../../../models/shell/sample.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import { schemaColumn } from '../../../table/schema.js'
import { concatTables, Table } from '../../../table/table.js'
import { prepareSampler, type SamplerOptions } from '../../jobs/sampler.js'
import { inPlace } from '../../threads/in-place.js'
import type { PlainTable } from '../../threads/tasks.js'
import type { Threads } from '../pool.js'
import { columnNamed } from '../weights/groups.js'
import { coveringRows, refuseManyPairs } from './cover.js'

interface Asked extends Threads, SamplerOptions {
  readonly coverColumns?: readonly string[]
  readonly note?: (sentence: string) => void
}

/** Rows in which pairs are looked for: what one row in ten thousand shows is then nearly certain to be there. */
const poolSize = 100_000

/** Few rows of the model that show every pair that its rows have; see `coveringRows`. */
export async function coveringTable(model: FittedModel, asked: Asked): Promise<Table> {
  const { coverColumns, note, pool = inPlace, progress, signal } = asked
  const { schema } = model
  if (model.provenance.sequences) throw new OptionError('cover', `${model.model} makes sequences, not rows; fit a model of rows`)
  for (const name of coverColumns ?? []) columnNamed(name, schema, 'cover')
  const columns =
    coverColumns ??
    schema.columns.filter((column) => column.kind !== 'id' && !(column.role.endsWith('key') && isMadeAnew(column))).map(({ name }) => name)
  refuseManyPairs(
    columns.map((name) => schemaColumn(schema, name)),
    coverColumns !== undefined,
  )
  const { sampler, shares, notes } = await prepareSampler(model, { ...asked, rows: poolSize })
  if (shares !== undefined) note?.(shares)
  for (const sentence of notes) note?.(sentence)
  const blocks: Table[] = []
  const pieces = piecesOf(0, poolSize, blockUnits(model))
  for await (const block of pool.map<Sampler, Piece, PlainTable>('sample-piece', sampler, pieces, signal)) {
    blocks.push(new Table(block.columns, block.rows))
    progress?.((blocks.length * blockUnits(model)) / poolSize, 'drawing a pool')
  }
  const drawn = concatTables(blocks)
  const { rows, pairs } = coveringRows(drawn, columns)
  note?.(
    `${rows.length.toLocaleString('en')} rows show all ${pairs.toLocaleString('en')} pairs that ${poolSize.toLocaleString('en')} rows of the model have`,
  )
  return drawn.take(rows)
}
