import { expect, test } from 'vitest'
import { prepareMetric } from '../../../src/evaluate/context.js'
import { featuresOf } from '../../../src/evaluate/tables/features.js'
import type { Feature } from '../../../src/learn/trees/bins.js'
import { createRng } from '../../../src/random/rng.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

const schema = parseSchema({
  columns: [
    { name: 'grade', kind: 'ordinal', levels: ['bad', 'good'] },
    { name: 'town', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'x', kind: 'numeric' },
  ],
})

function features(parts: readonly Table[]): Feature[] {
  const { input, context } = prepareMetric({ training: parts[0] as Table, synthetic: parts[1] as Table }, { schema })
  return featuresOf([input.training, input.synthetic], context.columns)
}

function table(x: readonly number[], town: readonly number[]): Table {
  return new Table([
    { name: 'x', kind: 'numeric', values: Float64Array.from(x) },
    { name: 'town', kind: 'categorical', values: Int32Array.from(town), levels: ['a', 'b'] },
    { name: 'grade', kind: 'ordinal', values: Int32Array.from(town), levels: ['bad', 'good'] },
  ])
}

test('features are the rows of both tables, one after the other, missing as code 0 and levels in order only where they have one', () => {
  const [grade, town, x] = features([table([5, Number.NaN, -1e308], [0, 1, -1]), table([1e308, 5], [1, 0])]) as [Feature, Feature, Feature]
  expect([...x.codes]).toEqual([2, 0, 1, 3, 2])
  expect(x).toMatchObject({ bins: 4, nominal: false })
  expect([...town.codes]).toEqual([1, 2, 0, 2, 1])
  expect(town).toMatchObject({ bins: 3, nominal: true })
  expect(grade).toMatchObject({ bins: 3, nominal: false })
})

test('many numbers fall into bins of about equal weight in their order, and a frequent one has a bin to itself', () => {
  const rng = createRng(1)
  const draw = () => Array.from({ length: 6000 }, () => (rng.uniform() < 0.3 ? 0.5 : rng.normal()))
  const [first, second] = [draw(), draw()]
  const x = features([
    table(
      first,
      first.map(() => 0),
    ),
    table(
      second,
      second.map(() => 1),
    ),
  ])[2] as Feature
  const values = [...first, ...second]
  const counts = new Int32Array(x.bins)
  for (const code of x.codes) counts[code] = (counts[code] as number) + 1
  const atom = x.codes[values.indexOf(0.5)] as number
  expect(counts[atom]).toBe(values.filter((value) => value === 0.5).length)
  expect(counts.filter((_, code) => code !== atom).every((count) => count <= 60)).toBe(true)
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number))
  expect(order.every((row, i) => i === 0 || (x.codes[row] as number) >= (x.codes[order[i - 1] as number] as number))).toBe(true)
})

test('no rows give features without rows', () => {
  expect(features([table([], []), table([], [])]).map(({ codes }) => codes.length)).toEqual([0, 0, 0])
})
