import gammaln from '@stdlib/math-base-special-gammaln'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { logFactorial } from '../../src/table/inference/dependencies.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { decode } from '../../src/table/typing/decode.js'
import { rawOf } from './raw-of.js'

const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))
const found = (columns: Readonly<Record<string, readonly string[]>>): string[] =>
  inferSchema(rawOf(columns)).schema.dependencies.map(({ from, to }) => `${from} > ${to}`)

const states = ['Bavaria', 'Hesse', 'Saxony', 'Berlin', 'Bremen', 'Hamburg']
const capitals = ['Munich', 'Wiesbaden', 'Dresden', 'Berlin', 'Bremen', 'Hamburg']
const rng = createRng(5)
const state = range(600, () => String(rng.integer(6)))
const of = (list: readonly string[]): string[] => state.map((i) => list[Number(i)] as string)
const noise = range(600, () => 'uvwxyz'[rng.integer(6)] as string)

describe('findDependencies', () => {
  test('finds what follows, and nothing that does not', () => {
    expect(found({ state: of(states), region: of(['S', 'S', 'E', 'E', 'N', 'N']), noise })).toEqual(['state > region'])
  })

  test('of columns that follow from each other the first with levels stays', () => {
    expect(found({ number: state, state: of(states), capital: of(capitals) })).toEqual(['state > number', 'state > capital'])
    expect(found({ capital: of(capitals), state: of(states) })).toEqual(['capital > state'])
  })

  test('a chain hangs from its root', () => {
    const columns = { country: of(['D', 'D', 'D', 'D', 'X', 'X']), region: of(['S', 'S', 'E', 'E', 'N', 'N']), state: of(states) }
    expect(found(columns)).toEqual(['state > country', 'state > region'])
  })

  test('missing is a value like the others', () => {
    const gap = of(['a', '', 'b', '', 'c', 'd'])
    expect(found({ state: of(states), gap })).toEqual(['state > gap'])
    expect(found({ gap, wide: gap.map((cell, i) => (cell === '' ? String(i % 2) : 'x')) })).toEqual([])
  })

  test('a column that puts rows in order neither follows nor is followed', () => {
    const raw = rawOf({ state: of(states), number: state })
    expect(inferSchema(raw, { roles: { order: 'number' } }).schema.dependencies).toEqual([])
  })

  test('one row that differs is enough', () => {
    const region = of(['S', 'S', 'E', 'E', 'N', 'N'])
    region[599] = region[599] === 'S' ? 'N' : 'S'
    expect(found({ state: of(states), region, noise })).toEqual([])
  })

  test('constants, nearly unique columns and columns of few rows give nothing', () => {
    expect(found({ state: of(states), constant: range(600, () => 'x') })).toEqual([])
    expect(found({ word: range(600, (i) => `w${i % 300}x`), region: range(600, (i) => String(i % 300 < 9)) })).toEqual([])
    expect(found({ a: ['x', 'y', 'x', 'y', 'x'], b: ['1', '2', '1', '2', '1'] })).toEqual([])
  })

  test('rare values that happen to fall together are no dependency', () => {
    // Two rare rows lie in two of 100 groups: likely by chance alone.
    const group = range(600, (i) => `g${i % 100}`)
    const rare = range(600, (i) => (i === 7 || i === 107 ? 'odd' : 'usual'))
    expect(found({ group: range(600, (i) => (i === 7 || i === 107 ? 'odd group' : (group[i] as string))), rare })).toEqual([])
  })

  test('shuffled columns are hardly ever found to follow: none of 300 small tables', () => {
    const draw = createRng(11)
    for (let trial = 0; trial < 300; trial++) {
      const columns = {
        a: range(40, () => 'abc'[draw.integer(3)] as string),
        b: range(40, () => (draw.uniform() < 0.05 ? 'y' : 'x')),
        c: range(40, () => 'st'[draw.integer(2)] as string),
      }
      expect(found(columns)).toEqual([])
    }
  })

  test('every dependency holds, each column follows once, and from a root', () => {
    const raw = rawOf({ state: of(states), number: state, capital: of(capitals), noise, region: of(['S', 'S', 'E', 'E', 'N', 'N']) })
    const { schema } = inferSchema(raw)
    const table = decode(raw, schema)
    const to = schema.dependencies.map((dependency) => dependency.to)
    expect(new Set(to).size).toBe(to.length)
    for (const dependency of schema.dependencies) {
      expect(to).not.toContain(dependency.from)
      const pairs = new Map<number, number>()
      table.column(dependency.from).values.forEach((value, row) => {
        const other = table.column(dependency.to).values[row] as number
        expect(pairs.get(value) ?? other).toBe(other)
        pairs.set(value, other)
      })
    }
  })
})

test('logFactorial(n) is ln Γ(n + 1)', () => {
  for (const n of [0, 1, 2, 5, 19, 20, 21, 22, 100, 4096, 1e6, 1e9]) {
    const known = gammaln(n + 1)
    expect(Math.abs(logFactorial(n) - known)).toBeLessThan(1e-13 * Math.max(1, known))
  }
})
