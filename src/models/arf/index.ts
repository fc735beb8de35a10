import { columnOf } from '../../encode/column-of.js'
import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import type { Column } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { drawEvenly } from '../sequential-trees/draw/laws/even.js'
import { drawNear } from '../sequential-trees/fit/support.js'
import { collectRows } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { conditionLeaves } from './condition.js'
import { growLeaves } from './forest.js'
import type { ArfOptions } from './options.js'
import { arfDefaults } from './settings.js'
import { type ArfState, encodeDonors, type LeafColumn, leafState, withGap } from './state.js'

/**
 * Adversarial random forest: the leaves of trees that tell real rows from made ones, until they no longer can; within a leaf each column
 * is drawn by itself from the values that real rows have there, instead of a fitted curve, which keeps what is spiked or skewed as it is.
 */
export const arf: Synthesizer<ArfOptions, ArfState> = {
  name: 'arf',
  title: 'Adversarial random forest',
  summary: 'Finds parts of the table in which columns are about independent, and draws each column there; conditions are exact.',
  references: [
    {
      author: 'Watson, D. S.; Blesch, K.; Kapar, J.; Wright, M. N.',
      year: 2023,
      title: 'Adversarial random forests for density estimation and generative modeling',
      url: 'https://proceedings.mlr.press/v206/watson23a.html',
    },
  ],
  defaults: arfDefaults,
  options: async () => (await import('./options.js')).arfOptions,
  unit: 'row',
  derives: true,

  async fit(source, schema, forest, context) {
    const table = await collectRows(source, context.signal)
    const columns = schema.columns.map((column) => encodeDonors(table.column(column.name), column))
    if (table.rows === 0) return leafState(columns.map(withGap), { starts: Int32Array.of(0, 1), rows: Int32Array.of(0) }, [])
    const features = columns.map(({ feature }) => feature)
    const { leaves, accuracies } = await growLeaves(features, table.rows, forest, context)
    return leafState(columns, leaves, accuracies)
  },

  sampleBlock: sampleLeaves,
  condition: conditionLeaves,

  describe({ starts, accuracies }) {
    const leaves = starts.length - 1
    return {
      summary: `${leaves} leaves of a forest, in each of which every column is drawn by itself.`,
      parameters: [
        ['rows per leaf', (starts[leaves] / leaves).toFixed(1)],
        ['rows told to be real or made, round by round', accuracies.map((share) => `${(100 * share).toFixed(1)} %`).join(', ')],
      ],
      reveals:
        'Values of real rows: the file holds, leaf by leaf, the values that its rows have in each column, but not which belong to one row.',
    }
  },
}

/** `count` rows: a leaf each, and from it a donor for every column. */
function sampleLeaves({ starts, weights, columns }: ArfState, schema: Schema, count: number, rng: Rng): Table {
  const leafCount = starts.length - 1
  const upTo = weights ?? starts
  const total = upTo[leafCount]
  const leaves = new Int32Array(count)
  drawEvenly(leaves, rng, (row, u) => {
    leaves[row] = Math.min(leafCount, upperBound(upTo, u * total)) - 1
  })
  const drawn = schema.columns.map((column, i) => drawColumn(columns[i], column, starts, leaves, rng))
  return new Table(drawn, count)
}

function drawColumn({ support, donors, kept }: LeafColumn, schema: ColumnSchema, starts: Int32Array, leaves: Int32Array, rng: Rng): Column {
  const gap = support ? support.values.length : levelsOf(schema).length
  const values = support ? new Float64Array(leaves.length) : new Int32Array(leaves.length)
  // Not evenly: few rows share a leaf, and the same even numbers for every column would tie their ranks together.
  for (let row = 0; row < leaves.length; row++) {
    const leaf = leaves[row]
    const start = starts[leaf]
    const donor = donors[start + rng.integer(kept?.[leaf] ?? starts[leaf + 1] - start)]
    if (donor === gap) values[row] = support ? Number.NaN : -1
    else values[row] = support ? drawNear(support, donor, rng.uniform()) : donor
  }
  return columnOf(schema, values)
}
