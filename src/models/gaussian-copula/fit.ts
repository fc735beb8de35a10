import type { LevelMargin } from '../../encode/level-margin.js'
import { fitMargin, type Margin } from '../../encode/margin.js'
import { FitError } from '../../errors.js'
import { meanBetween, type Step } from '../../stats/hermite.js'
import { nearestCorrelation } from '../../stats/nearest-correlation.js'
import type { Column } from '../../table/column.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { latentCorrelations, type Observed, shrinkCorrelations } from './correlation.js'
import { findGaps, type Gap, gapThreshold } from './gaps.js'
import { NominalColumn } from './nominal-column.js'
import { scoreSteps, valueScores } from './scores.js'
import { type CopulaState, layoutOf, packCorrelations } from './state.js'

export interface CopulaOptions {
  readonly knots: number
  readonly targetWeight: number
  readonly shrinkage: number | 'auto'
}

/** More latent variables than this make matrices that take minutes and gigabytes. */
const mostVariables = 2000
/** Rounds in which the levels of all nominal columns are put in order, each given the others. */
const orderRounds = 4

/** Called between the stages of a fit with the share done. */
export type Report = (share: number, what: string) => void

export function fitCopula(table: Table, schema: Schema, options: CopulaOptions, report: Report): CopulaState {
  const columns = schema.columns.map(({ name }) => table.column(name))
  report(0, 'reading margins')
  const margins = schema.columns.map((column, i) => fitMargin(columns[i] as Column, column, options.knots))
  const { gaps, open } = findGaps(columns)
  const layout = layoutOf(margins, gaps)
  if (layout.size > mostVariables) {
    throw new FitError(
      'gaussian-copula',
      `${layout.size} columns and gaps are too many (at most ${mostVariables}); leave columns out or use the model independent`,
    )
  }
  report(0.3, 'putting levels in order')
  const observed = observe(columns, margins, gaps, open)
  orderNominal(schema.columns, columns, margins, observed, layout.ofColumn, options.targetWeight)
  report(0.7, 'correlating')
  const variables = [...layout.ofColumn, ...layout.ofGap].flatMap((variable, i) => (variable < 0 ? [] : [observed[i] as Observed]))
  const { matrix, rows, weights } = latentCorrelations(variables)
  const shrunk = shrinkCorrelations(matrix, rows, layout.size, options.shrinkage)
  report(0.9, 'finding the nearest correlation matrix')
  return { margins, gaps, correlations: packCorrelations(nearestCorrelation(shrunk, layout.size, weights), layout.size) }
}

/** What the data show of the latent variable of every column, then of every gap. */
function observe(columns: readonly Column[], margins: readonly Margin[], gaps: readonly Gap[], open: readonly Uint8Array[]): Observed[] {
  const ofColumns = columns.map(({ values }, i): Observed => {
    const gap = gaps.findIndex((candidate) => candidate.columns.includes(i))
    const mask = gap < 0 ? null : (open[gap] as Uint8Array).map((cell) => (cell === 0 ? 1 : 0))
    const margin = margins[i] as Margin
    return { scores: valueScores(margin, values), mask, steps: scoreSteps(margin), reliability: 1 }
  })
  return [...ofColumns, ...gaps.map((gap, i) => observeGap(gap, open[i] as Uint8Array))]
}

/** A gap is open in the upper tail of its variable. */
function observeGap({ missing, rows, entailedBy }: Gap, open: Uint8Array): Observed {
  const share = missing / rows
  const threshold = gapThreshold(missing, rows)
  const present: Step = { low: Number.NEGATIVE_INFINITY, high: threshold, value: 0 }
  const absent: Step = { low: threshold, high: Number.POSITIVE_INFINITY, value: 0 }
  const steps = [
    { ...present, value: meanBetween(present.low, present.high, 1 - share) },
    { ...absent, value: meanBetween(absent.low, absent.high, share) },
  ] as const
  const scores = new Float64Array(open.length)
  for (let i = 0; i < open.length; i++) if (open[i] !== 2) scores[i] = steps[open[i] as 0 | 1].value
  const mask = entailedBy.length === 0 ? null : open.map((cell) => (cell === 2 ? 0 : 1))
  return { scores, mask, steps, reliability: 1 }
}

/** Puts the levels of nominal columns in order and updates their margins and scores in place. */
function orderNominal(
  schemas: readonly ColumnSchema[],
  columns: readonly Column[],
  margins: Margin[],
  observed: Observed[],
  variables: readonly number[],
  targetWeight: number,
): void {
  const nominal = new Map<number, NominalColumn>()
  schemas.forEach((schema, i) => {
    const margin = margins[i] as Margin
    if (isNominal(schema, margin)) nominal.set(i, new NominalColumn((columns[i] as Column).values as Int32Array, margin.counts.length))
  })
  // Columns without an order say nothing yet, unless there are no others.
  const known = observed.map((_, i) => !nominal.has(i) && (variables[i] ?? 0) >= 0)
  if (!known.includes(true)) known.fill(true)
  const weightsFor = (i: number) =>
    Float64Array.from(observed, (_, j) => (j === i || !known[j] ? 0 : schemas[j]?.role === 'target' ? targetWeight : 1))
  const scores = () => observed.map((variable) => variable.scores)
  const loadings = new Map<number, Float64Array>()
  for (let round = 0, changed = true; changed && round < orderRounds; round++) {
    changed = false
    for (const [i, column] of nominal) {
      const found = column.order(scores(), weightsFor(i))
      loadings.set(i, found.loadings)
      known[i] = true
      const margin = margins[i] as LevelMargin
      if (margin.order?.every((level, position) => level === found.order[position])) continue
      changed = true
      const ordered = { ...margin, order: found.order }
      margins[i] = ordered
      const codes = (columns[i] as Column).values
      observed[i] = { ...(observed[i] as Observed), scores: valueScores(ordered, codes), steps: scoreSteps(ordered) }
    }
  }
  for (const [i, column] of nominal) {
    const reliability = column.reliability(scores(), loadings.get(i) as Float64Array)
    observed[i] = { ...(observed[i] as Observed), reliability }
  }
}

function isNominal(schema: ColumnSchema, margin: Margin): margin is LevelMargin {
  if (schema.kind !== 'categorical' && schema.kind !== 'text') return false
  return margin.kind === 'level' && margin.counts.filter((count) => count > 0).length > 2
}
