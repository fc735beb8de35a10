import { expect, it } from 'vitest'
import { studentQuantile } from '../../../src/evaluate/verdicts/student-t.js'

/** Probability of a t variable below x, by the closed form for whole degrees of freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4). */
function studentCdf(x: number, n: number): number {
  const angle = Math.atan(x / Math.sqrt(n))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  let term = n % 2 === 1 ? cosine : 1
  let sum = n === 1 ? 0 : term
  for (let k = n % 2 === 1 ? 3 : 2; k < n; k += 2) {
    term *= (cosine ** 2 * (k - 1)) / k
    sum += term
  }
  return 0.5 + (n % 2 === 1 ? (angle + sine * sum) / Math.PI : (sine * sum) / 2)
}

it('leaves the probability below it that it is named after, to the last decimal', () => {
  for (const probability of [0.975, 0.995] as const) {
    for (let n = 1; n <= 19; n++) {
      const value = studentQuantile(probability, n)
      expect(studentCdf(value - 0.0006, n), `${n}`).toBeLessThan(probability)
      expect(studentCdf(value + 0.0006, n), `${n}`).toBeGreaterThan(probability)
    }
  }
})

it('takes more than 19 degrees of freedom for 19, and refuses none', () => {
  expect(studentQuantile(0.975, 400)).toBe(studentQuantile(0.975, 19))
  expect(() => studentQuantile(0.975, 0)).toThrow(RangeError)
})
