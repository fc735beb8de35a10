import { beforeAll, describe, expect, test } from 'vitest'
import { fit } from '../../../src/index.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { filterTable } from '../../../src/pipeline/jobs/filter.js'
import { createRng } from '../../../src/random/rng.js'
import type { Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

/** 600 rows of a label that a number decides, then: the first again, the first with another shade, a label that is wrong, a number far out. */
const rng = createRng(2)
const plain = Array.from({ length: 600 }, (_, i) => {
  const x = Math.round(1e6 * rng.normal())
  return { x, y: Math.round(1e6 * rng.normal()), shade: 'abc'[i % 3], size: 'st'[rng.integer(2)], label: x > 0 ? 'yes' : 'no' }
})
const odd = [
  plain[0],
  { ...plain[0], shade: 'b' },
  { x: 1_500_000, y: 3000, shade: 'a', size: 's', label: 'no' },
  { x: 2000, y: 99_000_000, shade: 'a', size: 's', label: 'yes' },
]

let model: FittedModel
let table: Table
beforeAll(async () => {
  const all = known([...plain, ...odd] as object[])
  table = all.table
  model = await fit(all.table, { schema: all.schema, model: 'independent' })
})

describe('filterTable', () => {
  test('takes repeated rows, near copies, unlikely labels and implausible rows, each once', async () => {
    const found = await filterTable(model, table, ['duplicates', 'near-copies', 'label:label', 'implausible:0.005'])
    const rowsOf = (i: number): readonly number[] => found[i]?.rows ?? []
    expect(rowsOf(0)).toEqual([600])
    expect(rowsOf(1)).toEqual([601])
    expect(rowsOf(2)).toContain(602)
    expect(rowsOf(2).length).toBeLessThan(30)
    expect(rowsOf(3)).toContain(603)
    expect(rowsOf(3).length).toBeLessThanOrEqual(3)
  })

  test.each([
    ['dupes', /no filter dupes; choose from implausible/],
    ['implausible:2', /share between 0 and 1/],
    ['label:x', /label takes a column of levels/],
    ['rules', /model, which has none/],
  ])('refuses %s', async (filter, message) => {
    await expect(filterTable(model, table, [filter])).rejects.toThrow(message)
  })
})
