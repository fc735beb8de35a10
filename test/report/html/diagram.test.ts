import { expect, test } from 'vitest'
import type { RelationScore } from '../../../src/evaluate/relations/evaluate-relations.js'
import { diagram } from '../../../src/report/html/database/diagram.js'

const table = (name: string) => ({ name, real: 10, synthetic: 10, copied: false, evaluation: null })
const relation = (parent: string, child: string, isLookup = false): RelationScore => ({
  ...{ name: `${child}.${parent}`, child, parent, isLookup, integrity: 1, skill: 0.5, parts: {}, counts: [] },
})

test('labels of a diagram stand clear of each other and of the tables, lists of one child and several references to one parent included', () => {
  const tables = ['kind', 'format', 'shelf', 'track', 'line', 'boss'].map(table)
  const relations = [
    ...['kind', 'format', 'shelf'].map((name) => relation(name, 'track', true)),
    ...[relation('track', 'line'), relation('track', 'line'), relation('kind', 'line'), relation('boss', 'boss')],
  ]
  const areas = [...String(diagram(tables, relations)).matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
    ([, ...numbers]) => numbers.map(Number) as [number, number, number, number],
  )
  expect(areas).toHaveLength(tables.length + relations.length)
  const overlapping = areas.flatMap(([x, y, width, height], i) =>
    areas.slice(0, i).filter(([u, v, w, h]) => x < u + w && u < x + width && y < v + h && v < y + height),
  )
  expect(overlapping).toEqual([])
})
