import type { PairCoding } from '../coded.js'
import { type ComparedRelation, type ComparedSchema, type DatabaseView, tableOf } from '../view.js'

/** What two databases are compared by, and one part of it: a relation, a pair of columns, a table. */
export interface ComparedItem {
  readonly of: string
  /** The relation that it is about, where it is about one. */
  readonly relation?: string
  readonly value: number
  /** Of what trees tell apart: the area under the curve. */
  readonly area?: number
}

/** Two databases and what is compared of them. */
export interface Side {
  readonly real: DatabaseView
  readonly other: DatabaseView
  readonly compared: ComparedSchema
  readonly coding: PairCoding
  readonly seed: number
}

/** A metric across tables. All lie between 0 and 1, the goal. */
export interface DatabaseMetric {
  readonly name: string
  readonly title: string
  readonly plain: string
  /** Whether shuffled references are a floor that says something: not for what holds within tables, nor for integrity. */
  readonly across: boolean
  compute(side: Side): ComparedItem[]
}

/** Rows of a side below which its columns and rank correlations say next to nothing: two samples of so many rows of one law lie a third apart. */
const fewestRows = 30

/** Whether a table has too few rows on either side for a score to say anything. */
export function isShort(real: DatabaseView, other: DatabaseView, table: string): boolean {
  return tableOf(real, table).rows < fewestRows || tableOf(other, table).rows < fewestRows
}

/** What a metric says of a relation. */
export function item({ name }: ComparedRelation, value: number): ComparedItem {
  return { of: name, relation: name, value }
}

/** The same; nothing where it can't be computed. */
export function given(relation: ComparedRelation, value: number | null): ComparedItem[] {
  return value === null ? [] : [item(relation, value)]
}
