import { expect, test } from 'vitest'
import { findRules } from '../../../src/constraints/find/find.js'
import { createRng } from '../../../src/random/rng.js'
import { known } from '../../support/tables.js'

const day = (n: number): string => new Date(Date.UTC(2001, 0, 1 + n)).toISOString().slice(0, 10)

/** Columns that have nothing to do with each other: numbers, counts, levels, gaps and dates. */
function independent(seed: number) {
  const rng = createRng(seed)
  return known(
    Array.from({ length: 300 }, () => ({
      height: Math.round(100 * (170 + 10 * (rng.uniform() + rng.uniform() + rng.uniform() - 1.5))) / 100,
      weight: Math.round(100 * (172 + 10 * (rng.uniform() + rng.uniform() + rng.uniform() - 1.5))) / 100,
      children: rng.integer(4) * rng.integer(3),
      visits: rng.integer(9),
      city: ['Rome', 'Bern', 'Oslo', 'Nice', 'Graz'][rng.integer(5)],
      job: ['cook', 'clerk', 'nurse'][Math.min(rng.integer(3), rng.integer(3))],
      member: rng.uniform() < 0.3,
      paid: rng.uniform() < 0.2 ? null : rng.integer(1000) / 10,
      asked: rng.uniform() < 0.3 ? null : day(rng.integer(900)),
      came: day(rng.integer(900)),
    })),
  )
}

/** Of single columns, and true of all tables that are made so. */
const ofOneColumn = /^(children|visits|paid) >= 0$|^oneOf\((city|job), [^)]*\)$/

test('in a hundred tables of independent columns no rule is found', () => {
  const found = Array.from({ length: 100 }, (_, seed) => findRules(independent(seed)).map(({ rule }) => rule)).flat()
  expect(found.filter((rule) => !ofOneColumn.test(rule))).toEqual([])
})
