import { describe, expect, test } from 'vitest'
import { rhoOf } from '../../../src/dp/accounting/accounting.js'
import { approximately, plus, readRational } from '../../../src/dp/accounting/rational.js'
import { bookRelease, checkedBook, openBook, spentOf } from '../../../src/dp/accounting/releases.js'
import { PrivacyError } from '../../../src/errors.js'

const release = { model: 'mst', unit: 'row', epsilon: 1, delta: 1e-9 } as const

describe('the ledger of all releases from one source', () => {
  test('a single fit may spend the whole of it, and then nothing more', () => {
    const full = bookRelease(openBook({ epsilon: 1, delta: 1e-9 }), release)
    expect(full.releases).toHaveLength(1)
    expect(spentOf(full).epsilon).toBeCloseTo(1, 6)
    expect(() => bookRelease(full, { ...release, epsilon: 1e-6 })).toThrow(PrivacyError)
  })

  test('losses add up as zCDP, which is less than their epsilons add up to', () => {
    let book = openBook({ epsilon: 2, delta: 1e-9 })
    let fits = 0
    for (; fits < 10; fits++) {
      try {
        book = bookRelease(book, release)
      } catch {
        break
      }
    }
    // Two epsilons of 1 would be all by plain addition; rho(2) = 0.0565 holds three of rho(1) = 0.0150.
    expect(fits).toBe(Math.floor(rhoOf(2, 1e-9) / rhoOf(1, 1e-9)))
    expect(fits).toBe(3)
    expect(approximately(spentOf(book).rho)).toBeCloseTo(3 * rhoOf(1, 1e-9), 12)
    expect(book.releases.map(({ rho }) => readRational(rho)).reduce(plus)).toEqual(spentOf(book).rho)
    expect(() => bookRelease(book, release)).toThrow(/epsilon 2 together .* 1\.7\d* is spent; this one may cost 0\.\d+ at most \(got 1\)/)
  })

  test('what is refused books nothing', () => {
    const book = openBook({ epsilon: 0.5, delta: 1e-9 })
    expect(() => bookRelease(book, release)).toThrow(PrivacyError)
    expect(book.releases).toEqual([])
  })

  test('only losses of the same unit add up, whatever its cap', () => {
    const book = openBook({ epsilon: 3, delta: 1e-9 }, { column: 'person', maxRows: 5 })
    expect(() => bookRelease(book, release)).toThrow(/different units/)
    expect(() => bookRelease(book, { ...release, unit: { column: 'house', maxRows: 5 } })).toThrow(/different units/)
    expect(bookRelease(book, { ...release, unit: { column: 'person', maxRows: 9 } }).releases).toHaveLength(1)
    expect(bookRelease(book, { ...release, unit: { column: 'person', maxRows: 4, as: 'sequence' } }).releases).toHaveLength(1)
  })

  test('comes back from its file, and anything else is refused in words', () => {
    const book = bookRelease(openBook({ epsilon: 2, delta: 1e-9 }), release)
    expect(checkedBook(JSON.parse(JSON.stringify(book)), 'x.json')).toEqual(book)
    for (const damage of [
      null,
      {},
      { ...book, epsilon: -1 },
      { ...book, releases: [{ ...book.releases[0], rho: '-1/2' }] },
      { ...book, more: 1 },
    ]) {
      expect(() => checkedBook(damage, 'x.json')).toThrow(/^x\.json: is no ledger/)
    }
  })
})
