import { binNumbers, type Feature, levelFeature } from '../../../learn/trees/bins.js'
import type { Column } from '../../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../../table/schema.js'
import type { TreeStep } from '../state.js'

/** How the trees of later columns see the cells of a step; a level that the schema doesn't have looks like a missing one. */
export function featureOf({ edges }: TreeStep, schema: ColumnSchema, values: Column['values']): Feature {
  if (edges) return binNumbers(values as Float64Array, edges)
  const levels = levelsOf(schema).length
  const codes = (values as Int32Array).map((code) => (code < levels ? code : -1))
  return levelFeature(codes, levels, schema.kind !== 'ordinal')
}
