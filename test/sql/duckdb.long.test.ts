import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { fitElsewhere } from '../../src/models/shell/fit-elsewhere.js'
import { openTable } from '../../src/node/sources.js'
import { writeTable } from '../../src/node.js'
import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { expectSameModels, expectSameStructures, hasAdult, shipped, shippedTable } from './same-model.js'

test.each([...shipped, ...(hasAdult ? (['adult'] as const) : [])])(
  'models of %s are those of its rows, to the byte, of every structure, on one thread and on two',
  async (name) => {
    const own = await shippedTable(name)
    const folder = mkdtempSync(join(tmpdir(), 'rowsmith-test-'))
    const path = join(folder, 'rows.parquet')
    await writeTable(path, own.table, own.schema)
    for (const threads of [1, 2]) {
      const source = await openTable(path, { engine: 'duckdb', threads })
      await expectSameModels(source, own)
      await expectSameStructures(source, own)
      await source.close()
    }
    rmSync(folder, { recursive: true, force: true })
  },
  600_000,
)

describe('numbers of too many values', () => {
  test('are counted by stretches: exact counts, atoms and ends', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'rowsmith-test-')), 'many.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(
      `copy (select case when range % 10 = 0 then 0.5 when range % 97 = 0 then null else (range * 7919 % 1500007) / 1500007.0 end::double as x from range(1500000)) to '${path}'`,
    )
    const exact = (
      await connection.runAndReadAll(
        `select count(x), count(*) filter (where x = 0.5), min(x), max(x), count(*) filter (where x <= 0.25), count(*) - count(x) from '${path}'`,
      )
    )
      .getColumnsJS()
      .map(([cell]) => Number(cell))
    instance.closeSync()
    await openTable(path, { engine: 'duckdb' }).then(async (source) => {
      const schema = inferSchema(await source.someRows(1000, createRng(1))).schema
      const model = await fitElsewhere(source, schema, { model: 'independent', seed: 1 })
      const [margin] = (
        model.state as { margins: { present: number; missing: number; values: Float64Array; below: Uint32Array; upTo: Uint32Array }[] }
      ).margins
      if (!margin) throw new Error('no margin')
      const [present, atom, least, greatest, quarter, missing] = exact as [number, number, number, number, number, number]
      expect([margin.present, margin.missing]).toEqual([present, missing])
      const at = margin.values.indexOf(0.5)
      expect((margin.upTo[at] as number) - (margin.below[at] as number)).toBe(atom)
      expect([margin.values[0], margin.values.at(-1)]).toEqual([least, greatest])
      // Between points the margin runs straight: 1,000 of them are at most 0.4 % of the rows apart.
      const place = margin.values.findIndex((value) => value > 0.25)
      expect(Math.abs((margin.upTo[place] as number) - quarter)).toBeLessThan(0.004 * present)
    })
  })
})
