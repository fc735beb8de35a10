import { expect, test } from 'vitest'
import { renderTuning, renderUnaudited } from '../../../src/report/text/tuning.js'

const near = { training: 0.2, holdout: 0.19, p: 0.4 }
const audit = {
  ...{ training: 250, holdout: 250, splits: 4, nearerTraining: 0.559, nearerTrainingError: 0.0085, nearerTrainingBySplit: [] },
  ...{
    matchesTraining: 0,
    matchesHoldout: 0,
    separable: 0.56,
    strangers: { any: near, rare: { ...near, p: 0.001 }, members: { rows: 40, learned: 0.55, p: 0.3 } },
  },
  copies: { learned: { training: 0.01, holdout: 0 }, withTexts: { training: 0, holdout: 0 }, withKeys: null },
}
const knob = {
  option: 'leaf',
  value: 20,
  target: 0.55,
  isWide: false,
  met: true,
  allowance: 0.05,
  tried: [
    { value: 12, nearerTraining: 0.62, confirmation: null },
    { value: 20, nearerTraining: 0.559, confirmation: null },
  ],
}
const loss = { columns: ['price', 'year'] as const, real: 0.85, synthetic: 0.66 }
const other = { model: 'mixture', options: {}, nearerTraining: 0.52, dependence: 0.84, keepsPromise: true, keepsDependence: true }
const high = { ...other, model: 'sequential-trees', options: { fidelity: 'high' }, nearerTraining: 0.68, keepsPromise: false }

test('a share above the promise is never called kept', () => {
  const text = renderTuning({ audit, options: {}, knob, loss: null, alternatives: [] }).join('\n')
  expect(text).toContain('55.9 % ± 1.7')
  expect(text).not.toMatch(/promised, and kept/)
  expect(text).toContain("at most 55.0 % is promised, and up to 60.0 % so few rows can't tell from it")
  const kept = renderTuning({ audit: { ...audit, nearerTraining: 0.53 }, options: {}, knob, loss: null, alternatives: [] }).join('\n')
  expect(kept).toContain('at most 55.0 % is promised, and kept')
})

test('of a wide table it is said that no other leaf was tried, and shares that are alike are not called more than chance by themselves', () => {
  const wide = { ...knob, value: 12, isWide: true, met: false, tried: [{ value: 12, nearerTraining: 0.77, confirmation: null }] }
  const strangers = { any: { training: 0, holdout: 0, p: 0.001 }, rare: null, members: null }
  const text = renderTuning({ audit: { ...audit, nearerTraining: 0.77, strangers }, options: {}, knob: wide, loss: null, alternatives: [] })
  expect(text.join('\n')).toContain('chosen: leaf=12, with which the fit began; so many columns take long, so that no other was tried')
  expect(text.join('\n')).toContain('more than the 55.0 % that is promised of smaller tables')
  expect(text).toContain(
    'single rows: a stranger finds near copies of 0.0 % of those that were learned and of 0.0 % of others, but synthetic rows come nearest to learned ones: more than chance, so that single rows can be told',
  )
})

test('what is told of a choice that others confirm is what they found, and a lucky one is not called kept', () => {
  const [first, second] = knob.tried
  const told = (own: Partial<typeof knob>, confirmation: number, nearerTraining = confirmation) =>
    renderTuning({
      audit: { ...audit, nearerTraining },
      options: {},
      knob: {
        ...knob,
        ...own,
        tried: [
          { ...first, confirmation: 0.61 },
          { ...second, confirmation },
        ],
      },
      loss: null,
      alternatives: [],
    }).join('\n')
  const text = told({}, 0.566)
  expect(text).toContain('nearness: 56.6 % ± 1.7')
  expect(text).toContain('the least that keeps the promise by halves with 55.9 %; nearness is that of other halves; 61.0 % with 12')
  expect(told({ met: false }, 0.54)).toContain('other halves had more than the promised 55.0 %')
  expect(told({ met: false }, 0.62)).toContain('out of reach')
})

test('the price has the way round and the model that keeps both, if there is one', () => {
  const text = renderTuning({ audit, options: {}, knob, loss, alternatives: [high, other] }).join('\n')
  expect(text).toContain(
    'price: how well price follows from year falls from 0.85 to 0.66 in their rows (a model of all rows may keep more); -O fidelity=high has 0.84, and 68.0 % nearer to learned rows; -m mixture keeps both (has 0.84, and 52.0 % nearer',
  )
  const none = renderTuning({ audit, options: {}, knob, loss, alternatives: [high, { ...other, keepsDependence: false }] }).join('\n')
  expect(none).toContain('none of mixture keeps both')
})

test('attacks are told apart, copies are counted with and without texts, and what was tried is said', () => {
  const lines = renderTuning({ audit, options: {}, knob, loss: null, alternatives: [] })
  expect(lines.find((line) => line.startsWith('single rows:'))).toMatch(/so many rows can't tell that from chance$/)
  expect(lines.find((line) => line.startsWith('rare rows, '))).toMatch(/more than chance, so that single rows can be told$/)
  const doubtful = { ...audit, strangers: { ...audit.strangers, any: { ...near, p: 0.02 } } }
  expect(renderTuning({ audit: doubtful, options: {}, knob, loss: null, alternatives: [] })[1]).toMatch(/: hardly chance \(p = 0.02\)$/)
  expect(lines).toContain(
    "membership: of the 40 real rows to which synthetic ones come nearest, 55.0 % were learned (50 %: a stranger can only guess): so many rows can't tell that from chance",
  )
  expect(lines.find((line) => line.startsWith('exact copies:'))).toMatch(
    /1.0 % equal .* leaving out what is made anew; 0.0 % equal .* with texts, without keys$/,
  )
  expect(lines).toContain('chosen: leaf=20, the least that keeps the promise; 62.0 % with 12')
  expect(lines.some((line) => line.startsWith('few combinations'))).toBe(false)
  const common = renderTuning({ audit: { ...audit, matchesHoldout: 0.95 }, options: {}, knob, loss: null, alternatives: [] })
  expect(common.find((line) => line.startsWith('few combinations'))).toContain('95.0 %')
})

test('where nothing can be audited it is said why, and what was counted instead', () => {
  const copies = { learned: { training: 1, holdout: null }, withTexts: null, withKeys: null }
  expect(renderUnaudited({ why: 'few rows', rows: 1, needed: 100, synthetic: 2000, copies })).toEqual([
    '1 row is too few to hold half of them back, which takes 100: no promise is made and nothing was tuned; take the rows for as telling as the real ones',
    'counted instead: of 2,000 synthetic rows 100.0 % equal a real one',
  ])
})
