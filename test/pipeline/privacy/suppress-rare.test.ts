import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { stringifyModel } from '../../../src/models/shell/model-file.js'
import { checkPublishable } from '../../../src/pipeline/privacy/publishable.js'
import { suppressRare } from '../../../src/pipeline/privacy/suppress-rare.js'
import { toRows } from '../../../src/table/rows.js'
import { known } from '../../support/tables.js'

const rows = Array.from({ length: 200 }, (_, i) => ({
  job: i === 7 ? 'astronaut' : i % 3 === 0 ? 'cook' : 'clerk',
  size: i < 3 ? 'large' : i % 2 === 0 ? 'small' : 'medium',
  wage: i === 9 ? 987654 : i === 10 ? 1 : 100 + (i % 50),
  few: i < 5 ? 3.25 + i : null,
}))
const { table, schema } = known(rows)

test('levels and extremes of fewer than k rows are gone, from rows and schema, and what was common stays', () => {
  const { table: left, schema: changed, notes } = suppressRare(table, schema, 10)
  const after = toRows(left, changed) as unknown as typeof rows
  expect(JSON.stringify([after, changed])).not.toMatch(/astronaut|987654|"large"|3\.25/)
  const wages = after.map(({ wage }) => wage)
  for (const end of [Math.min(...wages), Math.max(...wages)]) expect(wages.filter((wage) => wage === end).length).toBeGreaterThanOrEqual(8)
  expect(after.filter(({ job }, i) => job === rows[i]?.job).length).toBe(199)
  expect(notes.join('\n')).toMatch(/job: 1 levels of fewer than 10 rows replaced/)
  expect(notes.join('\n')).toMatch(/few: fewer than 20 numbers, all left out/)
  expect(after.every(({ few }) => few === null)).toBe(true)
})

test('nothing changes where nothing is rare, and the same seed gives the same rows', () => {
  const common = known(Array.from({ length: 100 }, (_, i) => ({ a: i % 2 === 0 ? 'x' : 'y', b: i % 5 })))
  expect(toRows(suppressRare(common.table, common.schema, 10).table, common.schema)).toEqual(toRows(common.table, common.schema))
  expect(suppressRare(table, schema, 10, 4).table).toEqual(suppressRare(table, schema, 10, 4).table)
  expect(() => suppressRare(table, schema, 1)).toThrow(/suppress-rare: must be a whole number from 2 up/)
})

test('a model is publishable only without values of single rows', async () => {
  const trees = await fitModel(table, schema, { model: 'sequential-trees' })
  expect(() => checkPublishable(trees, 'm.json', 10)).toThrow(/m\.json: holds values of training rows and is not written as publishable/)
  const copula = await fitModel(table, schema, { model: 'gaussian-copula' })
  expect(() => checkPublishable(copula, 'm.json', undefined)).toThrow(/add --suppress-rare 10/)
  const { table: left, schema: changed } = suppressRare(table, schema, 10)
  const fitted = await fitModel(left, changed, { model: 'independent' })
  expect(() => checkPublishable(fitted, 'm.json', 10)).not.toThrow()
  expect(stringifyModel(fitted)).not.toMatch(/astronaut|987654/)
})
