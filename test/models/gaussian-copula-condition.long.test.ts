import { describe, expect, test } from 'vitest'
import { type NumberMargin, numberDensity } from '../../src/encode/number-margin.js'
import type { CopulaState } from '../../src/models/gaussian-copula/state.js'
import type { Condition, Evidence } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import { ksDistance } from '../../src/stats/tests/kolmogorov-smirnov.js'
import { type Column, isNumberColumn } from '../../src/table/column.js'
import type { Schema } from '../../src/table/schema.js'
import { Table } from '../../src/table/table.js'
import { conditioned, cut, fitCopulaTo, latentTable, logDensities, type Maker, rowsOf, triangle } from './copula-support.js'

const correlations = [
  [1, 0.6, -0.4, 0.5, 0.3],
  [0.6, 1, -0.3, 0.2, 0.4],
  [-0.4, -0.3, 1, -0.3, 0],
  [0.5, 0.2, -0.3, 1, 0.2],
  [0.3, 0.4, 0, 0.2, 1],
]
const makers: Maker[] = [
  { schema: { name: 'x', kind: 'numeric' }, make: (z) => Math.exp(z) },
  { schema: { name: 'age', kind: 'integer' }, make: (z) => (z > 1.2 ? null : Math.round(40 + 12 * z)) },
  { schema: { name: 'job', kind: 'categorical', levels: ['a', 'b', 'c', 'd'] }, make: (z) => 'abcd'[cut(z, [0.2, 0.5, 0.9])] as string },
  { schema: { name: 'gains', kind: 'integer' }, make: (z) => (z < 0.5 ? 0 : Math.round(900 * z)) },
  { schema: { name: 'rate', kind: 'numeric', decimals: 1 }, make: (z) => Math.round(10 * z) / 10 },
]
const { table, schema } = latentTable(makers, triangle(correlations), 5000, createRng(3))
const state = await fitCopulaTo(table, schema)
const many = rowsOf(state, schema, 200_000, 77)

function cell(column: Column, row: number): number | string | null {
  if (isNumberColumn(column)) return Number.isNaN(column.values[row]) ? null : (column.values[row] as number)
  return (column.values[row] as number) < 0 ? null : (column.levels[column.values[row] as number] as string)
}

/** What a condition says, written once more, row by row. */
function holds({ column, oneOf, range, not = false }: Condition, rows: Table, row: number): boolean {
  const value = cell(rows.column(column), row)
  if (value === null && range) return false
  const named = !oneOf || oneOf.includes(value)
  const number = value as number
  const inside =
    !range || ((range.minOpen ? number > range.min : number >= range.min) && (range.maxOpen ? number < range.max : number <= range.max))
  return (named && inside) !== not
}

const satisfies = (evidence: Evidence, rows: Table, row: number): boolean => evidence.every((condition) => holds(condition, rows, row))

const infinite = Number.POSITIVE_INFINITY
const cases: Record<string, Evidence> = {
  'one level': [{ column: 'job', oneOf: ['b'] }],
  'levels that lie apart': [{ column: 'job', oneOf: ['a', 'c'] }],
  'all but a level': [{ column: 'job', oneOf: ['a'], not: true }],
  'a range with open ends': [{ column: 'age', range: { min: 40, max: 45, minOpen: true, maxOpen: true } }],
  'outside a range': [{ column: 'age', range: { min: 30, max: 50 }, not: true }],
  missing: [{ column: 'age', oneOf: [null] }],
  'missing or one of two values': [{ column: 'age', oneOf: [null, 40, 41] }],
  'not missing': [{ column: 'age', oneOf: [null], not: true }],
  'not a value, which may be missing': [{ column: 'age', oneOf: [40], not: true }],
  'an atom': [{ column: 'gains', oneOf: [0] }],
  'all but an atom': [{ column: 'gains', oneOf: [0], not: true }],
  'a value of a grid': [{ column: 'rate', oneOf: [0.5] }],
  'half a line': [{ column: 'x', range: { min: 2, max: infinite } }],
  'two conditions on one column': [
    { column: 'x', range: { min: 0.5, max: infinite } },
    { column: 'x', range: { min: -infinite, max: 1.5, maxOpen: true } },
  ],
  'conditions on four columns': [
    { column: 'x', range: { min: 1, max: infinite } },
    { column: 'age', range: { min: 35, max: infinite } },
    { column: 'job', oneOf: ['a', 'd'], not: true },
    { column: 'gains', range: { min: 1, max: infinite } },
  ],
  'unlikely things together': [
    { column: 'x', range: { min: 3, max: infinite } },
    { column: 'job', oneOf: ['d'] },
    { column: 'rate', range: { min: -infinite, max: -0.5 } },
  ],
}

/** What rejection gives, to compare with: rows that satisfy the evidence out of many. */
function rejected(evidence: Evidence, rows: Table): number[] {
  const accepted: number[] = []
  for (let row = 0; row < rows.rows; row++) if (satisfies(evidence, rows, row)) accepted.push(row)
  return accepted
}

/** The column as numbers, -1e9 for missing ones. */
function asNumbers(rows: Table, name: string): Float64Array {
  return Float64Array.from(rows.column(name).values, (value) => (Number.isNaN(value) ? -1e9 : value))
}

/** Compares rows given evidence, and its probability, with rejection; false alarms at about 1e-6 for each comparison. */
function compareWithRejection(state: CopulaState, schema: Schema, rows: Table, evidence: Evidence): void {
  const accepted = rejected(evidence, rows)
  const share = accepted.length / rows.rows
  const { state: given, exact, logProbability } = conditioned(state, schema, evidence)
  expect(exact).toBe(true)
  expect(Math.abs(share - Math.exp(logProbability))).toBeLessThan(4.9 * Math.sqrt((share * (1 - share)) / rows.rows))
  const count = 20_000
  const made = rowsOf(given, schema, count, 6)
  for (let row = 0; row < count; row++) expect(satisfies(evidence, made, row)).toBe(true)
  const wanted = rows.take(accepted)
  const bound = Math.sqrt((Math.log(2e6) / 2) * (1 / count + 1 / accepted.length))
  for (const { name } of schema.columns) expect(ksDistance(asNumbers(made, name), asNumbers(wanted, name))).toBeLessThan(bound)
}

describe('conditioning', () => {
  test.each(Object.entries(cases))('on %s gives the rows and the probability that rejection gives', (_, evidence) => {
    compareWithRejection(state, schema, many, evidence)
  })

  test.each<[string, Evidence]>([
    ['both present', [{ column: 'late', oneOf: [null], not: true }]],
    ['the inner one missing', [{ column: 'late', oneOf: [null] }]],
    ['the outer one missing', [{ column: 'early', oneOf: [null] }]],
    [
      'only the inner one missing',
      [
        { column: 'early', oneOf: [null], not: true },
        { column: 'late', oneOf: [null] },
      ],
    ],
  ])('of gaps that entail each other: %s', async (_, evidence) => {
    // A row without an early value has no late one either.
    const pair: Maker[] = [
      { schema: { name: 'x', kind: 'numeric' }, make: (z) => z },
      { schema: { name: 'early', kind: 'integer' }, make: (z) => (z > 0.9 ? null : Math.round(5 * z)) },
      { schema: { name: 'late', kind: 'integer' }, make: (z) => (z > 1.2 ? null : Math.round(5 * z)) },
    ]
    const lower = triangle([
      [1, 0.6, 0.5],
      [0.6, 1, 0.3],
      [0.5, 0.3, 1],
    ])
    const { table: loose, schema: described } = latentTable(pair, lower, 5000, createRng(15))
    const early = loose.column('early').values
    const columns = loose.columns.map((column): Column => {
      if (column.name !== 'late') return column
      return { ...column, values: column.values.map((value, row) => (Number.isNaN(early[row]) ? Number.NaN : value)) } as Column
    })
    const fitted = await fitCopulaTo(new Table(columns), described)
    expect(fitted.gaps.map(({ entailedBy }) => entailedBy)).toEqual([[], [0]])
    compareWithRejection(fitted, described, rowsOf(fitted, described, 100_000, 78), evidence)
  })

  test('on a number without fixed decimals is on a point: the value comes out, and the others are as near it', () => {
    const value = 1.2345678
    const { state: given, logProbability } = conditioned(state, schema, [{ column: 'x', oneOf: [value] }])
    const made = rowsOf(given, schema, 20_000, 9)
    expect(new Set(made.column('x').values)).toEqual(new Set([value]))
    const near: number[] = []
    const x = many.column('x').values
    for (let row = 0; row < many.rows; row++) if (Math.abs((x[row] as number) - value) < 0.02) near.push(row)
    const bound = Math.sqrt((Math.log(2e6) / 2) * (1 / 20_000 + 1 / near.length))
    for (const name of ['age', 'gains', 'rate', 'job']) {
      expect(ksDistance(asNumbers(made, name), asNumbers(many.take(near), name))).toBeLessThan(bound)
    }
    // The log probability is that of the margin's density; with more evidence, the rest is a probability given the value.
    expect(logProbability).toBeCloseTo(Math.log(numberDensity(state.margins[0] as NumberMargin, value)), 10)
    const both = conditioned(state, schema, [
      { column: 'x', oneOf: [value] },
      { column: 'job', oneOf: ['b'] },
    ])
    const share = near.filter((row) => cell(many.column('job'), row) === 'b').length / near.length
    expect(Math.abs(Math.exp(both.logProbability - logProbability) - share)).toBeLessThan(
      4.9 * Math.sqrt((share * (1 - share)) / near.length),
    )
  })

  test('step by step is conditioning at once', () => {
    const evidence = cases['conditions on four columns'] as Evidence
    const once = conditioned(state, schema, evidence)
    let steps = { state, logProbability: 0 }
    for (const condition of evidence) {
      const next = conditioned(steps.state, schema, [condition])
      steps = { state: next.state, logProbability: steps.logProbability + next.logProbability }
    }
    expect(steps.logProbability).toBeCloseTo(once.logProbability, 3)
    expect([...rowsOf(steps.state, schema, 50).column('x').values]).toEqual([...rowsOf(once.state, schema, 50).column('x').values])
  })

  test('the density of a row given evidence is its density over that of the evidence, and 0 where the evidence fails', () => {
    const evidence: Evidence = [
      { column: 'job', oneOf: ['b', 'c'] },
      { column: 'age', oneOf: [null], not: true },
    ]
    const { state: given, logProbability } = conditioned(state, schema, evidence)
    const some = table.slice(0, 200)
    const before = logDensities(state, schema, some)
    const after = logDensities(given, schema, some)
    after.forEach((value, row) => {
      if (satisfies(evidence, some, row)) expect(value).toBeCloseTo((before[row] as number) - logProbability, 10)
      else expect(value).toBe(Number.NEGATIVE_INFINITY)
    })
  })

  test('evidence that no row can satisfy is refused in words', () => {
    const refused = (evidence: Evidence) => () => conditioned(state, schema, evidence)
    expect(refused([{ column: 'x', range: { min: -5, max: -1 } }])).toThrow('x: no row can satisfy this condition')
    expect(refused([{ column: 'job', oneOf: [null] }])).toThrow('job: no row')
    expect(
      refused([
        { column: 'age', range: { min: 20, max: 30 } },
        { column: 'age', oneOf: [50] },
      ]),
    ).toThrow('age: no row')
    expect(refused([{ column: 'job', oneOf: ['e'] }])).toThrow("job: has no level 'e'; it has a, b, c, d")
    expect(refused([{ column: 'job', range: { min: 0, max: 1 } }])).toThrow('name the levels')
    expect(refused([{ column: 'x', oneOf: ['much'] }])).toThrow("holds numbers (got 'much')")
    expect(refused([{ column: 'y', oneOf: [1] }])).toThrow('y: is no column of the model; it knows x, age')
  })

  test('more cases than can be told apart are refused in words', () => {
    const ages = Array.from({ length: 40 }, (_, i) => 2 * i)
    const rates = Array.from({ length: 40 }, (_, i) => (2 * i - 40) / 10)
    const evidence: Evidence = [
      { column: 'age', oneOf: ages },
      { column: 'rate', oneOf: rates },
      { column: 'gains', oneOf: [0, 600] },
    ]
    expect(() => conditioned(state, schema, evidence)).toThrow('more than 1000 separate cases')
  })
})
