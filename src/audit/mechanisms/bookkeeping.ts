import { recordProblems } from '../../dp/accounting/check-record.js'
import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, over, rational, times, writeRational } from '../../dp/accounting/rational.js'
import { bookRelease, openBook, type ReleaseBook, spentOf } from '../../dp/accounting/releases.js'
import type { Gate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { greatestRho, leastEpsilon } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'
import {
  budget,
  type Check,
  deltaChecks,
  expense,
  limitChecks,
  portionChecks,
  priceChecks,
  refusalChecks,
  thresholds,
} from './gate-checks.js'
import type { GateUnderAudit } from './release-bounds.js'

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
