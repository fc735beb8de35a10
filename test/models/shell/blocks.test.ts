import { beforeAll, describe, expect, test } from 'vitest'
import { fit, parseSchema } from '../../../src/index.js'
import { blockRows, blockUnits } from '../../../src/models/shell/sample.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { toRows } from '../../../src/table/rows.js'
import { concatTables, type Table } from '../../../src/table/table.js'

const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const schema = parseSchema({
  columns: [
    { name: 'one', kind: 'categorical' as const, levels, nullable: false },
    { name: 'two', kind: 'categorical' as const, levels, nullable: false },
  ],
})
const rows = Array.from({ length: 20_000 }, (_, i) => ({
  one: levels[(i % 97) % 7] as string,
  two: levels[((i % 97) + (i % 31)) % 7] as string,
}))

function countsOf(table: Table, name: string): number[] {
  const { values } = table.column(name)
  const counts = levels.map(() => 0)
  for (const code of values) counts[code as number] = (counts[code as number] as number) + 1
  return counts
}

describe('a model that rounds the counts of a block', () => {
  let model: FittedModel
  beforeAll(async () => {
    model = await fit(rows, { model: 'mst', schema, seed: 1, privacy: { epsilon: 5, delta: 1e-6 } })
  })

  test('makes as many rows in a block as it learned from, and no fewer than others', async () => {
    expect(blockUnits(model)).toBe(Math.round(model.provenance.rows))
    expect(blockUnits({ ...model, provenance: { ...model.provenance, rows: 10 } })).toBe(blockRows)
    expect(blockUnits({ ...model, provenance: { ...model.provenance, rows: 1e7 } })).toBe(65_536)
  })

  test('gives all its rows the counts that are expected, but for less than a row', async () => {
    const draws = await Promise.all(
      Array.from({ length: 20 }, (_, seed) => sampleTable(model, Math.round(model.provenance.rows), { seed })),
    )
    const widest = (name: string): number => {
      const counts = draws.map((table) => countsOf(table, name))
      return Math.max(
        ...levels.map(
          (_, level) => Math.max(...counts.map((own) => own[level] as number)) - Math.min(...counts.map((own) => own[level] as number)),
        ),
      )
    }
    // Of two columns one comes first. In blocks of 4,096 its counts would be sums of five that are rounded by themselves.
    expect(Math.min(widest('one'), widest('two'))).toBeLessThanOrEqual(1)
  })

  test('gives the same rows however a run is cut', async () => {
    const size = blockUnits(model)
    const whole = await sampleTable(model, size + 300, { seed: 3 })
    for (const [from, to] of [
      [0, 10],
      [size - 5, size + 5],
      [size, size + 300],
    ] as const) {
      const pieces: Table[] = []
      for await (const piece of sampleBlocks(model, from, to, { seed: 3 })) pieces.push(piece)
      expect(toRows(concatTables(pieces), model.schema)).toEqual(toRows(whole.slice(from, to), model.schema))
    }
  })
})
