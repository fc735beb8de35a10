import { expect, test } from 'vitest'
import { prepareMetric } from '../../../src/evaluate/context.js'
import { coarse } from '../../../src/evaluate/tables/features.js'
import type { Table } from '../../../src/table/table.js'
import { made, schemaOf } from '../metrics/score.js'

function codesOf(values: readonly number[], others: readonly number[], most: number, levels?: number) {
  const of = (own: readonly number[]): Table => {
    let row = 0
    return made(own.length, 1, () => ({ x: own[row++] as number }), levels === undefined ? {} : { x: levels })
  }
  const { input, context } = prepareMetric({ training: of(values), synthetic: of(others) }, { schema: schemaOf(of(values)) })
  const [reference, column] = [input.training.column('x'), input.synthetic.column('x')]
  return [coarse(reference, reference, most, context), coarse(column, reference, most, context)].map(({ codes, count }) => ({
    codes: [...codes],
    count,
  }))
}

test('numbers fall into bins of the reference, beyond a full last one into another, and missing ones have the last code', () => {
  expect(codesOf([1, 2, 3, 4, Number.NaN], [0, 2.5, 9, Number.NaN, 3], 2)).toEqual([
    { codes: [0, 0, 1, 1, 3], count: 4 },
    { codes: [0, 1, 2, 3, 1], count: 4 },
  ])
})

test('the commonest levels of the reference keep a code of their own, all others share one, and missing is the last', () => {
  expect(codesOf([2, 2, 2, 1, 1, 0], [0, 3, 2, Number.NaN], 2, 4)).toEqual([
    { codes: [0, 0, 0, 1, 1, 2], count: 4 },
    { codes: [2, 2, 0, 3], count: 4 },
  ])
})
