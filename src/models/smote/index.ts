import { missingColumn } from '../../encode/column-of.js'
import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { inTurns } from '../../learn/turn.js'
import { ranks } from '../../stats/order/sorted.js'
import { isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { collectRows } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { type BlendedColumn, blend, blendedColumn } from './interpolate.js'
import { nearRows } from './near-rows.js'
import type { SmoteOptions } from './options.js'
import { smoteDefaults } from './settings.js'

/** The training rows and, for each, the rows it may be blended with. */
interface SmoteState {
  readonly rows: number
  readonly neighbours: Int32Array
  readonly columns: readonly BlendedColumn[]
}

/**
 * SMOTE for whole tables of mixed columns: a real row, drawn at random, is moved some of the way to one of its nearest neighbours. Only rows
 * with the same target levels are neighbours. What it makes lies between real rows, close to both; extremes and spread are lost a little.
 */
export const smote: Synthesizer<SmoteOptions, SmoteState> = {
  name: 'smote',
  title: 'SMOTE (interpolation between neighbours)',
  summary: 'Blends each row with a near one: a comparator that people know; its rows stay close to real ones.',
  references: [
    {
      author: 'Chawla, N. V.; Bowyer, K. W.; Hall, L. O.; Kegelmeyer, W. P.',
      year: 2002,
      title: 'SMOTE: Synthetic Minority Over-sampling Technique',
      url: 'https://doi.org/10.1613/jair.953',
    },
  ],
  defaults: smoteDefaults,
  options: async () => (await import('./options.js')).smoteOptions,
  unit: 'row',
  derives: true,

  async fit(source, schema, { neighbours }, { rng, progress, signal }) {
    const table = await collectRows(source, signal)
    progress?.(0, 'looking for neighbours')
    const columns = schema.columns.map((column) => blendedColumn(table.column(column.name), column))
    const search = nearRows(comparable(table, schema), targetClasses(table, schema), neighbours, rng)
    return { rows: table.rows, neighbours: await inTurns(search, signal), columns }
  },

  sampleBlock({ rows, neighbours, columns }, schema, count, rng) {
    if (rows === 0) {
      const missing = schema.columns.map((column) => missingColumn(column, count))
      return new Table(missing, count)
    }
    const each = neighbours.length / rows
    const from = new Int32Array(count)
    const to = new Int32Array(count)
    const shares = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      from[i] = rng.integer(rows)
      to[i] = neighbours[from[i] * each + rng.integer(each)]
      shares[i] = rng.uniform()
    }
    const blended = schema.columns.map((column, i) => blend(columns[i], column, from, to, shares, rng))
    return new Table(blended, count)
  },

  describe({ rows, neighbours }) {
    return {
      summary: `Blends each of ${rows} rows with one of its nearest neighbours.`,
      parameters: [['neighbours', String(rows === 0 ? 0 : neighbours.length / rows)]],
      holds: 'rows',
      reveals: 'Everything: the file holds the training table, and each row it makes lies between two real rows that are alike.',
    }
  },
}

/** The table row by row; numbers as ranks from 0 to 1, so that neither unit nor skew decides who is near. */
function comparable(table: Table, schema: Schema): MixedRows {
  const { rows } = table
  const columns = schema.columns.map(({ name }) => table.column(name))
  const numberColumns = columns.filter(isNumberColumn).length
  const codeColumns = columns.length - numberColumns
  const numbers = new Float64Array(rows * numberColumns)
  const codes = new Int32Array(rows * codeColumns)
  let [number, code] = [0, 0]
  for (const column of columns) {
    if (isNumberColumn(column)) {
      const rank = ranks(column.values)
      for (let row = 0, at = number++; row < rows; row++, at += numberColumns) numbers[at] = rank[row] / rows
    } else for (let row = 0, at = code++; row < rows; row++, at += codeColumns) codes[at] = column.values[row]
  }
  return { rows, numberColumns, numbers, codeColumns, codes }
}

/** Rows that may be neighbours: those with the same levels in the target columns. */
function targetClasses(table: Table, schema: Schema): Int32Array[] {
  let classes = [Int32Array.from({ length: table.rows }, (_, row) => row)]
  for (const { name, role } of schema.columns) {
    const column = table.column(name)
    if (role !== 'target' || isNumberColumn(column)) continue
    const groups = new Map<number, number[]>()
    classes = classes.flatMap((rows) => {
      groups.clear()
      for (const row of rows) {
        const level = column.values[row]
        const group = groups.get(level)
        if (group) group.push(row)
        else groups.set(level, [row])
      }
      return Array.from(groups.values(), (group) => Int32Array.from(group))
    })
  }
  return classes
}
