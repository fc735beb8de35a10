import ln from '@stdlib/math-base-special-ln'
import { ConstraintError } from '../../errors.js'
import { levelsOf, type Schema } from '../../table/schema.js'
import { allowedLevels, allowedNumbers } from '../sequential-trees/draw/conditions/allowed.js'
import type { Condition, Evidence } from '../synthesizer.js'
import type { ArfState, LeafColumn } from './state.js'

/**
 * The leaves given the evidence: each weighted by the share of its donors that satisfy it, and only those left. Since columns are
 * independent within a leaf, that is exact; of a rare number that stands for its surroundings, some of which satisfy the evidence, the caller draws
 * those again that don't.
 */
export function conditionLeaves(
  state: ArfState,
  schema: Schema,
  evidence: Evidence,
): { state: ArfState; exact: true; logProbability: number } {
  for (const { column } of evidence) {
    if (schema.columns.some(({ name }) => name === column)) continue
    throw new ConstraintError('where', `the model holds no column ${column}; it has ${schema.columns.map(({ name }) => name).join(', ')}`)
  }
  const { starts, weights } = state
  const before = weights ?? starts
  const own = Float64Array.from({ length: starts.length - 1 }, (_, leaf) => before[leaf + 1] - before[leaf])
  const columns = schema.columns.map((column, i) => {
    const conditions = evidence.filter((condition) => condition.column === column.name)
    const leaves = state.columns[i]
    return conditions.length === 0 ? leaves : narrowed(leaves, starts, allowedDonors(leaves, levelsOf(column), conditions), own)
  })
  const upTo = new Float64Array(starts.length)
  for (let leaf = 0; leaf < own.length; leaf++) upTo[leaf + 1] = upTo[leaf] + own[leaf]
  const total = upTo[own.length]
  if (!(total > 0)) throw new ConstraintError('where', 'the model gives no row that satisfies all conditions together; loosen one of them')
  return { state: { ...state, weights: upTo, columns }, exact: true, logProbability: ln(total / before[own.length]) }
}

/** 1 for each donor that may satisfy the conditions, the missing one last. */
function allowedDonors({ support }: LeafColumn, levels: readonly string[], conditions: readonly Condition[]): Uint8Array {
  const { codes, missing } = support ? allowedNumbers(support, conditions) : allowedLevels(levels, conditions)
  return support ? Uint8Array.of(...codes, missing ? 1 : 0) : codes
}

/** The column with the donors that are allowed in front; multiplies the weight of each leaf by their share of those that were left. */
function narrowed(
  { support, donors: former, kept: left }: LeafColumn,
  starts: Int32Array,
  allowed: Uint8Array,
  weights: Float64Array,
): LeafColumn {
  const donors = former.slice()
  const kept = new Int32Array(weights.length)
  for (let leaf = 0; leaf < kept.length; leaf++) {
    const start = starts[leaf]
    const size = left?.[leaf] ?? starts[leaf + 1] - start
    let found = 0
    for (let i = start; i < start + size; i++) if (allowed[former[i]] === 1) donors[start + found++] = former[i]
    kept[leaf] = found
    weights[leaf] = size === 0 ? 0 : (weights[leaf] * found) / size
  }
  return { support, donors, kept }
}
