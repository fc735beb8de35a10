import { isNumberKind } from '../../../../table/column.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../../metric.js'

/** Decimals to which SDMetrics rounds numbers before it compares them: those a double surely has, less one. */
const decimals = 1e14
/** Weight that SDMetrics gives a level which only the synthetic rows have. */
const unseen = 1e-6

/**
 * SDMetrics' score of each column: KSComplement for numbers and times, TVComplement for levels, missing values dropped on either side,
 * so that a column that lost half its values scores as well as one that kept them. `rounded`: numbers that agree to 14 decimals are equal.
 */
export function shapeDetails(
  { training, synthetic }: MetricInput,
  { columns, coding }: MetricContext,
  { rounded }: { readonly rounded: boolean },
): MetricDetail[] {
  return columns.map(({ name, kind }) => {
    const real = coding.counts(training.column(name))
    const made = coding.counts(synthetic.column(name))
    const isNumber = isNumberKind(kind)
    const value = isNumber ? ksComplement(coding.scale(name), real, made, rounded && kind === 'numeric') : tvComplement(real, made)
    const part = isNumber ? 'KSComplement' : 'TVComplement'
    return { columns: [name], part, value, ...(value === null ? { reason: 'One of the tables has no values here.' } : {}) }
  })
}

/** 1 - the greatest difference of two empirical distribution functions over `scale`, given as counts with the missing ones last; null without values. */
function ksComplement(scale: Float64Array, real: Float64Array, synthetic: Float64Array, rounded: boolean): number | null {
  const realTotal = presentIn(real)
  const syntheticTotal = presentIn(synthetic)
  if (realTotal === 0 || syntheticTotal === 0) return null
  let greatest = 0
  let realSum = 0
  let syntheticSum = 0
  for (let code = 0; code < scale.length; code++) {
    realSum += real[code]
    syntheticSum += synthetic[code]
    if (rounded && code + 1 < scale.length && round(scale[code]) === round(scale[code + 1])) continue
    greatest = Math.max(greatest, Math.abs(realSum / realTotal - syntheticSum / syntheticTotal))
  }
  return 1 - greatest
}

/** 1 - half the sum of differences of shares, with SDMetrics' small weight for levels that only synthetic rows have; null without values. */
function tvComplement(real: Float64Array, synthetic: Float64Array): number | null {
  const realTotal = presentIn(real)
  const syntheticTotal = presentIn(synthetic)
  if (realTotal === 0 || syntheticTotal === 0) return null
  const last = real.length - 1
  let weight = realTotal
  for (let code = 0; code < last; code++) if (real[code] === 0 && synthetic[code] > 0) weight += unseen
  let difference = 0
  for (let code = 0; code < last; code++) {
    const made = synthetic[code]
    const own = real[code] === 0 && made > 0 ? unseen : real[code]
    difference += Math.abs(made / syntheticTotal - own / weight)
  }
  return Math.max(0, 1 - 0.5 * difference)
}

/** Rows whose value isn't missing. */
export function presentIn(counts: Float64Array): number {
  let sum = 0
  for (let code = 0; code < counts.length - 1; code++) sum += counts[code]
  return sum
}

/** As numpy rounds: multiplied, to the nearest whole number, halves to the even one, and divided again. */
function round(value: number): number {
  const scaled = value * decimals
  const nearest = Math.round(scaled)
  return (nearest - scaled === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest) / decimals
}
