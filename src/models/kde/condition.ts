import ln from '@stdlib/math-base-special-ln'
import type { Evidence } from '../../constraints/domains/condition.js'
import { ConstraintError } from '../../errors.js'
import type { Schema } from '../../table/schema.js'
import { type Restriction, restrictColumns } from '../binned/restrict.js'
import { chancesOf } from './compiled.js'
import type { DensityColumn, DensityState } from './state.js'

/** The density given the evidence: each training row weighted by how likely its kernels lead to what is allowed, and they lead there only. */
export function conditionDensity(
  state: DensityState,
  schema: Schema,
  evidence: Evidence,
): { readonly state: DensityState; readonly exact: boolean; readonly logProbability: number } {
  const now = state.columns.map(({ binned, restriction }) => ({ margin: binned.margin, bins: restriction?.bins ?? binned.bins }))
  const restrictions = restrictColumns(now, schema, evidence)
  const weights = state.weights?.slice() ?? new Float64Array(state.rows).fill(1 / state.rows)
  const columns = state.columns.map((column, i): DensityColumn => {
    const restriction = restrictions[i]
    if (!restriction) return column
    const narrowed = { ...column, restriction: composed(column.restriction, restriction) }
    const before = chancesOf(column, state.kernel).left
    const after = chancesOf(narrowed, state.kernel).left
    const ratio = after.map((part, source) => ((before[source] as number) > 0 ? part / (before[source] as number) : 0))
    for (let row = 0; row < weights.length; row++) weights[row] = (weights[row] as number) * (ratio[column.codes[row] as number] as number)
    return narrowed
  })
  const probability = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(probability > 0))
    throw new ConstraintError('where', 'the model gives no row that satisfies all conditions together; loosen one of them')
  const normalised = weights.map((weight) => weight / probability)
  return { state: { ...state, weights: normalised, columns }, exact: true, logProbability: Math.min(0, ln(probability)) }
}

/** Both restrictions, one after the other, as one of the states before either. */
function composed(first: Restriction | null, second: Restriction): Restriction {
  if (!first) return second
  return {
    bins: second.bins,
    former: second.former.map((state) => first.former[state] as number),
    left: second.left.map((part, i) => part * (first.left[second.former[i] as number] as number)),
  }
}
