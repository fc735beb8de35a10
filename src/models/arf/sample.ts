import { columnOf } from '../../encode/column-of.js'
import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import type { Column } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { drawEvenly } from '../sequential-trees/draw/even.js'
import { drawNear } from '../sequential-trees/fit/support.js'
import type { ArfState, LeafColumn } from './state.js'

/** `count` rows: a leaf each, and from it a donor for every column. */
export function sampleLeaves({ starts, weights, columns }: ArfState, schema: Schema, count: number, rng: Rng): Table {
  const leafCount = starts.length - 1
  const upTo = weights ?? starts
  const total = upTo[leafCount] as number
  const leaves = new Int32Array(count)
  drawEvenly(leaves, rng, (row, u) => {
    leaves[row] = Math.min(leafCount, upperBound(upTo, u * total)) - 1
  })
  const drawn = schema.columns.map((column, i) => drawColumn(columns[i] as LeafColumn, column, starts, leaves, rng))
  return new Table(drawn, count)
}

function drawColumn({ support, donors, kept }: LeafColumn, schema: ColumnSchema, starts: Int32Array, leaves: Int32Array, rng: Rng): Column {
  const gap = support ? support.values.length : levelsOf(schema).length
  const values = support ? new Float64Array(leaves.length) : new Int32Array(leaves.length)
  // Not evenly: few rows share a leaf, and the same even numbers for every column would tie their ranks together.
  for (let row = 0; row < leaves.length; row++) {
    const leaf = leaves[row] as number
    const start = starts[leaf] as number
    const donor = donors[start + rng.integer(kept?.[leaf] ?? (starts[leaf + 1] as number) - start)] as number
    if (donor === gap) values[row] = support ? Number.NaN : -1
    else values[row] = support ? drawNear(support, donor, rng.uniform()) : donor
  }
  return columnOf(schema, values)
}
