import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readReal, splitUnits, splitUnitsOf } from '../../../src/benchmark/cell/read-tables.js'
import { baselineRows } from '../../../src/benchmark/plan/baselines.js'
import { createRng } from '../../../src/random/rng.js'
import type { Table } from '../../../src/table/table.js'
import { scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()

/** 30 sequences of one to four rows, not next to each other, and two rows without a key. */
async function visits(): Promise<Awaited<ReturnType<typeof readReal>>> {
  const rows = Array.from({ length: 4 }, (_, visit) =>
    Array.from({ length: 30 }, (_, who) => (visit <= who % 4 ? [`${100 + who},${visit},${'ab'[(who + visit) % 2]}`] : [])).flat(),
  ).flat()
  await writeFile(path('visits.csv'), `who,visit,kind\n${[...rows, ',0,a', ',1,b'].join('\n')}\n`)
  return readReal({ name: 'visits', train: path('visits.csv'), test: null, key: 'who', order: 'visit' }, 1)
}

const keysOf = (table: Table): number[] => [...new Set(Array.from(table.column('who').values).filter((key) => !Number.isNaN(key)))]

test('a fifth of the sequences is kept aside, each as a whole', async () => {
  const real = await visits()
  const holdout = await real.holdout()
  expect(real.training.rows + holdout.rows).toBe(73 + 2)
  expect(splitUnitsOf(real.training, real.schema).count + splitUnitsOf(holdout, real.schema).count).toBe(32)
  expect(splitUnitsOf(holdout, real.schema)).toMatchObject({ noun: 'sequences', count: 6 })
  const kept = new Set(keysOf(holdout))
  expect(keysOf(real.training).some((key) => kept.has(key))).toBe(false)
})

test('rows without a key are units of their own, and rows keep their order', async () => {
  const { training, schema } = await visits()
  const units = splitUnitsOf(training, schema)
  const { chosen, rest } = splitUnits(training, units, 10, createRng(3))
  expect(splitUnitsOf(chosen, schema).count).toBe(10)
  expect(splitUnitsOf(rest, schema).count).toBe(units.count - 10)
  for (const part of [chosen, rest]) {
    const order = Array.from({ length: part.rows }, (_, row) => part.column('visit').values[row] as number)
    expect(order.slice(0, -2)).toEqual([...order.slice(0, -2)].sort((a, b) => a - b))
  }
  const loose = Array.from(training.column('who').values).flatMap((key, row) => (Number.isNaN(key) ? [units.ofRow?.[row]] : []))
  expect(new Set(loose).size).toBe(loose.length)
})

test('the half is one of sequences', async () => {
  const { training, schema } = await visits()
  const half = baselineRows('(half)', training, schema, 1)
  expect(half.training.rows + half.synthetic.rows).toBe(training.rows)
  const others = new Set(keysOf(half.training))
  expect(keysOf(half.synthetic).some((key) => others.has(key))).toBe(false)
  expect(splitUnitsOf(half.synthetic, schema).count).toBe(Math.floor(splitUnitsOf(training, schema).count / 2))
})
