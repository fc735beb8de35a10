import { mean, medianSorted, standardDeviation } from 'simple-statistics'
import type { Kind } from '../column.js'
import type { ColumnGuess } from '../kinds/column.js'
import { groupedDigits, plural } from '../kinds/guess.js'
import { atomsOf } from '../kinds/numbers/measures.js'
import type { NumberCells } from '../kinds/numbers/numbers.js'
import { type ColumnProfile, compareTexts, distinctOf } from '../kinds/profile.js'
import type { ColumnSchema, TextSchema } from '../schema.js'
import { formatterOf } from '../typing/format.js'

/** What a column holds, in a few numbers. Times are written in the column's own format. */
export type Summary =
  | {
      readonly of: 'numbers'
      readonly min: number
      readonly median: number
      readonly max: number
      readonly mean: number
      readonly sd: number
    }
  | { readonly of: 'times'; readonly min: string; readonly median: string; readonly max: string }
  | { readonly of: 'levels'; readonly top: readonly ShareOf[]; readonly others: number }
  | { readonly of: 'keys'; readonly pattern: string }
  | { readonly of: 'texts'; readonly words: readonly [number, number, number] }
  | { readonly of: 'nothing' }

export interface ShareOf {
  readonly value: string
  /** Of the cells that are not missing. */
  readonly share: number
}

/** What inference found out about one column; plain JSON. */
export interface ColumnFinding {
  readonly name: string
  readonly kind: Kind
  readonly role: ColumnSchema['role']
  /** What the values are in the world, where that was told. */
  readonly meaning?: ColumnSchema['meaning']
  /** Why this kind, with counts. */
  readonly reason: string
  readonly rows: number
  readonly missing: number
  /** How missing cells are written. */
  readonly missingTokens: readonly string[]
  readonly distinct: number
  readonly summary: Summary
  /** Repeated values of a number or datetime column that stand out, such as 0 or 999. */
  readonly atoms: readonly ShareOf[]
  /** What synthetic rows will have instead of the real values, where these are never copied. */
  readonly treatment?: string
  readonly warnings: readonly string[]
}

export function columnFinding(column: ColumnSchema, { guess, missing, missingCount, cells }: ColumnGuess, rows: number): ColumnFinding {
  const write = numberText(column)
  const treatment = treatmentOf(column)
  return {
    name: column.name,
    kind: column.kind,
    role: column.role,
    ...(column.meaning ? { meaning: column.meaning } : {}),
    reason: guess.reason,
    rows,
    missing: missingCount,
    missingTokens: missing,
    distinct: guess.numbers?.values.length ?? distinctOf(cells),
    summary: summaryOf(column, cells, guess.numbers, write),
    atoms: guess.numbers ? atomsOf(guess.numbers).map(({ value, count }) => ({ value: write(value), share: count / cells.total })) : [],
    ...(treatment === undefined ? {} : { treatment }),
    warnings: guess.warnings,
  }
}

function numberText(column: ColumnSchema): (value: number) => string {
  return formatterOf(column, { name: column.name, kind: 'numeric', values: new Float64Array(0) })
}

function treatmentOf(column: ColumnSchema): string | undefined {
  if (column.kind === 'id')
    return `never copied: made anew as ${column.pattern}${column.pattern.includes('{n:') ? `, counting from ${column.start}` : ''}`
  if (column.kind !== 'text') return undefined
  if (column.policy === 'copy') return 'copied: real texts are drawn again'
  const stay = column.levels.length > 0 ? `${groupedDigits(column.levels.length)} frequent values stay, others are ` : ''
  return `${stay === '' ? 'never copied: ' : stay}${howWritten(column)}`
}

/** Forms of a column that are shown. */
const mostForms = 3

function howWritten({ policy, forms = [] }: TextSchema): string {
  if (policy === 'words' || forms.length === 0)
    return policy === 'markov' ? 'written word after word, as many rows have it' : 'replaced by made-up words of like length'
  const common = [...forms].sort((a, b) => b.rows - a.rows)
  const rest = common.length - mostForms
  return `made anew as ${common
    .slice(0, mostForms)
    .map(({ pattern }) => pattern)
    .join(' or ')}${rest > 0 ? ` and ${plural(rest, 'other form')}` : ''}`
}

const mostLevels = 5

function summaryOf(
  column: ColumnSchema,
  cells: ColumnProfile,
  numbers: ColumnGuess['guess']['numbers'],
  write: (value: number) => string,
): Summary {
  if (cells.total === 0) return { of: 'nothing' }
  if (column.kind === 'id') return { of: 'keys', pattern: column.pattern }
  if (column.kind === 'text') return { of: 'texts', words: column.words }
  if (numbers) {
    const { min, median, max, ...rest } = numberSummary(numbers)
    if (column.kind !== 'datetime') return { of: 'numbers', min, median, max, ...rest }
    return { of: 'times', min: write(min), median: write(median), max: write(max) }
  }
  return levelSummary(column, cells)
}

function levelSummary(column: ColumnSchema, { texts, counts, plain, total }: ColumnProfile): Summary {
  // Numbers 0 and 1 are written as the levels of a boolean column.
  const numbers = Array.from(plain?.values ?? [], (value) => (column.kind === 'boolean' ? (column.levels[value] ?? '') : String(value)))
  const levels = [...texts, ...numbers].map((value, i) => ({ value, count: counts[i] ?? (plain?.counts[i - texts.length] as number) }))
  levels.sort((a, b) => b.count - a.count || compareTexts(a.value, b.value))
  const top = levels.slice(0, mostLevels).map(({ value, count }) => ({ value, share: count / total }))
  return { of: 'levels', top, others: levels.length - top.length }
}

/** Descriptives of the values, each as often as it occurs. */
function numberSummary({ values, counts, total }: Pick<NumberCells, 'values' | 'counts' | 'total'>): {
  min: number
  median: number
  max: number
  mean: number
  sd: number
} {
  const sorted = new Float64Array(total)
  let end = 0
  for (let i = 0; i < values.length; i++) {
    const start = end
    end += counts[i] as number
    sorted.fill(values[i] as number, start, end)
  }
  // The functions ask for arrays but only index them.
  const cells = sorted as unknown as number[]
  const [min, max] = [values[0] as number, values.at(-1) as number]
  // Sums of squares of huge numbers overflow, so numbers are scaled to at most 1 first.
  const scale = Math.max(Math.abs(min), Math.abs(max)) > 1e150 ? Math.max(Math.abs(min), Math.abs(max)) : 1
  if (scale > 1) for (let i = 0; i < total; i++) sorted[i] = (sorted[i] as number) / scale
  return { min, median: medianSorted(cells) * scale, max, mean: mean(cells) * scale, sd: standardDeviation(cells) * scale }
}
