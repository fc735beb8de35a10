import { somePositions } from '../../../encode/statistics.js'
import { OptionError } from '../../../errors.js'
import { takeTurns } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'
import type { FitContext } from '../../synthesizer.js'
import type { NetworkOptions } from '../options.js'
import type { Variable } from '../variable.js'
import type { Edge } from './edges.js'
import { Families } from './families.js'
import { entropyTable, type Penalty } from './grow-tree.js'
import { correctedInformation } from './pair-information.js'
import { searchNetwork } from './search.js'

/** Cells of all tables of exact inference that a search may need, at most: 16 MB, and a fraction of a second for a condition. */
const searchCells = 1 << 21
/** Rows by which pairs and families are judged; the distributions are counted over all. */
export const searchRows = 50_000
/** Columns that may become parents of one in a search: those that tell most about it. */
export const mostCandidates = 20
/** Milliseconds for which a search keeps its thread, before others get a turn. */
const turn = 50

export interface StructureOptions extends Pick<NetworkOptions, 'structure' | 'parents'> {
  readonly required: readonly Edge[]
  readonly forbidden: readonly Edge[]
  readonly penalty: Penalty
}

/** The parents of each variable, by the method that the options name. */
export async function findStructure(
  all: readonly Variable[],
  schema: Schema,
  options: StructureOptions,
  context: FitContext,
): Promise<number[][]> {
  const variables = someRows(all, context.rng)
  if (options.structure === 'search') return await searchStructure(variables, options, context)
  if (options.required.length > 0 || options.forbidden.length > 0) {
    throw new OptionError('options.structure', `${options.structure} takes no required or forbidden edges; use structure: search`)
  }
  const target = schema.columns.findIndex(({ role }) => role === 'target')
  if (options.structure === 'chow-liu') return variables.length === 0 ? [] : chowLiuTree(variables, Math.max(0, target))
  if (target < 0) throw new OptionError('options.structure', 'tan needs a target; declare the column to be predicted as target')
  return treeAugmentedNetwork(variables, target)
}

async function searchStructure(
  variables: readonly Variable[],
  { parents: most, required, forbidden, penalty }: StructureOptions,
  { rng, progress, signal }: FitContext,
): Promise<number[][]> {
  const candidates = await candidateParents(variables, signal)
  let last = performance.now()
  const onMove = async (moves: number): Promise<void> => {
    if (performance.now() - last < turn) return
    progress?.(Math.min(0.95, moves / (3 * variables.length)), 'searching the network')
    await takeTurns(signal)
    last = performance.now()
  }
  return await searchNetwork(new Families(variables, penalty), {
    most,
    candidates,
    required,
    forbidden,
    cells: searchCells,
    rng,
    signal,
    onMove,
  })
}

/** For each variable the others that tell most about it. */
async function candidateParents(variables: readonly Variable[], signal?: AbortSignal): Promise<number[][]> {
  const others = variables.map((_, child) => [...variables.keys()].filter((variable) => variable !== child))
  if (variables.length <= mostCandidates + 1) return others
  const entropy = entropyOfRows(variables)
  const information = variables.map(() => new Float64Array(variables.length))
  for (let a = 0; a < variables.length; a++) {
    await takeTurns(signal)
    for (let b = 0; b < a; b++) {
      const value = correctedInformation(variables[a], variables[b], entropy)
      ;(information[a] as Float64Array)[b] = value
      ;(information[b] as Float64Array)[a] = value
    }
  }
  return others.map((list, child) => {
    const about = information[child] as Float64Array
    return list.sort((a, b) => about[b] - about[a] || a - b).slice(0, mostCandidates)
  })
}

/** The variables over a random part of the rows, in their order, if there are very many. */
function someRows(variables: readonly Variable[], rng: Rng): readonly Variable[] {
  const rows = variables[0]?.codes.length ?? 0
  const positions = somePositions(rows, searchRows, rng)
  if (!positions) return variables
  return variables.map((variable) => {
    const codes = new Int16Array(searchRows)
    for (let i = 0; i < searchRows; i++) codes[i] = variable.codes[positions[i]]
    return { ...variable, codes }
  })
}

function entropyOfRows(variables: readonly Variable[]): Float64Array {
  return entropyTable(variables[0]?.codes.length ?? 0)
}

/** A weight for each pair, 0 or below where the two don't depend on each other. */
type PairWeight = (a: number, b: number) => number

/**
 * The parents of each variable in the best network in which each has at most one: the spanning tree of greatest mutual
 * information, without links that tell nothing, directed away from `root`.
 * @see Chow and Liu, 1968, Approximating discrete probability distributions with dependence trees
 */
function chowLiuTree(variables: readonly Variable[], root: number): number[][] {
  const entropy = entropyOfRows(variables)
  const weight: PairWeight = (a, b) => correctedInformation(variables[a], variables[b], entropy)
  return spanningTree(variables, root, weight)
}

/**
 * The parents of each variable where all depend on the target and, given it, form the best tree.
 * @see Friedman, Geiger and Goldszmidt, 1997, Bayesian network classifiers
 */
function treeAugmentedNetwork(variables: readonly Variable[], target: number): number[][] {
  const others = variables.map((_, variable) => variable).filter((variable) => variable !== target)
  const given = variables[target]
  const entropy = entropyOfRows(variables)
  const weight: PairWeight = (a, b) => correctedInformation(variables[others[a]], variables[others[b]], entropy, given)
  const tree = spanningTree(
    others.map((variable) => variables[variable]),
    0,
    weight,
  )
  const parents: number[][] = variables.map(() => [])
  others.forEach((variable, position) => {
    parents[variable] = [target, ...tree[position].map((parent) => others[parent])]
  })
  return parents
}

/** The heaviest tree (Prim's way, so that it grows from the root and every link points away from it); several, where links are worth nothing. */
function spanningTree(variables: readonly Variable[], root: number, weight: PairWeight): number[][] {
  const parents: number[][] = variables.map(() => [])
  const best = new Float64Array(variables.length)
  const via = new Int32Array(variables.length).fill(-1)
  const waiting = new Set(variables.keys())
  for (let next = root; waiting.size > 0; ) {
    waiting.delete(next)
    if (via[next] >= 0) parents[next].push(via[next])
    let heaviest = -1
    for (const variable of waiting) {
      const value = weight(next, variable)
      if (value > best[variable]) {
        best[variable] = value
        via[variable] = next
      }
      if (heaviest < 0 || best[variable] > best[heaviest]) heaviest = variable
    }
    next = heaviest
  }
  return parents
}
