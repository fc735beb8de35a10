import { expect, test } from 'vitest'
import { findRules } from '../../../src/constraints/find/find.js'
import { createRng } from '../../../src/random/rng.js'
import { withRoles } from '../../../src/table/schema.js'
import { known } from '../../support/tables.js'

const day = (n: number): string => new Date(Date.UTC(2001, 0, 1 + n)).toISOString().slice(0, 10)

test('equations of times are told in days, whatever the times count in', () => {
  const rng = createRng(6)
  const { table, schema } = known(
    Array.from({ length: 300 }, () => {
      const [from, nights, minutes, rate] = [rng.integer(600), 1 + rng.integer(9), 30 + rng.integer(3000), [55, 70, 89.5][rng.integer(3)]]
      const arrived = Date.parse(day(from)) + 60_000 * (700 + rng.integer(700))
      const text = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
      return {
        ...{ checkin: day(from), nights, checkout: day(from + nights) },
        ...{ arrived: text(arrived), left: text(arrived + 60_000 * minutes), minutes, hours: Math.round(minutes / 0.6) / 100 },
        ...{ rate, total: nights * (rate as number) },
      }
    }),
  )
  const equations = findRules({ table, schema }).filter(({ kind }) => kind === 'equation')
  expect(equations.map(({ rule }) => rule).sort()).toEqual([
    'checkout == checkin + nights',
    'hours == round(24 * (left - arrived), 2)',
    'minutes == round(1440 * (left - arrived), 0)',
    'total == nights * rate',
  ])
})

/** Loans with payments, and what is planted in them. */
function payments() {
  const rng = createRng(4)
  const rows = Array.from({ length: 150 }, (_, loan) => {
    const [from, count] = [rng.integer(2000), 2 + rng.integer(6)]
    const grade = 'ABCD'[rng.integer(4)] as string
    const state = rng.integer(3)
    return Array.from({ length: count }, (_, i) => {
      const [net, rate] = [100 + rng.integer(90_000) / 100, rng.integer(3) / 10]
      const birth = -9000 - rng.integer(9000)
      const due = from + 30 * i
      const isLate = rng.uniform() < 0.2
      return {
        loan: `L${String(loan).padStart(4, '0')}`,
        birth: day(birth),
        due: day(due),
        paid: isLate ? null : day(due + Math.floor(31 * rng.uniform())),
        how: isLate ? null : ['card', 'cash'][rng.integer(2)],
        year: new Date(Date.parse(day(due))).getUTCFullYear(),
        net,
        fee: Math.round(100 * net * rate) / 100,
        gross: Math.round(100 * (net + Math.round(100 * net * rate) / 100)) / 100,
        hours: (1 + rng.integer(60)) / 4,
        grade,
        subgrade: `${grade}${rng.integer(3)}`,
        region: ['north', 'south', 'east'][state],
        north: state === 0 ? 1 : 0,
        south: state === 1 ? 1 : 0,
        east: state === 2 ? 1 : 0,
        status: i === count - 1 ? (rng.uniform() < 0.5 ? 'closed' : 'sold') : i === 0 ? 'open' : 'running',
      }
    })
  }).flat()
  const { table, schema } = known(rows)
  return { table, schema: withRoles(schema, { key: 'loan', order: 'due' }) }
}

test('all kinds of rules are found where they are, with their exceptions', () => {
  const found = findRules(payments())
  const rules = found.map(({ rule }) => rule)
  for (const rule of [
    'gross == net + fee',
    'due <= paid',
    'days(due, paid) <= 30',
    'year == year(due)',
    'multiple(hours, 0.25)',
    'together(paid, how)',
    'oneHot(north, south, east)',
    'determines(subgrade, grade)',
    'first(status) == "open"',
    'after(status == "closed", none)',
  ]) {
    expect(rules).toContain(rule)
  }
  expect(found.every(({ exceptions, support }) => exceptions.length <= 0.005 * support)).toBe(true)
})
