import { expect, test } from 'vitest'
import { ppCurve } from '../../../../src/evaluate/metrics/surrogate/pp-curve.js'

const of = (...values: number[]) => Float64Array.from(values)

test('equal samples lie on the diagonal, in any order', () => {
  const curve = ppCurve(of(1, 2, 3), of(3, 1, 2))
  expect(curve).toMatchObject({ score: 1, deviation: 0, distance: 0, p: 1 })
  expect(curve.x).toEqual(curve.y)
})

test('samples that nothing joins score 0, and the deviation says which way they differ', () => {
  expect(ppCurve(of(1, 2), of(3, 4))).toMatchObject({ score: 0, deviation: 1, distance: 1 })
  expect(ppCurve(of(3, 4), of(1, 2))).toMatchObject({ score: 0, deviation: -1, distance: 1 })
})

test('what can not be at all is the least plausible, and equal values are joined by a line', () => {
  const never = Number.NEGATIVE_INFINITY
  // The curve goes 0,0 - 0,½ - 1,1: a triangle of area ¼ above the diagonal.
  expect(ppCurve(of(5, 5), of(never, 5))).toMatchObject({ score: 0.5, deviation: -0.5, distance: 0.5, x: [0, 0, 1], y: [0, 0.5, 1] })
  expect(ppCurve(of(never, never), of(never, never)).score).toBe(1)
})

test('parts on either side of the diagonal add up in the score and cancel in the deviation', () => {
  // 0,0 - 0,½ - 1,½ - 1,1: two triangles of base ½ and height ½.
  const { score, deviation } = ppCurve(of(2, 2), of(1, 3))
  expect(score).toBeCloseTo(0.5, 12)
  expect(deviation).toBeCloseTo(0, 12)
})

test('a long curve is told by a hundred points and its ends', () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => i)
  const { x, y } = ppCurve(
    values,
    values.map((value) => value * 0.5),
  )
  expect([x.length, y.length]).toEqual([101, 101])
  expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1])
})
