import { roundToGrid } from '../../../../encode/grid.js'
import { ConstraintError } from '../../../../errors.js'
import { type ColumnSchema, levelsOf } from '../../../../table/schema.js'
import type { Condition } from '../../../synthesizer.js'
import { reachOf, type Support } from '../../fit/support.js'
import type { TreeStep } from '../../state.js'

/** What evidence leaves of a column. Plain data. */
export interface Allowed {
  /** Per level code, missing as the last one, or per place in the support: 1 if it may satisfy the evidence. */
  readonly codes: Uint8Array
  /** For numbers: whether the cell may be missing. */
  readonly missing: boolean
}

/** What these conditions, all on the column of the step, leave of it; throws a ConstraintError where that is nothing. */
export function allowedOf(step: TreeStep, schema: ColumnSchema, conditions: readonly Condition[]): Allowed {
  const allowed = step.support ? allowedNumbers(step.support, conditions) : allowedLevels(levelsOf(schema), conditions)
  const canBeMissing = allowed.missing && (!step.values || step.presence !== null)
  if (!canBeMissing && !(step.values && allowed.codes.includes(1))) {
    throw new ConstraintError(schema.name, 'no value that the model can make satisfies the condition; loosen it')
  }
  return { ...allowed, missing: canBeMissing }
}

export function allowedLevels(levels: readonly string[], conditions: readonly Condition[]): Allowed {
  const fits = (level: string | null): number =>
    conditions.every(({ oneOf, not = false }) => !oneOf || oneOf.includes(level) !== not) ? 1 : 0
  const codes = Uint8Array.from([...levels, null], fits)
  return { codes, missing: codes[levels.length] === 1 }
}

export function allowedNumbers(support: Support, conditions: readonly Condition[]): Allowed {
  const codes = Uint8Array.from(support.values.keys(), (index) => {
    const [low, high] = bounds(support, index)
    return conditions.every((condition) => mayHold(condition, low, high)) ? 1 : 0
  })
  const missing = conditions.every(({ oneOf, not = false }) => oneOf?.includes(null) === !not)
  return { codes, missing }
}

function bounds(support: Support, index: number): [number, number] {
  const { grid } = support
  const [low, high] = reachOf(support, index)
  return grid ? [roundToGrid(low, grid), roundToGrid(high, grid)] : [low, high]
}

/** Whether some value from `low` to `high` satisfies the condition. */
function mayHold({ oneOf, range, not = false }: Condition, low: number, high: number): boolean {
  if (oneOf) {
    if (not) return low < high || !oneOf.includes(low)
    return oneOf.some((value) => typeof value === 'number' && low <= value && value <= high)
  }
  if (!range) return true
  const { min, max, minOpen = false, maxOpen = false } = range
  if (not) {
    const lowInside = minOpen ? low > min : low >= min
    const highInside = maxOpen ? high < max : high <= max
    return !(lowInside && highInside)
  }
  return (minOpen ? high > min : high >= min) && (maxOpen ? low < max : low <= max)
}
