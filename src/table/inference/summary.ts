import { isPart } from '../forms/parts.js'
import { fewestShared } from '../grammar/shared.js'
import { groupedDigits, plural } from '../kinds/guess.js'
import { isPersonal, meaningInWords } from '../meaning/detect.js'
import { momentText } from '../relations/moments.js'
import { relationText } from '../relations/relation.js'
import type { ColumnSchema, Schema } from '../schema.js'

/** Most columns that a sentence names. */
const mostNamed = 8

function listed(columns: readonly ColumnSchema[], shown: (column: ColumnSchema) => string = ({ name }) => name): string {
  const rest = columns.length - mostNamed
  return columns.slice(0, mostNamed).map(shown).join(', ') + (rest > 0 ? ` and ${groupedDigits(rest)} more` : '')
}

/**
 * What of a table means something else in synthetic rows, or is kept in them, a sentence each: for somebody who looks at the rows
 * alone.
 */
export function schemaSummary(schema: Schema): string[] {
  return [...madeAnew(schema), ...kept(schema)]
}

/** What is made anew, and what is not although it might be expected. */
function madeAnew({ columns }: Schema): string[] {
  const texts = columns.flatMap((column) => (column.kind === 'text' ? [column] : []))
  const isFaked = (column: ColumnSchema): boolean =>
    ((column.kind === 'text' && column.policy === 'mask') || column.kind === 'id') && column.meaning !== undefined
  const faked = columns.filter(isFaked)
  const masked = texts.filter((column) => column.policy === 'mask' && !isFaked(column))
  const written = texts.filter(({ policy }) => policy === 'words' || policy === 'markov')
  const copied = texts.filter(({ policy }) => policy === 'copy')
  const personal = personalLevels({ columns })
  const shared = texts.filter(({ policy, levels }) => policy !== 'copy' && levels.length > 0)
  const stay = shared.length === 0 ? '' : `; values that ${fewestShared} rows or more share stay in ${listed(shared, stayText)}`
  return [
    ...(faked.length > 0 ? [`made anew: ${listed(faked, meaningText)}`] : []),
    ...(masked.length > 0 ? [`made anew in their own patterns: ${listed(masked)}${stay}`] : stay !== '' ? [stay.slice(2)] : []),
    ...(written.length > 0 ? [`written anew, ${listed(written, textText)}`] : []),
    ...(copied.length > 0 ? [`copied as they are: the texts of ${listed(copied)}`] : []),
    ...(personal === undefined ? [] : [personal]),
  ]
}

/** Columns that look like personal data and whose real values are written all the same, in a sentence; undefined where there are none. */
export function personalLevels({ columns }: Pick<Schema, 'columns'>): string | undefined {
  const personal = columns.filter(({ kind, meaning }) => (kind === 'categorical' || kind === 'ordinal') && isPersonal(meaning))
  if (personal.length === 0) return undefined
  return `personal data by their looks, but levels, so that real values are written: ${listed(personal)}; declare them text or id in the schema to have them made anew`
}

/** What is kept beyond the values of single columns. */
function kept({ columns, links = [], relations = [], moments = [] }: Schema): string[] {
  const forms = columns.flatMap((column) => (column.kind === 'categorical' && column.beside !== undefined ? [column] : []))
  const parts = columns.filter((column) => isPart(column))
  const scales = columns.filter((column) => 'scaleBy' in column && column.scaleBy !== undefined)
  const grids = columns.filter((column) => column.kind === 'numeric' && column.grids)
  const shown = relations.slice(0, mostNamed).map(relationText).join('; ')
  const more = relations.length > mostNamed ? `; and ${groupedDigits(relations.length - mostNamed)} more` : ''
  const shared = columns.flatMap((column): string[] => {
    const linked = links.filter(({ from }) => from === column.name).map(({ to }) => to)
    const same = [...linked, ...((column.kind === 'text' && column.within) || [])]
    return same.length > 0 ? [`${same.join(', ')} by ${column.name}`] : []
  })
  return [
    ...(shared.length > 0 ? [`one and the same in all rows of a value: ${shared.slice(0, mostNamed).join('; ')}`] : []),
    ...(forms.length > 0 ? [`words or units beside values, with their shares: ${listed(forms, formText)}`] : []),
    ...(parts.length > 0 ? [`several numbers in each cell, learned together: ${listed(parts, partText)}`] : []),
    ...(relations.length > 0 ? [`kept in every row: ${shown}${more}`] : []),
    ...(moments.length > 0 ? [`kept in every row: ${moments.slice(0, mostNamed).map(momentText).join('; ')}`] : []),
    ...(scales.length > 0 ? [`range, grid and decimals of their own: ${listed(scales, scaleText)}`] : []),
    ...(grids.length > 0 ? [`mixtures of decimals, with their shares: ${listed(grids)}`] : []),
  ]
}

function formText(column: ColumnSchema): string {
  return column.kind === 'categorical' ? `${column.beside} (${plural(column.levels.length, 'form')}, see ${column.name})` : ''
}

function partText(column: ColumnSchema): string {
  return isPart(column) ? `${column.beside}${column.between}${column.name}` : ''
}

function scaleText(column: ColumnSchema): string {
  return `${column.name} per ${'scaleBy' in column ? column.scaleBy : ''}`
}

function meaningText({ name, meaning }: ColumnSchema): string {
  return `${name} (${meaning ? meaningInWords(meaning) : ''})`
}

function stayText(column: ColumnSchema): string {
  return `${column.name} (${column.kind === 'text' ? plural(column.levels.length, 'value') : ''})`
}

function textText(column: ColumnSchema): string {
  return `${column.name} (${column.kind === 'text' && column.policy === 'markov' ? `word after word as ${fewestShared} rows or more have it` : 'made-up words'})`
}
