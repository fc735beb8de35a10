import { readFileSync } from 'node:fs'

/** Values computed elsewhere; see test/fixtures/stats/make.py. */
export const expected = JSON.parse(readFileSync(new URL('../fixtures/stats/expected.json', import.meta.url), 'utf8'))

/** Numbers in which null stands for a missing value. */
export function numbers(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN)
}

/** Greatest relative difference of two lists; absolute where numbers are below 1e-300. */
export function worst(values: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let greatest = 0
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs((values[i] as number) - (wanted[i] as number)) / Math.max(1e-300, Math.abs(wanted[i] as number))
    greatest = difference > greatest || Number.isNaN(difference) ? difference : greatest
  }
  return greatest
}
