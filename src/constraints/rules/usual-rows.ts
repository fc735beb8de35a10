import type { Column } from '../../table/column.js'

/** For each value of `from` a row in which the value of `to` is the one that comes with it most often; of several, the first. */
export function usualRows(from: Column, to: Column, rows: number): Map<number, number> {
  const counts = new Map<number, Map<number, { count: number; readonly row: number }>>()
  for (let row = 0; row < rows; row++) {
    const [a, b] = [from.values[row], to.values[row]]
    const partners = counts.get(a) ?? new Map<number, { count: number; readonly row: number }>()
    const known = partners.get(b)
    if (known) known.count++
    else partners.set(b, { count: 1, row })
    counts.set(a, partners)
  }
  return new Map(
    [...counts].map(([value, partners]) => [
      value,
      [...partners.values()].reduce((best, other) => (other.count > best.count ? other : best)).row,
    ]),
  )
}
