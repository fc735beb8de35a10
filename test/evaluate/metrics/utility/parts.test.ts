import { describe, expect, it } from 'vitest'
import { prepareMetric } from '../../../../src/evaluate/context.js'
import { assess } from '../../../../src/evaluate/metrics/utility/assess.js'
import { designColumns } from '../../../../src/evaluate/metrics/utility/design-columns.js'
import { taskOf } from '../../../../src/evaluate/metrics/utility/tstr.js'
import type { ColumnSchema } from '../../../../src/table/schema.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'

const schema = parseSchema({
  columns: [
    { name: 'level', kind: 'categorical', levels: ['a', 'b', 'c'] },
    { name: 'x', kind: 'numeric' },
  ],
})
const x = schema.columns[1] as ColumnSchema

function table(values: readonly number[], codes = values.map(() => 0)): Table {
  return new Table([
    { name: 'level', kind: 'categorical', values: Int32Array.from(codes), levels: ['a', 'b', 'c'] },
    { name: 'x', kind: 'numeric', values: Float64Array.from(values) },
  ])
}

function prepared(training: Table, synthetic: Table) {
  return prepareMetric({ training, synthetic }, { schema })
}

describe('taskOf', () => {
  it('standardises numbers by the training rows, keeps missing ones and cuts off what is beyond all measure', () => {
    const { input, context } = prepared(table([1, 3]), table([2, 5, Number.NaN, 1e308]))
    expect([...(taskOf(x, input.training, context) as { values(of: Table): Float64Array }).values(input.synthetic)]).toEqual([
      0,
      3,
      Number.NaN,
      1e60,
    ])
  })
})

describe('assess', () => {
  const spread = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1))

  it('explains nothing by the mean, everything by the truth, and leaves out what is too great for a number', () => {
    const { input, context } = prepared(table(spread), table(spread))
    const task = taskOf(x, input.training, context)
    expect(assess(task, Float64Array.from(spread), input.training)).toMatchObject({ skill: 1, measures: { r2: 1, rmse: 0 } })
    expect(assess(task, new Float64Array(40), input.training)).toMatchObject({ skill: 0, measures: { r2: 0, rmse: 1 } })
    const vast = { ...task, unit: 1e308 } as typeof task
    expect(assess(vast, new Float64Array(40).fill(3), input.training)?.measures).toEqual({ r2: -9 })
  })

  it('has a standard error that the skill of useless predictions keeps to', () => {
    // Predictions of ±.1 at random: each row's gain is -.01 ± .2, by turns.
    const { input, context } = prepared(table(spread), table(spread))
    const predicted = Float64Array.from(spread, (_, i) => (i % 4 < 2 ? 0.1 : -0.1))
    const found = assess(taskOf(x, input.training, context), predicted, input.training)
    expect(found?.skill).toBeCloseTo(-0.01, 12)
    expect(found?.error).toBeCloseTo(0.2 / Math.sqrt(40), 12)
  })

  it('says nothing of fewer than twenty numbers, or of classes that are found fewer than ten times', () => {
    const { input, context } = prepared(
      table(
        spread,
        spread.map((_, i) => (i < 9 ? 1 : 0)),
      ),
      table(spread),
    )
    const level = schema.columns[0] as ColumnSchema
    const classes = taskOf(level, input.training, context)
    expect(assess(classes, new Float64Array(40 * 5).fill(0.2), input.training)).toBeUndefined()
    expect(
      assess(
        taskOf(x, input.training, context),
        new Float64Array(40),
        input.training,
        Int32Array.from({ length: 19 }, (_, i) => i),
      ),
    ).toBeUndefined()
  })
})

describe('designColumns', () => {
  it('takes numbers beyond those of the source for its least and greatest, and its rare levels for one', () => {
    const { input, context } = prepared(table([1, 2, 3, 4], [0, 0, 1, 2]), table([0, 2.5, Number.NaN, 1e308], [2, 1, -1, 0]))
    const [levels, numbers] = designColumns(['level', 'x'], input.training, context, 0.5)(input.synthetic)
    expect(numbers).toEqual({ kind: 'number', values: Float64Array.of(1, 2.5, Number.NaN, 4) })
    expect(levels).toEqual({ kind: 'level', codes: Int32Array.of(1, 1, -1, 0), levels: 2 })
  })
})
