import { inferenceCells } from '../../../learn/graphs/triangulate.js'
import { eliminate, type Parents } from './graph.js'

/** Two variables of one family. */
export type Tie = readonly [a: number, b: number]

/** Cliques that ties make wider, by the variable whose elimination they belong to, and the cells of all tables then. */
interface Widening {
  readonly later: Map<number, ReadonlySet<number>>
  readonly cells: number
}

/**
 * An order in which to eliminate the variables of a network, and its cliques, kept while the network changes: what one more tie costs in
 * this order is soon known, as it widens no more than the cliques on a path. Another order may need fewer cells.
 * @see Liu, 1990, The role of elimination trees in sparse factorization
 */
export class KeptOrder {
  readonly #sizes: ArrayLike<number>
  readonly #place: Int32Array
  /** The neighbours that each variable has when its turn comes. */
  readonly #later: ReadonlySet<number>[] = []
  #cells = Number.POSITIVE_INFINITY
  #isOld = true

  constructor(parents: Parents, sizes: ArrayLike<number>) {
    this.#sizes = sizes
    this.#place = new Int32Array(sizes.length)
    this.#renew(parents)
  }

  /** Whether exact inference needs at most so many cells with these ties; `parents` is the network without them. */
  hasRoom(ties: readonly Tie[], most: number, parents: Parents): boolean {
    return this.#widened(ties, most) !== null || (this.#renew(parents) && this.#widened(ties, most) !== null)
  }

  /** Takes in ties that the network has now. */
  tie(ties: readonly Tie[]): void {
    const { later, cells } = this.#widened(ties, Number.POSITIVE_INFINITY) as Widening
    for (const [variable, neighbours] of later) this.#later[variable] = neighbours
    this.#cells = cells
    this.#isOld = true
  }

  /** Learns that ties are gone: the order still does, but another one may do better. */
  untie(): void {
    this.#isOld = true
  }

  /** Chooses an order for the network as it is; false where the one there is does as well. */
  #renew(parents: Parents): boolean {
    if (!this.#isOld) return false
    this.#isOld = false
    const eliminations = eliminate(parents, this.#sizes, this.#place.keys())
    const cells = inferenceCells(eliminations, this.#sizes)
    if (cells >= this.#cells) return false
    this.#cells = cells
    eliminations.forEach(({ variable, neighbours }, place) => {
      this.#place[variable] = place
      this.#later[variable] = new Set(neighbours)
    })
    return true
  }

  /** What these ties change; null beyond so many cells. */
  #widened(ties: readonly Tie[], most: number): Widening | null {
    const later = new Map<number, ReadonlySet<number>>()
    let cells = this.#cells
    for (const [a, b] of ties) {
      const [first, second] = this.#place[a] < this.#place[b] ? [a, b] : [b, a]
      // Who is tied to a variable is tied to the next of its clique as well, once it is gone.
      for (let variable = first, tied: readonly number[] = [second]; tied.length > 0; ) {
        const before = later.get(variable) ?? this.#later[variable]
        const added = tied.filter((other) => !before.has(other))
        if (added.length === 0) break
        const after = new Set([...before, ...added])
        later.set(variable, after)
        cells += this.#cellsOf(variable, after) - this.#cellsOf(variable, before)
        if (cells > most) return null
        const next = this.#nextOf(after)
        tied = [...(next === this.#nextOf(before) ? added : after)].filter((other) => other !== next)
        variable = next
      }
    }
    return cells > most ? null : { later, cells }
  }

  #cellsOf(variable: number, neighbours: ReadonlySet<number>): number {
    let cells = this.#sizes[variable]
    for (const neighbour of neighbours) cells *= this.#sizes[neighbour]
    return cells
  }

  /** The one that is eliminated first; -1 of none. */
  #nextOf(variables: ReadonlySet<number>): number {
    let next = -1
    for (const variable of variables) if (next < 0 || this.#place[variable] < this.#place[next]) next = variable
    return next
  }
}
