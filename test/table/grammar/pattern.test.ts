import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPatternTest } from '../../../src/table/grammar/match.js'
import { escapeLiteral, optionsText, parsePattern } from '../../../src/table/grammar/pattern.js'

describe('parsePattern', () => {
  test.each([
    ['C-{n:5}', ['literal', 'counter']],
    ['C-{n:5+10}', ['literal', 'counter']],
    ['{d:4}-{x:8}', ['characters', 'literal', 'characters']],
    ['{0..18..255}', ['number']],
    ['{-90..90}', ['number']],
    ['{A*3|B}', ['choice']],
    ['{list 2 "; " A|B|C}', ['list']],
    ['{d:14}{luhn}', ['characters', 'check']],
    ['{LAST}, {first:lower}', ['fake', 'literal', 'fake']],
    ['{i:10-99999999999999999999}', ['whole']],
    ['{Ww:3-9}', ['word']],
    ['{what} {is} {d:x}', ['literal']],
    ['\\{d:4\\}', ['literal']],
  ])('%s', (pattern, kinds) => {
    expect(parsePattern(pattern).map(({ kind }) => kind)).toEqual(kinds)
  })

  test('a number has leading zeros where the least one is written with them', () => {
    expect(parsePattern('{001..366}')).toEqual([{ kind: 'number', knots: [1, 366], width: 3 }])
    expect(parsePattern('{1..366}')).toEqual([{ kind: 'number', knots: [1, 366], width: 1 }])
    expect(parsePattern('{00..59}')).toEqual([{ kind: 'number', knots: [0, 59], width: 2 }])
  })

  test('a number that falls is refused', () => {
    expect(() => parsePattern('{9..1}')).toThrow(/must rise/)
  })

  test('any text can stand for itself, alone and as one of several', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (a, b) => {
        const literal = parsePattern(escapeLiteral(a))
        expect(literal).toEqual(a === '' ? [] : [{ kind: 'literal', text: a }])
        const options = [
          { text: a, weight: 3 },
          { text: `${b}*7`, weight: 1 },
        ]
        expect(parsePattern(`{${optionsText(options)}}`)).toEqual([{ kind: 'choice', options }])
      }),
    )
  })
})

describe('createPatternTest', () => {
  test.each([
    ['{0..255}.{0..255}', ['0.0', '255.17'], ['256.1', '01.1', '1', 'a.b']],
    ['{A|B}-{d:2}{[xy-]:1}', ['A-01x', 'B-99-'], ['C-01x', 'A-1x', 'A-01z']],
    ['{Ww:3-9} {w:2-4}', ['Anna bo', 'Örjan å'], ['anna bo', 'Anna']],
    ['(a+b)', ['(a+b)'], ['aab', '(aab)']],
  ])('%s', (pattern, yes, no) => {
    const test = createPatternTest(pattern)
    expect([...yes, ...no].filter(test)).toEqual(yes)
  })
})
