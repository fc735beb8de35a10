import { letterTest } from '../grammar/letters.js'
import type { ColumnProfile } from '../kinds/profile.js'
import type { RawColumn } from '../raw.js'
import type { ColumnSchema, IntegerSchema, NumericSchema, Schema } from '../schema.js'
import { columnsBeside } from './form.js'

/** A column of numbers of which several stand in one cell: 120/80 is 120 and, between `/`, 80. */
export type PartSchema = (NumericSchema | IntegerSchema) & { readonly beside: string; readonly between: string }

/** What separates the numbers of a cell, and how many there are. */
export interface FoundParts {
  readonly between: string
  readonly count: number
}

/** What may stand between two numbers of a cell, tried in this order. */
const separators = [
  ' / ',
  '/',
  ' x ',
  ' × ',
  'x',
  '×',
  ' – ',
  ' - ',
  '–',
  '-',
  ' to ',
  ' bis ',
  ' of ',
  ', ',
  '; ',
  ',',
  ';',
  ':',
  '|',
  '+',
]
/** A number with a sign or a unit, which isn't written with leading zeros as codes are. */
const isNumber = letterTest(/^[-+]?(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?(?:\s?\p{L}{1,3}|\s?%)?$/u)
const mostParts = 3
/** Texts of fewer kinds are levels or too few to tell. */
const fewestTexts = 20
const fewestValues = 5

/** How texts of a column are two or three numbers each; null where they aren't, or may be codes. */
export function findParts({ texts, plain }: ColumnProfile): FoundParts | null {
  if (plain || texts.length < fewestTexts) return null
  for (const between of separators) {
    const first = (texts[0] as string).split(between)
    if (first.length < 2 || first.length > mostParts) continue
    const split = texts.map((text) => text.split(between))
    if (!split.every((parts) => parts.length === first.length && parts.every(isNumber))) continue
    const columns = first.map((_, k) => split.map((parts) => parts[k] as string))
    return areMeasures(columns, between) ? { between, count: first.length } : null
  }
  return null
}

/** Whether parts are numbers rather than pieces of a code: two of them vary, not all are of one length, and what a dash joins is a range. */
function areMeasures(columns: readonly (readonly string[])[], between: string): boolean {
  const varying = columns.filter((column) => new Set(column).size >= fewestValues)
  const isLong = (column: readonly string[]): boolean => column.every((text) => text.length === column[0]?.length && !text.includes('.'))
  if (varying.length < 2 || varying.every(isLong)) return false
  if (!/[-–]/.test(between) || between.startsWith(' ')) return true
  return columns
    .slice(1)
    .every((column, k) =>
      column.every((text, i) => Number.parseFloat((columns[k] as readonly string[])[i] as string) <= Number.parseFloat(text)),
    )
}

/** The parts of a column as columns of their own, the first under its name. A cell that is no such text stands in the first, where it is a fault. */
export function splitParts(
  raw: RawColumn,
  names: readonly string[],
  betweens: readonly string[],
  missing: ReadonlySet<string>,
): RawColumn[] {
  const parts = raw.tokens.map((text) => (missing.has(text) || text.trim() === '' ? null : partsOf(text, betweens)))
  return [raw.name, ...names].map((name, k): RawColumn => {
    const tokens: string[] = []
    const codes = new Map<string, number>()
    const ofToken = Int32Array.from(raw.tokens, (text, token) => {
      const own = parts[token] ? (parts[token]?.[k] as string) : k === 0 ? text : null
      if (own === null) return -1
      const known = codes.get(own)
      if (known !== undefined) return known
      codes.set(own, tokens.length)
      return tokens.push(own) - 1
    })
    const cells = Int32Array.from({ length: raw.length }, (_, row) => ofToken[raw.codes?.[row] ?? -1] ?? -1)
    const own = { ...raw, name, codes: cells, tokens }
    return k === 0 ? own : { ...own, numbers: null, decimals: null }
  })
}

/** The numbers of a text, cut at each separator in turn; null where one is absent. */
export function partsOf(text: string, betweens: readonly string[]): string[] | null {
  const parts: string[] = []
  let rest = text
  for (const between of betweens) {
    // A sign at the beginning separates nothing.
    const at = rest.indexOf(between, 1)
    if (at < 0) return null
    parts.push(rest.slice(0, at))
    rest = rest.slice(at + between.length)
  }
  return [...parts, rest]
}

/** The columns whose numbers stand behind those of a column in its cells, in their order. */
export function partsBeside(name: string, schema: Schema): PartSchema[] {
  return columnsBeside(name, schema).filter(isPart)
}

export function isPart(column: ColumnSchema): column is PartSchema {
  return (column.kind === 'numeric' || column.kind === 'integer') && column.beside !== undefined
}
