import type { DatabaseInspection, RelationFacts } from '../../pipeline/databases/inspect-database.js'
import type { RelationPart } from '../../relations/plan.js'
import { relationName } from '../../relations/schema.js'
import { formatCount, formatNumberOf, formatShare } from '../format.js'
import { hanging, padded, wrap } from './lines.js'

/** What a relation does when a database is drawn, in a word or two; see `RelationPart`. */
export const partNames: Readonly<Record<RelationPart, string>> = {
  owner: 'owner',
  self: 'owner, generation by generation',
  partner: 'one to one',
  second: 'second parent',
  lookup: 'lookup',
  earlier: 'an earlier row of the same owner',
  late: 'found once all rows are there',
  implied: 'follows from another',
}

/** Relations listed as perhaps at most. */
const mostPerhaps = 12

/** What a database is taken for as text for a terminal. */
export function renderDatabase({ tables, relations, carried, perhaps, notes, problems }: DatabaseInspection, name: string): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const width = Math.max(...tables.map((table) => table.name.length))
  const columnWidth = Math.max(0, ...relations.map((relation) => relationName(relation).length))
  const parentWidth = Math.max(0, ...relations.map(({ parent }) => parent.length))
  const lines = [
    `${formatNumberOf(tables.length, 'table')} in ${name}, ${formatNumberOf(rows, 'row')}, ${formatNumberOf(relations.length, 'relation')}`,
    '',
    ...tables.map((table) => {
      const key = table.key.length === 0 ? 'no key' : `key ${table.key.join(', ')}`
      return `  ${padded(table.name, width)}  ${formatCount(table.rows).padStart(9)} rows  ${String(table.columns).padStart(3)} columns  ${key}`
    }),
    '',
    ...relations.flatMap((relation) => {
      const head = `  ${padded(relation.parent, parentWidth)} ─< ${padded(relationName(relation), columnWidth)}  `
      return hanging(head, relationText(relation))
    }),
  ]
  if (relations.length === 0)
    lines.push(
      ...wrap('  no relation was found: the tables will be learned each by itself; name relations in the schema (rowsmith schema)'),
    )
  const related = new Set(relations.flatMap(({ child, parent }) => [child, parent]))
  const alone = tables.filter((table) => !related.has(table.name)).map((table) => table.name)
  if (alone.length > 0 && relations.length > 0)
    lines.push('', ...wrap(`* tied to no other table, learned alone: ${alone.join(', ')}`, undefined, '  '))
  if (carried.length > 0) lines.push('', ...carried.flatMap((line) => wrap(`  kept: ${line}`, undefined, '    ')))
  if (perhaps.length > 0) lines.push('')
  for (const { child, columns, parent, key, reason } of perhaps.slice(0, mostPerhaps)) {
    lines.push(...wrap(`  perhaps: ${relationName({ child, columns })} → ${parent}.${key.join(', ')} (${reason})`, undefined, '    '))
  }
  if (perhaps.length > mostPerhaps) lines.push(`  and ${perhaps.length - mostPerhaps} more`)
  for (const note of notes) lines.push(...wrap(`* ${note}`, undefined, '  '))
  if (problems.length > 0) lines.push('', 'To be mended before the database can be learned:')
  for (const problem of problems) lines.push(...wrap(`! ${problem}`, undefined, '  '))
  return lines.join('\n')
}

function relationText({ children: [least, most], childless, missing, orphans, reason = 'by the schema', part }: RelationFacts): string {
  const each = least === most ? `${formatCount(most)} each` : `${formatCount(least)}–${formatCount(most)} each`
  return [
    reason,
    childless > 0 && childless < 1 ? `${each}, ${formatShare(childless)} none` : each,
    ...(missing > 0 ? [`missing in ${formatNumberOf(missing, 'row')}`] : []),
    ...(orphans > 0 ? [`${formatNumberOf(orphans, 'row')} of no parent`] : []),
    ...(part ? [partNames[part]] : []),
  ].join('; ')
}
