import type { Column } from '../../../../table/column.js'
import { type BaseCoding, baseCodes } from '../../../markov-chain/fit/bases.js'
import { togetherBy } from '../../fit/table/virtuals.js'
import { gatheredCells } from '../../rules/wide.js'
import type { Hop, TableState } from '../../state.js'
import { firstFar, targetOf } from '../../views.js'
import type { DatabaseRun, FamilyRange, Store } from '../run.js'
import type { Local } from './local.js'
import type { OwnedRows } from './owned-rows.js'

/** What rows see of others: which row each one sees, and what there is to see of it. */
export interface RelatedRows {
  /** -1 for none. */
  readonly places: Int32Array
  /** What makes them rows of the whole run. */
  readonly offset: number
  codesOf(name: string): Uint16Array
  cellsOf(column: string): Column
}

/** What rows of one block see of the rows that they refer to. */
export class RelatedPredictors {
  readonly #run: DatabaseRun
  readonly #block: FamilyRange
  readonly #rowsOf: (table: string) => Local

  /** `rowsOf`: the rows of other tables of the block. */
  constructor(run: DatabaseRun, block: FamilyRange, rowsOf: (table: string) => Local) {
    this.#run = run
    this.#block = block
    this.#rowsOf = rowsOf
  }

  /** What rows see at the end of a path. */
  along(path: readonly Hop[], owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): RelatedRows {
    const { model, stores } = this.#run
    const rows = owned.ownerRow.length
    let places: Int32Array = Int32Array.from({ length: rows }, (_, row) => row)
    let here: Local | OwnedRows | null = owned
    let there: Store | null = null
    for (const hop of path) {
      const { part } = model.plan.relations[hop.relation]
      let link: Int32Array | undefined
      if (there) {
        link = part === 'partner' ? undefined : there.links.get(hop.relation)
        there = stores.get(targetOf(model.plan, hop)) ?? null
      } else if (part === 'partner' && !hop.back) {
        // A partner has the number of the row that it is drawn after.
        here = this.#rowsOf(targetOf(model.plan, hop))
      } else if (part === 'owner' || part === 'self' || part === 'partner') {
        link = here?.ownerRow ?? new Int32Array(rows).fill(-1)
        here = here?.owner ?? null
        if (here === null) link = new Int32Array(link.length).fill(-1)
      } else {
        link = here && 'links' in here ? here.links.get(hop.relation) : links.get(hop.relation)
        there = stores.get(targetOf(model.plan, hop)) ?? null
        if (!link) link = new Int32Array(here && 'rows' in here ? here.rows : rows).fill(-1)
      }
      const follow = link
      if (follow) places = places.map((row) => (row < 0 ? -1 : (follow[row] ?? -1)))
    }
    const end = (there ?? here) as Store | Local | null
    const offset = there || !end || !('name' in end) ? 0 : (this.#run.offsets.get(end.name)?.get(this.#block.index) ?? 0)
    return {
      places,
      offset,
      codesOf: (name) => end?.codes?.get(name) ?? new Uint16Array(),
      cellsOf: (column) => (end && 'cells' in end ? end.cells.get(column) : end?.columns.column(column)) ?? missing(column),
    }
  }

  /** What rows see of the children of their owner of another kind, which are drawn before, together. */
  together({ views, bases, codings }: TableState, view: number, owned: OwnedRows): RelatedRows {
    const { owner } = owned
    if (!owner) return noRelatedRows(owned)
    const elders = this.#rowsOf(targetOf(this.#run.model.plan, views[view]?.at(-1) as Hop))
    return {
      ...noRelatedRows(owned),
      places: owned.ownerRow,
      codesOf: (name) => {
        const base = bases.findIndex((other) => other.view === view + firstFar && other.name === name)
        return baseCodes(codings[base] as BaseCoding, togetherBy(elders.columns.column(name), elders.ownerRow, owner.rows))
      },
    }
  }

  /** The cells that rows see in a column of the rows to which these relations lead, by another name. */
  cellsAlong(
    path: readonly number[],
    owned: OwnedRows,
    links: ReadonlyMap<number, Int32Array>,
  ): (asked: { readonly column: string; readonly name: string }) => Column {
    const related = this.along(
      path.map((relation): Hop => ({ relation, back: false })),
      owned,
      links,
    )
    return ({ column, name }) => gatheredCells(related.cellsOf(column), related.places, name)
  }
}

/** What rows see where there is nothing. */
export function noRelatedRows({ ownerRow }: OwnedRows): RelatedRows {
  return { places: new Int32Array(ownerRow.length).fill(-1), offset: 0, codesOf: () => new Uint16Array(), cellsOf: missing }
}

function missing(name: string): Column {
  return { name, kind: 'numeric', values: new Float64Array() }
}
