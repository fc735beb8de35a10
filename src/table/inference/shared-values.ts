import type { CodeColumn } from '../column.js'
import { createFormFinder } from '../grammar/match.js'
import { type ColumnSchema, type Schema, standsInGroups, type TextSchema } from '../schema.js'
import type { TypedColumns } from '../typing/typed-columns.js'

/**
 * When rows that share a value made anew are believed to share that of another column, too, as those of a customer the city: of the pairs of rows with the
 * same value so many agree, and so much more of the way from chance to agreement is gone. With fewer values that come back it can't be told: the share of
 * pairs that agree then errs by more than a tenth.
 */
const mostAgreement = 0.9
const leastGain = 0.8
const leastValues = 25
/** Rows of each combination of what is shared, on average: with fewer, values could not come back among them as often as they did. */
const rowsTogether = 5

/** The schema in which texts made anew that come back say what rows that share them share. */
export function withSharedValues(typed: TypedColumns, schema: Schema): Schema {
  const linked = new Set(schema.links?.map(({ to }) => to))
  const isShared = (column: ColumnSchema): column is TextSchema =>
    column.kind === 'text' && column.role !== 'sequence-key' && standsInGroups(column.name, schema)
  if (!schema.columns.some(isShared)) return schema
  const coded = schema.columns.flatMap((column) => {
    const codes = linked.has(column.name) ? null : codesOf(typed, column)
    return codes ? [{ name: column.name, ...codes }] : []
  })
  coded.sort(
    (a, b) =>
      b.size - a.size || schema.columns.findIndex(({ name }) => name === a.name) - schema.columns.findIndex(({ name }) => name === b.name),
  )
  const sharing = (column: TextSchema): string[] => {
    const together = rowsOfValues(typed.column(column.name) as CodeColumn, column.levels)
    if (together.length < leastValues) return []
    const found: string[] = []
    let combinations = together.map((rows) => rows.map(() => ''))
    const total = together.reduce((sum, rows) => sum + rows.length, 0)
    for (const { name, codes } of coded) {
      if (name === column.name || isImplied(schema, name, found) || !doAgree(together, codes)) continue
      const next = combinations.map((texts, g) => texts.map((text, i) => `${text} ${codes[together[g]?.[i] as number]}`))
      if (new Set(next.flat()).size * rowsTogether > total) continue
      combinations = next
      found.push(name)
    }
    return found
  }
  const columns = schema.columns.map((column): ColumnSchema => {
    const within = isShared(column) ? sharing(column) : []
    return within.length > 0 ? ({ ...column, within } as ColumnSchema) : column
  })
  return { ...schema, columns }
}

/** Which level a model is to draw for each row, as far as rows say it; null for numbers and for texts of one form. */
function codesOf(typed: TypedColumns, column: ColumnSchema): { readonly codes: ArrayLike<number>; readonly size: number } | null {
  if (column.role === 'key' || column.role === 'sequence-key' || column.role === 'order') return null
  if (column.kind === 'categorical' || column.kind === 'ordinal' || column.kind === 'boolean') {
    const { values, levels } = typed.column(column.name) as CodeColumn
    return { codes: values, size: levels.length }
  }
  if (column.kind !== 'text' || column.policy !== 'mask') return null
  const { levels, forms = [] } = column
  if (levels.length + forms.length < 2) return null
  const { values, levels: texts } = typed.column(column.name) as CodeColumn
  const kept = new Map(levels.map((level, code) => [level, code]))
  const formOf = createFormFinder(forms)
  const codes = texts.map((text) => kept.get(text) ?? levels.length + formOf(text))
  return { codes: values.map((value) => codes[value] ?? -1), size: levels.length + forms.length }
}

/** Whether a column follows from one of these, so that rows that share them share it anyway. */
function isImplied({ dependencies }: Schema, name: string, found: readonly string[]): boolean {
  return dependencies.some(({ from, to }) => to === name && found.includes(from))
}

/** Of each value that doesn't stay and comes back, its rows. */
function rowsOfValues({ values, levels }: CodeColumn, stay: readonly string[]): number[][] {
  const kept = new Set(stay)
  const rows = levels.map((): number[] => [])
  for (let row = 0; row < values.length; row++) rows[values[row] as number]?.push(row)
  return rows.filter(({ length }, code) => length > 1 && !kept.has(levels[code] as string))
}

/** Whether rows of one value agree in another column, and that is more than chance explains. */
function doAgree(together: readonly (readonly number[])[], codes: ArrayLike<number>): boolean {
  const all = new Map<number, number>()
  let [agreeing, pairs, total] = [0, 0, 0]
  for (const rows of together) {
    const counts = new Map<number, number>()
    for (const row of rows) {
      const code = codes[row] as number
      agreeing += counts.get(code) ?? 0
      counts.set(code, (counts.get(code) ?? 0) + 1)
      all.set(code, (all.get(code) ?? 0) + 1)
    }
    pairs += (rows.length * (rows.length - 1)) / 2
    total += rows.length
  }
  const agreement = agreeing / pairs
  const chance = [...all.values()].reduce((sum, count) => sum + (count / total) * (count / total), 0)
  return agreement >= mostAgreement && agreement - chance > leastGain * (1 - chance)
}
