import { expect, it } from 'vitest'
import { callFaults } from '../../../benchmarks/evaluation/calls.js'
import { namedIn } from '../../../benchmarks/evaluation/named.js'

it('faults of times, of repeated rows, of ranges, rules and groups show in the summary and are named, and fresh rows are left alone', async () => {
  const told = await namedIn(4000, 1)
  // Two of them are of 5 % of the rows and of 2 %: of 4,000 rows too few for groups of such sizes.
  const small = ['effect', 'swapped']
  callFaults.forEach(({ name, named }, f) => {
    if (small.includes(name)) return
    const is = named === null ? { found: false, named: false, any: false } : { found: true, named: true, any: true }
    expect([name, told[f]]).toEqual([name, is])
  })
}, 240_000)
