import { parsePattern } from '../../table/grammar/pattern.js'
import type { Schema } from '../../table/schema.js'

/** Whether some column is made anew with names of people, places or firms. */
export function needsFakes({ columns }: Schema): boolean {
  const patterns = columns.flatMap((column) =>
    column.kind === 'id'
      ? [column.pattern, ...(column.forms ?? []).map(({ pattern }) => pattern)]
      : column.kind === 'text'
        ? (column.forms ?? []).map(({ pattern }) => pattern)
        : [],
  )
  return patterns.some((pattern) => parsePattern(pattern).some(({ kind }) => kind === 'fake'))
}
