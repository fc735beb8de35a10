import { varianceFor } from '../../dp/accounting/budget.js'
import { recordProblems } from '../../dp/accounting/check-record.js'
import { type Expense, Ledger } from '../../dp/accounting/ledger.js'
import {
  approximately,
  compare,
  exactly,
  minus,
  over,
  type Rational,
  rational,
  times,
  writeRational,
  zero,
} from '../../dp/accounting/rational.js'
import { bookRelease, openBook, type ReleaseBook, spentOf } from '../../dp/accounting/releases.js'
import type { Gate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { greatestRho, leastEpsilon } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'
import type { GateUnderAudit } from './release-bounds.js'

type Check = (what: string, holds: boolean) => void

const half = rational(1n, 2n)
/** A price too small for any double beside another. */
const hair = rational(1n, 2n ** 400n)
const budget = { epsilon: 1, delta: 1e-6 }
const thresholds = 4e-7

/** What releases cost and that nothing beyond the budget is released: ledger, gate, portions and the book of all fits. Nothing here is chance. */
export function auditBookkeeping(open: GateUnderAudit, { bits }: { readonly bits: Bits }): Finding[] {
  const finding = (what: string, look: (check: Check) => void, otherwise: string): Finding => {
    const problems: string[] = []
    try {
      look((what, holds) => void (holds || problems.push(what)))
    } catch (error) {
      problems.push(`what should be let through is not: ${error}`)
    }
    return findingOf('ledger', what, problems, otherwise)
  }
  const gateOf = (ledger: Ledger, rowsPerUnit = 1): Gate<number> => open(new Private(0), ledger, rowsPerUnit, (_, draw) => draw(), bits)
  return [
    finding('what a fit may spend follows from epsilon and delta', budgetChecks, 'with and without thresholds'),
    finding('what a release costs', (check) => priceChecks(gateOf, check), 'counts, choices and values, units of 1 and 3 rows'),
    finding('rho is spent to the last fraction, and not beyond', (check) => limitChecks(gateOf, check), 'by ledger and gate'),
    finding('delta of thresholds adds up', (check) => deltaChecks(gateOf, check), 'by ledger and gate'),
    finding('portions pay from where they were taken', (check) => portionChecks(gateOf, check), 'one in another and beside another'),
    finding('what breaks its word is refused', (check) => refusalChecks(gateOf, check), 'shapes, fractions, sensitivities'),
    finding('the record of a fit', recordChecks, 'adds up, and shows when it does not'),
    finding('fits to one source add up', bookChecks, 'up to the last one that fits, with and without thresholds'),
    finding('private data can not be written', privateChecks, 'JSON, text, comparison'),
  ]
}

type GateOf = (ledger: Ledger, rowsPerUnit?: number) => Gate<number>

function expense(rho: Rational, delta?: number): Expense {
  const mechanism = delta === undefined ? 'discrete Gaussian' : 'discrete Gaussian above a threshold'
  return { name: 'release', mechanism, size: 1, sensitivity: '1', parameter: '1', rho, ...(delta === undefined ? {} : { delta }) }
}

/** Whether something is refused, and leaves the ledger as it was. */
function refuses({ ledger }: { readonly ledger: Ledger }, act: () => unknown): boolean {
  const [spent, booked] = [ledger.spent, ledger.expenses.length]
  try {
    act()
  } catch {
    return compare(ledger.spent, spent) === 0 && ledger.expenses.length === booked
  }
  return false
}

function budgetChecks(check: Check): void {
  for (const epsilon of [0.01, 1, 8]) {
    for (const [delta, apart] of [
      [1e-9, 0],
      [1e-9, 5e-10],
      [1e-6, 9e-7],
      [0.05, 0.01],
    ] as const) {
      const rho = approximately(new Ledger({ epsilon, delta }, 'row', apart).rho)
      const most = greatestRho(epsilon, delta - apart)
      check(
        `epsilon ${epsilon} and delta ${delta}, ${apart} for thresholds, make ${rho}, and ${most} is the most`,
        rho <= most && rho > most * (1 - 1e-9),
      )
    }
  }
  for (const bad of [
    { epsilon: 0, delta: 1e-9 },
    { epsilon: -1, delta: 1e-9 },
    { epsilon: Number.NaN, delta: 1e-9 },
    { epsilon: Number.POSITIVE_INFINITY, delta: 1e-9 },
    { epsilon: 1, delta: 0 },
    { epsilon: 1, delta: 1 },
    { epsilon: 1, delta: Number.NaN },
  ]) {
    let refused = false
    try {
      new Ledger(bad)
    } catch {
      refused = true
    }
    check(`epsilon ${bad.epsilon} and delta ${bad.delta} are taken for a budget`, refused)
  }
}

function priceChecks(gateOf: GateOf, check: Check): void {
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
      check(`${what} costs ${own && writeRational(own.rho)}, and ${writeRational(rho)} is due`, !!own && compare(own.rho, rho) === 0)
      check(`${what} has a sensitivity of ${own?.sensitivity}, and ${sensitivity} is due`, own?.sensitivity === sensitivity)
      check(`${what} spends a delta of ${own?.delta}, and ${delta} is due`, own?.delta === delta)
      total = {
        numerator: total.numerator * rho.denominator + rho.numerator * total.denominator,
        denominator: total.denominator * rho.denominator,
      }
    }
    check('releases cost something else together than one by one', compare(ledger.spent, total) === 0)
    check('what is left is not what there was less what was spent', compare(ledger.left, minus(ledger.rho, total)) === 0)
    check(
      'a gate has rows per unit of its own',
      gate.rowsPerUnit === rows && gate.through(() => 0).rowsPerUnit === rows && gate.portion(half).rowsPerUnit === rows,
    )
  }
}

function limitChecks(gateOf: GateOf, check: Check): void {
  const ledger = new Ledger(budget)
  const quarter = times(ledger.rho, rational(1n, 4n))
  const more = times(ledger.rho, rational(2n ** 60n + 1n, 2n ** 60n))
  check(
    'a release that costs a hair more than all is let through',
    refuses({ ledger }, () => ledger.spend(expense(more))),
  )
  for (let i = 0; i < 3; i++) ledger.spend(expense(quarter))
  check('a quarter is not left after three', compare(ledger.left, quarter) === 0)
  check(
    'a release that costs a hair more than is left is let through',
    refuses({ ledger }, () => ledger.spend(expense(times(quarter, rational(2n ** 60n + 1n, 2n ** 60n))))),
  )
  ledger.spend(expense(quarter))
  check('something is left when all is spent', compare(ledger.left, zero) === 0)
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
  check('what is left at a gate is not what is left in the ledger', compare(gate.left, own.left) === 0)
}

function deltaChecks(gateOf: GateOf, check: Check): void {
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

function portionChecks(gateOf: GateOf, check: Check): void {
  const ledger = new Ledger(budget)
  const gate = gateOf(ledger)
  const third = over(ledger.rho, rational(3n))
  const part = gate.portion(third)
  const inner = part.through(() => 1).portion(times(third, half))
  // A choice at epsilon e costs e^2 / 8.
  const choose = (from: Gate<number>, rho: number) => (): unknown =>
    from.choose({ name: 'choice', candidates: 2, sensitivity: 1, of: () => [1, 0] }, exactly(Math.sqrt(8 * rho)))
  const rho = approximately(third)
  check('a portion is not as large as it was taken', compare(part.rho, third) === 0 && compare(part.left, third) === 0)
  check('a portion spends more than it has', refuses(gate, choose(part, rho * 1.0001)))
  check('a portion of a portion spends more than it has', refuses(gate, choose(inner, (rho / 2) * 1.0001)))
  choose(inner, rho / 4)()
  const spent = ledger.spent
  check(
    'a portion does not spend what the whole spends',
    approximately(spent) > 0 && [part, gate].every((own) => compare(minus(own.rho, own.left), spent) === 0),
  )
  check('a portion of a portion does not spend what it spends', compare(inner.left, minus(inner.rho, spent)) === 0)
  check('a portion spends again what a portion of it spent', refuses(gate, choose(part, rho * 0.7501)))
  choose(part, rho * 0.7499)()
  const beside = [gate.portion(ledger.rho), gate.portion(ledger.rho)] as const
  choose(beside[0], 1.9 * rho)()
  check('two portions beside each other spend more than there is', refuses(gate, choose(beside[1], 0.2 * rho)))
  check('more was spent than there was', compare(ledger.spent, ledger.rho) <= 0)
}

function refusalChecks(gateOf: GateOf, check: Check): void {
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

function recordChecks(check: Check): void {
  const ledger = new Ledger(budget, 'row', thresholds)
  ledger.spend({
    ...expense(over(ledger.rho, rational(3n))),
    parameter: writeRational(over(rational(3n), times(rational(2n), ledger.rho))),
  })
  const record = ledger.toJSON()
  check(`an honest record does not add up: ${recordProblems(record).join('; ')}`, recordProblems(record).length === 0)
  check(
    'the record has another budget than the fit',
    record.epsilon === budget.epsilon && record.delta === budget.delta && record.thresholds === thresholds,
  )
  check('the record has another rho than the fit', record.rho === writeRational(ledger.rho) && record.spent === writeRational(ledger.spent))
  const least = leastEpsilon(approximately(ledger.spent), budget.delta - thresholds)
  check(
    `the record says that epsilon ${record.epsilonSpent} was spent, and it was ${least}`,
    record.epsilonSpent >= least && record.epsilonSpent < least * (1 + 1e-6),
  )
  const [own] = record.expenses as [(typeof record.expenses)[number]]
  const threshold = { ...own, name: 'values', mechanism: 'discrete Gaussian above a threshold', delta: thresholds } as const
  for (const [what, damaged] of [
    ['a smaller epsilon', { ...record, epsilon: 0.99 }],
    ['a smaller delta', { ...record, delta: 9e-7 }],
    ['another price', { ...record, expenses: [{ ...own, rho: '1/1000' }] }],
    ['one release more', { ...record, expenses: [own, own] }],
    ['a lower sum', { ...record, spent: '1/1000000' }],
    ['a sum above the budget', { ...record, spent: '2' }],
    ['a lower epsilon spent', { ...record, epsilonSpent: record.epsilonSpent * 0.999 }],
    [
      'thresholds beyond what was set aside',
      { ...record, spent: writeRational(times(ledger.spent, rational(3n))), epsilonSpent: 1, expenses: [own, threshold, threshold] },
    ],
    ['delta without a threshold', { ...record, expenses: [{ ...own, delta: 1e-9 }] }],
    ['another neighbour', { ...record, neighbours: 'replace one row' }],
  ] as const) {
    check(`a record with ${what} adds up`, recordProblems(damaged).length > 0)
  }
}

function bookChecks(check: Check): void {
  const total = { epsilon: 2, delta: 1e-6 }
  for (const apart of [0, 2e-7]) {
    let book: ReleaseBook = openBook(total)
    const plan = { model: 'mst', unit: 'row', epsilon: 0.5, delta: 5e-7, ...(apart > 0 ? { thresholds: apart } : {}) } as const
    let fits = 0
    for (; fits < 100; fits++) {
      try {
        book = bookRelease(book, plan)
      } catch {
        break
      }
    }
    const each = greatestRho(plan.epsilon, plan.delta - apart)
    const holds = (n: number): boolean => {
      const left = total.delta - n * apart
      return left > 0 && n * each <= greatestRho(total.epsilon, left) * (1 + 1e-9)
    }
    check(`${fits} fits are let through, ${apart} for thresholds each`, fits > 0 && holds(fits) && !holds(fits + 1))
    const spent = spentOf(book)
    check('fits cost less together than one by one', approximately(spent.rho) >= fits * each * (1 - 1e-9))
    check(
      'fits have spent another epsilon',
      spent.epsilon >= leastEpsilon(fits * each, total.delta - fits * apart) * (1 - 1e-8) && spent.epsilon <= total.epsilon * (1 + 1e-6),
    )
  }
}

function privateChecks(check: Check): void {
  const box = new Private({ secret: 4711 })
  const shows = (act: () => unknown): boolean => {
    try {
      return `${act()}`.includes('4711')
    } catch {
      return false
    }
  }
  check('private data are written as JSON', !shows(() => JSON.stringify({ box })))
  check(
    'private data are written as text',
    !shows(() => `${box}`) && !shows(() => Number(box)) && !shows(() => String(box)) && !shows(() => box.toString()),
  )
  check('private data have keys', Object.keys(box).length === 0 && Object.getOwnPropertyNames(box).length === 0)
  check('private data can be changed', Object.isFrozen(box))
}
