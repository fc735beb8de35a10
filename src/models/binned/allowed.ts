import type { Condition } from '../../constraints/domains/condition.js'
import type { Grid } from '../../encode/grid.js'
import { type LevelMargin, levelIntervals } from '../../encode/level-margin.js'
import type { Margin } from '../../encode/margin.js'
import { type NumberMargin, shareBelow, shareUpTo } from '../../encode/number-margin.js'

/** What a cell may be: stretches of the margin, ascending and apart, as shares of its present rows, and whether it may be missing. */
export interface AllowedShares {
  readonly stretches: readonly (readonly [from: number, to: number])[]
  readonly missing: boolean
}

export const anything: AllowedShares = { stretches: [[0, 1]], missing: true }

/** What a condition allows. */
export function allowedBy({ oneOf, range, not = false }: Condition, margin: Margin, levels: readonly string[]): AllowedShares {
  if (oneOf) {
    const values = oneOf.filter((value) => value !== null)
    const stretches =
      margin.kind === 'level'
        ? levelStretches(margin, values as string[], levels)
        : values.map((value) => valueStretch(margin, Number(value)))
    const missing = oneOf.includes(null)
    return not ? { stretches: complement(stretches), missing: !missing } : { stretches: merged(stretches), missing }
  }
  if (!range) return anything
  if (margin.kind === 'level') return { stretches: [], missing: false }
  const from = range.minOpen ? placeAfter(margin, range.min) : placeBefore(margin, range.min)
  const to = range.maxOpen ? placeBefore(margin, range.max) : placeAfter(margin, range.max)
  const stretches = merged([[from, to]])
  return { stretches: not ? complement(stretches) : stretches, missing: false }
}

/** What both allow. */
export function allowedByBoth(a: AllowedShares, b: AllowedShares): AllowedShares {
  const stretches: [number, number][] = []
  for (const [from, to] of a.stretches) {
    for (const other of b.stretches) stretches.push([Math.max(from, other[0]), Math.min(to, other[1])])
  }
  return { stretches: merged(stretches), missing: a.missing && b.missing }
}

/** Narrower ones are left by rounding, and hold no value. */
const narrowest = 1e-12

function merged(stretches: readonly (readonly [number, number])[]): [number, number][] {
  const result: [number, number][] = []
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1]
    if (to - from < narrowest) continue
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

function complement(stretches: readonly (readonly [number, number])[]): [number, number][] {
  const gaps: [number, number][] = []
  let end = 0
  for (const [from, to] of merged(stretches)) {
    gaps.push([end, from])
    end = to
  }
  return merged([...gaps, [end, 1]])
}

function levelStretches(margin: LevelMargin, values: readonly string[], levels: readonly string[]): [number, number][] {
  const { low, high } = levelIntervals(margin)
  return values.flatMap((value): [number, number][] => {
    const code = levels.indexOf(value)
    return code < 0 ? [] : [[low[code], high[code]]]
  })
}

function valueStretch(margin: NumberMargin, value: number): [number, number] {
  return [placeBefore(margin, value), placeAfter(margin, value)]
}

/** Where the values from `value` on begin. */
function placeBefore(margin: NumberMargin, value: number): number {
  const { grid } = margin
  if (margin.present === 0 || value === Number.NEGATIVE_INFINITY) return 0
  if (value === Number.POSITIVE_INFINITY) return 1
  return grid ? placeOfStep(margin, grid, Math.ceil(stepOf(value, grid) - stepTolerance)) : shareBelow(margin, value)
}

/** Where the values beyond `value` begin. */
function placeAfter(margin: NumberMargin, value: number): number {
  const { grid } = margin
  if (margin.present === 0 || value === Number.NEGATIVE_INFINITY) return 0
  if (value === Number.POSITIVE_INFINITY) return 1
  return grid ? placeOfStep(margin, grid, Math.floor(stepOf(value, grid) + stepTolerance) + 1) : shareUpTo(margin, value)
}

/** What rounding may add to a number of steps. */
const stepTolerance = 1e-9

function stepOf(value: number, { scale, origin, step }: Grid): number {
  return (value * scale - origin) / step
}

/** Where the values that are rounded to this step of the grid begin. */
function placeOfStep(margin: NumberMargin, { scale, origin, step }: Grid, k: number): number {
  return shareUpTo(margin, (origin + (k - 0.5) * step) / scale)
}
