import type { ColumnPrior, NormalPrior, PccColumn } from './columns.js'
import { DiscretePart } from './discrete-part.js'
import { NormalPart } from './normal-part.js'

/** One column in the categories of a view: the outcomes of its cells, and the values of those that belong to the continuous rest. */
export class Component {
  readonly column: PccColumn
  readonly discrete: DiscretePart
  readonly normal: NormalPart | null

  constructor(column: PccColumn, prior: ColumnPrior, capacity: number) {
    this.column = column
    this.discrete = new DiscretePart(column.codes, column.base, prior.concentration, capacity)
    this.normal = column.rest < 0 ? null : new NormalPart(column.values, prior.normal, capacity)
  }

  /** The component of a column over rows that are already in categories, for its marginal likelihood; `ready` makes it fit for more. */
  static of(column: PccColumn, prior: ColumnPrior, categories: Int32Array, rows: number, capacity: number): Component {
    const component = new Component(column, prior, capacity)
    const { discrete, normal } = component
    for (let row = 0; row < rows; row++) {
      discrete.count(row, categories[row])
      if (column.codes[row] === column.rest) normal?.count(row, categories[row], 1)
    }
    return component
  }

  /** Works out the predictive distributions. */
  ready(): void {
    this.discrete.setConcentration(this.discrete.concentration)
    this.normal?.setPrior(this.normal.prior)
  }

  get prior(): ColumnPrior {
    return { concentration: this.discrete.concentration, normal: this.normal?.prior ?? unused }
  }

  hasValue(row: number): boolean {
    return this.column.codes[row] === this.column.rest
  }

  add(row: number, category: number, amount: 1 | -1): void {
    this.discrete.add(row, category, amount)
    if (this.normal && this.hasValue(row)) this.normal.add(row, category, amount)
  }

  /** Exchanges two categories. */
  swap(a: number, b: number): void {
    this.discrete.swap(a, b)
    this.normal?.swap(a, b)
  }

  grow(capacity: number): void {
    this.discrete.grow(capacity)
    this.normal?.grow(capacity)
  }

  /** Log predictive of a row's cell in a category of `size` rows, up to the category's own size being divided out: see `View`. */
  logNumerator(row: number, category: number): number {
    const log = this.discrete.logNumerator(row, category)
    return this.normal && this.hasValue(row) ? log + this.normal.logDensity(row, category) : log
  }

  /** Log marginal likelihood of the column, given the partition. */
  logMarginal(sizes: ArrayLike<number>, from = 0, to = sizes.length): number {
    return this.discrete.logMarginal(sizes, from, to) + (this.normal?.logMarginal(from, to) ?? 0)
  }
}

/** What stands for the prior of the rest in a column that has none. */
const unused: NormalPrior = { location: 0, meanRows: 1, varianceRows: 3, variance: 1 }
