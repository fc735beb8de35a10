import { expect, test } from 'vitest'
import { findRules } from '../../../src/constraints/find/find.js'
import { readTable } from '../../../src/node/files.js'

/** What is found in the strikes of birds, and why it is true of more than these rows. */
const birdstrikes: readonly (readonly [RegExp, string])[] = [
  [/^col\("Cost Total \$"\) == col\("Cost Other"\) \+ col\("Cost Repair"\)$/, 'the total is the sum of its parts'],
  [/^col\("(Cost .*|Speed .*)"\) >= 0$/, 'costs and speeds are no less than nothing'],
  [/^oneOf\(col\("(Wildlife Size|Time of day)"\)/, 'the form of the authority has these answers'],
  [/^determines\(col\("Airport Name"\), col\("Origin State"\)\)$/, 'an airport lies in one state'],
  [/^determines\(col\("Wildlife Species"\), col\("Wildlife Size"\)\)$/, 'a species has a size; two rows say otherwise'],
  [/"BARKSDALE AIR FORCE BASE ARPT"\) implies|AIR FORCE BASE ARPT" implies .* == "MILITARY"$/, 'an air force base'],
  [/"ALOHA AIRLINES" implies .*"Hawaii"$/, 'the airline flew between the islands of Hawaii'],
  [/"Unknown bird or bat" implies .*"MILITARY"$/, 'the words of military reports'],
  [/"Pacific golden-plover" implies .*"Hawaii"$/, 'of the states, the bird winters in Hawaii'],
]

test('of what is found in the strikes of birds at least nine in ten are true', async () => {
  const rules = findRules(await readTable('datasets/birdstrikes.csv')).map(({ rule }) => rule)
  const isTrue = (rule: string): boolean => birdstrikes.some(([pattern]) => pattern.test(rule))
  expect(rules.filter((rule) => !isTrue(rule)).length).toBeLessThanOrEqual(rules.length / 10)
  for (const [pattern] of birdstrikes.slice(0, 5)) expect(rules.some((rule) => pattern.test(rule))).toBe(true)
})
