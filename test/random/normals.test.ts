import normalFactory from '@stdlib/random-base-normal'
import { describe, expect, test } from 'vitest'
import { fillNormals } from '../../src/random/normals.js'
import { createRng } from '../../src/random/rng.js'
import { normalCdf } from '../../src/stats/normal/normal.js'

describe('fillNormals', () => {
  const n = 1_000_000
  const draws = new Float64Array(n)
  fillNormals(draws, createRng(11))

  test('gives standard normal numbers, in the body and in both tails', () => {
    // Places where the layers change their ways: the tail begins at 3.4426, the topmost layer is 0.27 wide on each side.
    const edges = [-4, -3.6, -3.4426, -3.3, -3, -2, -1, -0.5, -0.2723, -0.1, 0, 0.1, 0.2723, 0.5, 1, 2, 3, 3.3, 3.4426, 3.6, 4]
    const counts = new Float64Array(edges.length + 1)
    for (const draw of draws) {
      let cell = 0
      while (cell < edges.length && (edges[cell] as number) <= draw) cell++
      counts[cell] = (counts[cell] as number) + 1
    }
    const shares = [...edges.map(normalCdf), 1].map((share, i, all) => share - (all[i - 1] ?? 0))
    const chiSquare = shares.reduce((sum, share, i) => sum + ((counts[i] as number) - n * share) ** 2 / (n * share), 0)
    // The 1 - 1e-6 quantile of chi-square with 21 degrees of freedom.
    expect(chiSquare).toBeLessThan(67.6)
  })

  test('nowhere leaves the distribution function', () => {
    const sorted = draws.slice().sort()
    let distance = 0
    sorted.forEach((draw, i) => {
      distance = Math.max(distance, Math.abs(normalCdf(draw) - (i + 0.5) / n))
    })
    // Kolmogorov's distance at a false alarm rate of 1e-6.
    expect(distance).toBeLessThan(2.7 / Math.sqrt(n))
  })

  test('gives numbers that follow one another without memory', () => {
    let sum = 0
    let squares = 0
    for (let i = 1; i < n; i++) {
      const [before, after] = [draws[i - 1] as number, draws[i] as number]
      sum += before * after
      squares += (before * before - 1) * (after * after - 1)
    }
    // 4.9 standard errors; squares have variance 2.
    expect(Math.abs(sum)).toBeLessThan(4.9 * Math.sqrt(n))
    expect(Math.abs(squares)).toBeLessThan(4.9 * 2 * Math.sqrt(n))
  })
})

test('the numbers one by one are those of the reference implementation, tails and edges included', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [mine, theirs] = [createRng(seed), createRng(seed)]
    const reference = normalFactory.factory(0, 1, { prng: (() => theirs.uniform()) as never }) as () => number
    const different = Array.from({ length: 20_000 }, () => mine.normal() === reference()).indexOf(false)
    expect(different).toBe(-1)
  }
})
