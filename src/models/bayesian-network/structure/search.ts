import { inferenceCells } from '../../../learn/graphs/triangulate.js'
import { inTurns, type Work } from '../../../learn/turn.js'
import type { Rng } from '../../../random/rng.js'
import { eliminate, reachesAlong } from './graph.js'
import { KeptOrder, type Tie } from './kept-order.js'

/** What a search asks of the data; see `Families`. */
export interface FamilyScores {
  readonly variables: readonly { readonly states: number }[]
  score(child: number, parents: readonly number[]): number
}

export interface SearchOptions {
  /** Most parents of a variable. */
  readonly most: number
  /** Candidate parents of each variable. */
  readonly candidates: readonly (readonly number[])[]
  readonly required: readonly (readonly [from: number, to: number])[]
  readonly forbidden: readonly (readonly [from: number, to: number])[]
  /** Most cells of the tables that exact inference needs. */
  readonly cells: number
  /** For the random changes between rounds. */
  readonly rng: Rng
  readonly signal?: AbortSignal | undefined
  readonly onMove?: (moves: number) => Promise<void>
}

/** Moves for which an edge that was changed stays as it is; no more than there are variables, lest a small network freeze. */
const tabuMoves = 10
/** Moves without a better network, after which the search ends. */
const patience = 15
/** Times that the search starts again from the best network, shaken. */
const restarts = 3
/** Random changes by which a network is shaken. */
const shakes = 6
/** Variables up to which it does all this, and looks for an order of elimination for every move that doesn't fit: many have enough to gain without. */
const fewVariables = 50

/** Smaller gains are rounding. */
const leastGain = 1e-9

type Kind = 'add' | 'remove' | 'reverse'

interface Move {
  readonly kind: Kind
  readonly from: number
  readonly to: number
  readonly gain: number
}

/**
 * The parents of each variable in the best network that a tabu search finds: edges are added, removed and reversed, always the
 * change that gains most, for a while even at a loss. Networks of few variables are shaken then and searched again; among many
 * variables the search ends with the first loss.
 * @see Glover, 1989, Tabu search; Heckerman, Geiger and Chickering, 1995, Learning Bayesian networks
 */
export async function searchNetwork(families: FamilyScores, options: SearchOptions): Promise<number[][]> {
  const search = new Search(families, options)
  let best = search.snapshot()
  const areFew = families.variables.length <= fewVariables
  const rounds = areFew ? restarts : 0
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) search.restart(best, options.rng)
    for (let fruitless = 0; fruitless < (areFew ? patience : 1); ) {
      const move = await inTurns(search.bestMove(best.score), options.signal)
      if (!move) break
      search.make(move)
      await options.onMove?.(search.moves)
      if (search.score > best.score + leastGain) {
        best = search.snapshot()
        fruitless = 0
      } else fruitless++
    }
  }
  return best.parents
}

interface Found {
  readonly parents: number[][]
  readonly score: number
}

class Search {
  readonly parents: number[][]
  score = 0
  moves = 0
  readonly #families: FamilyScores
  readonly #options: SearchOptions
  readonly #sizes: number[]
  readonly #frozenUntil = new Map<string, number>()
  /** Changes of edges that lead to each variable, best first, remembered until they gain something else. */
  readonly #moves: (readonly Move[] | null)[]
  /** Moves that would close a circle or need too many cells: they do as long as edges are only added. */
  readonly #refused = new Set<Move>()
  #order: KeptOrder
  readonly #areFew: boolean
  readonly #required: Set<string>
  readonly #forbidden: Set<string>

  constructor(families: FamilyScores, options: SearchOptions) {
    this.#families = families
    this.#options = options
    this.#sizes = families.variables.map(({ states }) => states)
    this.#moves = this.#sizes.map(() => null)
    this.#required = new Set(options.required.map(([from, to]) => edgeKey(from, to)))
    this.#forbidden = new Set(options.forbidden.map(([from, to]) => edgeKey(from, to)))
    this.parents = this.#sizes.map((_, to) => options.required.filter((edge) => edge[1] === to).map(([from]) => from))
    this.#order = new KeptOrder(this.parents, this.#sizes)
    this.#areFew = this.#sizes.length <= fewVariables
  }

  snapshot(): Found {
    return { parents: this.parents.map((list) => [...list]), score: this.score }
  }

  /** Goes back to a network that was found, and makes a few random changes. */
  restart({ parents, score }: Found, rng: Rng): void {
    this.parents.forEach((list, child) => {
      list.splice(0, list.length, ...parents[child])
    })
    this.score = score
    this.#moves.fill(null)
    this.#refused.clear()
    this.#order = new KeptOrder(this.parents, this.#sizes)
    for (let shake = 0; shake < shakes; shake++) {
      const moves = this.parents.flatMap((_, to) => this.#movesOf(to))
      const move = moves.length > 0 ? moves[rng.integer(moves.length)] : null
      if (move && this.#isAllowed(move)) this.make(move)
    }
  }

  make({ kind, from, to, gain }: Move): void {
    this.#order.tie(this.#tiesOf(kind, from, to))
    this.#apply(kind, from, to)
    if (kind !== 'add') {
      this.#refused.clear()
      this.#order.untie()
    }
    this.score += gain
    this.moves++
    for (const key of [edgeKey(from, to), edgeKey(to, from)])
      this.#frozenUntil.set(key, this.moves + Math.min(tabuMoves, this.parents.length))
    const changed = kind === 'reverse' ? [to, from] : [to]
    this.parents.forEach((list, child) => {
      if (changed.some((variable) => variable === child || list.includes(variable))) this.#moves[child] = null
    })
  }

  #apply(kind: Kind, from: number, to: number): void {
    const list = this.parents[to]
    if (kind === 'add') list.push(from)
    else list.splice(list.indexOf(from), 1)
    if (kind === 'reverse') this.parents[from].push(to)
  }

  /** The change that gains most among those that are allowed; an edge just changed may change again where that beats the best so far. */
  *bestMove(bestScore: number): Work<Move | null> {
    for (const to of this.parents.keys()) {
      if (this.#moves[to]) continue
      this.#moves[to] = this.#movesOf(to).sort((a, b) => b.gain - a.gain)
      yield
    }
    const next = new Int32Array(this.parents.length)
    for (;;) {
      let best: Move | undefined
      for (const [to, moves] of this.#moves.entries()) {
        if (!moves) continue
        while (next[to] < moves.length && this.#refused.has(moves[next[to]])) next[to]++
        const move = moves[next[to]]
        if (move && (!best || move.gain > best.gain)) best = move
      }
      if (!best) return null
      next[best.to]++
      if (this.score + best.gain <= bestScore + leastGain && this.#isFrozen(best)) continue
      if (this.#isAllowed(best)) return best
      this.#refused.add(best)
    }
  }

  /** All changes of edges that lead to this variable. */
  #movesOf(to: number): Move[] {
    return [...this.#changes(to), ...this.#additions(to)]
  }

  #changes(to: number): Move[] {
    const families = this.#families
    const list = this.parents[to]
    const now = families.score(to, list)
    return list.flatMap((from): Move[] => {
      if (this.#required.has(edgeKey(from, to))) return []
      const gain =
        families.score(
          to,
          list.filter((parent) => parent !== from),
        ) - now
      const other = this.parents[from]
      const remove: Move = { kind: 'remove', from, to, gain }
      if (other.length >= this.#options.most || this.#forbidden.has(edgeKey(to, from))) return [remove]
      return [remove, { kind: 'reverse', from, to, gain: gain + families.score(from, [...other, to]) - families.score(from, other) }]
    })
  }

  #additions(to: number): Move[] {
    const list = this.parents[to]
    if (list.length >= this.#options.most) return []
    const now = this.#families.score(to, list)
    return this.#options.candidates[to]
      .filter((from) => !list.includes(from) && !this.#forbidden.has(edgeKey(from, to)))
      .map((from) => ({ kind: 'add', from, to, gain: this.#families.score(to, [...list, from]) - now }))
  }

  #isFrozen({ from, to }: Move): boolean {
    return (this.#frozenUntil.get(edgeKey(from, to)) ?? -1) > this.moves
  }

  #isAllowed({ kind, from, to }: Move): boolean {
    if (kind === 'remove') return true
    if (kind === 'add' && reachesAlong(this.parents, to, from)) return false
    const hasRoom = this.#order.hasRoom(this.#tiesOf(kind, from, to), this.#options.cells, this.parents)
    this.#apply(kind, from, to)
    const circle = kind === 'reverse' && reachesAlong(this.parents, from, to)
    const fits = !circle && (hasRoom || (this.#areFew && this.#leastCells() <= this.#options.cells))
    this.#undo(kind, from, to)
    return fits
  }

  /** Who becomes one family by the change of an edge. */
  #tiesOf(kind: Kind, from: number, to: number): Tie[] {
    if (kind === 'remove') return []
    const [parent, child] = kind === 'add' ? [from, to] : [to, from]
    return [child, ...this.parents[child]].map((other) => [parent, other])
  }

  #leastCells(): number {
    return inferenceCells(eliminate(this.parents, this.#sizes, this.#sizes.keys()), this.#sizes)
  }

  #undo(kind: Kind, from: number, to: number): void {
    if (kind === 'add') this.parents[to].pop()
    else this.parents[to].push(from)
    if (kind === 'reverse') this.parents[from].pop()
  }
}

function edgeKey(from: number, to: number): string {
  return `${from}>${to}`
}
