import { describe, expect, it } from 'vitest'
import { determinedTerms, fitCoefficients } from '../../../src/learn/linear/coefficients.js'
import { type DesignColumn, makeDesign, planDesign } from '../../../src/learn/linear/design.js'
import { createRng } from '../../../src/random/rng.js'

const numbers = (values: Float64Array): DesignColumn => ({ kind: 'number', values })
const levels = (codes: Int32Array, count: number): DesignColumn => ({ kind: 'level', codes, levels: count })

function designOf(columns: readonly DesignColumn[]) {
  const plan = planDesign(columns, { reference: true })
  return { plan, design: makeDesign(plan, columns), terms: Int32Array.from({ length: plan.width }, (_, i) => i) }
}

describe('fitCoefficients', () => {
  it('is the slope and its standard error of one number, by the textbook formula', () => {
    const rng = createRng(1)
    const n = 50
    const x = Float64Array.from({ length: n }, () => rng.normal())
    const y = x.map((value) => 2 + 3 * value + rng.normal())
    const { plan, design, terms } = designOf([numbers(x)])
    const [{ scale }] = plan.columns as unknown as [{ scale: number }]
    const [meanX, meanY] = [x, y].map((values) => values.reduce((a, b) => a + b) / n) as [number, number]
    const sxx = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0)
    const slope = x.reduce((sum, value, i) => sum + (value - meanX) * ((y[i] as number) - meanY), 0) / sxx
    const residual = x.reduce((sum, value, i) => sum + ((y[i] as number) - meanY - slope * (value - meanX)) ** 2, 0)
    const { estimates, errors } = fitCoefficients(design, { kind: 'number', values: y }, terms)
    expect((estimates[0] as number) / scale).toBeCloseTo(slope, 4)
    expect((errors[0] as number) / scale).toBeCloseTo(Math.sqrt(residual / (n - 2) / sxx), 4)
  })

  it('is the log odds ratio of a table of two by two, and its standard error', () => {
    const cells = [400, 100, 150, 350]
    const x = Int32Array.from(cells.flatMap((count, cell) => Array<number>(count).fill(cell >> 1)))
    const y = Int32Array.from(cells.flatMap((count, cell) => Array<number>(count).fill(cell & 1)))
    // The first level is as frequent as the second and so the reference.
    const { design, terms } = designOf([levels(x, 2)])
    const { estimates, errors } = fitCoefficients(design, { kind: 'class', codes: y }, terms)
    expect(estimates[0]).toBeNaN()
    expect(estimates[1]).toBeCloseTo(Math.log((400 * 350) / (100 * 150)), 3)
    expect(errors[1]).toBeCloseTo(Math.sqrt(1 / 400 + 1 / 100 + 1 / 150 + 1 / 350), 4)
  })

  it('has intervals of 95 % that cover the truth in 95 of 100 tables, for numbers and for classes', () => {
    const truth = [0.8, -0.5]
    const covered = { number: 0, class: 0 }
    for (let seed = 0; seed < 300; seed++) {
      const rng = createRng(2, seed)
      const n = 300
      const x = truth.map(() => Float64Array.from({ length: n }, () => rng.normal()))
      const score = Float64Array.from({ length: n }, (_, i) =>
        truth.reduce((sum, by, k) => sum + by * ((x[k] as Float64Array)[i] as number), 0.3),
      )
      const { plan, design, terms } = designOf(x.map(numbers))
      const covers = ({ estimates, errors }: ReturnType<typeof fitCoefficients>) => {
        const { scale } = plan.columns[0] as unknown as { scale: number }
        return Math.abs((estimates[0] as number) / scale - (truth[0] as number)) < (1.96 * (errors[0] as number)) / scale ? 1 : 0
      }
      covered.number += covers(fitCoefficients(design, { kind: 'number', values: score.map((value) => value + rng.normal()) }, terms))
      const codes = Int32Array.from(score, (value) => (rng.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0))
      covered.class += covers(fitCoefficients(design, { kind: 'class', codes }, terms))
    }
    // Binomial of 300 at .95: mean 285, standard deviation 3.8; 5 of them.
    for (const count of Object.values(covered)) expect(Math.abs(count - 285)).toBeLessThan(19)
  })

  it('gives no coefficient to a term that does not vary or follows from those before it, and finite ones where classes part perfectly', () => {
    const rng = createRng(3)
    const x = Float64Array.from({ length: 200 }, () => rng.normal())
    const { design, terms } = designOf([numbers(x), numbers(x.map((value) => 1 - 2 * value)), numbers(new Float64Array(200).fill(4))])
    expect([...determinedTerms(design)]).toEqual([0])
    const y = x.map(() => rng.normal())
    // They follow from both up to rounding, which goes either way.
    for (let k = 1; k <= 20; k++) {
      const mixed = x.map((value, i) => (k / 7) * value + (y[i] as number) / k + 0.1)
      expect([...determinedTerms(designOf([numbers(x), numbers(y), numbers(mixed)]).design)]).toEqual([0, 1])
    }
    const { estimates, errors } = fitCoefficients(
      design,
      { kind: 'class', codes: Int32Array.from(x, (value) => (value > 0 ? 1 : 0)) },
      terms,
    )
    expect(estimates[0]).toBeGreaterThan(5)
    expect(Number.isFinite(errors[0])).toBe(true)
    expect([...estimates.subarray(1), ...errors.subarray(1)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  })

  it('gives none where there are no more rows than coefficients', () => {
    const { design, terms } = designOf([numbers(Float64Array.of(1, 2))])
    expect([...fitCoefficients(design, { kind: 'number', values: Float64Array.of(3, 4) }, terms).estimates]).toEqual([Number.NaN])
  })
})
