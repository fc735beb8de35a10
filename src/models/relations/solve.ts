import exp from '@stdlib/math-base-special-exp'
import type { Rng } from '../../random/rng.js'
import type { Column } from '../../table/column.js'
import { Table } from '../../table/table.js'
import type { PartsDrawing } from '../rules/drawn-parts.js'
import { type Computed, type ComputedColumns, computedColumns, type DrawnBox, narrowedBy, type Span } from './spans.js'

/** How a part of computed columns is solved from the others, within a box. */
export interface Solving {
  readonly wanted: Computed
  readonly box: DrawnBox
  /** The part that is solved. */
  readonly part: string
  /** Weight up to which rows are told apart; see `weighedSolutions`. */
  readonly bound: number
}

/** The part of which most values are possible in the box; null where it has none that is drawn as it stands. */
export function solvablePart(box: DrawnBox, { parts }: ComputedColumns): string | null {
  let best: { readonly name: string; readonly values: number } | null = null
  for (const [name, span] of box) {
    const { grid, isMoved } = parts.get(name) as { grid: number; isMoved: boolean }
    const values = span && !isMoved ? (span.high - span.low) / (grid || Number.MIN_VALUE) : 0
    if (values > (best?.values ?? 0)) best = { name, values }
  }
  return best?.name ?? null
}

/** How many values a part may have in a span: of one without a grid, how wide that is, or one. */
export function valuesIn({ low, high }: Span, grid: number): number {
  return grid > 0 ? Math.max(0, Math.floor(high / grid + 1e-9) - Math.ceil(low / grid - 1e-9) + 1) : high - low || 1
}

/**
 * Rows with the part replaced by what makes the computed columns what they should be, given all other columns, and each row's weight: the number of values that would do, times how much denser the
 * model is at the one that was chosen than at the one it drew. Rows drawn with chances in proportion to it follow the model's law given the computed columns, as far as each value
 * of the part in the box has a density: the mean of the inverse density at what was drawn is the inverse of that of the other columns.
 */
export function weighedSolutions(
  table: Table,
  { wanted, box, part }: Omit<Solving, 'bound'>,
  { synthesizer, model: { state, schema }, modelled }: PartsDrawing,
  /** 1 for rows that are outside of the box: their weight is 0. */
  outside: Uint8Array,
  rng: Rng,
): { table: Table; weights: Float64Array } {
  const weights = new Float64Array(table.rows)
  const known = computedColumns([...wanted.keys()], schema)
  const column = table.column(part)
  const values = Float64Array.from(column.values)
  if (!known) return { table, weights }
  const { grid } = known.parts.get(part) as { grid: number }
  const cells = [...box.keys()].filter((name) => name !== part && box.get(name)).map((name) => [name, table.column(name).values] as const)
  const solved: number[] = []
  for (let row = 0; row < table.rows; row++) {
    const u = rng.uniform()
    if (outside[row]) continue
    const own = new Map(box)
    for (const [name, numbers] of cells) own.set(name, { low: numbers[row], high: numbers[row] })
    const span = narrowedBy(own, wanted, known)?.get(part)
    const count = span ? valuesIn(span, grid) : 0
    if (!span || !(count > 0)) continue
    const first = Math.ceil(span.low / grid - 1e-9)
    values[row] = grid > 0 ? Number(((first + Math.floor(u * count)) * grid).toPrecision(15)) : span.low + u * (span.high - span.low)
    weights[row] = count
    solved.push(row)
  }
  const moved = new Table(
    table.columns.map((own) => (own === column ? ({ ...own, values } as Column) : own)),
    table.rows,
  )
  if (synthesizer.logDensity && solved.length > 0) {
    const [before, after] = [table, moved].map((rows) => synthesizer.logDensity?.(state, modelled, rows.take(solved)) as Float64Array)
    solved.forEach((row, i) => {
      const ratio = exp(after[i] - before[i])
      weights[row] *= Number.isFinite(ratio) ? ratio : 0
    })
  }
  return { table: moved, weights }
}
