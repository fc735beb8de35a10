import { OptionError } from '../../errors.js'
import { demandedRules } from '../../models/rules/acceptance.js'
import { isMadeAnew } from '../../models/shell/layout.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { CodeColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import { labelProbabilities } from '../steering/fair/label-probabilities.js'
import { rowIdentities, type Threads } from '../steering/pool.js'
import { scoreTable } from './queries/score.js'

/** What one filter found: rows by number from 0, and why each goes. */
export interface Filtered {
  readonly filter: string
  readonly rows: readonly number[]
  readonly reason: string
}

export interface FilterOptions extends Threads {
  /** Keeps the draws of the learner apart from others. */
  readonly seed?: number
}

/** The filters, with what their number or name after a colon is. */
const filters = 'implausible:0.01 (a share), duplicates, near-copies, label:income (a column), rules'
/** A label goes where another one is so much likelier by the other columns, as rows with other cells than theirs tell it. */
const muchLikelier = 10

/**
 * The rows that each filter takes out of a table, in the order of the filters: a row that one has taken is no business of the next. `implausible:share`
 * takes the rows of least density under the model; `duplicates` all but the first of equal rows, `near-copies` all but the first of those equal but for
 * one column; `label:column` rows whose label is much less likely than another (confident learning); `rules` rows that break one. Keys and texts made anew play no part.
 *
 * @see Northcutt, Jiang and Chuang, 2021, Confident Learning: Estimating Uncertainty in Dataset Labels
 */
export async function filterTable(
  model: FittedModel,
  table: Table,
  drop: readonly string[],
  { seed = 1, ...threads }: FilterOptions = {},
): Promise<Filtered[]> {
  const taken = new Set<number>()
  const results: Filtered[] = []
  for (const filter of drop) {
    const { rows, reason } = await found(filter, model, table, seed, threads)
    const own = rows.filter((row) => !taken.has(row))
    for (const row of own) taken.add(row)
    results.push({ filter, rows: own, reason })
  }
  return results
}

type Found = Omit<Filtered, 'filter'>

async function found(filter: string, model: FittedModel, table: Table, seed: number, threads: Threads): Promise<Found> {
  const [name, argument] = filter.split(/:(.*)/s) as [string, string?]
  switch (name) {
    case 'implausible':
      return implausible(Number(argument), model, table, threads)
    case 'duplicates':
      return { rows: repeated(comparedColumns(model, table), table.rows), reason: 'equals an earlier row' }
    case 'near-copies':
      return { rows: nearCopies(comparedColumns(model, table), table.rows), reason: 'equals an earlier row but for one column' }
    case 'label':
      return unlikelyLabels(argument ?? '', table, seed)
    case 'rules':
      return breakingRules(model, table)
    default:
      throw new OptionError('drop', `there is no filter ${filter}; choose from ${filters}`)
  }
}

async function implausible(share: number, model: FittedModel, table: Table, threads: Threads): Promise<Found> {
  if (!(share > 0 && share < 1))
    throw new OptionError('drop', `implausible takes a share between 0 and 1, as in implausible:0.01 (got ${share})`)
  const logs = await scoreTable(model, table, threads)
  const order = [...logs.keys()].sort((a, b) => logs[a] - logs[b] || a - b)
  return { rows: order.slice(0, Math.round(share * table.rows)).sort((a, b) => a - b), reason: 'is among the least plausible to the model' }
}

function comparedColumns({ schema }: FittedModel, table: Table): ArrayLike<number>[] {
  const own = schema.columns.filter((column) => !isMadeAnew(column) && table.has(column.name))
  return own.map(({ name }) => table.column(name).values)
}

/** All but the first of equal rows. */
function repeated(columns: readonly ArrayLike<number>[], rows: number): number[] {
  const seen = new Set<number>()
  return [...rowIdentities(columns, rows).entries()].flatMap(([row, id]) => {
    const isKnown = seen.has(id)
    seen.add(id)
    return isKnown ? [row] : []
  })
}

/** All but the first of rows that are equal when one column is left out; of very few columns nothing would be left to compare. */
function nearCopies(columns: readonly ArrayLike<number>[], rows: number): number[] {
  if (columns.length < 4) throw new OptionError('drop', 'near-copies needs four columns to compare at least; use duplicates')
  const near = new Set<number>()
  for (let left = 0; left < columns.length; left++) {
    for (const row of repeated(
      columns.filter((_, i) => i !== left),
      rows,
    ))
      near.add(row)
  }
  return [...near].sort((a, b) => a - b)
}

function unlikelyLabels(name: string, table: Table, seed: number): Found {
  const column = table.has(name) ? table.column(name) : null
  if (!column || !['categorical', 'ordinal', 'boolean'].includes(column.kind)) {
    throw new OptionError(
      'drop',
      `label takes a column of levels, as in label:income (got ${name || 'nothing'}); the table has ${table.names.join(', ')}`,
    )
  }
  const { levels, of } = labelProbabilities(table, name, seed)
  const rows: number[] = []
  ;(column as CodeColumn).values.forEach((code, row) => {
    if (code < 0) return
    const likeliest = of.subarray(row * levels, (row + 1) * levels).reduce((most, chance) => Math.max(most, chance), 0)
    if (likeliest > muchLikelier * of[row * levels + code]) rows.push(row)
  })
  return { rows, reason: `has a ${name} that the other columns speak against` }
}

function breakingRules(model: FittedModel, table: Table): Found {
  const rules = demandedRules({ model })
  if (rules.length === 0)
    throw new OptionError('drop', 'rules are those of the model, which has none; fit one with --rules, or leave it out')
  const rows = new Set<number>()
  for (const { breaks } of rules) for (const [row, broken] of breaks(table).entries()) if (broken) rows.add(row)
  return { rows: [...rows].sort((a, b) => a - b), reason: 'breaks a rule' }
}
