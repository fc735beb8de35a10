import type { DatabaseEvaluation } from '../../pipeline/databases/evaluate-database.js'
import { formatHundredths, formatNumberOf, formatScore, formatShare } from '../format.js'
import { padded } from './lines.js'

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
