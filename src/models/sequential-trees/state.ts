import type { Allowed } from './draw/conditions/allowed.js'
import type { GapRules } from './draw/gaps/gaps.js'
import type { Conditional } from './draw/laws/conditional.js'
import type { Identity } from './fit/identities.js'
import type { Support } from './fit/support.js'

/** How one column is drawn, given the columns before it. */
export interface TreeStep {
  readonly name: string
  /** Bounds of the bins in which later columns see this one; null for levels. */
  readonly edges: Float64Array | null
  /** The values of a number column; null for levels. */
  readonly support: Support | null
  /** Whether there is a value (1) or not (0); null where there always is, or where missing is a level. */
  readonly presence: Conditional | null
  /** Null where the column has no values at all, or is computed. */
  readonly values: Conditional | null
  /** What gaps in the columns before make a gap here, and what values there a value; null where they decide nothing. */
  readonly gaps: GapRules | null
  /** How it is computed from columns before it; null where it is drawn. */
  readonly identity: Identity | null
}

/** Evidence, and how rows are drawn under it. */
export interface Conditioning {
  /** What is left of the first columns drawn, up to the last with evidence; null for all of it. */
  readonly allowed: readonly (Allowed | null)[]
  /** Candidates that are drawn for each row. */
  readonly candidates: number
  /** Greatest weight of a candidate: one is kept as often as its weight is of it, which is exact. Null: rows are drawn again by weight. */
  readonly bound: number | null
}

/** The columns in one visit order. */
export interface VisitOrder {
  readonly steps: readonly TreeStep[]
  readonly given: Conditioning | null
}

export interface TreesState {
  /** One or more; row r of a block goes the way r % ways. */
  readonly ways: readonly VisitOrder[]
}
