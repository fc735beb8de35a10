import { unseenForms } from '../../table/meaning/forms.js'
import { type ColumnSchema, newColumn, type Schema } from '../../table/schema.js'

/** The schema with what statements about keys and texts mean where there is no value that they could be made like. */
export function statedColumns(schema: Schema): Schema {
  return { ...schema, columns: schema.columns.map((column) => numberedKey(formedText(column))) }
}

/** A key of whole numbers counts the rows, from its least one on. */
function numberedKey(column: ColumnSchema): ColumnSchema {
  if (column.kind !== 'integer' || column.role !== 'key' || column.law !== undefined || column.expression !== undefined) return column
  const { name, role, missing, sensitive, storage = 'int64', path, min } = column
  return newColumn({
    ...{ name, role, missing, sensitive, storage, kind: 'id', nullable: false, pattern: '{n:1}', start: min ?? 1 },
    ...(path && { path }),
  })
}

/** A text with a meaning is written as such values are, and one with forms as these say. */
function formedText(column: ColumnSchema): ColumnSchema {
  if (column.kind !== 'text' || column.policy !== 'words') return column
  const forms = column.forms ?? (column.meaning && unseenForms(column.meaning)) ?? []
  return forms.length === 0 ? column : { ...column, policy: 'mask', forms }
}

/** What columns ask for that only rows could tell. */
export function unstatedProblems({ columns }: Schema): string[] {
  return columns.flatMap((column) => {
    const { name, role } = column
    if (role === 'sequence-key')
      return [
        `${name}: is a key that comes back, of which nothing says how often; describe two tables, of which one says how many "children" it has`,
      ]
    if (column.kind !== 'text') return []
    if (column.policy === 'markov' && !column.chain)
      return [`${name}: has the policy markov, which follows the words of texts, and there are none; leave it out, or state "forms"`]
    if (column.policy === 'copy' && column.levels.length === 0)
      return [`${name}: has the policy copy and no texts to copy; list them as "levels"`]
    if (column.policy === 'words' && column.meaning && !column.forms && !unseenForms(column.meaning))
      return [
        `${name}: may hold anything, as its meaning is ${column.meaning}; state "forms", such as [{ "pattern": "{red|green}; {d:2}" }]`,
      ]
    return []
  })
}
