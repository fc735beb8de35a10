import { describe, expect, test } from 'vitest'
import { inferPattern } from '../../src/table/grammar/key-pattern.js'

const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))

describe('inferPattern', () => {
  test.each([
    ['zero-padded counters', range(500, (i) => `C-${String(i + 1).padStart(5, '0')}`), 'C-{n:5}', 501],
    ['counters that grow', range(500, (i) => `user${i}`), 'user{n:1}', 500],
    ['a year before the counter', range(99, (i) => `INV2019-${String(i + 1).padStart(4, '0')}`), 'INV2019-{n:4}', 100],
    ['sparse digits', range(50, (i) => `K${100_000 + i * 7919}`), 'K{d:6}', 1],
    ['two fields of digits', range(90, (i) => `${200 + i}-${String(i * 97).padStart(4, '0')}`), '2{d:2}-{d:4}', 1],
    ['capitals', range(26, (i) => `${String.fromCharCode(65 + i)}X${i % 10}`), '{A:1}X{d:1}', 1],
    [
      'letters of several lengths',
      range(60, (i) => `${'abcdefg'.slice(i % 5)}${String.fromCharCode(97 + (i % 26))}${10 + i}`),
      '{a:6}{d:2}',
      1,
    ],
  ])('%s', (_what, keys, pattern, start) => {
    expect(inferPattern(keys)).toEqual({ pattern, start })
  })

  test.each([
    ['no keys', []],
    ['one and the same', ['A1', 'A1']],
    ['blanks', ['A 1', 'A 2']],
    ['braces', ['{1}', '{2}']],
    ['signs in several places', ['a-1', '1-a', 'a.1']],
    ['different runs', ['a1', '1abc']],
    ['letters beyond ASCII', ['é1', 'é2']],
  ])('finds none in %s', (_what, keys) => {
    expect(inferPattern(keys)).toBeNull()
  })

  test('does not depend on the order of the keys', () => {
    const keys = range(300, (i) => `a${((i * 7919) % 65_536).toString(16).padStart(4, '0')}`)
    expect(inferPattern([...keys].reverse())).toEqual(inferPattern(keys))
    expect(inferPattern(keys)?.pattern).toBe('a{x:4}')
  })
})
