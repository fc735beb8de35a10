import { PrivacyError } from '../../errors.js'
import type { DeclaredInput } from '../../table/table.js'
import { epsilonOf, rhoOf } from './accounting.js'
import { approximately, compareRationals, exactly, minus, plus, type Rational, writeRational, zero } from './rational.js'

/** What is protected: one row, or all rows that share a value of a column, of which `maxRows` are used at most. */
export type PrivacyUnit =
  | 'row'
  | { readonly column: string; readonly maxRows: number }
  | { readonly column: string; readonly maxRows: number; readonly as: 'sequence' }

export interface Budget {
  readonly epsilon: number
  readonly delta: number
}

/** One release: a mechanism, and what it cost. Says nothing about the rows. */
export interface Expense {
  /** What was released, for instance `counts of age x income`. */
  readonly name: string
  readonly mechanism: 'discrete Gaussian' | 'exponential' | 'discrete Gaussian above a threshold'
  /** Numbers released, or candidates chosen from. */
  readonly size: number
  /** L2 for the Gaussian, largest move of a score for the exponential mechanism; of one privacy unit. Squared for the Gaussian. */
  readonly sensitivity: string
  /** Variance of the noise, or epsilon of the choice. */
  readonly parameter: string
  readonly rho: Rational
  /** The probability that a threshold fails; none for what needs no threshold. */
  readonly delta?: number
}

/** Something that can be spent from. */
export interface Purse {
  readonly rho: Rational
  readonly left: Rational
  /** Throws a PrivacyError, and books nothing, where what is left doesn't suffice. */
  spend(expense: Expense): void
}

/** A part of what is in a purse, which pays for it. */
export function portionOf(purse: Purse, rho: Rational): Purse {
  let left = rho
  return {
    rho,
    get left() {
      return left
    },
    spend(expense) {
      const rest = minus(left, expense.rho)
      if (compareRationals(rest, zero) < 0) throw overspent(expense)
      purse.spend(expense)
      left = rest
    },
  }
}

function overspent({ name }: Expense): PrivacyError {
  return new PrivacyError(name, 'this release would overspend the privacy budget; nothing was released')
}

/**
 * What one fit may spend and has spent, in zCDP, for neighbouring tables that differ by one privacy unit more or less. Fractions are
 * exact. What would overspend throws before any noise is drawn.
 */
export class Ledger implements Purse {
  readonly unit: PrivacyUnit
  readonly budget: Budget
  /** The whole budget as rho. */
  readonly rho: Rational
  #spent: Rational = zero
  readonly #expenses: Expense[] = []
  /** The part of the budget's delta that thresholds may spend; the rest is for turning rho into epsilon. */
  readonly thresholds: number
  #deltaSpent: Rational = zero

  /** Throws a PrivacyError for a budget that is none. `thresholds` is a part of the budget's delta. */
  constructor(budget: Budget, unit: PrivacyUnit = 'row', thresholds = 0) {
    checkBudget(budget)
    this.budget = budget
    this.unit = unit
    this.thresholds = thresholds
    this.rho = exactly(rhoOf(budget.epsilon, budget.delta - thresholds))
  }

  get spent(): Rational {
    return this.#spent
  }

  get left(): Rational {
    return minus(this.rho, this.#spent)
  }

  get expenses(): readonly Expense[] {
    return this.#expenses
  }

  /** Books a release. Throws a PrivacyError, and books nothing, where the budget doesn't suffice. */
  spend(expense: Expense): void {
    const total = plus(this.#spent, expense.rho)
    const delta = plus(this.#deltaSpent, exactly(expense.delta ?? 0))
    if (compareRationals(total, this.rho) > 0 || compareRationals(delta, exactly(this.thresholds)) > 0) {
      throw overspent(expense)
    }
    this.#spent = total
    this.#deltaSpent = delta
    this.#expenses.push(expense)
  }

  /** Plain JSON, all of it releasable. */
  toJSON(): LedgerRecord {
    const { epsilon, delta } = this.budget
    const spent = approximately(this.#spent)
    return {
      neighbours: 'add or remove one privacy unit',
      unit: this.unit,
      epsilon,
      delta,
      rho: writeRational(this.rho),
      spent: writeRational(this.#spent),
      epsilonSpent: Math.min(epsilon, epsilonOf(spent, delta - this.thresholds)),
      ...(this.thresholds > 0 ? { thresholds: this.thresholds } : {}),
      expenses: this.#expenses.map((expense) => ({ ...expense, rho: writeRational(expense.rho) })),
    }
  }
}

export interface LedgerRecord extends Budget {
  /** How the rows were read, which says from where on the promise holds; null: from the typed table on. Absent in older models, as null. */
  readonly input?: DeclaredInput | null
  readonly neighbours: string
  readonly unit: PrivacyUnit
  /** Budget and what was spent of it, in zCDP, as exact fractions. */
  readonly rho: string
  readonly spent: string
  /** The epsilon that was spent, at this delta. */
  readonly epsilonSpent: number
  /** The part of delta that was set aside for thresholds; absent where there were none. */
  readonly thresholds?: number
  readonly expenses: readonly (Omit<Expense, 'rho'> & { readonly rho: string })[]
}

function checkBudget({ epsilon, delta }: Budget): void {
  if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new PrivacyError('epsilon', `must be above 0 (got ${epsilon}); 1 is common`)
  if (!(delta > 0 && delta < 1)) throw new PrivacyError('delta', `must be between 0 and 1 (got ${delta}); 1e-9 is common`)
}
