import { varianceFor } from '../../dp/accounting/budget.js'
import { type Expense, Ledger } from '../../dp/accounting/ledger.js'
import {
  approximately,
  compareRationals,
  exactly,
  minus,
  over,
  type Rational,
  rational,
  times,
  writeRational,
  zero,
} from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'

/** Notes what is looked at, and whether it holds. */
export type Check = (what: string, holds: boolean) => void

const half = rational(1n, 2n)
/** A price too small for any double beside another. */
const hair = rational(1n, 2n ** 400n)
/** What the checks spend from, and the delta that is kept for thresholds. */
export const budget = { epsilon: 1, delta: 1e-6 }
export const thresholds = 4e-7

type GateOf = (ledger: Ledger, rowsPerUnit?: number) => Gate<number>

export function expense(rho: Rational, delta?: number): Expense {
  const mechanism = delta === undefined ? 'discrete Gaussian' : 'discrete Gaussian above a threshold'
  return { name: 'release', mechanism, size: 1, sensitivity: '1', parameter: '1', rho, ...(delta === undefined ? {} : { delta }) }
}

/** Whether something is refused, and leaves the ledger as it was. */
function refuses({ ledger }: { readonly ledger: Ledger }, act: () => unknown): boolean {
  const [spent, booked] = [ledger.spent, ledger.expenses.length]
  try {
    act()
  } catch {
    return compareRationals(ledger.spent, spent) === 0 && ledger.expenses.length === booked
  }
  return false
}

export function priceChecks(gateOf: GateOf, check: Check): void {
  const large = { epsilon: 1e6, delta: 0.5 }
  for (const rows of [1, 3]) {
    const ledger = new Ledger(large, 'row', 0.25)
    const gate = gateOf(ledger, rows)
    gate.measure({ name: 'counts', length: 2, squaredSensitivity: 7, of: () => [1, 2] }, rational(50n, 3n))
    gate.choose({ name: 'choice', candidates: 4, sensitivity: 5, of: () => [1, 2, 3, 4] }, rational(3n, 4n))
    gate.values({ name: 'values', of: () => new Map([['a', 1]]) }, rational(9n), 0.125)
    gate.through(() => 0, 2).measure({ name: 'records', length: 1, squaredSensitivity: 1, of: () => [1] }, rational(9n))
    gate
      .through(() => 0)
      .portion(gate.left)
      .choose({ name: 'inner', candidates: 1, sensitivity: 1, of: () => [1] }, rational(1n))
    const squared = BigInt(rows * rows)
    const due: readonly (readonly [string, Rational, string, number | undefined, number])[] = [
      ['counts', rational(7n * squared * 3n, 100n), `${7n * squared}`, undefined, 2],
      ['choice', rational(9n, 128n), `${5 * rows}`, undefined, 4],
      ['values', rational(squared, 18n), `${squared}`, 0.125, 1],
      ['records', rational(4n, 18n), '4', undefined, 1],
      ['inner', rational(1n, 8n), `${rows}`, undefined, 1],
    ]
    check(`${due.length} releases, of which ${ledger.expenses.length} are booked`, ledger.expenses.length === due.length)
    let total = zero
    for (const [i, [name, rho, sensitivity, delta, size]] of due.entries()) {
      const own = ledger.expenses[i]
      const what = `${name}, ${rows} rows per unit,`
      check(`${what} is booked as ${own?.name}`, own?.name === name && own.size === size)
      check(
        `${what} costs ${own && writeRational(own.rho)}, and ${writeRational(rho)} is due`,
        !!own && compareRationals(own.rho, rho) === 0,
      )
      check(`${what} has a sensitivity of ${own?.sensitivity}, and ${sensitivity} is due`, own?.sensitivity === sensitivity)
      check(`${what} spends a delta of ${own?.delta}, and ${delta} is due`, own?.delta === delta)
      total = {
        numerator: total.numerator * rho.denominator + rho.numerator * total.denominator,
        denominator: total.denominator * rho.denominator,
      }
    }
    check('releases cost something else together than one by one', compareRationals(ledger.spent, total) === 0)
    check('what is left is not what there was less what was spent', compareRationals(ledger.left, minus(ledger.rho, total)) === 0)
    check(
      'a gate has rows per unit of its own',
      gate.rowsPerUnit === rows && gate.through(() => 0).rowsPerUnit === rows && gate.portion(half).rowsPerUnit === rows,
    )
  }
}

export function limitChecks(gateOf: GateOf, check: Check): void {
  const ledger = new Ledger(budget)
  const quarter = times(ledger.rho, rational(1n, 4n))
  const more = times(ledger.rho, rational(2n ** 60n + 1n, 2n ** 60n))
  check(
    'a release that costs a hair more than all is let through',
    refuses({ ledger }, () => ledger.spend(expense(more))),
  )
  for (let i = 0; i < 3; i++) ledger.spend(expense(quarter))
  check('a quarter is not left after three', compareRationals(ledger.left, quarter) === 0)
  check(
    'a release that costs a hair more than is left is let through',
    refuses({ ledger }, () => ledger.spend(expense(times(quarter, rational(2n ** 60n + 1n, 2n ** 60n))))),
  )
  ledger.spend(expense(quarter))
  check('something is left when all is spent', compareRationals(ledger.left, zero) === 0)
  check(
    'a hair beyond the budget is let through',
    refuses({ ledger }, () => ledger.spend(expense(hair))),
  )

  let looks = 0
  const counts = { name: 'counts', length: 1, squaredSensitivity: 1, of: () => [++looks] }
  const own = new Ledger(budget)
  const gate = gateOf(own)
  const fitting = varianceFor(approximately(own.rho), 1, 1)
  const narrower = { numerator: fitting.numerator * 999n, denominator: fitting.denominator * 1000n }
  check(
    'noise that is a thousandth too narrow is let through',
    refuses(gate, () => gate.measure(counts, narrower)),
  )
  check('rows are looked at for a release that is refused', looks === 0)
  gate.measure(counts, fitting)
  const choice = { name: 'choice', candidates: 2, sensitivity: 1, of: () => [++looks, 0] }
  const values = { name: 'values', of: () => new Map([['a', ++looks]]) }
  for (const again of [
    () => gate.measure(counts, fitting),
    () => gate.measure({ ...counts, name: 'others' }, fitting),
    () => gate.choose(choice, rational(1n)),
    () => gate.values(values, fitting, 1e-12),
    () => gate.through(() => 1).measure(counts, fitting),
    () => gate.portion(own.rho).measure(counts, fitting),
  ])
    check('a second release of the whole budget is let through', refuses(gate, again))
  check('rows are looked at for a release that is refused', looks === 1)
  check('what is left at a gate is not what is left in the ledger', compareRationals(gate.left, own.left) === 0)
}

export function deltaChecks(gateOf: GateOf, check: Check): void {
  const small = rational(1n, 10_000_000n)
  const fresh = (): Ledger => new Ledger(budget, 'row', thresholds)
  const none = new Ledger(budget)
  check(
    'a threshold is let through where nothing was set aside',
    refuses({ ledger: none }, () => none.spend(expense(small, 1e-300))),
  )
  const whole = fresh()
  check(
    'a threshold that spends a hair more than was set aside is let through',
    refuses({ ledger: whole }, () => whole.spend(expense(small, thresholds * (1 + 2 ** -52)))),
  )
  whole.spend(expense(small, thresholds))
  check(
    'a second threshold beyond what was set aside is let through',
    refuses({ ledger: whole }, () => whole.spend(expense(small, thresholds))),
  )
  check(
    'a second threshold, however small, is let through when all is spent',
    refuses({ ledger: whole }, () => whole.spend(expense(small, 1e-300))),
  )
  const quarters = fresh()
  for (let i = 0; i < 4; i++) quarters.spend(expense(small, thresholds / 4))
  check(
    'a fifth quarter of what was set aside is let through',
    refuses({ ledger: quarters }, () => quarters.spend(expense(small, thresholds / 4))),
  )
  check(
    'a release without a threshold is refused for the thresholds of others',
    !refuses({ ledger: quarters }, () => quarters.spend(expense(small))),
  )

  const gate = gateOf(fresh(), 2)
  const variance = rational(100_000n)
  const values = (name: string, share: number) => (): unknown =>
    gate.values({ name, of: () => new Map([['a', 1]]) }, variance, share * thresholds)
  values('first', 0.6)()
  check('a gate lets a second threshold through that goes beyond what was set aside', refuses(gate, values('second', 0.6)))
  values('third', 0.4 * (1 - 1e-9))()
  check('a gate lets a third threshold through that goes beyond what was set aside', refuses(gate, values('fourth', 1e-6)))
  const sum = gate.ledger.expenses.reduce((total, own) => total + (own.delta ?? 0), 0)
  check(`thresholds spent ${sum} of ${thresholds}`, sum <= thresholds && sum > 0.99 * thresholds)
}

export function portionChecks(gateOf: GateOf, check: Check): void {
  const ledger = new Ledger(budget)
  const gate = gateOf(ledger)
  const third = over(ledger.rho, rational(3n))
  const part = gate.portion(third)
  const inner = part.through(() => 1).portion(times(third, half))
  // A choice at epsilon e costs e^2 / 8.
  const choose = (from: Gate<number>, rho: number) => (): unknown =>
    from.choose({ name: 'choice', candidates: 2, sensitivity: 1, of: () => [1, 0] }, exactly(Math.sqrt(8 * rho)))
  const rho = approximately(third)
  check('a portion is not as large as it was taken', compareRationals(part.rho, third) === 0 && compareRationals(part.left, third) === 0)
  check('a portion spends more than it has', refuses(gate, choose(part, rho * 1.0001)))
  check('a portion of a portion spends more than it has', refuses(gate, choose(inner, (rho / 2) * 1.0001)))
  choose(inner, rho / 4)()
  const spent = ledger.spent
  check(
    'a portion does not spend what the whole spends',
    approximately(spent) > 0 && [part, gate].every((own) => compareRationals(minus(own.rho, own.left), spent) === 0),
  )
  check('a portion of a portion does not spend what it spends', compareRationals(inner.left, minus(inner.rho, spent)) === 0)
  check('a portion spends again what a portion of it spent', refuses(gate, choose(part, rho * 0.7501)))
  choose(part, rho * 0.7499)()
  const beside = [gate.portion(ledger.rho), gate.portion(ledger.rho)] as const
  choose(beside[0], 1.9 * rho)()
  check('two portions beside each other spend more than there is', refuses(gate, choose(beside[1], 0.2 * rho)))
  check('more was spent than there was', compareRationals(ledger.spent, ledger.rho) <= 0)
}

export function refusalChecks(gateOf: GateOf, check: Check): void {
  const refused = (what: string, act: (gate: Gate<number>) => unknown): void => {
    let message = ''
    try {
      act(gateOf(new Ledger({ epsilon: 1e6, delta: 0.5 }, 'row', 0.25)))
    } catch (error) {
      message = `${error}`
    }
    check(`${what} is let through`, message !== '')
    check(`the refusal of ${what} tells a value`, !message.includes('4711'))
  }
  const variance = rational(100n)
  const counts = { name: 'counts', length: 2, squaredSensitivity: 1, of: () => [1, 4711] }
  for (const odd of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    refused(`a count of ${odd}`, (gate) => gate.measure({ ...counts, of: () => [4711, odd] }, variance))
  for (const odd of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    refused(`a squared sensitivity of ${odd}`, (gate) => gate.measure({ ...counts, squaredSensitivity: odd }, variance))
    refused(`a sensitivity of ${odd}`, (gate) =>
      gate.choose({ name: 'choice', candidates: 2, sensitivity: odd, of: counts.of }, rational(1n)),
    )
  }
  for (const length of [1, 3]) {
    refused(`${length} numbers for two`, (gate) => gate.measure({ ...counts, length }, variance))
    refused(`${length} candidates for two`, (gate) =>
      gate.choose({ name: 'choice', candidates: length, sensitivity: 1, of: counts.of }, rational(1n)),
    )
  }
  refused('a score of a fraction', (gate) =>
    gate.choose({ name: 'choice', candidates: 2, sensitivity: 1, of: () => [4711, 0.5] }, rational(1n)),
  )
  refused('no candidate', (gate) => gate.choose({ name: 'choice', candidates: 0, sensitivity: 1, of: () => [] }, rational(1n)))
  refused('a count of values of a fraction', (gate) => gate.values({ name: 'values', of: () => new Map([['4711', 0.5]]) }, variance, 0.1))
  for (const odd of [zero, rational(-1n)]) refused(`a variance of ${writeRational(odd)}`, (gate) => gate.measure(counts, odd))
}
