import { InputError } from '../../errors.js'
import type { FileFacts } from '../../io/facts.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { inferSchema } from '../../table/inference/infer.js'
import type { RawTable } from '../../table/raw.js'
import { rawFromRows } from '../../table/rows.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { decodeWith } from '../../table/typing/decode.js'
import { arrowToRaw, type KnownTable, type TableInput } from './input.js'

/**
 * What was read, typed for a model: its columns as its schema says, levels and gaps that it hasn't seen included; other columns as they look;
 * all in the order in which they were read. Throws an InputError where a column of the model is absent.
 */
export function typeForModel(
  { raw, facts }: { readonly raw: RawTable; readonly facts: FileFacts },
  where: string,
  model: FittedModel,
): KnownTable {
  const known = new Map(model.schema.columns.map((column) => [column.name, column]))
  const beside = model.schema.columns.filter((column) => 'beside' in column && column.beside !== undefined)
  const absent = [...known.keys()].filter(
    (name) => !beside.some((column) => column.name === name) && !raw.columns.some((column) => column.name === name),
  )
  if (absent.length > 0) {
    const got = raw.columns.map(({ name }) => name).join(', ')
    throw new InputError(
      where,
      `lacks ${absent.join(', ')}, which the model knows (got ${got}); add the columns, or name those of the file`,
    )
  }
  const others = { rows: raw.rows, columns: raw.columns.filter(({ name }) => !known.has(name)) }
  const inferred = others.columns.length > 0 ? inferSchema(others, { dialect: facts.dialect }).schema.columns : []
  for (const column of inferred) known.set(column.name, column)
  const { dialect: _, ...rest } = model.schema
  const schema: Schema = {
    ...rest,
    ...(facts.dialect ? { dialect: facts.dialect } : {}),
    columns: raw.columns.flatMap(({ name }) => {
      const own = beside.filter((column) => 'beside' in column && column.beside === name)
      return [known.get(name) as Schema['columns'][number], ...own]
    }),
  }
  return { table: decodeWith(raw, schema, { unseenLevels: 'add' }), schema }
}

/** A table as users hold one, typed for a model; our own tables are taken as they are. */
export async function tableForModel(input: TableInput, model: FittedModel): Promise<KnownTable> {
  if (input instanceof Table) return { table: input, schema: model.schema }
  const raw = Array.isArray(input) ? rawFromRows(input) : await arrowToRaw(input)
  return typeForModel({ raw, facts: { format: 'json', compression: 'none', notes: [] } }, 'table', model)
}
