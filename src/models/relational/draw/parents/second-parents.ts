import type { Rng } from '../../../../random/rng.js'
import type { Table } from '../../../../table/table.js'
import type { TableState } from '../../state.js'
import { className, isTogether, sameName } from '../../views.js'
import type { OwnedRows } from '../rows/owned-rows.js'
import { noRelatedRows, type RelatedPredictors } from '../rows/related-predictors.js'
import { RowDrawer } from '../rows/row-drawer.js'
import { statedClasses } from '../rows/stated-rows.js'
import { blockRng, type DatabaseRun, type FamilyRange, matchOf, relationsOf, streams } from '../run.js'
import { foundRows, type Wanted } from './found.js'

/** What rows want of second parents, by relation: classes and, of diamonds, whether to come where the other way leads. */
interface Wants {
  readonly classes: Map<number, Int32Array>
  readonly same: Map<number, Int32Array>
}

/** The rows of second parents, and the classes of these, by relation. */
export interface Found {
  readonly links: Map<number, Int32Array>
  readonly classes: Map<number, Int32Array>
}

/** The second parents of the rows of one block: what rows want of them, and which rows they find. */
export class SecondParents {
  readonly #run: DatabaseRun
  readonly #block: FamilyRange
  readonly #sights: RelatedPredictors

  constructor(run: DatabaseRun, block: FamilyRange, sights: RelatedPredictors) {
    this.#run = run
    this.#block = block
    this.#sights = sights
  }

  /** The classes of rows that a schema describes; null where rows were learned. */
  stated(name: string, relation: number, rows: number): Int32Array | null {
    const { stated, classes } = matchOf(this.#run, relation)
    return stated
      ? statedClasses(stated.missing, classes, rows, blockRng(this.#run, this.#block, name).split(streams.classes, relation))
      : null
  }

  /** What rows without an owner want, which their model draws with them. */
  ofRoot({ name }: TableState, drawn: Table): Wants {
    const relations = relationsOf(this.#run.model, name, ['second', 'lookup', 'late'])
    const codesOf = (column: string, missing: number): Int32Array =>
      Int32Array.from(drawn.column(column).values, (code) => (code < 0 ? missing : code))
    const diamonds = relations.filter((relation) => matchOf(this.#run, relation).diamond)
    const classesOf = (relation: number): Int32Array =>
      this.stated(name, relation, drawn.rows) ?? codesOf(className(relation), matchOf(this.#run, relation).classes)
    return {
      classes: new Map(relations.map((relation) => [relation, classesOf(relation)])),
      same: new Map(diamonds.map((relation) => [relation, codesOf(sameName(relation), 0)])),
    }
  }

  /** What rows of an owner want, before anything of their own is drawn. */
  draw(state: TableState, owned: OwnedRows, rng: Rng): Wants {
    const wants: Wants = { classes: new Map(), same: new Map() }
    const relations = relationsOf(this.#run.model, state.name, ['second', 'lookup'])
    if (relations.length === 0) return wants
    const related = state.views.map((path) => (isTogether(path) ? noRelatedRows(owned) : this.#sights.along(path, owned, new Map())))
    const drawer = new RowDrawer(state, {
      rows: owned.ownerRow.length,
      position: owned.position,
      size: owned.size,
      depth: 0,
      related,
      wants: new Map(),
    })
    const rows = owned.ownerRow.length
    for (const relation of relations) {
      const { step, classes, diamond } = matchOf(this.#run, relation)
      if (diamond) {
        const { step: same } = diamond
        const own = rng.split(streams.classes, relation, 1)
        wants.same.set(relation, same ? drawer.drawWants(sameName(relation), same, own) : new Int32Array(rows))
      }
      const own = rng.split(streams.classes, relation)
      wants.classes.set(
        relation,
        this.stated(state.name, relation, rows) ??
          (step ? drawer.drawWants(className(relation), step, own) : new Int32Array(rows).fill(classes)),
      )
    }
    return wants
  }

  /** The rows of second parents, by relation, one after the other, and the classes of these; as far as the relation `before`. */
  find({ name }: TableState, wants: Wants, owned: OwnedRows, rng: Rng, before = Number.POSITIVE_INFINITY): Found {
    const links = new Map<number, Int32Array>()
    const classes = new Map(wants.classes)
    for (const relation of relationsOf(this.#run.model, name, ['second', 'lookup'])) {
      if (relation >= before) break
      const wanted = this.wanted(relation, wants, owned, links)
      const found = foundRows(this.#run, this.#block, relation, wanted, rng.split(streams.links, relation))
      links.set(relation, found.rows)
      classes.set(relation, found.classes)
    }
    return { links, classes }
  }

  wanted(relation: number, { classes, same }: Wants, owned: OwnedRows, links: ReadonlyMap<number, Int32Array>): Wanted {
    const { diamond } = matchOf(this.#run, relation)
    const own = { classes: classes.get(relation) as Int32Array, position: owned.position }
    if (!diamond) return { ...own, ends: null }
    const { places, offset } = this.#sights.along(diamond.near, owned, links)
    const isSame = same.get(relation) as Int32Array
    return { ...own, ends: places.map((row, i) => (row < 0 ? -1 : isSame[i] === 1 ? row + offset : -2 - row - offset)) }
  }
}
