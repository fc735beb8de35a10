import ln from '@stdlib/math-base-special-ln'
import { type BinnedColumn, binCodes, fitBins } from '../../encode/bins.js'
import { OptionError } from '../../errors.js'
import { inferenceCells } from '../../learn/graphs/triangulate.js'
import { takeTurns } from '../../learn/turn.js'
import { isNumberKind } from '../../table/column.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { FitContext } from '../synthesizer.js'
import { treeCpt } from './cpt.js'
import type { NetworkEdge, NetworkNode, NetworkState } from './network.js'
import type { NetworkOptions } from './options.js'
import { checkEdges, type Edge, parseEdges } from './structure/edges.js'
import { Families } from './structure/families.js'
import { ancestralOrder, eliminate, type Parents } from './structure/graph.js'
import type { Penalty } from './structure/grow-tree.js'
import { findStructure, mostCandidates, type StructureOptions } from './structure/structure.js'
import type { Variable } from './variable.js'

/** Cells of all tables of exact inference, at most: 128 MB. */
const mostCells = 1 << 24

/** The network of a table: its structure, and each column's distribution given its parents. */
export async function fitNetwork(table: Table, schema: Schema, options: NetworkOptions, context: FitContext): Promise<NetworkState> {
  const columns: BinnedColumn[] = []
  for (const column of schema.columns) {
    await takeTurns(context.signal)
    columns.push(fitBins(table.column(column.name), column, options.knots, mostStates(column, options)))
  }
  const variables = columns.map((column, i) => variableOf(column, schema.columns[i], table))
  const plan = structureOptions(variables, options, table.rows)
  const found = await findStructure(variables, schema, plan, context)
  return networkOf(columns, found, plan, new Families(variables, plan.penalty), { options, rows: table.rows, context })
}

/** States of a column at most. */
export function mostStates({ kind }: ColumnSchema, { bins, levels }: NetworkOptions): number {
  return isNumberKind(kind) ? bins : levels
}

/** How the structure is to be found, with the edges that the options name. */
export function structureOptions(variables: readonly Variable[], options: NetworkOptions, rows: number): StructureOptions {
  const names = variables.map(({ name }) => name)
  const required = parseEdges(options.required, names, 'required')
  const forbidden = parseEdges(options.forbidden, names, 'forbidden')
  checkEdges(required, forbidden, options.parents, names)
  const { structure, parents: most } = options
  return { structure, parents: most, required, forbidden, penalty: penaltyOf(options.score, rows, names.length) }
}

interface Fit {
  readonly options: NetworkOptions
  readonly rows: number
  readonly context: FitContext
}

/** The network of this structure. */
export function networkOf(
  columns: readonly BinnedColumn[],
  found: Parents,
  { required }: StructureOptions,
  families: Families,
  { options, rows, context }: Fit,
): NetworkState {
  const parents = withoutIdleParents(families, found, required)
  checkCells(parents, families.variables)
  const order = ancestralOrder(parents) as number[]
  const nodes = order.map((column) => {
    context.signal?.throwIfAborted()
    return nodeOf(column, parents, columns, families, options.smoothing)
  })
  return { columns, nodes, edges: edgesOf(order, parents, families, rows) }
}

/** A column of the table as its bins have it. */
export function variableOf(column: BinnedColumn, schema: ColumnSchema, table: Table): Variable {
  return {
    name: schema.name,
    codes: binCodes(column, table.column(schema.name)),
    states: column.bins.states,
    ordered: column.margin.kind === 'number' || schema.kind === 'ordinal',
  }
}

/**
 * What a parameter costs: one nat after Akaike, or half the log of the rows after Schwarz and Rissanen. Where parents are picked from more
 * columns than a search looks at, it costs to name one, too: the best of many columns seems to tell something about anything.
 * @see Foygel and Drton, 2010, Extended Bayesian information criteria for Gaussian graphical models
 */
function penaltyOf(score: NetworkOptions['score'], rows: number, columns: number): Penalty {
  const parameter = score === 'aic' ? 1 : Math.max(1, ln(Math.max(1, rows)) / 2)
  return { parameter, parent: columns - 1 > mostCandidates ? ln(columns - 1) : 0, structure: score !== 'bic' }
}

/** The parents that a family's tree asks for, and those required. */
function withoutIdleParents(families: Families, parents: Parents, required: readonly Edge[]): number[][] {
  return parents.map((list, child) => {
    const sorted = [...list].sort((a, b) => a - b)
    const asked = new Set(families.tree(child, sorted).parent)
    return sorted.filter((parent, position) => asked.has(position) || required.some(([from, to]) => from === parent && to === child))
  })
}

function checkCells(parents: Parents, variables: readonly Variable[]): void {
  const sizes = variables.map(({ states }) => states)
  if (inferenceCells(eliminate(parents, sizes, sizes.keys()), sizes) <= mostCells) return
  throw new OptionError(
    'options',
    'the network ties too many states together for exact inference; lower bins or levels, or require fewer edges',
  )
}

function nodeOf(column: number, parents: Parents, columns: readonly BinnedColumn[], families: Families, smoothing: number): NetworkNode {
  const list = parents[column]
  const ranks = list.map((parent) => families.ranks(parent, column))
  const cpt = treeCpt(families.tree(column, list), ranks, smoothing, columns[column].bins.missing)
  return { column, parents: list, cpt }
}

function edgesOf(order: readonly number[], parents: Parents, families: Families, rows: number): NetworkEdge[] {
  return order.flatMap((to) => {
    const list = parents[to]
    return list.map((from) => {
      const others = list.filter((parent) => parent !== from)
      const gained = families.score(to, list) - families.score(to, others)
      return { from, to, information: rows === 0 ? 0 : Math.max(0, gained / rows) }
    })
  })
}
