import { type DependenceTree, fitDependenceTree, treeLogProbabilities } from '../../../learn/graphs/dependence-tree.js'
import type { Coded } from '../../../stats/association/coded.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { coarse } from '../../tables/coarse.js'

/** Parts into which a column is cut. */
const parts = 16

/**
 * The log probability of each row of a table, in nats, by a tree of columns in coarse parts as `source` shows it: a judge that has
 * nothing in common with cross-categorisation. `cutBy` says where columns are cut.
 */
export function treeLogs(table: Table, source: Table, cutBy: Table, context: MetricContext): Float64Array {
  const codesOf = (of: Table): Coded[] => context.columns.map(({ name }) => coarse(of.column(name), cutBy.column(name), parts, context))
  const tree: DependenceTree = context.memo('dependence tree', [source, cutBy], () => fitDependenceTree(codesOf(source)))
  return treeLogProbabilities(tree, codesOf(table), table.rows)
}
