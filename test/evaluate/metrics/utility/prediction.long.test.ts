import { describe, expect, it } from 'vitest'
import type { MetricResult } from '../../../../src/evaluate/metric.js'
import { areaUnderCurve } from '../../../../src/learn/two-sample/two-sample.js'
import { detailOf, permuted, score } from '../../scored.js'
import { type Fault, market, scoreOf, utilitySchema } from './tables.js'

const rows = 3000
const training = market(rows, 1)
const holdout = market(rows, 2)
const made = (fault?: Fault) => market(rows, 3, fault)
/** Standard error of the area of .871 that `scoreOf` has among 3,000 rows. */
const areaError = 0.007
/** Of a ratio of two skills by such areas, of which .371 is above chance, among so many of the rows. */
const ratioError = (count = rows): number => ((Math.SQRT2 * areaError) / 0.371) * Math.sqrt(rows / count)
/** How many rows are of a group. */
const groupRows = { few: 0.1 * rows, left: 0.45 * rows, right: 0.45 * rows }
const partOf = ({ parts = [] }: MetricResult, name: string) => parts.find((part) => part.name === name)?.value as number

describe('tstr', () => {
  it.each(['sold', 'grade', 'price'])('puts a copy at 1, fresh rows near it and independent columns near 0: %s', async (target) => {
    const schema = utilitySchema([target])
    expect((await score('tstr', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    expect((await score('tstr', { training, synthetic: made(), holdout }, schema)).value).toBeGreaterThan(1 - 5 * ratioError())
    // Less than predictors keep that have changed places: .6 (see below).
    expect((await score('tstr', { training, synthetic: permuted(made(), schema), holdout }, schema)).value).toBeLessThan(
      0.6 - 5 * ratioError(),
    )
  })

  it('measures what the best prediction is known to reach', async () => {
    const sold = await score('tstr', { training, synthetic: made(), holdout }, utilitySchema(['sold']))
    const [strong, weak] = ['strong', 'weak'].map((name) => holdout.column(name).values) as [Float64Array, Float64Array]
    const areaOf = (scores: Float64Array) => areaUnderCurve(scores, Uint8Array.from(holdout.column('sold').values as Int32Array))
    const best = areaOf(strong.map((value, i) => scoreOf(value, weak[i] as number)))
    for (const side of ['trtr', 'tstr']) {
      // Errors of coefficients cost an area of second order; both are told by the same rows.
      expect(Math.abs(partOf(sold, `sold/linear/${side}-auc`) - best)).toBeLessThan(areaError)
      // More than the strong predictor tells by itself, and more than its one best split.
      expect(partOf(sold, `sold/boosted/${side}-auc`)).toBeGreaterThan(areaOf(strong))
      expect(partOf(sold, `sold/tree/${side}-auc`)).toBeGreaterThan(areaOf(strong.map((value) => (value > 0 ? 1 : 0))))
    }
    // Price is 10 × (score + a standard normal number): its noise has a deviation of 10, and 1 of 2² + .7² + 1 of its variance is noise.
    const price = await score('tstr', { training, synthetic: made(), holdout }, utilitySchema(['price']))
    // Nine of ten rows have a price: five errors of a standard deviation, and of a ratio of two variances.
    expect(Math.abs(partOf(price, 'price/linear/tstr-rmse') - 10)).toBeLessThan((5 * 10) / Math.sqrt(2 * 0.9 * rows))
    expect(Math.abs(partOf(price, 'price/linear/tstr-r2') - (1 - 1 / 5.49))).toBeLessThan((5 / 5.49) * Math.sqrt(4 / (0.9 * rows)))
  })

  it('sees predictors that have changed places', async () => {
    const result = await score('tstr', { training, synthetic: made({ swapped: true }), holdout }, utilitySchema(['sold']))
    // Areas of .871 by 2 strong + .7 weak and of .723 the other way round, by 400,000 rows: 0.60 of the skill is left. Areas of 3,000 rows have standard
    // errors of .007 and .009, a ratio of them .03; five of these.
    expect(Math.abs((result.value as number) - 0.6)).toBeLessThan(5 * 0.03)
  })

  it('does not mind a predictor that says nothing', async () => {
    const synthetic = made()
    ;(synthetic.column('noise').values as Float64Array).fill(7)
    expect((await score('tstr', { training, synthetic, holdout }, utilitySchema(['sold']))).value).toBeGreaterThan(1 - 5 * ratioError())
  })

  it('has a reason where there is no target or holdout, where nobody can predict the target, and where it does not vary', async () => {
    const tables = { training, synthetic: made(), holdout }
    expect((await score('tstr', tables, utilitySchema([]))).reason).toMatch(/target/)
    expect((await score('tstr', { training, synthetic: made() }, utilitySchema(['sold']))).reason).toMatch(/holdout/)
    expect((await score('tstr', tables, utilitySchema(['coin']))).reason).toMatch(/coin: It can't be predicted/)
    const constant = { ...tables, holdout: market(rows, 2) }
    ;(constant.holdout.column('sold').values as Int32Array).fill(1)
    expect((await score('tstr', constant, utilitySchema(['sold']))).reason).toMatch(/varies too little/)
  })
})

describe('utility-every-column', () => {
  it('scores every column and leaves out those that nobody can predict', async () => {
    const result = await score('utility-every-column', { training, synthetic: made(), holdout }, utilitySchema(['sold']))
    expect(result.notes?.join()).toContain('noise')
    expect(result.notes?.join()).not.toContain('sold')
    // The value is a mean over columns, the worst of which may be no worse than this one.
    for (const value of [detailOf(result, ['sold']).value, result.value]) expect(value).toBeGreaterThan(1 - 5 * ratioError())
  })
})

describe('importance-agreement', () => {
  it('is 1 for a copy, high for fresh rows, and falls where predictors change places', async () => {
    const schema = utilitySchema(['sold'])
    expect((await score('importance-agreement', { training, synthetic: training.slice(0), holdout }, schema)).value).toBeCloseTo(1, 12)
    const fair = await score('importance-agreement', { training, synthetic: made(), holdout }, schema)
    const swapped = await score('importance-agreement', { training, synthetic: made({ swapped: true }), holdout }, schema)
    expect(swapped.value).toBeLessThan(fair.value as number)
    // 2² of 2² + .7² of what tells is the strong one's: most of it.
    expect(detailOf(swapped, ['sold', 'strong']).real).toBeGreaterThan(0.5)
    const weak = detailOf(swapped, ['sold', 'weak'])
    expect(weak.synthetic).toBeGreaterThan(0.5)
    expect(weak.value).toBeCloseTo(1 - Math.abs((weak.real as number) - (weak.synthetic as number)), 12)
  })
})

describe('subgroup-utility', () => {
  it('finds the group that is served worse, and no other', async () => {
    const schema = utilitySchema(['sold'], ['group'])
    const fair = await score('subgroup-utility', { training, synthetic: made(), holdout }, schema)
    const unfair = await score('subgroup-utility', { training, synthetic: made({ lostIn: 'few' }), holdout }, schema)
    for (const group of ['left', 'right'] as const)
      expect(detailOf(unfair, ['sold', 'group'], group).value).toBeGreaterThan(1 - 5 * ratioError(groupRows[group]))
    expect(detailOf(fair, ['sold', 'group'], 'few').value).toBeGreaterThan(1 - 5 * ratioError(groupRows.few))
    expect(partOf(unfair, 'worst-group')).toBe(detailOf(unfair, ['sold', 'group'], 'few').value)
    expect(detailOf(unfair, ['sold', 'group'], 'few').value).toBeLessThan(detailOf(fair, ['sold', 'group'], 'few').value as number)
  })

  it('has a reason without a sensitive column, and where that is the target', async () => {
    const tables = { training, synthetic: made(), holdout }
    expect((await score('subgroup-utility', tables, utilitySchema(['sold']))).reason).toMatch(/sensitive/)
    expect((await score('subgroup-utility', tables, utilitySchema(['sold'], ['sold']))).reason).toMatch(/the target itself/)
  })
})

describe('subgroup-shares', () => {
  const schema = utilitySchema(['sold'], ['group'])

  it('finds a group of which half is lost', async () => {
    const fair = await score('subgroup-shares', { training, synthetic: made() }, schema)
    const lost = await score('subgroup-shares', { training, synthetic: made({ fewer: ['few', 0.5] }) }, schema)
    // Five errors of a ratio of two counts.
    const errors = (real: number, synthetic: number) => 5 * Math.sqrt(1 / real + 1 / synthetic)
    expect(fair.value).toBeGreaterThan(1 - errors(groupRows.few, groupRows.few))
    expect(Math.abs((detailOf(lost, ['group'], 'few').value as number) - 0.5)).toBeLessThan(0.5 * errors(groupRows.few, groupRows.few / 2))
    expect(detailOf(lost, ['group'], 'left').value).toBeGreaterThan(1 - errors(groupRows.left, groupRows.left))
    // Twice as many are as far off as half of them.
    const grown = await score('subgroup-shares', { training: made({ fewer: ['few', 0.5] }), synthetic: made() }, schema)
    expect(detailOf(grown, ['group'], 'few').value).toBe(
      detailOf(await score('subgroup-shares', { training: made(), synthetic: made({ fewer: ['few', 0.5] }) }, schema), ['group'], 'few')
        .value,
    )
  })

  it('groups numbers by quarters, and never names a group of fewer than five', async () => {
    const byNumber = await score('subgroup-shares', { training, synthetic: training.slice(0) }, utilitySchema([], ['strong']))
    expect(byNumber.details).toHaveLength(4)
    expect(byNumber.value).toBe(1)
    const few = market(40, 8)
    ;(few.column('group').values as Int32Array).fill(0, 0, 36).fill(2, 36)
    expect(JSON.stringify(await score('subgroup-shares', { training: few, synthetic: few }, schema))).not.toContain('few"')
  })
})
