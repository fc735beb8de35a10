import type { DrawPlan } from '../../../../relations/plan.js'
import type { Column } from '../../../../table/column.js'
import { schemaColumn } from '../../../../table/schema.js'
import { isMadeAnew } from '../../../shell/layout.js'
import type { ColumnRule, Hop } from '../../state.js'
import { firstFar, targetOf } from '../../views.js'
import type { Prepared } from '../prepare.js'

/** Rows with siblings that a rule must hold in, at least. */
const fewestRows = 20

/** What decides a column so that nothing need be drawn; null where nothing does. */
export function ruleOf(
  name: string,
  table: Prepared,
  views: readonly Hop[][],
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
): ColumnRule | null {
  const column = table.seen.column(name)
  return placeRule(column, table) ?? copyRule(name, table, views, plan, prepared) ?? (isStatic(column, table) ? { kind: 'static' } : null)
}

/** Whether the column counts the rows of each owner, from 0 or 1. */
function placeRule(column: Column, { position, size }: Prepared): ColumnRule | null {
  if (column.kind !== 'integer') return null
  const start = column.values[0] === undefined ? Number.NaN : column.values[0] - position[0]
  if (start !== 0 && start !== 1) return null
  let company = 0
  for (let row = 0; row < position.length; row++) {
    if (column.values[row] !== start + position[row]) return null
    if (size[row] > 1) company++
  }
  return company >= fewestRows ? { kind: 'place', start } : null
}

/** Whether the column never changes among siblings. */
function isStatic(column: Column, { position }: Prepared): boolean {
  let company = 0
  for (let row = 1; row < position.length; row++) {
    if (position[row] === 0) continue
    if (!Object.is(column.values[row], column.values[row - 1])) return false
    company++
  }
  return company >= fewestRows
}

/** The column of another row that it repeats: one that is there when rows are drawn, and means the same to models as it does in the end. */
function copyRule(
  name: string,
  { copies, table, learned, modelled, order }: Prepared,
  views: readonly Hop[][],
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
): ColumnRule | null {
  const copy = copies.find(({ column }) => column === name)
  if (!copy || (copy.partly && name === order)) return null
  const view = views.findIndex(
    (path) => path.length === copy.path.length && path.every(({ relation, back }, i) => !back && relation === copy.path[i]),
  )
  if (view < 0 || !modelled.columns.some((column) => column.name === name)) return null
  const source = prepared.get(targetOf(plan, views[view]?.at(-1) as Hop)) as Prepared
  const hasSource =
    source.observed.columns.some((column) => column.name === copy.from) && !isMadeAnew(schemaColumn(source.observed, copy.from))
  if (!hasSource || !isSameColumn(table.column(name), learned.column(name))) return null
  return { kind: 'copy', view: firstFar + view, column: copy.from, partly: copy.partly }
}

function isSameColumn(a: Column, b: Column): boolean {
  return (
    a.kind === b.kind &&
    a.values.length === b.values.length &&
    a.values.every((value: number, row: number) => Object.is(value, b.values[row]))
  )
}
