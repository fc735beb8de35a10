import { columnOf } from '../../../../encode/column-of.js'
import type { Column } from '../../../../table/column.js'
import { type ColumnSchema, newColumn, type Schema } from '../../../../table/schema.js'
import type { Virtual } from '../../state.js'
import { classLevels, className, sameName } from '../../views.js'
import type { Matched } from '../parents/matches.js'
import type { Prepared } from '../prepare.js'
import type { Known } from './training-predictors.js'
import { virtualSchema, virtualValues } from './virtuals.js'

/** The columns of a table without an owner as its model sees them: the classes of its parents, its own columns, its virtuals. */
export function rootTable(
  table: Prepared,
  virtuals: readonly Virtual[],
  { plan, prepared, matches }: Known,
): { readonly schema: Schema; readonly columns: Column[] } {
  const relations = [...plan.relations.entries()].filter(
    ([, { child, part }]) => child === table.name && ['second', 'lookup', 'late'].includes(part),
  )
  const levelled = (name: string, kinds: number, values: Int32Array): { schema: ColumnSchema; column: Column } => {
    const levels = classLevels(kinds)
    return {
      schema: newColumn({ name, kind: 'categorical', levels, nullable: values.includes(-1) }),
      column: { name, kind: 'categorical', levels, values },
    }
  }
  const classes = relations.flatMap(([relation]) => {
    const { classes, ofChild, diamond } = matches.get(relation) as Matched
    return [
      ...(diamond ? [levelled(sameName(relation), 2, diamond.same)] : []),
      levelled(
        className(relation),
        classes,
        ofChild.map((code) => (code === classes ? -1 : code)),
      ),
    ]
  })
  const counted = virtuals.map((virtual): { schema: ColumnSchema; column: Column } => {
    const schema = virtualSchema(virtual)
    const column = columnOf(schema, virtualValues(virtual, plan, prepared, table.rows))
    return { schema: { ...schema, nullable: virtual.kind !== 'count' }, column }
  })
  const own = table.modelled.columns.map((schema) => ({ schema, column: table.learned.column(schema.name) }))
  const all = [...classes, ...own, ...counted]
  return {
    schema: { ...table.modelled, columns: all.map(({ schema }) => schema) },
    columns: all.map(({ column }) => column),
  }
}
