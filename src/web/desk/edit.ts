import { type ColumnSchema, parseSchema, type RawColumn, type RawTable, relationText, type Schema } from '../../index.js'
import { ownValue } from '../../table/own.js'
import type { Edits } from '../protocol.js'

/** The raw table with the cells that are said to be missing empty, so that kinds and bounds are told from the others. */
export function withGaps(raw: RawTable, missing: Edits['missing']): RawTable {
  return { ...raw, columns: raw.columns.map((column) => emptied(column, ownValue(missing, column.name) ?? [])) }
}

function emptied(column: RawColumn, words: readonly string[]): RawColumn {
  if (words.length === 0) return column
  const gone = new Set(words)
  const numbers = new Set(words.filter((word) => word.trim() !== '').map(Number))
  const tokens = column.tokens.map((token) => (gone.has(token) ? '' : token))
  if (!column.numbers) return { ...column, tokens }
  const empty = tokens.push('') - 1
  const codes = column.codes ? column.codes.slice() : new Int32Array(column.length).fill(-1)
  const kept = column.numbers.map((value, row) => {
    if (!numbers.has(value)) return value
    codes[row] = empty
    return Number.NaN
  })
  return { ...column, tokens, codes, numbers: kept }
}

/** The inferred schema with what somebody knows better. */
export function editedSchema(schema: Schema, raw: RawTable, edits: Edits): Schema {
  const withEmpty = new Set(raw.columns.filter(({ tokens }) => tokens.includes('')).map(({ name }) => name))
  const columns = schema.columns.map((column): ColumnSchema => {
    const words = ownValue(edits.missing, column.name) ?? []
    const meaning = ownValue(edits.meanings, column.name)
    const { meaning: inferred, ...rest } = column
    const said = meaning === undefined ? inferred : meaning === '' ? undefined : meaning
    return {
      ...rest,
      ...(said === undefined ? {} : { meaning: said }),
      sensitive: column.sensitive || edits.sensitive.includes(column.name),
      ...(words.length === 0
        ? {}
        : { nullable: true, missing: [...new Set([...words, ...column.missing, ...(withEmpty.has(column.name) ? [''] : [])])] }),
    } as ColumnSchema
  })
  const dropped = new Set(edits.dropped)
  return parseSchema({
    ...schema,
    columns,
    dependencies: schema.dependencies.filter((dependency) => !dropped.has(dependencyText(dependency))),
    ...(edits.rules.length > 0 ? { rules: edits.rules } : {}),
    ...(schema.relations ? { relations: schema.relations.filter((relation) => !dropped.has(relationText(relation))) } : {}),
  })
}

export function dependencyText({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${to} follows from ${from}`
}
