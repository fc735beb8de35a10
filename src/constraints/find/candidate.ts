import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** A rule that a search proposes, to be checked on all rows. */
export interface CandidateRule {
  readonly rule: string
  readonly kind:
    | 'equation'
    | 'order'
    | 'bound'
    | 'levels'
    | 'date'
    | 'implication'
    | 'gap'
    | 'dependence'
    | 'unique'
    | 'one-hot'
    | 'multiple'
    | 'sequence'
  /** The probability that a row of which the rule says something satisfies it if its columns had nothing to do with each other. */
  readonly chance: number
  /** What the rule says something of: rows, or other things that are counted in their stead. */
  readonly support: number
}

/** Candidates, and how many rules a search has looked at, promising or not: what is found by chance grows with it. */
export interface Search {
  readonly candidates: readonly CandidateRule[]
  readonly tried: number
}

/** Pairs of columns about which an equation says all there is to say. */
export type Equated = (a: string, b: string) => boolean

/** A table in which rules are looked for. */
export interface SearchedTable {
  readonly table: Table
  readonly schema: Schema
}

/** The least share of rows in which a rule holds. */
export const leastShare = 0.995

export function joined(searches: readonly Search[]): Search {
  return { candidates: searches.flatMap(({ candidates }) => candidates), tried: searches.reduce((sum, { tried }) => sum + tried, 0) }
}
