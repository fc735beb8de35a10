import { describe, expect, test } from 'vitest'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { toRows } from '../../src/table/rows.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { type Known, known } from '../support/tables.js'

type Row = Record<string, unknown>
const repeat = (count: number, make: (i: number) => object): object[] => Array.from({ length: count }, (_, i) => make(i))

/** The columns named t are targets. */
function withTarget({ table, schema }: Known): Known {
  return {
    table,
    schema: { ...schema, columns: schema.columns.map((column) => (column.name === 't' ? { ...column, role: 'target' } : column)) },
  }
}

/** 12,000 rows of 10,000 levels; the first half of them is on the left. */
function manyLevels(): Known {
  const schema = parseSchema({
    columns: [
      { name: 'code', kind: 'categorical', levels: Array.from({ length: 10_000 }, (_, i) => `c${i}`) },
      { name: 'side', kind: 'categorical', levels: ['left', 'right'] },
      { name: 'a', kind: 'integer' },
    ],
  })
  const codes = Int32Array.from({ length: 12_000 }, (_, i) => (i * 7919) % 10_000)
  const [code, side] = schema.columns.map((column) => ('levels' in column ? column.levels : []))
  const table = new Table([
    { name: 'code', kind: 'categorical', levels: code as string[], values: codes },
    { name: 'side', kind: 'categorical', levels: side as string[], values: codes.map((level) => (level < 5000 ? 0 : 1)) },
    { name: 'a', kind: 'integer', values: Float64Array.from(codes, (_, i) => i % 50) },
  ])
  return { table, schema }
}

interface Case {
  readonly make: () => Known
  /** What every row is, with or without a condition. */
  readonly holds: (row: Row) => boolean
  readonly kept: readonly (readonly [where: string, holds: (row: Row) => boolean])[]
  readonly refused: readonly (readonly [where: string, message: RegExp])[]
}

const cases: Readonly<Record<string, Case>> = {
  'no row': {
    make: () => {
      const { table, schema } = known(repeat(30, (i) => ({ a: i % 5, b: ['x', 'y'][i % 2] })))
      return { table: table.slice(0, 0), schema }
    },
    holds: ({ a, b }) => a === null && b === null,
    kept: [],
    refused: [['b == "x"', /\w/]],
  },
  'one row': {
    make: () => known([{ a: 1, b: 'x' }]),
    holds: ({ a, b }) => a === 1 && b === 'x',
    kept: [['a == 1 and b == "x"', () => true]],
    refused: [
      ['a == 2', /\w/],
      ['missing(a)', /\w/],
      ['b == "z"', /"z".*"x"/],
    ],
  },
  'constant columns': {
    make: () => known(repeat(40, () => ({ a: 5, b: 'x' }))),
    holds: ({ a, b }) => a === 5 && b === 'x',
    kept: [['a > 4 and b == "x"', () => true]],
    refused: [
      ['a > 5', /\w/],
      ['not (b == "x")', /b/],
    ],
  },
  'a column that is missing everywhere': {
    make: () => known(repeat(40, (i) => ({ a: null, b: ['x', 'y'][i % 2] }))),
    holds: ({ a }) => a === null,
    kept: [['missing(a) and b == "x"', ({ b }) => b === 'x']],
    refused: [
      ['not missing(a)', /\w/],
      ['a == "z"', /"z".*no values at all/],
    ],
  },
  'a target that is missing everywhere': {
    make: () => withTarget(known(repeat(60, (i) => ({ a: i % 10, b: ['x', 'y'][i % 2], t: null })))),
    holds: ({ t }) => t === null,
    kept: [['missing(t) and a >= 5', ({ a }) => (a as number) >= 5]],
    refused: [['a > 3 and a <= 3', /no value of a satisfies a > 3 and a <= 3/]],
  },
  'a target of numbers that is missing in all rows but one': {
    make: () => withTarget(known(repeat(60, (i) => ({ a: i % 10, t: i === 7 ? 1.5 : null })))),
    holds: ({ t }) => t === null || t === 1.5,
    kept: [['missing(t)', ({ t }) => t === null]],
    refused: [['t > 2 and t < 1', /no value of t/]],
  },
  '10,000 levels': {
    make: manyLevels,
    holds: ({ code, side, a }) => /^c\d+$/.test(code as string) && (side === 'left' || side === 'right') && (a as number) < 50,
    kept: [['side == "left" and a < 25', ({ side, a }) => side === 'left' && (a as number) < 25]],
    refused: [
      ['code == "nope"', /no value "nope" was seen.* and 9990 more/],
      ['code == "c1" and code == "c2"', /no value of code/],
      ['side == "left" and side == "right"', /no value of side/],
    ],
  },
}

/** The mixture's own defaults take many seconds on 10,000 levels. */
const optionsOf = (model: string): Row => (model === 'mixture' ? { chains: 1, sweeps: 10 } : {})

const rowModels = models.filter(({ unit }) => unit === 'row').map(({ name }) => name)

describe.each(rowModels)('%s', (model) => {
  test.each(Object.entries(cases))(
    '%s: learned, sampled, and conditioned or refused in one sentence',
    async (_, { make, holds, kept, refused }) => {
      const { table, schema } = make()
      const fitted = await fitModel(table, schema, { model, options: optionsOf(model) })
      const draw = async (where?: string): Promise<Row[]> => toRows(await sampleTable(fitted, 50, { where }), schema)
      const free = await draw()
      expect(free).toHaveLength(50)
      expect(free.filter((row) => !holds(row))).toEqual([])
      for (const [where, fits] of kept) {
        const rows = await draw(where)
        expect(rows).toHaveLength(50)
        expect(rows.filter((row) => !holds(row) || !fits(row))).toEqual([])
      }
      for (const [where, message] of refused) {
        const error = await draw(where).catch((error: Error) => error)
        expect(error).toMatchObject({ name: 'ConstraintError', message: expect.stringMatching(message) })
        expect((error as Error).message).not.toContain('\n')
      }
    },
  )
})

describe('options', () => {
  const few = known(repeat(12, (i) => ({ a: i % 3, b: ['x', 'y'][i % 2] })))
  const fit = (model: string, options: Row): Promise<unknown> =>
    fitModel(few.table, few.schema, { model, options }).then((fitted) => sampleTable(fitted, 9))

  test.each([
    ['bayesian-network', { parents: 16 }],
    ['smote', { neighbours: 100 }],
    ['arf', { leaf: 1000 }],
    ['sequential-trees', { leaf: 1000 }],
  ])('%s with %j, more than the table has, takes what there is', async (model, options) => {
    await expect(fit(model, options)).resolves.toMatchObject({ rows: 9 })
  })

  test.each([
    ['kde', { bandwidth: 0 }, /bandwidth: must be above 0.*bootstrap/],
    ['kde', { bandwidth: -1 }, /bandwidth: must be above 0/],
    ['bayesian-network', { parents: 0 }, /parents: /],
    ['smote', { neighbours: 0 }, /neighbours: /],
    ['arf', { leaf: 0, trees: 1.5 }, /trees: .*leaf: |leaf: .*trees: /s],
  ])('%s with %j is refused by name', async (model, options, message) => {
    await expect(fit(model, options)).rejects.toMatchObject({ name: 'OptionError', message: expect.stringMatching(message) })
  })
})
