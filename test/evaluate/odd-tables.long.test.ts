import { describe, expect, it } from 'vitest'
import { prepareMetric } from '../../src/evaluate/context.js'
import { metrics } from '../../src/evaluate/metrics/index.js'
import { createRng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { unwritable } from './tables.js'

const manyLevels = Array.from({ length: 10_000 }, (_, i) => `level ${i}`)
const names = ['constant', 'empty', 'huge', 'many', 'graded', 'lonely', 'plain'] as const

/** Every column a target and sensitive at once, or one of them. */
function schemaOf(target: string, sensitive: string): Schema {
  const roles = (name: string) => ({ role: name === target ? 'target' : 'feature', sensitive: name === sensitive }) as const
  return parseSchema({
    columns: [
      { name: 'constant', kind: 'integer', ...roles('constant') },
      { name: 'empty', kind: 'categorical', levels: ['x'], ...roles('empty') },
      { name: 'huge', kind: 'numeric', ...roles('huge') },
      { name: 'many', kind: 'categorical', levels: manyLevels, ...roles('many') },
      { name: 'graded', kind: 'ordinal', levels: manyLevels, ...roles('graded') },
      { name: 'lonely', kind: 'boolean', levels: ['no', 'yes'], ...roles('lonely') },
      { name: 'plain', kind: 'numeric', ...roles('plain') },
    ],
  })
}

function odd(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const extremes = [-1.7e308, 1.7e308, 0, 5e-324, Number.POSITIVE_INFINITY, Number.NaN]
  const plain = Float64Array.from({ length: rows }, () => rng.normal())
  return new Table(
    [
      { name: 'constant', kind: 'integer', values: new Float64Array(rows).fill(7) },
      { name: 'empty', kind: 'categorical', values: new Int32Array(rows).fill(-1), levels: ['x'] },
      { name: 'huge', kind: 'numeric', values: plain.map(() => extremes[rng.integer(6)] as number) },
      { name: 'many', kind: 'categorical', values: Int32Array.from(plain, () => rng.integer(10_001) - 1), levels: manyLevels },
      {
        name: 'graded',
        kind: 'ordinal',
        values: Int32Array.from(plain, (x) => Math.max(-1, Math.min(9999, Math.floor(5000 + 2000 * x)))),
        levels: manyLevels,
      },
      { name: 'lonely', kind: 'boolean', values: Int32Array.from(plain, (_, row) => (row === 0 ? 1 : 0)), levels: ['no', 'yes'] },
      { name: 'plain', kind: 'numeric', values: plain },
    ],
    rows,
  )
}

/** As `odd`, with numbers far beyond those of other tables in every tenth row. */
function outgrown(rows: number, seed: number): Table {
  const table = odd(rows, seed)
  const values = table.column('plain').values.map((x: number, row: number) => (row % 10 === 0 ? x * 1e307 : x))
  return new Table(
    table.columns.map((column) => (column.name === 'plain' ? { name: 'plain', kind: 'numeric', values: values as Float64Array } : column)),
    rows,
  )
}

type Sizes = readonly [training: number, synthetic: number, holdout: number]
const prepared = new Map<string, ReturnType<typeof prepareMetric>>()

/** Tables prepared once for all metrics, which share what they learn of them, as in an evaluation. */
function prepare(sizes: Sizes, target: string, sensitive: string, grown: readonly number[]): ReturnType<typeof prepareMetric> {
  const key = JSON.stringify([sizes, target, sensitive, grown])
  const known = prepared.get(key)
  if (known) return known
  const [training, synthetic, holdout] = sizes.map((rows, i) => (grown.includes(i) ? outgrown : odd)(rows, i + 1)) as [Table, Table, Table]
  const made = prepareMetric({ training, synthetic, holdout }, { schema: schemaOf(target, sensitive) })
  prepared.set(key, made)
  return made
}

const asking = metrics.filter(({ level, name }) => level === 'utility' || level === 'conditional' || name === 'pair-rules')

describe.each(asking)('$name on odd tables', (metric) => {
  const { name, range } = metric
  const check = async (sizes: Sizes, target: string, sensitive: string, grown: readonly number[] = []) => {
    const { input, context } = prepare(sizes, target, sensitive, grown)
    const result = await metric.compute(input, { ...context, rng: createRng(0) })
    expect(unwritable(result)).toEqual([])
    for (const { value, reason } of [result, ...(result.details ?? [])]) {
      if (value === null) expect(reason).toMatch(/\.$/)
      else expect(value >= range[0] && value <= range[1]).toBe(true)
    }
  }

  it.each(name === 'utility-every-column' ? ['plain'] : names)(
    'gives a number in its range or a reason, with the target %s',
    async (target) => {
      await check([120, 100, 90], target, 'many')
    },
  )

  it.each(['plain', 'lonely'])('does so where one table has numbers far beyond those of the others, with the target %s', async (target) => {
    for (const grown of [[0], [1], [2], [1, 2]]) await check([120, 100, 90], target, 'plain', grown)
  })

  it('does so for tables of one row or none', async () => {
    for (const sizes of [
      [1, 1, 1],
      [0, 5, 5],
      [5, 0, 5],
      [5, 5, 0],
      [2, 3, 30],
    ] as const)
      await check(sizes, 'huge', 'plain')
  })
})
