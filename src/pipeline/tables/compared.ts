import type { FileFacts } from '../../io/facts.js'
import { inferSchema } from '../../table/infer.js'
import type { RawTable } from '../../table/raw.js'
import { withSameLevels } from '../../table/same-levels.js'
import { isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { typeTable } from './bytes.js'

/**
 * The typed table of what was read, to be compared with another one by whose schema it is read. Columns may come in any order; ids, keys and
 * texts may be absent, because nobody compares them; columns that the schema doesn't have are kept, so that the evaluation can say that it
 * left them out; levels that are only written otherwise are the same (see `withSameLevels`), of which `say` is told.
 */
export function typeCompared(
  { raw, facts }: { readonly raw: RawTable; readonly facts: FileFacts },
  path: string,
  schema: Schema,
  say: (sentence: string) => void = () => {},
): Table {
  const held = new Set(raw.columns.map(({ name }) => name))
  const known = new Set(schema.columns.map(({ name }) => name))
  const strangers = raw.columns.filter(({ name }) => !known.has(name))
  const extra = strangers.length > 0 ? inferSchema({ ...raw, columns: strangers }).schema.columns : []
  const expected = schema.columns.filter((column) => isModelled(column) || held.has(column.name))
  const wider = { ...schema, columns: [...expected, ...extra], dependencies: [] }
  return withSameLevels(typeTable({ raw, facts }, path, { schema: wider, unseenLevels: 'add' }).table, schema, say)
}
