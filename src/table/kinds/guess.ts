import type { Kind } from '../column.js'
import type { ColumnInput } from '../schema.js'
import type { NumberCells } from './numbers/numbers.js'

type WithoutCommon<T> = T extends unknown ? Omit<T, 'name' | 'role' | 'nullable' | 'missing' | 'sensitive' | 'storage' | 'note'> : never

/** What inference thinks a column is, apart from its name, role and missing cells. */
export interface Guess {
  readonly schema: WithoutCommon<ColumnInput>
  /** Why, as a plain sentence with counts. */
  readonly reason: string
  readonly warnings: readonly string[]
  /** The values of a number or datetime column (the latter in its unit). */
  readonly numbers?: Pick<NumberCells, 'values' | 'counts' | 'total'>
  /** Few whole numbers, which may be codes as well. */
  readonly mayBeCodes?: boolean
  /** Day and month could be the other way round, as far as this column tells. */
  readonly ambiguousDate?: boolean
}

/** What is known of a column besides its cells. */
export interface GuessContext {
  readonly name: string
  /** The delimiter of a text file: semicolons go with decimal commas. */
  readonly delimiter?: string
  /** Whether the other dates of the table put the day first; undefined where they don't tell. */
  readonly dayFirst?: boolean
  /** The kind that somebody declared. */
  readonly kind?: Kind
  /** Why it is text, where nobody declared it. */
  readonly textReason?: string
  /** A column that puts rows in order is no key, although it may count. */
  readonly isOrder?: boolean
  /** Keys that come back in several rows, declared as such. */
  readonly repeats?: boolean
}

/** A whole number as people write it: 32,561. */
export function groupedDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** "1 distinct value", "3 distinct values". */
export function plural(count: number, noun: string): string {
  return `${groupedDigits(count)} ${noun}${count === 1 ? '' : 's'}`
}
