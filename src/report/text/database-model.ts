import type { DatabaseDescription } from '../../pipeline/databases/describe-database.js'
import { relationName } from '../../relations/schema.js'
import { formatCount } from '../format.js'
import { partNames } from './database.js'
import { hanging, padded } from './lines.js'

/** The model of a database as text for a terminal. */
export function renderDatabaseModel({ parameters, tables, relations, reveals }: DatabaseDescription, name: string): string {
  const width = Math.max(...parameters.map(([label]) => label.length))
  const tableWidth = Math.max(0, ...tables.map((table) => table.name.length))
  const columnWidth = Math.max(0, ...relations.map((relation) => relationName(relation).length))
  const parentWidth = Math.max(0, ...relations.map(({ parent }) => parent.length))
  return [
    name,
    ...parameters.flatMap(([label, value]) => hanging(`  ${padded(label, width)}  `, value)),
    '',
    ...tables.map(
      ({ name: table, rows, columns, drawn }) =>
        `  ${padded(table, tableWidth)}  ${formatCount(rows).padStart(9)} rows  ${String(columns).padStart(3)} columns  ${drawn}`,
    ),
    '',
    ...relations.map(
      (relation) =>
        `  ${padded(relation.parent, parentWidth)} ─< ${padded(relationName(relation), columnWidth)}  ${partNames[relation.part]}`,
    ),
    '',
    '  What the file gives away:',
    ...reveals.flatMap((sentence) => hanging('  * ', sentence)),
  ].join('\n')
}
