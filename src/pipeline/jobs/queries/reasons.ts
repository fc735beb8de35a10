import { findModel } from '../../../models/index.js'
import { activeRelations } from '../../../models/relations/active.js'
import { imputeBlock } from '../../../models/shell/impute.js'
import { isMadeAnew, withTextsAsLevels } from '../../../models/shell/layout.js'
import { blockLogDensity } from '../../../models/shell/log-density.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import { isComputed, sourcesOf } from '../../../table/relations/relation.js'
import { Table } from '../../../table/table.js'
import { conform } from '../../../table/typing/conform.js'

/** What makes a row surprising. */
export interface Reason {
  /** A column, and those that follow from it. */
  readonly columns: readonly [string, ...string[]]
  /** By how many nats the row would be likelier with a usual value there; infinite where nothing else would make it possible. */
  readonly gain: number
}

/** Usual values that a cell is compared with. */
const draws = 15
/** What is less than this, a usual value often has too. */
const leastGain = 1

/**
 * What makes rows of a table surprising, strongest first: for each column, the row is scored again with values there that the model draws
 * given the rest of the row; the median tells. Columns that follow from another one go with it. Of a row with several cells that
 * are impossible, each is named. None where the model can't fill gaps.
 */
export function reasonsOf(model: FittedModel, table: Table, rows: readonly number[], { seed = 1 } = {}): Reason[][] {
  const synthesizer = findModel(model.model)
  if (!synthesizer.impute || !synthesizer.logDensity || rows.length === 0) return rows.map(() => [])
  const known = conform(table, withTextsAsLevels(model.schema), { unseen: 'add' }).take(rows)
  const own = blockLogDensity(model, known)
  const copies = known.take(Int32Array.from({ length: rows.length * draws }, (_, i) => Math.floor(i / draws)))
  const groups = groupsOf(model)
  const mediansOf = (columns: readonly string[], block: number): Float64Array =>
    mediansOfRows(blockLogDensity(model, redrawn(model, copies, columns, seed, block)))
  const reasons = rows.map((): Reason[] => [])
  groups.forEach((group, g) => {
    const medians = mediansOf(group, 2 * g)
    rows.forEach((_, i) => {
      const [before, after] = [own[i], medians[i]]
      const gain = before === after ? 0 : after - before
      if (gain > leastGain) reasons[i]?.push({ columns: group, gain })
    })
  })
  const stuck = rows.map((_, i) => own[i] === Number.NEGATIVE_INFINITY && reasons[i]?.length === 0)
  if (stuck.includes(true)) nameImpossible(groups, stuck, mediansOf, reasons)
  return reasons.map((own) => own.sort((a, b) => b.gain - a.gain))
}

type Group = Reason['columns']

/** A row that no single cell makes possible again has several impossible ones: what stays so beside usual values is one of them. */
function nameImpossible(
  groups: readonly Group[],
  stuck: readonly boolean[],
  mediansOf: (columns: readonly string[], block: number) => Float64Array,
  reasons: readonly Reason[][],
): void {
  const all = groups.flat()
  groups.forEach((columns, g) => {
    const others = all.filter((name) => !columns.includes(name))
    const medians = mediansOf(others, 2 * g + 1)
    stuck.forEach((isStuck, i) => {
      if (isStuck && medians[i] === Number.NEGATIVE_INFINITY) reasons[i]?.push({ columns, gain: Number.POSITIVE_INFINITY })
    })
  })
}

/** Columns that the model learned, each with those that follow from it or are tied to it by what holds in every row. */
function groupsOf({ schema, derivations }: FittedModel): Group[] {
  const names = schema.columns.filter((column) => !isMadeAnew(column)).map(({ name }) => name)
  const ties = [
    ...derivations,
    ...activeRelations(schema).flatMap((relation) => sourcesOf(relation).map((from) => ({ from, to: relation.column }))),
  ]
  const followers = (name: string): string[] => ties.filter(({ from }) => from === name).flatMap(({ to }) => [to, ...followers(to)])
  const computed = new Set([
    ...derivations.map(({ to }) => to),
    ...activeRelations(schema).flatMap((own) => (isComputed(own) ? [own.column] : [])),
  ])
  return names.filter((name) => !computed.has(name)).map((name) => [name, ...new Set(followers(name))])
}

/** The table with the cells of some columns drawn anew. */
function redrawn(model: FittedModel, table: Table, columns: readonly string[], seed: number, block: number): Table {
  const blank = new Table(
    table.columns.map((column): Column => {
      if (!columns.includes(column.name)) return column
      const values = isNumberColumn(column) ? new Float64Array(table.rows).fill(Number.NaN) : new Int32Array(table.rows).fill(-1)
      return { ...column, values } as Column
    }),
    table.rows,
  )
  const filled = imputeBlock({ model, fill: columns, seed, draw: 0 }, blank, block)
  return new Table(
    table.columns.map((column) => (filled.has(column.name) ? filled.column(column.name) : column)),
    table.rows,
  )
}

function mediansOfRows(logs: Float64Array): Float64Array {
  return Float64Array.from({ length: logs.length / draws }, (_, row) => {
    const own = logs.slice(row * draws, (row + 1) * draws).sort()
    return own[(draws - 1) / 2]
  })
}
