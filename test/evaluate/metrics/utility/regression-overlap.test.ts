import { describe, expect, it } from 'vitest'
import { intervalOverlap } from '../../../../src/evaluate/metrics/utility/regression-overlap.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, permuted, score } from '../../scored.js'
import { market, utilitySchema } from './tables.js'

const rows = 3000
const training = market(rows, 1)
const partOf = ({ parts = [] }: Awaited<ReturnType<typeof score>>, name: string) =>
  parts.find((part) => part.name === name)?.value as number

describe('intervalOverlap', () => {
  it('is the mean share of two intervals that lies in the other', () => {
    // [0, 4] and [2, 4]: half of the first, all of the second.
    expect(intervalOverlap(2, 2, 3, 1)).toBe(0.75)
    expect(intervalOverlap(0, 1, 3, 1)).toBe(0)
    expect(intervalOverlap(0, 1, 0, 1)).toBe(1)
    expect(intervalOverlap(0, 1, 0.5, 0)).toBe(0.5)
  })
})

describe('regression-overlap', () => {
  it.each(['sold', 'price', 'grade'])('is 1 for a copy, more for fresh rows than for independent columns: %s', async (target) => {
    const schema = utilitySchema([target])
    expect((await score('regression-overlap', { training, synthetic: training.slice(0) }, schema)).value).toBe(1)
    const fair = (await score('regression-overlap', { training, synthetic: market(rows, 3) }, schema)).value as number
    const lost = (await score('regression-overlap', { training, synthetic: permuted(market(rows, 3), schema) }, schema)).value as number
    // Estimates of two samples lie √2 standard errors apart, a normal number z of them: intervals of ± 1.96 overlap by 1 - √2 |z| / 3.92, which
    // is .71 in the mean with a deviation of .22. There are four predictors at least, and five errors of their mean leave .17.
    expect(fair).toBeGreaterThan(0.71 - (5 * 0.22) / Math.sqrt(4))
    expect(lost).toBeLessThan(fair)
  })

  it('gives the coefficients of the law, and finds the one whose sign is flipped', async () => {
    const result = await score('regression-overlap', { training, synthetic: market(rows, 3, { flipped: true }) }, utilitySchema(['sold']))
    const weak = detailOf(result, ['sold', 'weak'])
    // Standard errors of about .06, and the predictor is standard normal.
    expect(Math.abs((weak.real as number) - 0.7)).toBeLessThan(0.3)
    expect(Math.abs((weak.synthetic as number) + 0.7)).toBeLessThan(0.3)
    expect(weak.value).toBe(0)
    expect(detailOf(result, ['sold', 'strong']).value).toBeGreaterThan(0)
    expect(partOf(result, 'same-verdict')).toBeLessThan(1)
    // Of six coefficients at most one is 1.4 apart, which is 23 errors of the real one, less five of a difference.
    expect(partOf(result, 'standardised-difference')).toBeGreaterThan((1.4 / 0.06 - 5 * Math.SQRT2) / 6)
  })

  it('gives nothing for a level that is lost, and has no coefficient for what follows from another column', async () => {
    const schema = utilitySchema(['sold'])
    const lost = await score('regression-overlap', { training, synthetic: market(rows, 3, { fewer: ['few', 1] }) }, schema)
    const few = detailOf(lost, ['sold', 'group'], 'few')
    expect(few.value).toBe(0)
    expect(few.synthetic).toBeUndefined()
    const doubled = parseSchema({ columns: [...schema.columns, { name: 'twice', kind: 'numeric' }] })
    const twice = new Table([
      ...training.columns,
      { name: 'twice', kind: 'numeric', values: (training.column('strong').values as Float64Array).map((x) => 2 * x) },
    ])
    const result = await score('regression-overlap', { training: twice, synthetic: twice.slice(0) }, doubled)
    expect(result.details?.some(({ columns }) => columns[1] === 'twice')).toBe(false)
    expect(result.value).toBe(1)
  })

  it('has a reason where the target does not vary', async () => {
    const constant = market(200, 4)
    ;(constant.column('sold').values as Int32Array).fill(0)
    expect((await score('regression-overlap', { training: constant, synthetic: training }, utilitySchema(['sold']))).reason).toMatch(
      /doesn't vary/,
    )
  })

  it('leaves out the columns that say least where all would be too many coefficients', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `many ${String.fromCharCode(97 + i)}`)
    const levels = Array.from({ length: 20 }, (_, i) => `level ${i}`)
    const schema = parseSchema({
      columns: [...utilitySchema(['sold']).columns, ...names.map((name) => ({ name, kind: 'categorical' as const, levels }))],
    })
    const wide = (seed: number) => {
      const table = market(rows, seed)
      const columns = names.map((name, k) => ({
        ...{ name, kind: 'categorical' as const, levels },
        values: Int32Array.from({ length: rows }, (_, i) => (i * (k + 3) + Math.floor(i / 20)) % 20),
      }))
      return new Table([...table.columns, ...columns])
    }
    const result = await score('regression-overlap', { training: wide(1), synthetic: wide(3) }, schema)
    expect(result.details?.length).toBeLessThanOrEqual(150)
    expect(result.details?.some(({ columns }) => columns[1] === 'strong')).toBe(true)
    expect(result.notes?.join()).toContain('many')
  })
})
