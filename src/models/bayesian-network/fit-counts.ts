import { type BinnedColumn, binsOf, stateCoding } from '../../encode/bins.js'
import { countedMargin } from '../../encode/margin.js'
import { type CodedTable, learnedValues, mostLevels, mostValues, type Statistics, type ValueCounts } from '../../encode/statistics.js'
import { isNumberKind } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import type { FitContext } from '../synthesizer.js'
import { mostStates, networkOf, structureOptions, variableOf } from './fit.js'
import type { NetworkState } from './network.js'
import type { NetworkOptions } from './options.js'
import { ranksOfCounts } from './ranks.js'
import { Families } from './structure/families.js'
import type { Parents } from './structure/graph.js'
import type { Penalty } from './structure/grow-tree.js'
import { findStructure, searchRows } from './structure/structure.js'
import { cellsOfCounts, type StateCombinations, type Variable } from './variable.js'

/** Combinations of the states of a child and its parents at most. */
const mostCells = 1 << 22

/** The same network as of the rows, from how many of them have each combination of states; its structure from a sample, as there. */
export async function fitNetworkByCounts(
  statistics: Statistics,
  schema: Schema,
  options: NetworkOptions,
  context: FitContext,
): Promise<NetworkState> {
  const { rows } = statistics
  const counted: ValueCounts[] = []
  const columns: BinnedColumn[] = []
  for (const [i, column] of schema.columns.entries()) {
    context.progress?.((0.3 * i) / schema.columns.length, `counting ${column.name}`)
    const values = await learnedValues(statistics, column, isNumberKind(column.kind) ? mostValues : mostLevels)
    counted.push(values)
    columns.push(binsOf(countedMargin(values, column, options.knots), column, mostStates(column, options)))
  }
  context.progress?.(0.3, 'drawing a sample')
  const sample = await statistics.sample(searchRows, context.rng)
  const variables = columns.map((column, i) => variableOf(column, schema.columns[i], sample))
  const plan = structureOptions(variables, options, rows)
  const found = await findStructure(variables, schema, plan, context)
  const codings = columns.map((column, i) => stateCoding(column, schema.columns[i], counted[i]))
  context.progress?.(0.6, 'coding the table')
  const coded = await statistics.code(codings)
  try {
    const scopes = found.map((parents, child) => [...[...parents].sort((a, b) => a - b), child])
    context.progress?.(0.65, 'counting families')
    const tables = await coded.tables(scopes, mostCells)
    const families = new CountedFamilies(variables, plan.penalty, rows, { parents: found, scopes, tables })
    return networkOf(columns, found, plan, families, { options, rows, context })
  } finally {
    await coded.close()
  }
}

/** What was counted: for each child its table with all of its parents. */
interface Counted {
  readonly parents: Parents
  /** The parents in order, then the child. */
  readonly scopes: readonly (readonly number[])[]
  readonly tables: readonly CodedTable[]
}

/** Families whose cells are sums of the tables that were counted. */
class CountedFamilies extends Families {
  readonly #counted: Counted

  constructor(variables: readonly Variable[], penalty: Penalty, rows: number, counted: Counted) {
    super(variables, penalty, rows)
    this.#counted = counted
  }

  protected override cells(child: number, parents: readonly number[]): StateCombinations {
    const scope = this.#counted.scopes[child]
    const { codes, counts } = this.#counted.tables[child]
    const own = [...parents, child]
    const states = own.map((variable) => codes[scope.indexOf(variable)])
    return cellsOfCounts(
      this.variables[child],
      parents.map((parent) => this.variables[parent]),
      states,
      counts,
    )
  }

  protected override rank(parent: number, child: number): Uint16Array {
    const [own, other] = [this.variables[parent], this.variables[child]]
    const countsOf = (): Uint32Array => {
      const { childStates, parentStates, weights } = this.cells(child, [parent])
      const counts = new Uint32Array(own.states * other.states)
      childStates.forEach((state, cell) => {
        counts[parentStates[0][cell] * other.states + state] = weights?.[cell] as number
      })
      return counts
    }
    return ranksOfCounts(countsOf, own, other)
  }
}
