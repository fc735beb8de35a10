import type { Reference } from '../../evaluate/metric.js'
import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import type { Rng } from '../../random/rng.js'
import type { Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'

/** Candidates, of whom an attacker asks whether they were among the training rows, and what the attacker has to tell by. */
export interface Candidates {
  readonly attacked: Attacked
  /** Members and then as many others. */
  readonly candidates: Table
  readonly synthetic: Table
  /** Rows of the same source that are neither. */
  readonly reference: Table
  readonly mixed: { readonly candidates: MixedRows; readonly synthetic: MixedRows; readonly reference: MixedRows }
  /** Which targets and controls these are, by position. */
  readonly rowsOf: { readonly members: Int32Array; readonly others: Int32Array; readonly reference: Int32Array }
  readonly rng: Rng
  /** Work that scores share. */
  shared<T>(name: string, make: () => T): T
}

/** A score per candidate: the greater, the likelier a member. One file per idea, and one line in `scores.ts`. */
export interface MembershipScore {
  readonly name: string
  readonly title: string
  readonly references: readonly Reference[]
  score(given: Candidates): Float64Array
}
