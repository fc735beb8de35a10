import { expect, test } from 'vitest'
import { checkRules } from '../../../src/constraints/rules/broken.js'
import { asLines, ruleLines } from '../../../src/constraints/rules/rule.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { known } from '../../support/tables.js'

const { table, schema: inferred } = known([
  { k: 'a', t: 1, city: 'Rome', country: 'Italy', status: 'open', x: 1, low: 1, high: 2 },
  { k: 'a', t: 3, city: 'Bern', country: 'Swiss', status: 'closed', x: 2, low: 2, high: 2 },
  { k: 'a', t: 2, city: 'Rome', country: 'Italy', status: 'open', x: 0, low: null, high: 1 },
  { k: 'b', t: 1, city: 'Rome', country: 'Swiss', status: 'closed', x: 5, low: 4, high: 3 },
  { k: 'b', t: 2, city: 'Bern', country: 'Swiss', status: 'open', x: 5, low: 3, high: 4 },
])
const schema = parseSchema({
  ...inferred,
  columns: inferred.columns.map((column) =>
    column.name === 'k' ? { ...column, role: 'sequence-key' } : column.name === 't' ? { ...column, role: 'order' } : column,
  ),
})

const broken = (rule: string): number[] => checkRules(table, schema, asLines([rule]), table).flatMap(({ broken }) => [...broken])

test.each<[string, number[]]>([
  ['low <= high', [3]],
  ['low < high', [1, 3]],
  // A missing value leaves a rule open.
  ['low >= 0', []],
  ['not missing(low)', [2]],
  ['x == 1 or x == 2 implies status == "open"', [1]],
  ['unique(k, city)', [2]],
  ['unique(k, x)', [4]],
  ['determines(city, country)', [3]],
  ['combinations(city, country)', []],
  ['increasing(t)', []],
  ['increasing(x)', [2]],
  ['decreasing(x)', [1]],
  ['first(status) == "open"', [3, 4]],
  ['last(x) >= x', []],
  ['after(status == "closed", none)', [4]],
  ['after(status == "closed", status == "closed")', [4]],
  // Levels that no row has yet.
  ['oneOf(city, "Rome", "Bern", "Oslo") and status != "lost"', []],
])('%s is broken in rows %j', (rule, rows) => {
  expect(broken(rule)).toEqual(rows)
})

test('rules of a file stand one on a line, with comments, and what is wrong with them is said with its place', () => {
  expect(ruleLines('# all\n\nlow <= high # sure\r\ncity != "#1"', 'x.rules')).toEqual([
    { text: 'low <= high', path: 'x.rules:3' },
    { text: 'city != "#1"', path: 'x.rules:4' },
  ])
  const check = (text: string): unknown => checkRules(table, schema, ruleLines(text, 'x.rules'))
  expect(() => check('low <= hihg\nlow + city > 3\nunique(low + 1)\n3 > 2')).toThrow(
    /4 problems\n {2}x\.rules:1: there is no column hihg at character 8.*\n {2}x\.rules:2: at character 1: .*\n {2}x\.rules:3: .*names of columns.*\n {2}x\.rules:4: names no column/,
  )
  expect(() => check('combinations(city, country)')).toThrow(/name it with --real/)
})
