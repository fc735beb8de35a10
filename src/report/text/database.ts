import type { DatabaseDescription } from '../../pipeline/databases/describe-database.js'
import type { DatabaseEvaluation } from '../../pipeline/databases/evaluate-database.js'
import type { DatabaseInspection, RelationFacts } from '../../pipeline/databases/inspect-database.js'
import type { RelationPart } from '../../relations/plan.js'
import { relationName } from '../../relations/schema.js'
import { formatCount, formatHundredths, formatNumberOf, formatScore, formatShare } from '../format.js'
import { hanging, padded, wrap } from './lines.js'

/** What a relation does when a database is drawn, in a word or two; see `RelationPart`. */
const partNames: Readonly<Record<RelationPart, string>> = {
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

/** The evaluation of a database as text for a terminal: integrity, scores across tables, relations, families. */
export function renderDatabaseEvaluation({ scores, relations, privacy, tables, skill, holdout }: DatabaseEvaluation): string {
  const rows = tables.reduce((sum, { synthetic }) => sum + synthetic, 0)
  const width = Math.max(14, ...scores.map(({ title }) => title.length))
  const name = Math.max(8, ...relations.map((relation) => relation.name.length))
  const number = (text: string): string => text.padStart(9)
  const copied = tables.filter((table) => table.copied).map((table) => table.name)
  return [
    `${formatNumberOf(rows, 'synthetic row')} in ${formatNumberOf(tables.length, 'table')}, compared with ${holdout ? 'real rows that no model saw' : 'the real database'}`,
    ...(copied.length > 0 ? [`copied word for word: ${copied.join(', ')}`] : []),
    '',
    `  ${padded('', width)}${['synthetic', 'real', 'shuffled', 'skill'].map(number).join('')}`,
    ...scores.map(({ title, value, ceiling, floor, skill, area, ceilingArea }) => {
      const areas =
        area === undefined ? '' : `   AUC ${area.toFixed(3)}${ceilingArea === undefined ? '' : `, real ${ceilingArea.toFixed(3)}`}`
      return `  ${padded(title, width)}${[formatScore(value), formatScore(ceiling), formatScore(floor), formatHundredths(skill)].map(number).join('')}${areas}`
    }),
    '',
    `  ${padded('relation', name)}${['skill', 'children', 'across', 'siblings'].map(number).join('')}`,
    ...relations.map((relation) => {
      const part = (metric: string): string => number(formatHundredths(relation.parts[metric]?.skill ?? null))
      const said = relation.isLookup ? number('lookup') : number(formatHundredths(relation.skill))
      return `  ${padded(relation.name, name)}${said}${part('cardinality')}${part('1-hop')}${part('siblings')}`
    }),
    '',
    `  Skill across tables ${formatHundredths(skill)}: 0 is real rows with shuffled references, 1 other real rows.`,
    ...privacy.map(({ parent, exact, exactUnseen, closeness }) => {
      const nearer = closeness === null ? '' : `; ${formatShare(closeness.nearerTraining)} nearer to learned families than to unseen ones`
      return `  Families of ${parent}: ${formatShare(exact)} equal a learned one${exactUnseen === null ? '' : ` (${formatShare(exactUnseen)} of unseen ones do)`}${nearer}`
    }),
  ].join('\n')
}
