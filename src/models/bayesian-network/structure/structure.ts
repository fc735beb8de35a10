import { OptionError } from '../../../errors.js'
import type { Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'
import type { FitContext } from '../../synthesizer.js'
import type { NetworkOptions } from '../options.js'
import type { Variable } from '../variable.js'
import type { Edge } from './edges.js'
import { Families } from './families.js'
import type { Penalty } from './grow-tree.js'
import { pairInformation } from './pair-information.js'
import { searchNetwork } from './search.js'
import { chowLiuTree, treeAugmentedNetwork } from './tree-structures.js'

/** Cells of all tables of exact inference that a search may need, at most: 16 MB, and a fraction of a second for a condition. */
const searchCells = 1 << 21
/** Rows by which pairs and families are judged; the distributions are counted over all. */
const searchRows = 50_000
/** Columns that may become parents of one in a search: those that tell most about it. */
const mostCandidates = 20
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
  const candidates = candidateParents(variables)
  let last = Date.now()
  const onMove = async (moves: number): Promise<void> => {
    if (Date.now() - last < turn) return
    progress?.(Math.min(0.95, moves / (3 * variables.length)), 'searching the network')
    await new Promise((resolve) => setTimeout(resolve, 0))
    signal?.throwIfAborted()
    last = Date.now()
  }
  return await searchNetwork(new Families(variables, penalty), { most, candidates, required, forbidden, cells: searchCells, rng, onMove })
}

/** For each variable the others that tell most about it. */
function candidateParents(variables: readonly Variable[]): number[][] {
  const others = variables.map((_, child) => [...variables.keys()].filter((variable) => variable !== child))
  if (variables.length <= mostCandidates + 1) return others
  const information = variables.map(() => new Float64Array(variables.length))
  for (let a = 0; a < variables.length; a++) {
    for (let b = 0; b < a; b++) {
      const value = pairInformation(variables[a] as Variable, variables[b] as Variable)
      ;(information[a] as Float64Array)[b] = value
      ;(information[b] as Float64Array)[a] = value
    }
  }
  return others.map((list, child) => {
    const about = information[child] as Float64Array
    return list.sort((a, b) => (about[b] as number) - (about[a] as number) || a - b).slice(0, mostCandidates)
  })
}

/** The variables over a random part of the rows, in their order, if there are very many. */
function someRows(variables: readonly Variable[], rng: Rng): readonly Variable[] {
  const rows = variables[0]?.codes.length ?? 0
  if (rows <= searchRows) return variables
  const positions = new Uint32Array(searchRows)
  for (let row = 0, chosen = 0; chosen < searchRows; row++) {
    if (rng.uniform() * (rows - row) < searchRows - chosen) positions[chosen++] = row
  }
  return variables.map((variable) => {
    const codes = new Int16Array(searchRows)
    for (let i = 0; i < searchRows; i++) codes[i] = variable.codes[positions[i] as number] as number
    return { ...variable, codes }
  })
}
