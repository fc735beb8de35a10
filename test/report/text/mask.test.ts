import { describe, expect, test } from 'vitest'
import { maskOf, withMasks } from '../../../src/report/text/mask.js'
import { createPatternTest } from '../../../src/table/grammar/match.js'

describe('maskOf', () => {
  test.each([
    ['P1{[012]:1}{d:3}', 'P1dddd'],
    ['E{n:5+5}', 'Ennnnn'],
    ['{A:2}-{0058..0976..9665}', 'AA-dddd'],
    ['{local}@{a.org*3|b.org}', '<local>@(a.org|…)'],
    ['DE{iban}{d:4}', 'DEdddddd'],
  ])('%s is %s', (pattern, mask) => {
    expect(maskOf(pattern)).toBe(mask)
  })

  test('examples are of the pattern, and there is none of names', () => {
    for (const pattern of ['P1{[012]:1}{d:3}', '{A:2}-{0058..0976..9665}', '{x:8}-{i:10-99999}', '{Ww:3-5} {red|green}']) {
      const [, example = ''] = withMasks(`made anew as ${pattern}`).split(', such as ')
      expect(createPatternTest(pattern)(example)).toBe(true)
    }
    expect(withMasks('never copied: made anew as {first} {d:2} or P{n:4}, counting from 7')).toBe(
      'never copied: made anew as <first> dd or Pnnnn, counting from 7',
    )
  })
})
