import { satisfies } from '../../constraints/domains/condition.js'
import { clampShare } from '../../encode/margin.js'
import { type NumberMargin, numberDensity, shareBelow } from '../../encode/number-margin.js'
import { ConstraintError } from '../../errors.js'
import type { CellRegion, NumberRange } from '../../learn/pcc/query/conditional.js'
import { normalPdf, normalQuantile } from '../../stats/normal/normal.js'
import type { LevelCoding, NumberCoding, SurrogateCoding } from '../../surrogate/coding.js'
import { isMissing, isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { regionOf } from '../gaussian-copula/draw/region.js'
import type { Condition, Evidence } from '../synthesizer.js'

/** What conditions leave of a column: for the mixture, and for the values that its outcomes stand for. */
export interface ColumnRegion extends CellRegion {
  /** Levels that are allowed. */
  readonly levels: readonly number[]
  /** Numbers without any share of their own, if only those are left. */
  readonly points: readonly number[]
}

/** The regions that the evidence leaves, column by column; null where it says nothing. */
export function regionsOf(schema: Schema, codings: readonly SurrogateCoding[], evidence: Evidence): (ColumnRegion | null)[] {
  for (const { column } of evidence) {
    if (schema.columns.some(({ name }) => name === column)) continue
    throw new ConstraintError(column, `is no column of the model; it knows ${schema.columns.map(({ name }) => name).join(', ')}`)
  }
  return schema.columns.map((column, i) => {
    const conditions = evidence.filter((condition) => condition.column === column.name)
    if (conditions.length === 0) return null
    const coding = codings[i]
    return coding.kind === 'level' ? levelRegion(column, coding, conditions) : numberRegion(column, coding, conditions)
  })
}

function levelRegion(column: ColumnSchema, coding: LevelCoding, conditions: readonly Condition[]): ColumnRegion {
  const names = levelsOf(column)
  for (const { oneOf, range } of conditions) {
    if (range) throw new ConstraintError(column.name, 'has levels, not numbers; name the levels instead of a range')
    const unknown = oneOf?.find((value) => value !== null && !names.includes(String(value)))
    if (unknown === undefined) continue
    const some = names.slice(0, 20).join(', ')
    throw new ConstraintError(column.name, `has no level '${unknown}'; it has ${some}${names.length > 20 ? ', ...' : ''}`)
  }
  const shares = new Float64Array(coding.outcomes)
  const levels = [...names.keys()].filter((level) => conditions.every((condition) => satisfies(condition, names[level])))
  for (const level of levels) {
    const outcome = coding.outcomeOf[level]
    if (outcome !== coding.missing) shares[outcome] += coding.shareOf[level]
  }
  if (coding.missing >= 0) shares[coding.missing] = conditions.every((condition) => satisfies(condition, null)) ? 1 : 0
  return { shares, intervals: [], levels, points: [] }
}

function numberRegion(column: ColumnSchema, coding: NumberCoding, conditions: readonly Condition[]): ColumnRegion {
  const shares = new Float64Array(coding.outcomes)
  coding.spikes.forEach((value, outcome) => {
    shares[outcome] = conditions.every((condition) => satisfies(condition, value)) ? 1 : 0
  })
  if (coding.missing >= 0) shares[coding.missing] = conditions.every((condition) => satisfies(condition, null)) ? 1 : 0
  const { margin } = coding
  if (!margin) return { shares, intervals: [], levels: [], points: [] }
  const region = regionOf(column, margin, conditions)
  const intervals = region.intervals.map(([low, high]) => ({ low: normalQuantile(low), high: normalQuantile(high), weight: 1 }))
  // A point has a density only, which is nothing beside the probability of anything else.
  const onlyPoints = intervals.length === 0 && shares.every((share) => share === 0)
  const points = onlyPoints ? region.points : []
  return { shares, intervals: [...intervals, ...points.map((value) => pointOf(margin, value))], levels: [], points }
}

/** A value as a point on the scale of the rest, with the change of scale as its weight. */
function pointOf(margin: NumberMargin, value: number): NumberRange {
  const score = normalQuantile(clampShare(shareBelow(margin, value), margin.present))
  return { low: score, high: score, weight: numberDensity(margin, value) / normalPdf(score) }
}

/** 1 for each row that satisfies the evidence. */
export function allowedRows(table: Table, evidence: Evidence): Uint8Array {
  const allowed = new Uint8Array(table.rows).fill(1)
  for (const condition of evidence) {
    const column = table.column(condition.column)
    for (let row = 0; row < allowed.length; row++) {
      const value = column.values[row]
      const cell = isMissing(column, row) ? null : isNumberColumn(column) ? value : column.levels[value]
      if (!satisfies(condition, cell)) allowed[row] = 0
    }
  }
  return allowed
}
