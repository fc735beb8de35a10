import { describe, expect, test } from 'vitest'
import { replayNeighbours } from '../../../src/audit/fits/replay.js'
import { openTapedGate } from '../../../src/dp/gate.js'
import { findModel } from '../../../src/models/index.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { stringifyModel } from '../../../src/models/shell/model-file.js'
import { blockRows } from '../../../src/models/shell/sample.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { fit } from '../../../src/pipeline/library.js'
import { publicForm } from '../../../src/pipeline/privacy/public-form.js'
import { toDeclaredTable } from '../../../src/pipeline/tables/input.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { rawFromRows, toRows } from '../../../src/table/rows.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'
import { privately } from './tables.js'

const privacy = { epsilon: 1, delta: 1e-6 }
const privateFit = (columns: SchemaInput['columns']) => fit([], { schema: parseSchema({ columns }), model: 'mst', privacy })

describe('what only rows could say is refused', () => {
  test.each([
    ['a chain of words', { name: 'x', kind: 'text', policy: 'markov' }, /x: the policy "markov" learns from the rows/],
    [
      'a chain that a fit left behind',
      { name: 'x', kind: 'text', chain: { words: ['a'], steps: [[0, 12]] } },
      /x: holds a "chain" that a fit read off rows/,
    ],
    ['the scale of groups', { name: 'x', kind: 'numeric', min: 0, max: 1, scaleBy: 'y' }, /x: "scaleBy" learns from the rows/],
    ['margins of groups', { name: 'x', kind: 'integer', min: 0, max: 1, margins: { a: 1 } }, /x: "scaleBy" learns from the rows/],
    ['values that come back', { name: 'x', kind: 'numeric', min: 0, max: 1, repeated: [3] }, /x: holds "repeated" values/],
  ] as const)('%s', async (_, column, message) => {
    await expect(async () => privateFit([column as never])).rejects.toThrow(message)
  })

  test('forms that the schema leaves open, also where levels are found out, and words where there is no room for them', async () => {
    const number = { name: 'x', kind: 'numeric', min: 0, max: 1 } as const
    const forms = { name: 'y', kind: 'categorical', beside: 'x', levels: [] as string[] } as const
    const open = { schema: parseSchema({ columns: [number, forms] }), model: 'mst', privacy: { ...privacy, openLevels: true } }
    await expect(fit([], open)).rejects.toThrow(/y: needs its forms as "levels" from public knowledge/)
    await expect(
      privateFit([
        { ...number, nullable: false },
        { ...forms, levels: ['{}', 'refused'] },
      ]),
    ).rejects.toThrow(/x: must be nullable/)
  })

  test('all of it in one message', async () => {
    const columns = [
      { name: 'x', kind: 'text', policy: 'markov' },
      { name: 'y', kind: 'numeric', scaleBy: 'x' },
    ] as const
    await expect(privateFit([...columns])).rejects.toThrow(/x: the policy "markov".*\n?.*y: "scaleBy"/s)
  })
})

/** Everything that a schema may say of what columns mean, from public knowledge. */
const meant: SchemaInput = {
  columns: [
    { name: 'net', kind: 'numeric', decimals: 2, min: 0, max: 100 },
    {
      name: 'tax',
      kind: 'numeric',
      decimals: 2,
      min: 0,
      max: 50,
      grids: [
        {
          upTo: null,
          shares: [
            { step: 0.5, share: 0.9 },
            { step: 0, share: 0.1 },
          ],
        },
      ],
    },
    { name: 'total', kind: 'numeric', decimals: 2, min: 0, max: 150 },
    {
      name: 'from',
      kind: 'datetime',
      format: '%Y-%m-%d',
      others: [{ format: '%d.%m.%Y', share: 0.3 }],
      unit: 'day',
      min: 18_262,
      max: 18_300,
    },
    { name: 'to', kind: 'datetime', format: '%Y-%m-%d', unit: 'day', min: 18_262, max: 18_400 },
    { name: 'dose', kind: 'numeric', decimals: 1, min: 0, max: 9 },
    { name: 'dose_form', kind: 'categorical', beside: 'dose', levels: ['{}', '<0.5', '{} kg'] },
    {
      ...{
        name: 'code',
        kind: 'text',
        policy: 'mask',
        levels: ['C85'],
        groups: [
          [1, 30],
          [2, 10],
        ],
      },
      forms: [
        { pattern: '({d:3}) {d:3}-{d:4}', rows: 3 },
        { pattern: 'SKU-{d:5}-{A|B}', rows: 1 },
      ],
    },
    { name: 'mail', kind: 'text', policy: 'mask', meaning: 'email', forms: [{ pattern: '{d:4}@example.org' }] },
    { name: 'ref', kind: 'id', pattern: 'R{d:6}' },
  ],
  relations: [
    {
      kind: 'sum',
      column: 'total',
      terms: [
        { column: 'net', factor: 1 },
        { column: 'tax', factor: 1 },
      ],
    },
    { kind: 'order', column: 'to', least: ['from'] },
  ],
  links: [{ from: 'code', to: 'mail' }],
  locale: 'de',
}

const ordinary: readonly object[] = Array.from({ length: 40 }, (_, i) => ({
  ...{ net: i, tax: i / 4, total: 1.25 * i, from: `2020-01-${String(1 + (i % 28)).padStart(2, '0')}`, to: '2020-03-01' },
  ...{
    dose: i % 5 === 0 ? '<0.5' : i % 5 === 1 ? `${i % 9} kg` : i % 9,
    code: i % 4 === 0 ? 'C85' : `(600) 555-${1000 + i}`,
    mail: `${1000 + i}@example.org`,
    ref: `R${i}`,
  },
}))

const strange = [
  { net: 99, tax: 1, total: 3, from: '03.02.2020', to: '2020-01-01', dose: 'refused', code: 'unheard of', mail: 'only me', ref: 'mine' },
  { net: 1e308, tax: -1e308, total: 'x', from: '31/02/2021', to: null, dose: '5 lb', code: 'unheard of', mail: '', ref: 'R1' },
  {
    net: 0.123456789,
    tax: 0.1 + 0.2,
    total: '#DIV/0!',
    from: '2020-02-01',
    to: '2020-02-02',
    dose: 3.3333,
    code: 'SKU-24113-B',
    mail: null,
    ref: null,
  },
  { dose: Number.POSITIVE_INFINITY, code: 'C85', to: '2020-02-02' },
  {},
]

describe.each(privately)('%s', (model) => {
  const schema = parseSchema(meant)
  const tableOf = async (rows: readonly object[]) => (await toDeclaredTable(rows, schema)).table

  test('one row more or less of odd words, codes, sums, orders and grids moves nothing past the gate', async () => {
    const subject = { synthesizer: findModel(model), open: openTapedGate }
    const neighbours = await Promise.all(
      [
        ...strange.map((row, i) => ({ what: `odd row ${i + 1}`, rows: ordinary.toSpliced(i % 2 === 0 ? 0 : ordinary.length, 0, row) })),
        { what: 'one less', rows: ordinary.slice(1) },
      ].map(async ({ what, rows }) => ({ what, table: await tableOf(rows) })),
    )
    const { finding } = await replayNeighbours(subject, model, await tableOf(ordinary), neighbours, { schema, privacy })
    expect(finding.detail).toMatch(/byte for byte the same/)
    expect(finding.passed).toBe(true)
  })

  test('relations, forms and grids of the schema hold in rows drawn, and no value of the rows is among them', async () => {
    const fitted = await fit([...ordinary, ...strange], { schema, model, privacy: { ...privacy, epsilon: 8 } })
    expect(fitted.schema).toEqual(schema)
    expect(stringifyModel(fitted)).not.toMatch(/refused|unheard|only me|5 lb/)
    const drawn = toRows(await sampleTable(fitted, 300), fitted.schema)
    for (const { net, tax, total, code, dose } of drawn) {
      if (net !== null && tax !== null) expect(total).toBeCloseTo((net as number) + (tax as number), 9)
      if (dose !== null) expect(String(dose)).toMatch(/^(<0\.5|\d(\.\d)?( kg)?)$/)
      if (code !== null) expect(code).toMatch(/^(C85|\(\d{3}\) \d{3}-\d{4}|SKU-\d{5}-[AB])$/)
    }
    const { columns } = await sampleTable(fitted, 300)
    const [from, to] = ['from', 'to'].map((name) => columns.find((column) => column.name === name)?.values as Float64Array)
    expect(from?.every((value, row) => !((to?.[row] as number) < value))).toBe(true)
  })
})

test('the form of a public schema is the same whatever one row of words and codes holds', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    ...{
      n: i % 97,
      x: (i % 83) / 4,
      code: `SKU-${10_000 + 7 * i}-${'AB'[i % 2]}`,
      name: `Anna${i} Schmidt${i}`,
      total: (i % 97) + (i % 83) / 4,
    },
  }))
  const formOf = (own: readonly object[]) => publicForm(inferSchema(rawFromRows(own)).schema)
  const form = formOf(rows)
  expect(formOf([...rows, { n: 'refused', x: '<0.5', code: 'SKU-1-Z', name: 'Anna1000 Schmidt1000', total: 5 }])).toEqual(form)
  const allowed = ['name', 'role', 'kind', 'nullable', 'levels', 'pattern', 'format', 'locale', 'unit', 'min', 'max', 'decimals']
  for (const column of form.columns) expect(Object.keys(column).filter((field) => !allowed.includes(field))).toEqual([])
  expect(Object.keys(form).sort()).toEqual(['columns', 'format', 'rowBound', 'version'])
  expect(JSON.stringify(form)).not.toMatch(/SKU|refused|Schmidt|_form/)
})

test('of a text that may be copied only the levels of the schema count, in a table of a program, too, whatever the order of its own', async () => {
  const schema = parseSchema({ columns: [{ name: 'note', kind: 'text', policy: 'copy', levels: ['fine', 'broken'] }] })
  const tableOf = (cells: readonly string[]): Table => {
    const levels = [...new Set(cells)]
    return new Table([{ name: 'note', kind: 'text', levels, values: Int32Array.from(cells, (cell) => levels.indexOf(cell)) }])
  }
  const cells = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 'broken' : 'fine'))
  const neighbours = [{ what: 'a text of its own first', table: tableOf(['only me', ...cells]) }]
  const subject = { synthesizer: findModel('mst'), open: openTapedGate }
  const { finding } = await replayNeighbours(subject, 'texts', tableOf(cells), neighbours, { schema, privacy })
  expect(finding.detail).toMatch(/byte for byte the same/)
  const fitted = await fitModel(tableOf(cells), schema, { model: 'mst', privacy: { ...privacy, epsilon: 1e6, allowHighEpsilon: true } })
  const drawn = toRows(await sampleTable(fitted, blockRows), fitted.schema).filter(({ note }) => note === 'fine')
  // Counts are rounded within a whole block.
  expect(drawn.length / blockRows).toBeCloseTo(0.75, 2)
})
