import { describe, expect, test } from 'vitest'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { findRelations } from '../../../src/table/relations/find.js'
import { logShareInOrder, shareBroken } from '../../../src/table/relations/orders.js'
import { relationText } from '../../../src/table/relations/relation.js'
import { known } from '../../support/tables.js'

const cents = (rng: Rng, most: number): number => Math.round(100 * most * rng.uniform()) / 100

function found(rows: number, make: (rng: Rng, row: number) => Record<string, unknown>, seed = 1): string[] {
  const rng = createRng(seed)
  const { table, schema } = known(Array.from({ length: rows }, (_, row) => make(rng, row)))
  return findRelations(table, schema).map(relationText)
}

describe('sums', () => {
  test('are found through floating-point noise, several at once, with a few rows that disagree', () => {
    const texts = found(400, (rng, row) => {
      const [rent, heat, extra] = [cents(rng, 900), cents(rng, 120), rng.uniform() < 0.9 ? 0 : cents(rng, 50)]
      const due = rent + heat + extra
      const paid = cents(rng, due)
      return { due: row === 17 ? 5 : due, rent, heat, extra, paid, open: Math.round(100 * (rent + heat + extra - paid)) / 100 }
    })
    expect(texts).toContain('due = rent + heat + extra')
    expect(texts.some((text) => text.includes('open') && text.includes('paid'))).toBe(true)
  })

  test('are found through rounding of every term', () => {
    const texts = found(500, (rng) => {
      const [a, b] = [1000 * rng.uniform(), 1000 * rng.uniform()]
      const shown = (x: number): number => Math.round(x * 10) / 10
      return { a: shown(a), b: shown(b), all: shown(a + b) }
    })
    expect(texts).toEqual(['all = a + b'])
  })

  test.each([1, 2, 3])('have no terms that only fit what rounding left, table %i', (seed) => {
    const texts = found(
      400,
      (rng) => {
        const [net, quantity, fee] = [10 + cents(rng, 400), 1 + rng.integer(9), [0, 2.5, 4.9][rng.integer(3)] as number]
        const tax = Math.round(20 * net) / 100
        return { net, quantity, fee, tax, total: Math.round(100 * (net + tax + fee)) / 100 }
      },
      seed,
    )
    expect(texts).toContain('tax = 0.2 * net')
    expect(texts.filter((text) => text.includes('quantity'))).toEqual([])
  })

  test.each([1, 2, 3])(
    'have no terms that nearly cancel each other and leave as little as rounding does, and exact ones come first, table %i',
    (seed) => {
      const texts = found(
        500,
        (rng) => {
          const start = Date.UTC(2023, 0, 1) + 60_000 * rng.integer(500_000)
          const minute = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
          const net = 3 + cents(rng, 90)
          const tax = Math.round(10 * net) / 100
          return {
            start: minute(start),
            end: minute(start + 60_000 * (1 + rng.integer(90))),
            km: cents(rng, 40),
            price: Math.round(100 * (net + tax)) / 100,
            net,
            tax,
          }
        },
        seed,
      )
      expect(texts).toEqual(expect.arrayContaining(['price = net + tax', 'tax = 0.1 * net', 'start <= end']))
      expect(texts).toHaveLength(3)
    },
  )

  test('may lack values of their own', () => {
    const rng = createRng(3)
    const { table, schema } = known(
      Array.from({ length: 500 }, () => {
        const [a, b] = [rng.integer(1000), rng.integer(1000)]
        const lost = (x: number): number | null => (rng.uniform() < 0.05 ? null : x)
        return { a: lost(a), b: lost(b), c: lost(a + b) }
      }),
    )
    expect(findRelations(table, schema)).toMatchObject([{ kind: 'sum', column: 'c', gaps: true }])
  })

  test('a column of round numbers stays on its grid: a finer one gives way', () => {
    const rng = createRng(4)
    const { table, schema } = known(
      Array.from({ length: 400 }, () => {
        const loan = 50 * (20 + rng.integer(200))
        const left = cents(rng, loan)
        return { loan, left, repaid: Math.round(100 * (loan - left)) / 100 }
      }),
    )
    expect(findRelations(table, schema)).toContainEqual(expect.objectContaining({ column: 'loan', step: 50 }))
  })

  test('lengths of time between two dates are sums of their columns', () => {
    const texts = found(300, (rng) => {
      const from = Date.UTC(2021, 0, 1 + rng.integer(900))
      const days = rng.integer(40)
      const text = (time: number): string => new Date(time).toISOString().slice(0, 10)
      return { from: text(from), until: text(from + 864e5 * days), days }
    })
    expect(texts).toContain('until = from + days')
  })
})

describe('products and ratios', () => {
  test('are found through rounding, with their constant', () => {
    const texts = found(500, (rng) => {
      const [price, pieces] = [cents(rng, 40) + 1, 1 + rng.integer(30)]
      const [height, weight] = [150 + rng.integer(50), 45 + rng.integer(600) / 10]
      return {
        amount: Math.round(price * pieces * 100) / 100,
        price,
        pieces,
        height,
        weight,
        bmi: Math.round((10 * 10_000 * weight) / height ** 2) / 10,
      }
    })
    expect(texts).toEqual(['amount = price * pieces', 'bmi = 10000 * weight / height^2'])
  })

  test('are found where the column to compute comes before its terms, of which the last is a root of the others', () => {
    const texts = found(300, (rng) => {
      const [height, weight] = [150 + rng.integer(50), 45 + rng.integer(600) / 10]
      return { bmi: Math.round((10 * 10_000 * weight) / height ** 2) / 10, weight, height }
    })
    expect(texts).toEqual(['bmi = 10000 * weight / height^2'])
  })
})

describe('orders', () => {
  test('an order that pairs at random would hardly break is no order', () => {
    // Few of the greater column's cells are low: independent columns would break the order in 2 of 100 rows, and here none does.
    expect(shareBroken(Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 3, 5, 6))).toBe((1 + 1 + 1 + 2) / 16)
    const texts = found(4000, (rng, row) =>
      row % 50 === 0 ? { low: 0, high: 0 } : { low: 1 + rng.integer(20), high: 40 + rng.integer(60) },
    )
    expect(texts).toEqual([])
  })

  test('the share of pairings in order is that of all permutations', () => {
    const [a, b] = [Float64Array.of(1, 2, 2, 5), Float64Array.of(2, 3, 4, 6)]
    const permutations = (left: readonly number[]): number[][] =>
      left.length === 0 ? [[]] : left.flatMap((x, i) => permutations(left.toSpliced(i, 1)).map((rest) => [x, ...rest]))
    const all = permutations([...b])
    const inOrder = all.filter((pairing) => pairing.every((y, i) => (a[i] as number) <= y))
    expect(Math.exp(logShareInOrder(a, b))).toBeCloseTo(inOrder.length / all.length, 12)
  })

  test('values that go with all of the other column may be left out', () => {
    const [a, b] = [Float64Array.of(1, 2, 2, 5, 7), Float64Array.of(2, 3, 4, 8, 9)]
    const [lows, highs] = [a.filter((x) => x > 2), b.filter((y) => y < 7)]
    expect(logShareInOrder(lows, highs, 5)).toBe(logShareInOrder(a, b))
  })

  test('a chain and its nearest links are found, of times too, and with gaps', () => {
    const texts = found(400, (rng) => {
      const low = 20 + cents(rng, 5)
      const [open, close] = [low + cents(rng, 2), low + cents(rng, 2)]
      const ordered = rng.integer(400)
      const day = (n: number): string => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10)
      const sent = ordered + rng.integer(9)
      return {
        low,
        open,
        close,
        high: Math.max(open, close) + cents(rng, 1),
        ordered: day(ordered),
        sent: rng.uniform() < 0.2 ? null : day(sent),
        arrived: rng.uniform() < 0.3 ? null : day(sent + rng.integer(20)),
      }
    })
    expect(texts.sort()).toEqual(['low <= close', 'low <= open', 'open <= high and close <= high', 'ordered <= sent', 'sent <= arrived'])
  })

  test('of a count of seconds and one of milliseconds, the seconds are computed: the others would lose three digits', () => {
    const texts = found(300, (rng, row) => {
      const seconds = 1_650_000_000 + row * 60
      return { seconds, millis: seconds * 1000 + rng.integer(1000) }
    })
    expect(texts.filter((text) => text.startsWith('millis ='))).toEqual([])
  })

  test('one row that disagrees, or a column that lies above the other anyway: none', () => {
    expect(found(300, (rng, row) => ({ a: row === 5 ? 99 : rng.integer(50), b: 50 + rng.integer(60) - (row % 2) * 30 }))).toEqual([])
    expect(found(300, (rng) => ({ age: 18 + rng.integer(60), grams: 40_000 + rng.integer(60_000) }))).toEqual([])
  })
})

/**
 * Under independence an order is found with a probability below 1e-6 a table, and sums and products with none worth naming; tables of seven columns,
 * of which many are nearly always 0 or of few small numbers, find nothing with a probability above 0.9999.
 */
test('in tables of independent columns nothing is found, whatever the seed', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const texts = found(
      60 + 40 * (seed % 8),
      (rng) => ({
        few: rng.integer(3),
        more: rng.integer(6),
        rare: rng.uniform() < 0.03 ? rng.integer(9) : 0,
        rarer: rng.uniform() < 0.02 ? rng.integer(9) : 0,
        money: cents(rng, 5000),
        normal: rng.normal(),
        skewed: Math.round(1000 * rng.uniform() ** 4) / 10,
      }),
      seed,
    )
    expect(texts, `seed ${seed}`).toEqual([])
  }
})
