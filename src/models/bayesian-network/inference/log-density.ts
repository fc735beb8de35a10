import ln from '@stdlib/math-base-special-ln'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { addWithin } from '../../kde/log-density.js'
import { distributionNumbers } from '../cpt.js'
import type { NetworkState } from '../network.js'

/** Log of how likely each row is: of the state of each cell given its parents', and of the value within its state. */
export function networkLogDensity({ columns, nodes }: NetworkState, schema: Schema, table: Table): Float64Array {
  const total = new Float64Array(table.rows)
  const codes = columns.map((column, i) => {
    const cells = table.column((schema.columns[i] as { name: string }).name)
    return addWithin(total, column, cells)
  })
  for (const { column, parents, cpt } of nodes) {
    const sizes = parents.map((parent) => columns[parent]?.bins.states)
    const parentStates = parents.map((parent) => codes[parent])
    const distributions = distributionNumbers(cpt, parentStates, sizes, table.rows)
    const states = columns[column]?.bins.states
    const logs = Float64Array.from(cpt.probabilities, ln)
    const own = codes[column]
    for (let row = 0; row < total.length; row++) {
      total[row] += logs[distributions[row] * states + own[row]]
    }
  }
  return total
}
