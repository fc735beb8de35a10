import { stateRanks } from '../ranks.js'
import { type StateCombinations, stateCombinations, type Variable } from '../variable.js'
import { type CountTree, entropyTable, growCptTree, type Penalty } from './grow-tree.js'

/** Every family - a child and its parents - that was asked for, scored once. */
export class Families {
  readonly variables: readonly Variable[]
  readonly #entropy: Float64Array
  readonly #penalty: Penalty
  readonly #scores = new Map<string, number>()
  readonly #ranks = new Map<number, Uint16Array>()

  constructor(variables: readonly Variable[], penalty: Penalty, rows = variables[0]?.codes.length ?? 0) {
    this.variables = variables
    this.#penalty = penalty
    this.#entropy = entropyTable(rows)
  }

  /** What these parents tell about the child, in nats, less what it costs to say how; 0 without parents. */
  score(child: number, parents: readonly number[]): number {
    if (parents.length === 0) return 0
    const sorted = [...parents].sort((a, b) => a - b)
    const key = `${child}:${sorted.join(',')}`
    let score = this.#scores.get(key)
    if (score === undefined) {
      score = this.tree(child, sorted).gain - sorted.length * this.#penalty.parent
      this.#scores.set(key, score)
    }
    return score
  }

  tree(child: number, parents: readonly number[]): CountTree {
    return growCptTree(
      this.cells(child, parents),
      parents.map((parent) => this.ranks(parent, child)),
      this.#entropy,
      this.#penalty,
    )
  }

  /** The rows as cells of these variables. */
  protected cells(child: number, parents: readonly number[]): StateCombinations {
    return stateCombinations(
      this.variables[child],
      parents.map((parent) => this.variables[parent]),
    )
  }

  /** The ranks of the parent's states as splits for this child use them. */
  ranks(parent: number, child: number): Uint16Array {
    const key = parent * this.variables.length + child
    let ranks = this.#ranks.get(key)
    if (!ranks) {
      ranks = this.rank(parent, child)
      this.#ranks.set(key, ranks)
    }
    return ranks
  }

  protected rank(parent: number, child: number): Uint16Array {
    return stateRanks(this.variables[parent], this.variables[child])
  }
}
