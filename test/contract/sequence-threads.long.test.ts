import { describe, expect, test, vi } from 'vitest'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { stringifyModel } from '../../src/models/shell/model-file.js'
import { blockUnits } from '../../src/models/shell/sample.js'
import type { Table } from '../../src/table/table.js'
import { visits } from '../support/sequences.js'

// The built library: threads need a file of their own to run.
const built: string = '../../dist/node.js'
const library = (await import(built)) as typeof import('../../src/node.js')

/** All cells as one text, levels included. */
const cells = ({ columns }: Table): string => columns.map((column) => [column.values, 'levels' in column && column.levels].join()).join()

const sequenceModels = models.filter(({ unit }) => unit === 'sequence')

describe.each(sequenceModels.map(({ name }) => [name] as const))('%s', (name) => {
  test('a fit that is large enough for threads gives the same model in place and on 3', async () => {
    // More rows × columns than are fitted in place.
    const { table, schema } = visits(11_000)
    const options = { model: name, seed: 3 }
    const alone = stringifyModel(await fitModel(table, schema, options))
    const pool = library.createPool(3)
    const map = vi.spyOn(pool, 'map')
    expect(stringifyModel(await fitModel(table, schema, { ...options, pool })) === alone).toBe(true)
    expect(map).toHaveBeenCalled()
    await pool.close()
  })

  test('model and rows are the same in place and on threads', async () => {
    const { table, schema } = visits(150)
    const few = { ...schema, columns: schema.columns.filter(({ name }) => ['id', 'at', 'page', 'amount'].includes(name)) }
    const options = { model: name, seed: 3 }
    const fitted = await fitModel(table, few, options)
    // More blocks than are drawn in place.
    const count = 17 * blockUnits(fitted)
    const alone = cells(await library.sample(fitted, count, { seed: 5 }))
    const pool = library.createPool(2)
    expect(stringifyModel(await fitModel(table, few, { ...options, pool }))).toBe(stringifyModel(fitted))
    expect(cells(await library.sample(fitted, count, { seed: 5, pool })) === alone).toBe(true)
    await pool.close()
  })
})
