import { expect, test } from 'vitest'
import { prepareAttack } from '../../src/attacks/attacked.js'
import { judgeTrials } from '../../src/attacks/evidence/gate.js'
import { residualOf } from '../../src/attacks/evidence/rates.js'
import { disclosure } from '../../src/attacks/inference/disclosure.js'
import { areaOf, countAbove, tailTest, thresholdAt, truePositives } from '../../src/attacks/membership/roc.js'
import { anonymityFigures } from '../../src/attacks/report/anonymity.js'
import { onlyRow } from '../../src/attacks/singling-out/singling-out.js'
import { createRng } from '../../src/random/rng.js'
import { rawFromRows } from '../../src/table/rows.js'
import { decode } from '../../src/table/typing/decode.js'
import { known } from '../support/tables.js'

test('the residual risk is what training rows add, of all there is to gain', () => {
  expect(residualOf({ successes: 30, of: 100 }, { successes: 10, of: 100 })?.value).toBeCloseTo(0.2 / 0.9, 12)
  const negative = residualOf({ successes: 10, of: 100 }, { successes: 30, of: 100 })
  expect(negative?.value).toBeCloseTo(-0.2 / 0.7, 12)
  expect(negative?.interval?.[1]).toBeLessThan(0)
  expect(residualOf({ successes: 5, of: 5 }, { successes: 5, of: 5 })).toBeNull()
  expect(residualOf({ successes: 0, of: 0 }, { successes: 1, of: 5 })).toBeNull()
})

test('areas, thresholds and members found are those of counting pairs and rows', () => {
  const rng = createRng(2)
  const members = Float64Array.from({ length: 40 }, () => rng.integer(6))
  const others = Float64Array.from({ length: 50 }, () => rng.integer(5))
  let wins = 0
  for (const a of members) for (const b of others) wins += a > b ? 1 : a === b ? 0.5 : 0
  expect(areaOf({ members, others }).area).toBeCloseTo(wins / 2000, 12)
  expect(areaOf({ members: others, others: members }).area).toBeCloseTo(1 - wins / 2000, 12)
  for (const rate of [0.02, 0.1, 0.5]) expect(countAbove(others, thresholdAt(others, rate))).toBeLessThanOrEqual(rate * others.length)
  const hundred = Float64Array.from({ length: 100 }, (_, i) => (37 * i) % 100)
  expect([0.01, 0.1, 0.5].map((rate) => countAbove(hundred, thresholdAt(hundred, rate)))).toEqual([1, 10, 50])
  const apart = { members: Float64Array.of(5, 6, 7, 8), others: Float64Array.of(1, 2, 3, 4) }
  expect(truePositives(apart, 0.5)).toBe(1)
  expect(truePositives(apart, 0.01)).toBeNull()
  expect(tailTest(apart, 4)).toBeCloseTo(1 / 70, 12)
  expect(areaOf({ members: Float64Array.of(1, 1), others: Float64Array.of(1, 1) })).toEqual({ area: 0.5, p: 1 })
})

test('a predicate selects a row only where it is the one', () => {
  const { table } = known([
    { a: 1, b: 'x' },
    { a: 2, b: 'x' },
    { a: null, b: 'y' },
    { a: 3, b: 'z' },
  ])
  expect(onlyRow(table, [{ column: 0, is: 'at least', value: 3 }])).toBe(3)
  expect(onlyRow(table, [{ column: 0, is: 'at most', value: 2 }])).toBe(-1)
  expect(onlyRow(table, [{ column: 0, is: 'missing', value: 0 }])).toBe(2)
  expect(
    onlyRow(table, [
      { column: 0, is: 'at most', value: 2 },
      { column: 1, is: 'equal', value: 0 },
    ]),
  ).toBe(-1)
  expect(
    onlyRow(table, [
      { column: 0, is: 'equal', value: 2 },
      { column: 1, is: 'equal', value: 0 },
    ]),
  ).toBe(1)
})

/** Rows of a key and a secret, so many of each pair. */
function pairs(...counts: readonly (readonly [string, string, number])[]): { readonly key: string; readonly secret: string }[] {
  return counts.flatMap(([key, secret, count]) => Array.from({ length: count }, () => ({ key, secret })))
}

function attacked(training: readonly object[], holdout: readonly object[], synthetic: readonly object[]) {
  const { schema } = known([...training, ...holdout, ...synthetic])
  const [a, b, c] = [training, holdout, synthetic].map((rows) => decode(rawFromRows(rows), schema)) as [never, never, never]
  return prepareAttack({ training: a, holdout: b, synthetic: c, schema, secrets: ['secret'], known: ['key'] })
}

test('CAP, TCAP and DiSCO are those of counting by hand', () => {
  const tables = attacked(
    pairs(['A', 'x', 30], ['B', 'y', 30]),
    pairs(['A', 'x', 15], ['A', 'y', 15], ['B', 'x', 30]),
    pairs(['A', 'x', 40], ['B', 'x', 10], ['B', 'y', 10]),
  )
  const [trial] = disclosure.run(tables)
  expect(trial?.rate).toMatchObject({ successes: 30, of: 60 })
  expect(trial?.control).toMatchObject({ successes: 15, of: 60 })
  const figure = (label: string) => trial?.figures?.find((own) => own.label.startsWith(label))?.value
  expect(figure('CAP, training')).toBeCloseTo(0.75, 12)
  expect(figure('CAP, holdout')).toBeCloseTo(0.5, 12)
  expect(figure('TCAP: right')).toBe(1)
  expect(figure('TCAP, holdout')).toBe(0.5)
  expect(figure('CAP of a row')).toBe(0.5)
  expect(figure('DiSDiO')).toBe(0.5)
})

test('k-map, presence and replicated uniques are those of their definitions', () => {
  const tables = attacked(
    pairs(['A', 'x', 3], ['B', 'x', 2], ['C', 'x', 1], ['F', 'x', 1]),
    pairs(['A', 'x', 1], ['D', 'x', 4], ['F', 'x', 1], ['G', 'x', 1]),
    pairs(['A', 'x', 2], ['B', 'x', 1], ['D', 'x', 2], ['E', 'x', 1], ['F', 'x', 1]),
  )
  const figure = (name: string) => anonymityFigures(tables).figures.find((own) => own.name === name)
  // C and G, with one person each, have no synthetic row, and E has no person.
  expect(figure('k-map')?.training).toBe(2)
  // Training: 3 of A with 3/4, 2 of B with 1, 1 of F with 1/2; holdout: 1 of A with 1/4, 4 of D with 1, 1 of F with 1/2.
  expect(figure('presence')?.training).toBeCloseTo((3 * 0.75 + 2 + 0.5) / 6, 12)
  expect(figure('presence')?.holdout).toBeCloseTo((0.25 + 4 + 0.5) / 6, 12)
  expect(figure('replicated-uniques')).toMatchObject({ training: 1 / 7, holdout: 1 / 7 })
})

test('verdicts heed how many trials there are, the gate apart, and a spoiled holdout clears nothing', () => {
  const trial = {
    attack: 'a',
    title: 'A',
    risk: 'inference',
    target: '',
    rate: null,
    baseline: null,
    control: null,
    residual: null,
    weak: null,
  } as const
  const verdicts = (ps: readonly (number | null)[], spoiled: string | null = null) =>
    judgeTrials(
      ps.map((p) => ({ ...trial, p })),
      spoiled,
    ).map(({ verdict }) => verdict)
  expect(verdicts([0.04])).toEqual(['detected'])
  expect(verdicts([0.04, 0.5])).toEqual(['not detected', 'not detected'])
  expect(verdicts([0.02, 0.04])).toEqual(['detected', 'detected'])
  expect(verdicts([0.04, null])).toEqual(['detected', 'inconclusive'])
  expect(verdicts([0.5, 0.001], 'shared rows')).toEqual(['inconclusive', 'detected'])
  expect(judgeTrials([{ ...trial, risk: 'copies', p: 0.02 }])[0]?.verdict).toBe('not detected')
  expect(judgeTrials([{ ...trial, p: 0.5, weak: 'too few' }])[0]).toMatchObject({ verdict: 'inconclusive', reason: 'too few' })
})
