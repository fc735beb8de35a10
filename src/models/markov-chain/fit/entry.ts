import { columnOf } from '../../../encode/column-of.js'
import type { Column } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { fitTrees } from '../../sequential-trees/fit/fit.js'
import { treesDefaults } from '../../sequential-trees/settings.js'
import type { TreesState } from '../../sequential-trees/state.js'
import type { FitContext } from '../../synthesizer.js'
import { type ChainLayout, componentName, entrySchema, lengthName, paceName, spanName, startName } from '../layout.js'
import type { ChainOptions } from '../options.js'
import { baggingOf } from '../settings.js'
import type { Arranged } from './arrange.js'
import { spansOf } from './spans.js'

/** One row per sequence: its outline (see `outlineOf`) and its first row. */
export function entryTable(rows: Arranged, layout: ChainLayout, schema: Schema, components: Int32Array): Table {
  const first = rows.table.take(rows.starts.subarray(0, -1))
  const { start, span, pace } = spansOf(rows)
  const special = new Map<string, () => Float64Array | Int32Array>([
    [componentName, () => components],
    [lengthName, () => Float64Array.from(rows.starts.subarray(1), (end, i) => end - rows.starts[i])],
    [startName, () => start],
    [spanName, () => span],
    [paceName, () => pace],
  ])
  const columns = entrySchema(layout, schema).columns.map((column): Column => {
    const values = special.get(column.name)
    return values ? columnOf(column, values()) : first.column(column.name)
  })
  return new Table(columns, first.rows)
}

/** Sequential trees on the table of entries. */
export async function fitEntries(
  entries: Table,
  layout: ChainLayout,
  schema: Schema,
  { leaf, trees }: ChainOptions,
  context: FitContext,
): Promise<TreesState> {
  const options = { ...treesDefaults, leaf, trees, boosting: false, blend: false, bagging: baggingOf(trees) }
  return fitTrees(entries, entrySchema(layout, schema), options, context)
}
