import { createBinValues, stateMasses } from '../../../encode/bin-values.js'
import { type Bins, binCodes } from '../../../encode/bins.js'
import { type Elimination, eliminateScopes } from '../../../learn/graphs/triangulate.js'
import type { Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { openCells, withFilled } from '../../shell/cells.js'
import { distributionNumbers } from '../cpt.js'
import type { NetworkNode, NetworkState } from '../network.js'
import type { Factor } from './factor.js'
import { collectMessages } from './junction-tree.js'

/**
 * The table with its open cells drawn given the others, exactly: row by row, the unknown columns are eliminated from the factors
 * that name them. A row that the network holds impossible has its open cells drawn from what their parents say alone.
 */
export function imputeNetwork(state: NetworkState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const cells = schema.columns.map(({ name }) => table.column(name))
  const open = cells.map((column, i) => {
    const { bins } = state.columns[i]
    return bins.from.length > 0 ? openCells(column, fill) : new Uint8Array(table.rows)
  })
  const codes = state.columns.map((column, i) => binCodes(column, cells[i]))
  const completer = new Completer(state, codes, open)
  for (let row = 0; row < table.rows; row++) completer.complete(row, rng)
  const columns = cells.map((column, i) => {
    const own = open[i]
    if (!own.includes(1)) return column
    const positions = new Float64Array(table.rows)
    for (let row = 0; row < table.rows; row++) if (own[row]) positions[row] = rng.uniform()
    return withFilled(column, own, createBinValues(state.columns[i])(codes[i], positions))
  })
  return new Table(columns, table.rows)
}

/** What is to be done for every row in which the same columns are unknown. */
interface Plan {
  /** A node for each factor that names an unknown column, and which unknown columns it names; itself last, if it is one. */
  readonly factors: readonly { readonly node: NetworkNode; readonly variables: readonly number[] }[]
  readonly eliminations: readonly Elimination[]
  /** Open columns that tell nothing of the others, parents first: drawn at the end. */
  readonly last: readonly NetworkNode[]
}

class Completer {
  readonly #state: NetworkState
  readonly #codes: readonly Int16Array[]
  readonly #open: readonly Uint8Array[]
  readonly #sizes: readonly number[]
  readonly #plans = new Map<string, Plan>()

  constructor(state: NetworkState, codes: readonly Int16Array[], open: readonly Uint8Array[]) {
    this.#state = state
    this.#codes = codes
    this.#open = open
    this.#sizes = state.columns.map(({ bins }) => bins.states)
  }

  /** Writes a state into each open cell of the row. */
  complete(row: number, rng: Rng): void {
    const unknown = [...this.#codes.keys()].filter((column) => this.#isOpen(column, row) || this.#codes[column]?.[row] < 0)
    if (!unknown.some((column) => this.#isOpen(column, row))) return
    const key = `${unknown.map((column) => (this.#isOpen(column, row) ? column : -1 - column))}`
    let plan = this.#plans.get(key)
    if (!plan) {
      plan = this.#plan(unknown, row)
      this.#plans.set(key, plan)
    }
    const factors = plan.factors.map(({ node, variables }) => this.#factorOf(node, variables, row))
    const { conditionals, logTotal } = collectMessages(factors, plan.eliminations, this.#sizes)
    if (!(logTotal > Number.NEGATIVE_INFINITY)) {
      for (const node of this.#state.nodes) if (unknown.includes(node.column)) this.#drawFromParents(node, row, rng)
    } else {
      for (const { variable, neighbours, probabilities } of conditionals.reverse()) {
        let at = 0
        for (const neighbour of neighbours) at = at * this.#sizes[neighbour] + this.#at(neighbour, row)
        const size = this.#sizes[variable]
        this.#set(variable, row, pick(probabilities.subarray(at * size, (at + 1) * size), rng))
      }
      for (const node of plan.last) this.#drawFromParents(node, row, rng)
    }
  }

  #isOpen(column: number, row: number): boolean {
    return this.#open[column]?.[row] === 1
  }

  #at(column: number, row: number): number {
    return this.#codes[column]?.[row]
  }

  #set(column: number, row: number, state: number): void {
    this.#codes[column][row] = state
  }

  #plan(unknown: readonly number[], row: number): Plan {
    const kept = new Set(unknown)
    const removed = new Set<number>()
    const last: NetworkNode[] = []
    const tellsNothing = ({ column }: NetworkNode): boolean =>
      kept.has(column) &&
      (!this.#isOpen(column, row) || this.#state.columns[column].bins.missing < 0) &&
      !this.#state.nodes.some((child) => child.parents.includes(column) && !removed.has(child.column))
    for (const node of [...this.#state.nodes].reverse()) {
      if (!tellsNothing(node)) continue
      removed.add(node.column)
      kept.delete(node.column)
      last.unshift(node)
    }
    const factors = this.#state.nodes.flatMap((node) => {
      const variables = [...node.parents, node.column].filter((column) => kept.has(column))
      return removed.has(node.column) || variables.length === 0 ? [] : [{ node, variables }]
    })
    const scopes = factors.map(({ variables }) => variables)
    return { factors, eliminations: eliminateScopes(scopes, this.#sizes), last }
  }

  /** The node's distribution over its unknown columns, the known ones being what they are in the row. */
  #factorOf({ column, parents, cpt }: NetworkNode, variables: readonly number[], row: number): Factor {
    const own = variables.includes(column)
    const free = variables.filter((variable) => variable !== column)
    const combinations = free.reduce((product, variable) => product * this.#sizes[variable], 1)
    const sizes = parents.map((parent) => this.#sizes[parent])
    let repeat = combinations
    const codes = parents.map((parent) => {
      const states = new Uint16Array(combinations)
      if (!free.includes(parent)) return states.fill(this.#at(parent, row))
      const size = this.#sizes[parent]
      repeat /= size
      for (let i = 0; i < combinations; i++) states[i] = Math.floor(i / repeat) % size
      return states
    })
    const distributions = distributionNumbers(cpt, codes, sizes, combinations)
    const states = this.#sizes[column]
    const values = new Float64Array(own ? combinations * states : combinations)
    const state = this.#at(column, row)
    for (let i = 0; i < combinations; i++) {
      const start = distributions[i] * states
      if (!own) values[i] = cpt.probabilities[start + state]
      else for (let k = 0; k < states; k++) values[i * states + k] = cpt.probabilities[start + k]
    }
    if (own && this.#isOpen(column, row)) withoutMissing(values, this.#state.columns[column].bins)
    return { variables: own ? [...free, column] : free, values }
  }

  #drawFromParents({ column, parents, cpt }: NetworkNode, row: number, rng: Rng): void {
    const { bins } = this.#state.columns[column]
    const codes = parents.map((parent) => [this.#at(parent, row)])
    const sizes = parents.map((parent) => this.#sizes[parent])
    const start = distributionNumbers(cpt, codes, sizes, 1)[0] * bins.states
    const weights = Float64Array.from(cpt.probabilities.subarray(start, start + bins.states))
    if (this.#isOpen(column, row)) withoutMissing(weights, bins)
    this.#set(column, row, pick(weights.some((weight) => weight > 0) ? weights : stateMasses(bins), rng))
  }
}

/** Takes missing out of distributions that stand one after the other. */
function withoutMissing(values: Float64Array, { states, missing }: Bins): void {
  if (missing >= 0) for (let cell = missing; cell < values.length; cell += states) values[cell] = 0
}

/** A position by weight. */
function pick(weights: Float64Array, rng: Rng): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i]
  let left = rng.uniform() * total
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]
    if (weight === 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
