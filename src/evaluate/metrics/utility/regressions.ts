import { type Coefficients, determinedTerms, fittingCoefficients, keepTerms, type Regressand } from '../../../learn/linear/coefficients.js'
import { type Design, type DesignPlan, makeDesign, planDesign, takeDesign } from '../../../learn/linear/design.js'
import { strongestFeatures } from '../../../learn/trees/screen.js'
import type { Work } from '../../../learn/turn.js'
import { type CodeColumn, isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { commonLevels } from '../../tables/common-scale.js'
import { predictorsOf } from '../../tables/features.js'
import { designColumns } from './design-columns.js'
import { taskOf } from './tstr.js'

/** The regression of a target on all other columns, on real and on synthetic rows. */
export interface Regressions {
  /** A number, a level beside its column's commonest, or a missing value; those that the real rows don't determine have no estimate. */
  readonly terms: readonly Term[]
  readonly real: Coefficients
  readonly synthetic: Coefficients
  /** Columns that were left out, since there are too many. */
  readonly leftOut: readonly string[]
}

interface Term {
  readonly column: string
  /** Null for a number. */
  readonly level: string | null
  /** Its place among the coefficients. */
  readonly at: number
}

/** Levels with a lesser share of the real rows, or fewer of them, share a coefficient. */
const leastShareOfRows = 0.02
const fewestOfLevel = 10
/** Coefficients of a regression that somebody might still read. */
const mostTerms = 150

function leastShare({ rows }: Table): number {
  return Math.max(leastShareOfRows, fewestOfLevel / Math.max(1, rows))
}

/** The regressions; or, in words, why there are none. */
export function* regressionsOf(target: ColumnSchema, real: Table, synthetic: Table, context: MetricContext): Work<Regressions | string> {
  const { names, leftOut } = chooseColumns(target, real, context)
  yield
  const columns = designColumns(names, real, context, leastShare(real))
  const plan = planDesign(columns(real), { reference: true })
  const [ours, theirs] = [real, synthetic].map((table) => regressandOf(target, table, real, context))
  if (!ours || !varies(ours.response)) return "It doesn't vary in the real rows."
  const design = (table: Table, rows: Int32Array): Design => takeDesign(makeDesign(plan, columns(table)), rows)
  const first = design(real, ours.rows)
  yield
  const all = Int32Array.from({ length: plan.width }, (_, term) => term)
  const determined = determinedTerms(keepTerms(first, all))
  yield
  if (determined.length === 0) return 'No other column varies in the real rows.'
  const none = new Float64Array(plan.width).fill(Number.NaN)
  const found =
    theirs && varies(theirs.response)
      ? yield* fittingCoefficients(design(synthetic, theirs.rows), theirs.response, determined)
      : { estimates: none, errors: none }
  return {
    terms: termsOf(plan, names, real),
    real: yield* fittingCoefficients(first, ours.response, determined),
    synthetic: found,
    leftOut,
  }
}

/** The other columns, or those that split the target best where all would be too many terms. */
function chooseColumns(target: ColumnSchema, real: Table, context: MetricContext): { names: string[]; leftOut: string[] } {
  const task = taskOf(target, real, context)
  const others = context.columns.flatMap(({ name }, index) => (name === target.name ? [] : [{ name, index }]))
  const sizeOf = (name: string) => {
    const column = real.column(name)
    return isNumberColumn(column) ? 2 : commonLevels(column, mostTerms, leastShare(real)).codes.length + 1
  }
  const total = others.reduce((sum, { name }) => sum + sizeOf(name), 0)
  if (total <= mostTerms) return { names: others.map(({ name }) => name), leftOut: [] }
  const features = predictorsOf(real, real, context)
  const response =
    task.kind === 'class'
      ? ({ kind: 'class', codes: task.codes(real), classes: task.classes } as const)
      : ({ kind: 'number', values: task.values(real).map((value) => (Number.isNaN(value) ? 0 : value)) } as const)
  const rows = Int32Array.from({ length: real.rows }, (_, row) => row)
  const most = Math.max(1, Math.floor((others.length * mostTerms) / total))
  const listed = others.map(({ index }) => features[index])
  const strongest = new Set(strongestFeatures(listed, response, rows, most))
  return {
    names: others.filter((_, i) => strongest.has(i)).map(({ name }) => name),
    leftOut: others.filter((_, i) => !strongest.has(i)).map(({ name }) => name),
  }
}

/** The rows in which the target is known, and what it is there: a number, whether it is true, or another level than the commonest real one. */
function regressandOf(target: ColumnSchema, table: Table, real: Table, context: MetricContext): { response: Regressand; rows: Int32Array } {
  const column = table.column(target.name)
  const all = Int32Array.from({ length: table.rows }, (_, row) => row)
  const task = taskOf(target, real, context)
  if (task.kind === 'number') {
    const values = task.values(table)
    const rows = all.filter((row) => !Number.isNaN(values[row]))
    return { rows, response: { kind: 'number', values: Float64Array.from(rows, (row) => values[row]) } }
  }
  const commonest = column.kind === 'boolean' ? 0 : (commonLevels(real.column(target.name) as CodeColumn, 1).codes[0] ?? -1)
  const rows = all.filter((row) => column.values[row] >= 0)
  return { rows, response: { kind: 'class', codes: rows.map((row) => (column.values[row] === commonest ? 0 : 1)) } }
}

function varies(response: Regressand): boolean {
  const values = response.kind === 'number' ? response.values : response.codes
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true
  return false
}

/** The terms of a plan in words. */
function termsOf({ columns }: DesignPlan, names: readonly string[], real: Table): Term[] {
  return columns.flatMap((plan, i) => {
    const name = names[i]
    const missing = plan.missingAt < 0 ? [] : [{ column: name, level: 'missing', at: plan.missingAt }]
    if (plan.kind === 'number') return [{ column: name, level: null, at: plan.at }, ...missing]
    const column = real.column(name)
    if (isNumberColumn(column)) return missing
    const { codes } = commonLevels(column, plan.levels, leastShare(real))
    const levels = Array.from({ length: plan.levels }, (_, k): Term => {
      const code = codes[k]
      return { column: name, level: code === undefined ? 'any other' : column.levels[code], at: plan.at + k }
    })
    return [...levels.filter((_, k) => k !== plan.reference), ...missing]
  })
}
