import { relationText } from './relations/relation.js'
import type { Schema } from './schema.js'

/** Most names, or relations, in a sentence. */
const mostNamed = 4

/** What of a table will mean something else, or is kept, in synthetic rows: one sentence each, at most five. */
export function meaningOf({ columns, relations = [] }: Schema): string[] {
  const words = columns.flatMap((column) => (column.kind === 'text' && column.policy === 'placeholder' ? [column.name] : []))
  const forms = columns.flatMap((column) => (column.kind === 'categorical' && column.beside !== undefined ? [column] : []))
  const scales = columns.flatMap((column) =>
    'scaleBy' in column && column.scaleBy !== undefined ? [`${column.name} per ${column.scaleBy}`] : [],
  )
  const grids = columns.flatMap((column) => (column.kind === 'numeric' && column.grids ? [column.name] : []))
  return [
    ...(words.length > 0 ? [`made of words that mean nothing, since texts are never copied: ${listed(words)}`] : []),
    ...(forms.length > 0
      ? [
          `words or units beside values, with their shares: ${listed(forms.map(({ name, beside, levels }) => `${beside} (${levels.length} forms, see ${name})`))}`,
        ]
      : []),
    ...(relations.length > 0 ? [`kept in every row: ${listed(relations.map(relationText), '; ')}`] : []),
    ...(scales.length > 0 ? [`range, grid and decimals of their own: ${listed(scales)}`] : []),
    ...(grids.length > 0 ? [`mixtures of decimals, with their shares: ${listed(grids)}`] : []),
  ]
}

function listed(parts: readonly string[], separator = ', '): string {
  const more = parts.length - mostNamed
  return parts.slice(0, mostNamed).join(separator) + (more > 0 ? `${separator}and ${more} more` : '')
}
