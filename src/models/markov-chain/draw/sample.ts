import { columnOf } from '../../../encode/column-of.js'
import type { Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { sampleTrees } from '../../sequential-trees/draw/sample.js'
import { entrySchema } from '../layout.js'
import type { ChainState } from '../state.js'
import { Block } from './block.js'
import { drawSkeleton } from './skeleton.js'

/** Streams of the parts of a block. */
const streams = { entries: 0, skeleton: 1, rows: 2 } as const

/** The rows of `count` sequences, with a key column that numbers them from 0. */
export function sampleChain(state: ChainState, schema: Schema, count: number, rng: Rng): Table {
  const entries = sampleTrees(state.entry, entrySchema(state.layout, schema), count, rng.split(streams.entries))
  const skeleton = drawSkeleton(state, entries, rng.split(streams.skeleton))
  const block = new Block(state, schema, entries, skeleton)
  block.fill(rng.split(streams.rows))
  const rows = skeleton.states.length
  const sequence = sequenceOfRows(skeleton.starts)
  const columns = schema.columns.map((column) => {
    if (column.role === 'sequence-key') return columnOf(column, Float64Array.from(sequence))
    const values = block.values(column.name)
    if (values) return columnOf(column, 'levels' in column ? Int32Array.from(values, (code) => (Number.isNaN(code) ? -1 : code)) : values)
    return { ...new Table([entries.column(column.name)]).take(sequence).column(column.name) }
  })
  return new Table(columns, rows)
}

function sequenceOfRows(starts: Int32Array): Int32Array {
  const sequence = new Int32Array(starts.at(-1) as number)
  for (let i = 0; i < starts.length - 1; i++) sequence.fill(i, starts[i], starts[i + 1])
  return sequence
}
