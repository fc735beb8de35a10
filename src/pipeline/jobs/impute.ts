import { OptionError } from '../../errors.js'
import { findModel, models } from '../../models/index.js'
import { fillableColumns, type Imputer, imputedRows } from '../../models/shell/impute.js'
import { withTextsAsLevels } from '../../models/shell/layout.js'
import type { FittedModel, Pool, Progress } from '../../models/synthesizer.js'
import type { Column } from '../../table/column.js'
import { concatTables, Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { blocksOf } from '../threads/block-tasks.js'
import { inPlace } from '../threads/in-place.js'
import type { PlainTable, TableBlock } from '../threads/tasks.js'

/** Which gaps are filled, and by which draw. */
export interface ImputeOptions {
  readonly seed?: number
  /** Number of the draw, from 1: the same draw gives the same cells, others are independent of it. */
  readonly draw?: number
  /** Columns to fill; all that the model can fill, if absent. Missing cells of other columns count as known to be missing. */
  readonly columns?: readonly string[]
  readonly pool?: Pool
  readonly progress?: Progress
  readonly signal?: AbortSignal
}

/**
 * The table with its missing cells drawn from the model, each row's given what is known of the row: one imputation. Several of them, with
 * `draw` 1, 2, ... show how uncertain the cells are. Known cells are as they were, and columns that the model doesn't know too. Keys and
 * texts made anew stay missing, and columns of which the model knows no value.
 */
export async function imputeTable(
  model: FittedModel,
  table: Table,
  { seed = 1, draw = 1, columns, pool = inPlace, progress, signal }: ImputeOptions = {},
): Promise<Table> {
  requireImputing(model)
  const imputer: Imputer = { model, fill: columnsToFill(model, columns), seed, draw }
  const known = conform(table, withTextsAsLevels(model.schema), { unseen: 'add' })
  const parts: Table[] = []
  const inputs = blocksOf(known, imputedRows)
  const workers = table.rows > imputedRows ? pool : inPlace
  for await (const { rows, columns } of workers.map<Imputer, TableBlock, PlainTable>('impute-block', imputer, inputs, signal)) {
    signal?.throwIfAborted()
    parts.push(new Table(columns, rows))
    progress?.(Math.min(1, (parts.length * imputedRows) / table.rows), 'filling gaps')
  }
  if (parts.length === 0) return table
  const filled = concatTables(parts)
  return new Table(
    table.columns.map((column) => (filled.has(column.name) ? inLevelsOf(column, filled.column(column.name)) : column)),
    table.rows,
  )
}

/** Known cells with the codes they had; drawn levels come after them, where the table had never held them. */
function inLevelsOf(column: Column, filled: Column): Column {
  if (!('levels' in column) || !('levels' in filled)) return filled
  const levels = [...column.levels]
  const codes = new Map(levels.map((level, code) => [level, code]))
  const recode = filled.levels.map((level) => codes.get(level) ?? levels.push(level) - 1)
  const values = column.values.map((code, row) => {
    const drawn = filled.values[row]
    return code >= 0 || drawn < 0 ? code : recode[drawn]
  })
  return { ...column, levels, values }
}

function requireImputing({ model }: FittedModel): void {
  if (findModel(model).impute) return
  const others = models.filter(({ impute }) => impute).map(({ name }) => name)
  throw new OptionError('model', `${model} can't fill gaps; fit one of ${others.join(', ')}`)
}

function columnsToFill(model: FittedModel, columns: readonly string[] | undefined): string[] {
  const fillable = fillableColumns(model)
  const unknown = columns?.find((name) => !fillable.includes(name))
  if (unknown === undefined) return columns ? [...columns] : fillable
  const problem = model.schema.columns.some(({ name }) => name === unknown)
    ? `is a key or a text that is made anew, which no model fills`
    : 'is no column of the model'
  throw new OptionError('columns', `${unknown} ${problem}; choose from ${fillable.join(', ')}`)
}
