import { describe, expect, it } from 'vitest'
import { survivalCurves } from '../../../../src/evaluate/metrics/pairwise/survival-curves.js'
import { survivalConcordance } from '../../../../src/evaluate/metrics/utility/survival-concordance.js'
import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { partOf, resultOf } from '../score.js'

const schema = parseSchema({
  columns: [
    { name: 'months', kind: 'numeric', role: 'time' },
    { name: 'state', kind: 'categorical', levels: ['alive', 'dead'], role: 'event' },
    { name: 'x', kind: 'numeric' },
  ],
})

function table(months: ArrayLike<number>, dead: ArrayLike<number>, x = new Float64Array(months.length)): Table {
  return new Table([
    { name: 'months', kind: 'numeric', values: Float64Array.from(months) },
    { name: 'state', kind: 'categorical', values: Int32Array.from(dead), levels: ['alive', 'dead'] },
    { name: 'x', kind: 'numeric', values: x },
  ])
}

/** Exponential times of which some are cut off at random, by a process of its own; those with a high x end sooner by `effect`. */
function patients(rows: number, seed: number, { rate = 1, lost = 0.5, effect = 0 } = {}): Table {
  const rng = createRng(seed)
  const x = Float64Array.from({ length: rows }, () => rng.normal())
  const own = x.map((value) => -Math.log(1 - rng.uniform()) / (rate * Math.exp(effect * value)))
  const cut = x.map(() => -Math.log(1 - rng.uniform()) / lost)
  return table(
    own.map((time, i) => Math.min(time, cut[i] as number)),
    own.map((time, i) => (time < (cut[i] as number) ? 1 : 0)),
    x,
  )
}

describe('survival-curves', () => {
  it('is the area between the curves over the time that both are known for, by hand', () => {
    // Real: of 40 rows 20 die at 1, 20 are lost at 2. Synthetic: of 40 rows 10 die at 1, 30 are lost at 2. Known for 2; apart by 1/4 from 1 to 2.
    const of = (dead: number) =>
      table(
        Array.from({ length: 40 }, (_, i) => (i < dead ? 1 : 2)),
        Array.from({ length: 40 }, (_, i) => (i < dead ? 1 : 0)),
      )
    const found = resultOf(survivalCurves, { training: of(20), synthetic: of(10) }, schema)
    expect(found.value).toBeCloseTo(1 - 1 / 8, 12)
    expect(partOf(found, 'optimism')).toBeCloseTo(1 / 8, 12)
    expect(found.notes?.join()).toMatch(/the event is state dead/)
  })

  it('sees nothing in another share of rows lost to sight, and the hazard itself at once', () => {
    const real = patients(3000, 1)
    const detail = (synthetic: Table) => resultOf(survivalCurves, { training: real, synthetic }, schema).details?.[0]?.p as number
    // Hazards apart by 1.3 are ln 1.3 · √(events / 4) standard errors off: 8.3 of them with about 4,000 events; 1e-6 are 4.9.
    expect(detail(patients(3000, 2, { lost: 2 }))).toBeGreaterThan(1e-6)
    expect(detail(patients(3000, 3, { rate: 1.3 }))).toBeLessThan(1e-6)
  })

  it('says what is wrong with the roles', () => {
    const dated = parseSchema({
      columns: [
        { name: 'months', kind: 'categorical', levels: ['1'], role: 'time' },
        { name: 'state', kind: 'categorical', levels: ['alive', 'dead'], role: 'event' },
      ],
    })
    const made = new Table([
      { name: 'months', kind: 'categorical', values: new Int32Array(30), levels: ['1'] },
      { name: 'state', kind: 'categorical', values: new Int32Array(30), levels: ['alive', 'dead'] },
    ])
    expect(resultOf(survivalCurves, { training: made, synthetic: made }, dated).reason).toMatch(
      /months has the role time and has to hold numbers/,
    )
  })
})

describe('survival-concordance', () => {
  const [training, holdout] = [patients(1500, 4, { effect: 1 }), patients(1500, 5, { effect: 1 })]

  it('keeps all of the skill with the same law, and none without the effect or with its opposite', () => {
    const of = (effect: number) => resultOf(survivalConcordance, { training, holdout, synthetic: patients(1500, 6, { effect }) }, schema)
    // .23 above chance; of a model's one coefficient the error costs a concordance of second order, less than one error of it, .01.
    expect(of(1).value).toBeGreaterThan(1 - 0.01 / 0.23)
    expect(of(-1).value).toBe(0)
    // P(shorter time has the greater x) of two exponentials with log rates x: E[logistic(|x - y|)], x - y normal with variance 2: 0.73.
    expect(Math.abs(partOf(of(1), 'concordance-real') - 0.73)).toBeLessThan(0.05)
  })

  it('has no score where even real rows teach nothing', () => {
    const none = { training: patients(800, 7), holdout: patients(800, 8), synthetic: patients(800, 9) }
    expect(resultOf(survivalConcordance, none, schema).reason).toMatch(/can't be predicted/)
  })
})
