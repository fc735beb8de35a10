import { describe, expect, it } from 'vitest'
import { evaluateMany } from '../../../src/evaluate/engine/evaluate.js'
import type { Comparison } from '../../../src/evaluate/evaluation.js'
import { renderComparison } from '../../../src/report/text/comparison.js'
import { renderExplanation } from '../../../src/report/text/explanation.js'
import { population, schema, withColumn } from '../../evaluate/tables.js'
import { hostileEvaluation } from '../evaluations.js'

const compare = (names: readonly string[], rows = 300): Promise<Comparison> =>
  evaluateMany(
    { training: population(rows, 1), holdout: population(rows, 2) },
    names.map((name, i) => ({ name, table: withColumn(population(rows, 3 + i), 'height', (value) => value + i) })),
    { schema, metrics: 'fast' },
  )

const wide = (text: string) => text.split('\n').filter((line) => Array.from(line).length > 100)
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not occur
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/

describe('renderComparison', () => {
  it('shows every table beside the others at every metric, and marks what is as good as real rows', async () => {
    const comparison = await compare(['a.csv', 'b.csv', 'c.csv'])
    const text = renderComparison(comparison)
    for (const line of ['A  a.csv, 300 rows', 'B  b.csv, 300 rows', 'C  c.csv, 300 rows']) expect(text).toContain(line)
    const shape = text.split('\n').find((line) => line.startsWith('  Column shapes')) as string
    const numbers = shape.match(/[01]\.\d{3}/g)?.map(Number) as number[]
    expect(numbers).toHaveLength(5)
    const scores = comparison.evaluations.map(({ scores }) => scores.find(({ metric }) => metric === 'marginal-shape'))
    expect(numbers.slice(2)).toEqual(scores.map((entry) => Number(entry?.value?.toFixed(3))))
    // The first table is drawn like real rows, the others are shifted.
    expect(shape.match(/=/g)).toHaveLength(1)
    expect(shape.indexOf('=')).toBeLessThan(shape.indexOf(String(scores[1]?.value?.toFixed(3))))
  })

  it('puts more than three tables below each other, and fits into 100 columns whatever they are called', async () => {
    const names = ['a', 'b', '\u001b[31mred', 'x'.repeat(200), 'שלום', 'f']
    const text = renderComparison(await compare(names, 60))
    expect(wide(text)).toEqual([])
    expect(text).not.toMatch(steering)
    expect(text.match(/Column shapes/g)).toHaveLength(2)
    expect(renderComparison({ ...(await compare([])) })).toMatch(/no synthetic tables/)
  })
})

describe('renderExplanation', () => {
  it('tells all about one metric: baselines, details with the worst first, sources; and that another was not computed', async () => {
    const [, shifted] = (await compare(['a.csv', 'b.csv'])).evaluations
    const text = renderExplanation(shifted as never, 'marginal-shape')
    for (const part of [
      'marginal-shape, b.csv',
      'Other real rows',
      'A copy of the training rows',
      'Columns permuted',
      'Skill',
      'Source: ',
    ]) {
      expect(text).toContain(part)
    }
    const rows = text.split('\n').filter((line) => /^ {2}(height|rating|size|visits|weight) /.test(line))
    expect(rows[0]).toMatch(/^ {2}height +0\.\d{3} +0\.\d{3} /)
    expect(rows).toHaveLength(5)
    expect(renderExplanation(shifted as never, 'c2st-of-nothing')).toMatch(/was not computed/)
  })

  it('fits into 100 columns and holds nothing that steers a terminal', async () => {
    const evaluation = await hostileEvaluation()
    for (const { metric } of evaluation.scores) {
      const text = renderExplanation({ ...evaluation, name: '\u001b[31m'.repeat(40) }, metric)
      expect(wide(text), metric).toEqual([])
      expect(text).not.toMatch(steering)
    }
  })
})
