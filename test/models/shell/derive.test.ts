import { expect, test } from 'vitest'
import { conditionsOnSources, deriveColumn, learnDerivations } from '../../../src/models/shell/derive.js'
import type { Column } from '../../../src/table/column.js'
import { Table } from '../../../src/table/table.js'

const education: Column = { name: 'education', kind: 'categorical', levels: ['BA', 'HS', 'PhD'], values: Int32Array.of(0, 1, 1, 2, -1) }
const years: Column = { name: 'years', kind: 'integer', values: Float64Array.of(16, 12, 12, 20, Number.NaN) }
const group: Column = { name: 'group', kind: 'categorical', levels: ['low', 'high'], values: Int32Array.of(1, 0, 0, 1, -1) }
const table = new Table([education, years, group])

test('a derived column is looked up exactly, missing included', () => {
  const [derivation] = learnDerivations(table, [{ from: 'education', to: 'years' }])
  expect(derivation).toBeDefined()
  expect([...deriveColumn(education, years, derivation as never).values]).toEqual([16, 12, 12, 20, Number.NaN])
})

test('derivations come in the order in which they can be filled in, and circles lose a link', () => {
  const chain = learnDerivations(table, [
    { from: 'years', to: 'group' },
    { from: 'education', to: 'years' },
  ])
  expect(chain.map(({ to }) => to)).toEqual(['years', 'group'])
  const circle = learnDerivations(table, [
    { from: 'education', to: 'years' },
    { from: 'years', to: 'education' },
  ])
  expect(circle.map(({ to }) => to)).toEqual(['years'])
})

test('a dependency that the rows contradict is not used', () => {
  expect(learnDerivations(table, [{ from: 'group', to: 'education' }])).toEqual([])
})

test('values that are missing together, row after row, follow too, from levels and from numbers', () => {
  const code: Column = { name: 'code', kind: 'integer', values: Float64Array.of(7, Number.NaN, 7, Number.NaN) }
  const level: Column = { name: 'level', kind: 'categorical', levels: ['a'], values: Int32Array.of(-1, 0, -1, 0) }
  const size: Column = { name: 'size', kind: 'numeric', values: Float64Array.of(Number.NaN, 1, Number.NaN, 1) }
  const found = learnDerivations(new Table([code, level, size]), [
    { from: 'code', to: 'size' },
    { from: 'level', to: 'size' },
  ])
  expect(found.map(({ fromValues, toValues }) => [fromValues, toValues])).toEqual([
    [
      [7, null],
      [null, 1],
    ],
    [
      ['a', null],
      [1, null],
    ],
  ])
})

test('a number that was never seen takes the value of its nearest neighbour', () => {
  const [derivation] = learnDerivations(table, [{ from: 'years', to: 'group' }])
  const unseen: Column = { ...years, values: Float64Array.of(13, 19, -5) }
  expect([...deriveColumn(unseen, group, derivation as never).values]).toEqual([0, 1, 0])
})

test('a condition on a derived column becomes one on the column it follows from', () => {
  const derivations = learnDerivations(table, [
    { from: 'education', to: 'years' },
    { from: 'years', to: 'group' },
  ])
  const evidence = conditionsOnSources(
    [
      { column: 'group', oneOf: ['high'] },
      { column: 'years', range: { min: 13, max: 17 } },
    ],
    derivations,
  )
  expect(evidence).toEqual([
    { column: 'education', oneOf: ['BA', 'PhD'] },
    { column: 'education', oneOf: ['BA'] },
  ])
})
