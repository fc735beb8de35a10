import type { BinnedColumn } from '../../encode/bins.js'
import type { Cpt } from './cpt.js'

/** A column of the network and how it depends on others. */
export interface NetworkNode {
  /** Position of the column. */
  readonly column: number
  /** Positions of the columns that it depends on. */
  readonly parents: readonly number[]
  readonly cpt: Cpt
}

export interface NetworkEdge {
  readonly from: number
  readonly to: number
  /** What the parent tells about the child that the other parents don't, in nats per row. */
  readonly information: number
}

/** Plain data. */
export interface NetworkState {
  /** In the schema's order. */
  readonly columns: readonly BinnedColumn[]
  /** Parents before children. */
  readonly nodes: readonly NetworkNode[]
  readonly edges: readonly NetworkEdge[]
}
