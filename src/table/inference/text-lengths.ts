import { type CodeColumn, type Column, isNumberColumn } from '../column.js'
import { fewestShared } from '../grammar/shared.js'
import { textShape } from '../kinds/texts.js'
import { type ColumnSchema, createLengthFinder, isModelled, type LengthClass, type Schema, type TextSchema } from '../schema.js'
import type { TypedColumns } from '../typing/typed-columns.js'

/** Classes of lengths, short to long, of as many rows each. */
const classes = 4
/** Words of a text, by the median: shorter ones are names and titles, of which the length says nothing. */
const fewestWords = 5
/** Levels of a column beyond the most frequent are looked at together. */
const mostLevels = 20
/**
 * When the length of texts is believed to hang together with a column: by Pearson's chi-squared of the table of both, in standard deviations of its cube root
 * (Wilson and Hilferty 1931; once in ten million by chance), and by an effect that is no trifle (Cramér's V).
 */
const leastDeviation = 5.2
const leastEffect = 0.1
/** Cells of a class of lengths that a level must let expect. */
const leastExpected = 5

/** The schema in which written texts say how long they are, where that hangs together with other columns. */
export function withTextLengths(typed: TypedColumns, schema: Schema): Schema {
  const linked = new Set(schema.links?.map(({ to }) => to))
  const isWritten = (column: ColumnSchema): column is TextSchema =>
    column.kind === 'text' &&
    (column.policy === 'words' || column.policy === 'markov') &&
    column.words[1] >= fewestWords &&
    !linked.has(column.name)
  if (!schema.columns.some(isWritten)) return schema
  const others = schema.columns.filter((column) => isModelled(column) && column.role !== 'order').map(({ name }) => name)
  const columns = schema.columns.map((column): ColumnSchema => {
    if (!isWritten(column)) return column
    const texts = typed.column(column.name) as CodeColumn
    const stay = new Set(column.levels)
    const lengths = lengthClasses(texts, stay)
    if (lengths.length < 2) return column
    const classOf = createLengthFinder(lengths)
    const codes = texts.levels.map((text) => (stay.has(text) ? -1 : classOf(text)))
    const ofRows = texts.values.map((code) => codes[code] ?? -1)
    return others.some((name) => hangTogether(ofRows, lengths.length, codesOf(typed.column(name)))) ? { ...column, lengths } : column
  })
  return { ...schema, columns }
}

/** Classes of the lengths of texts that don't stay, of at least as many rows as a class must have; fewer where many are of one length. */
function lengthClasses({ values, levels }: CodeColumn, stay: ReadonlySet<string>): LengthClass[] {
  const counts = new Array<number>(levels.length).fill(0)
  for (const code of values) if (code >= 0) counts[code] = (counts[code] as number) + 1
  const byLength = levels
    .flatMap((text, code) => ((counts[code] as number) > 0 && !stay.has(text) ? [{ text, rows: counts[code] as number }] : []))
    .sort((a, b) => a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
  const total = byLength.reduce((sum, { rows }) => sum + rows, 0)
  const parts: (typeof byLength)[] = []
  let before = 0
  for (const own of byLength) {
    const last = parts.at(-1)
    const isNext = !last || (before >= (parts.length * total) / classes && own.text.length > (last.at(-1)?.text.length as number))
    if (isNext) parts.push([own])
    else last.push(own)
    before += own.rows
  }
  const sized = parts.map((part) => {
    const rows = part.map((own) => own.rows)
    const all = rows.reduce((sum, n) => sum + n, 0)
    return { ...textShape({ texts: part.map(({ text }) => text), counts: rows, total: all }), rows: all }
  })
  return sized.every(({ rows }) => rows >= fewestShared) ? sized : []
}

/** The cells of a column in some classes: its frequent levels, or a quarter each of its numbers; missing ones are one of them. */
function codesOf(column: Column): { readonly codes: ArrayLike<number>; readonly size: number } {
  if (isNumberColumn(column)) {
    const sorted = Float64Array.from(column.values.filter((value) => !Number.isNaN(value))).sort()
    const cuts = [1, 2, 3].map((k) => sorted[Math.floor((k * sorted.length) / 4)] as number)
    return {
      codes: Float64Array.from(column.values, (value) => (Number.isNaN(value) ? 4 : cuts.filter((cut) => value >= cut).length)),
      size: 5,
    }
  }
  const counts = new Array<number>(column.levels.length).fill(0)
  for (const code of column.values) if (code >= 0) counts[code] = (counts[code] as number) + 1
  const frequent = column.levels.map((_, code) => code).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const places = new Map(frequent.slice(0, mostLevels).map((code, place) => [code, place]))
  return {
    codes: Int32Array.from(column.values, (code) => (code < 0 ? mostLevels + 1 : (places.get(code) ?? mostLevels))),
    size: mostLevels + 2,
  }
}

function hangTogether(
  lengths: ArrayLike<number>,
  sizes: number,
  { codes, size }: { readonly codes: ArrayLike<number>; readonly size: number },
): boolean {
  const table = Array.from({ length: sizes }, () => new Array<number>(size).fill(0))
  const sums = new Array<number>(size).fill(0)
  for (let row = 0; row < lengths.length; row++) {
    const own = table[lengths[row] as number]
    const code = codes[row] as number
    if (!own) continue
    own[code] = (own[code] as number) + 1
    sums[code] = (sums[code] as number) + 1
  }
  // Where few are to be expected the statistic has no known distribution.
  const used = sums.flatMap((sum, code) => (sum >= leastExpected * sizes ? [code] : []))
  const rows = table.map((own) => used.reduce((sum, code) => sum + (own[code] as number), 0))
  const total = rows.reduce((sum, n) => sum + n, 0)
  if (used.length < 2) return false
  let statistic = 0
  table.forEach((own, i) => {
    for (const code of used) {
      const expected = ((rows[i] as number) * (sums[code] as number)) / total
      const off = (own[code] as number) - expected
      if (expected > 0) statistic += (off * off) / expected
    }
  })
  const freedom = (sizes - 1) * (used.length - 1)
  const spread = 2 / (9 * freedom)
  const effect = Math.sqrt(statistic / (total * Math.min(sizes - 1, used.length - 1)))
  const root = 1 - spread + leastDeviation * Math.sqrt(spread)
  return effect >= leastEffect && statistic / freedom >= root * root * root
}
