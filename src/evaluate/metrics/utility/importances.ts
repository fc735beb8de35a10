import { createRng } from '../../../random/rng.js'

import { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import type { Predict } from './learners.js'
import type { Task } from './task.js'

/** Rows are shuffled alike for every model, so that two of them are asked the same questions. */
const shuffles = createRng(0, 11)

/**
 * How much predictions hang on each column of the context: their mean change where its values are dealt anew among the rows, in total
 * variation of the probabilities, or in standard deviations of a number. 0 for the target itself. The truth is not asked: a model that
 * relies on the wrong column relies on it all the same.
 * @see Breiman, 2001, Random Forests, for the shuffling
 */
export function importancesOf(task: Task, predict: Predict, table: Table, { columns, coding }: MetricContext): Float64Array {
  const before = predict(table)
  return Float64Array.from(columns, ({ name }, index) => {
    if (index === task.index || table.rows === 0) return 0
    const order = drawPositions(table.rows, table.rows, shuffles.split(index))
    const dealt = coding.take(table.select([name]), () => order, table.rows).column(name)
    const shuffled = new Table(
      table.columns.map((column) => (column.name === name ? dealt : column)),
      table.rows,
    )
    const after = predict(shuffled)
    let change = 0
    for (let i = 0; i < before.length; i++) change += Math.abs((after[i] as number) - (before[i] as number))
    return change / (task.kind === 'class' ? 2 * table.rows : table.rows)
  })
}
