import { expect, test } from 'vitest'
import { convexWeights } from '../../src/learn/convex-weights.js'
import { createRng } from '../../src/random/rng.js'

test('finds the shares of the laws that observations come from', () => {
  const rng = createRng(1)
  const laws = [
    [0.8, 0.1, 0.1],
    [0.1, 0.1, 0.8],
  ] as const
  const rows = 4000
  const seen = Array.from({ length: rows }, () => {
    const law = laws[rng.uniform() < 0.7 ? 0 : 1] as readonly number[]
    const u = rng.uniform()
    return u < (law[0] as number) ? 0 : u < (law[0] as number) + (law[1] as number) ? 1 : 2
  })
  const weights = convexWeights(laws.map((law) => Float64Array.from(seen, (k) => law[k] as number)))
  expect((weights[0] as number) + (weights[1] as number)).toBeCloseTo(1, 12)
  // Five standard errors: a row's information on the share, the squared difference of the laws over their mixture, sums up to 2.41.
  expect(Math.abs((weights[0] as number) - 0.7)).toBeLessThan(5 / Math.sqrt(2.41 * rows))
})

test('a law that allows nothing that was seen gets no weight to speak of, and one law has all', () => {
  const [good, bad] = [new Float64Array(50).fill(0.5), new Float64Array(50)]
  // The optimum is 0; steps end once the likelihood gains next to nothing.
  expect(convexWeights([good, bad])[1]).toBeLessThan(0.01)
  expect([...convexWeights([bad])]).toEqual([1])
})

test('observations under which all laws are alike leave the weights as they are, however many they are', () => {
  const few = [
    [0.5, 0.1, 0.4, 0.3],
    [0.2, 0.4, 0.3, 0.2],
    [0.1, 0.1, 0.2, 0.9],
  ]
  const padded = few.map((law) => Float64Array.from([...law, ...new Array<number>(500).fill(0.97)]))
  const alone = convexWeights(few.map((law) => Float64Array.from(law)))
  convexWeights(padded).forEach((weight, q) => {
    expect(weight).toBeCloseTo(alone[q], 9)
  })
})

test('what many observations say a little of counts, too', () => {
  // A rare event is foretold for 10 of 1,000 rows, where it happens in 3; it never happens in the others. The margin says .003 of all rows.
  const happens = Array.from({ length: 1000 }, (_, row) => row < 3)
  const foretold = Float64Array.from(happens, (own, row) => (row < 10 ? (own ? 0.3 : 0.7) : 0.9999))
  const margin = Float64Array.from(happens, (own) => (own ? 0.003 : 0.997))
  // Without the 990 rows, on which the two are within a third of a per cent, 10 rows of which 7 are none would be all that counts.
  expect(convexWeights([foretold, margin])[0]).toBeGreaterThan(0.9)
})
