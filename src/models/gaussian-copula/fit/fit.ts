import { type CodedMargin, fitCodedMargin, type Margin } from '../../../encode/margin.js'
import { FitError } from '../../../errors.js'
import { inTurns, takeTurns, type Work } from '../../../learn/turn.js'
import { nearestCorrelation } from '../../../stats/matrix/nearest-correlation.js'
import { meanBetween, type ScoreInterval } from '../../../stats/normal/hermite.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { findMissingness, type Gap, gapThreshold } from '../draw/gaps.js'
import type { CopulaOptions } from '../options.js'
import { type CopulaState, type LatentLayout, latentLayout, packCorrelations } from '../state.js'
import { type Correlations, latentCorrelations, type Observed, shrinkCorrelations } from './correlation.js'
import { type LatentScores, rowScores } from './latent-scores.js'
import { orderNominal } from './order-nominal.js'
import { distinctScores, inParts, levelScores, scoreSteps, showNumbers } from './scores.js'

/** More latent variables than this make matrices that take minutes and gigabytes. */
const mostVariables = 2000

/** Called between the stages of a fit with the share done. */
export type Report = (share: number, what: string) => void

export async function fitCopula(
  table: Table,
  schema: Schema,
  options: CopulaOptions,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal | undefined },
): Promise<CopulaState> {
  const { margins, gaps, found, size } = await inTurns(correlated(table, schema, options, report), signal)
  report(0.9, 'finding the nearest correlation matrix')
  return { margins, gaps, correlations: await nearestTo(found, size, options, signal) }
}

interface Correlated {
  readonly margins: Margin[]
  readonly gaps: Gap[]
  readonly found: Correlations
  readonly size: number
}

function* correlated(table: Table, schema: Schema, options: CopulaOptions, report: Report): Work<Correlated> {
  report(0, 'reading margins')
  const coded: CodedMargin[] = []
  for (const column of schema.columns) {
    coded.push(fitCodedMargin(table.column(column.name), column, options.knots))
    yield
  }
  const margins = coded.map(({ margin }) => margin)
  const { gaps, open } = findMissingness(coded.map(({ codes }) => codes))
  const layout = checkedLayout(margins, gaps)
  report(0.3, 'putting levels in order')
  const columns = coded.map((column, i) => showColumn(column, schema.columns[i]))
  const shown = [...columns.map(({ scores }) => scores), ...gaps.map((gap, i) => showGap(gap, open[i]))]
  const roles = schema.columns.map(({ role }) => role)
  const varies = shown.map((_, i) => (layout.ofColumn[i] ?? 0) >= 0)
  const reliabilities = yield* orderNominal(shown, margins, roles, varies, options.targetWeight)
  report(0.7, 'correlating')
  const steps = columns.map((column, i) => column.steps ?? scoreSteps(margins[i]))
  const observed = observe(shown, steps, gaps, open, reliabilities)
  const variables = [...layout.ofColumn, ...layout.ofGap].flatMap((variable, i) => (variable < 0 ? [] : [observed(i)]))
  return { margins, gaps, found: yield* latentCorrelations(variables), size: layout.size }
}

/** Which latent variables there are; throws a FitError where they are too many. */
export function checkedLayout(margins: readonly Margin[], gaps: readonly Gap[]): LatentLayout {
  const layout = latentLayout(margins, gaps)
  if (layout.size <= mostVariables) return layout
  throw new FitError(
    'gaussian-copula',
    `${layout.size} columns and gaps are too many (at most ${mostVariables}); leave columns out or use the model independent`,
  )
}

/** The correlation matrix nearest to what was found, packed. */
export async function nearestTo(
  { matrix, rows, weights }: Correlations,
  size: number,
  { shrinkage }: CopulaOptions,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const shrunk = shrinkCorrelations(matrix, rows, size, shrinkage)
  return packCorrelations(await nearestCorrelation(shrunk, size, weights, () => takeTurns(signal)), size)
}

/** What the cells of a column show of its latent variable; scores of nominal levels depend on an order that is yet to be found. */
function showColumn(
  { margin, codes, distinct }: CodedMargin,
  schema: ColumnSchema,
): { readonly scores: LatentScores; readonly steps?: readonly ScoreInterval[] } {
  if (margin.kind === 'number') {
    const values = distinct as Float64Array
    const shown = showNumbers(margin, schema, values)
    const scoreOf = distinctScores(shown, values)
    return { scores: { codes, scoreOf, scores: rowScores(codes, scoreOf) }, steps: shown.steps }
  }
  const scoreOf = levelScores(margin)
  return { scores: { codes, scoreOf, scores: isNominal(schema, margin) ? null : rowScores(codes, scoreOf) } }
}

export function isNominal(schema: ColumnSchema, margin: Margin): boolean {
  if (schema.kind !== 'categorical' && schema.kind !== 'text') return false
  return margin.kind === 'level' && margin.counts.filter((count) => count > 0).length > 2
}

/** Whether a gap is open shows in which tail its variable is: in the upper one where it is. */
function showGap(gap: Gap, open: Int32Array): LatentScores {
  const scoreOf = Float64Array.from(gapSteps(gap), ({ value }) => value)
  return { codes: open, scoreOf, scores: rowScores(open, scoreOf) }
}

/** A gap as steps of its variable: closed, then open. */
export function gapSteps({ missing, rows }: Gap): ScoreInterval[] {
  const share = missing / rows
  const threshold = gapThreshold(missing, rows)
  return [
    { low: Number.NEGATIVE_INFINITY, high: threshold, value: inParts(meanBetween(Number.NEGATIVE_INFINITY, threshold, 1 - share)) },
    { low: threshold, high: Number.POSITIVE_INFINITY, value: inParts(meanBetween(threshold, Number.POSITIVE_INFINITY, share)) },
  ]
}

/** Gives what the correlations of a variable are estimated from, by its position among columns and gaps. */
function observe(
  shown: readonly LatentScores[],
  steps: readonly (readonly ScoreInterval[])[],
  gaps: readonly Gap[],
  open: readonly Int32Array[],
  reliabilities: Float64Array,
): (position: number) => Observed {
  const closed = open.map(closedCells)
  return (position) => {
    const { codes, scoreOf, scores } = shown[position]
    const reliability = reliabilities[position]
    const known = scores ?? rowScores(codes, scoreOf)
    const own = position - steps.length
    if (own >= 0) {
      const gap = gaps[own]
      const mask = gap.entailedBy.length === 0 ? null : ownCells(codes)
      return { scores: known, mask, steps: gapSteps(gap), reliability }
    }
    const gap = gaps.findIndex(({ columns }) => columns.includes(position))
    const mask = gap < 0 ? null : closed[gap]
    return { scores: known, mask, steps: steps[position], reliability }
  }
}

/** 1 where a cell is closed, neither open nor entailed. */
function closedCells(cells: Int32Array): Float64Array {
  const mask = new Float64Array(cells.length)
  for (let row = 0; row < cells.length; row++) mask[row] = cells[row] === 0 ? 1 : 0
  return mask
}

/** 1 where a gap is open or closed by itself, not entailed. */
function ownCells(cells: Int32Array): Float64Array {
  const mask = new Float64Array(cells.length)
  for (let row = 0; row < cells.length; row++) mask[row] = cells[row] < 0 ? 0 : 1
  return mask
}
