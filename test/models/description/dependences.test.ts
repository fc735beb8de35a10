import { expect, test } from 'vitest'
import { describedModel } from '../../../src/models/description/described-model.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { pearson } from '../../../src/stats/association/pearson.js'
import type { CodeColumn } from '../../../src/table/column.js'
import { type Meaning, meanings } from '../../../src/table/meaning/meanings.js'
import type { SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import type { Table } from '../../../src/table/table.js'
import { errors, mean, rowsOf } from './support.js'

const rows = 40_000

const schema: SchemaInput = {
  columns: [
    { name: 'age', kind: 'integer', law: 'normal(40, 12)', min: 18, max: 90 },
    { name: 'income', kind: 'numeric', decimals: 2, law: 'lognormal(10, 0.6)', missingRate: 0.1 },
    { name: 'education', kind: 'ordinal', levels: ['low', 'mid', 'high'], shares: { low: 0.3, mid: 0.5, high: 0.2 }, missingRate: 0.05 },
    { name: 'children', kind: 'integer', law: 'poisson(1.2)' },
    { name: 'sex', kind: 'categorical', levels: ['F', 'M'], shares: { F: 0.6, M: 0.4 } },
    { name: 'height', kind: 'numeric', decimals: 1 },
    { name: 'smokes', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'perHead', kind: 'numeric', decimals: 2, expression: 'income / (children + 1)' },
  ],
  correlations: [
    { between: ['age', 'income'], value: 0.4 },
    { between: ['income', 'education'], value: 0.5 },
    { between: ['children', 'age'], value: -0.3 },
  ],
  given: [
    { column: 'height', given: 'sex', laws: { F: 'normal(165, 7)', M: 'normal(178, 7)' } },
    {
      column: 'smokes',
      given: 'education',
      shares: { low: { no: 0.6, yes: 0.4 }, mid: { no: 0.75, yes: 0.25 }, high: { no: 0.9, yes: 0.1 } },
    },
  ],
}

const drawn = rowsOf(schema, rows)

function numbers(table: Table, name: string): Float64Array {
  const { kind, values } = table.column(name)
  return Float64Array.from(values as ArrayLike<number>, (value) => (kind === 'ordinal' && value < 0 ? Number.NaN : value))
}

test.each([
  ['age', 'income', 0.4],
  ['income', 'education', 0.5],
  ['children', 'age', -0.3],
  ['age', 'education', 0],
  ['children', 'income', 0],
])('%s and %s correlate by %d', async (a, b, value) => {
  const table = await drawn
  const [x, y] = [numbers(table, a), numbers(table, b)]
  // The delta method: the influence of a row on the correlation, whatever the distributions.
  const present = Array.from(x, (_, row) => row).filter((row) => !Number.isNaN(x[row]) && !Number.isNaN(y[row]))
  const standard = (values: Float64Array): number[] => {
    const own = present.map((row) => values[row] as number)
    const centre = mean(own)
    const deviation = Math.sqrt(mean(own.map((one) => (one - centre) ** 2)))
    return own.map((one) => (one - centre) / deviation)
  }
  const [u, v] = [standard(x), standard(y)]
  const found = pearson(x, y)
  const influence = u.map((one, i) => (one * (v[i] as number) - (found / 2) * (one ** 2 + (v[i] as number) ** 2)) ** 2)
  expect(Math.abs(found - value)).toBeLessThan(errors * Math.sqrt(mean(influence) / present.length))
})

test('levels, gaps and what is given a level have their shares', async () => {
  const table = await drawn
  const near = (found: number, share: number, n: number): void =>
    expect(Math.abs(found - share)).toBeLessThan(errors * Math.sqrt((share * (1 - share)) / n))
  const income = numbers(table, 'income')
  near(income.filter(Number.isNaN).length / rows, 0.1, rows)
  const education = (table.column('education') as CodeColumn).values
  near(education.filter((code) => code < 0).length / rows, 0.05, rows)
  const smokes = (table.column('smokes') as CodeColumn).values
  ;[0.4, 0.25, 0.1].forEach((share, level) => {
    const own = smokes.filter((_, row) => education[row] === level)
    near(own.filter((code) => code === 1).length / own.length, share, own.length)
    const all = education.filter((code) => code === level).length / (rows * 0.95)
    near(all, [0.3, 0.5, 0.2][level] as number, rows * 0.95)
  })
  const sex = (table.column('sex') as CodeColumn).values
  const heights = numbers(table, 'height').filter((_, row) => sex[row] === 1)
  expect(Math.abs(mean(heights) - 178)).toBeLessThan((errors * 7) / Math.sqrt(heights.length))
})

test('computed columns follow from theirs in every row, gaps too', async () => {
  const table = await drawn
  const [income, children, perHead] = ['income', 'children', 'perHead'].map((name) => numbers(table, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let row = 0; row < rows; row++) {
    const value = (income[row] as number) / ((children[row] as number) + 1)
    if (Number.isNaN(value)) expect(perHead[row]).toBeNaN()
    // Rounded to cents.
    else expect(Math.abs((perHead[row] as number) - value)).toBeLessThan(0.005 + 1e-5)
  }
})

test('a model file draws the same rows, conditions hold, and shares are exact', async () => {
  const model = describedModel(parseSchema(schema))
  const read = parseModel(stringifyModel(model))
  expect((await sampleTable(read, 50)).columns).toEqual((await sampleTable(model, 50)).columns)
  const older = await sampleTable(read, 50, { where: 'age > 60 and sex == "M"' })
  expect(numbers(older, 'age').every((age) => age > 60)).toBe(true)
  const shared = await sampleTable(read, 40, { share: { sex: { F: 0.25, M: 0.75 } } })
  expect((shared.column('sex') as CodeColumn).values.filter((code) => code === 0)).toHaveLength(10)
})

test('texts are written as their meaning or their forms say, and a key of whole numbers counts', async () => {
  const patterns: Partial<Record<Meaning, RegExp>> = {
    ...{ email: /^[\w.+'-]+@example\.(com|net|org)$/, uuid: /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab]/, iban: /^XX\d{18}$/ },
    ...{ phone: /^\+\d\d \d{9}$/, 'country-code': /^[A-Z]{2}$/, ipv4: /^\d+\.\d+\.\d+\.\d+$/, colour: /^#[\da-f]{6}$/ },
    ...{ url: /^https:\/\//, latitude: /^-?\d\d?\.\d{4}$/, vin: /^[A-HJ-NPR-Z0-9]{17}$/ },
  }
  const made = meanings.filter((meaning) => meaning !== 'json' && meaning !== 'list')
  const rows = await rowsOf(
    {
      columns: [
        { name: 'id', kind: 'integer', role: 'key', min: 7 },
        { name: 'code', kind: 'text', forms: [{ pattern: '{A:2}-{d:3}' }] },
        ...made.map((meaning) => ({ name: meaning, kind: 'text' as const, meaning })),
      ],
    },
    40,
  )
  const texts = (name: string): string[] => {
    const { levels, values } = rows.column(name) as CodeColumn
    return Array.from(values, (code) => levels[code])
  }
  expect(texts('id').slice(0, 3)).toEqual(['7', '8', '9'])
  for (const text of texts('code')) expect(text).toMatch(/^[A-Z]{2}-\d{3}$/)
  for (const [meaning, pattern] of Object.entries(patterns)) for (const text of texts(meaning)) expect(text).toMatch(pattern)
  for (const meaning of made) expect(new Set(texts(meaning)).size).toBeGreaterThan(3)
})

const x = { name: 'x', kind: 'numeric', law: 'normal(0, 1)' } as const
const named = (name: string) => ({ ...x, name })
const levelled: SchemaInput['columns'][number] = { name: 'c', kind: 'categorical', levels: ['a', 'b', 'd'] }

test.each<[string, SchemaInput, RegExp]>([
  ['no law', { columns: [{ name: 'x', kind: 'numeric' }] }, /x: says nothing of its values; add a "law"/],
  ['an unknown law', { columns: [{ ...x, law: 'cauchy(0, 1)' }] }, /no law 'cauchy'; choose one of normal/],
  ['too few parameters', { columns: [{ ...x, law: 'normal(3)' }] }, /takes mean and standard deviation/],
  ['a negative deviation', { columns: [{ ...x, law: 'normal(3, -1)' }] }, /must be above 0/],
  ['bounds off the law', { columns: [{ ...x, min: 50, max: 60 }] }, /normal\(0, 1\) hardly ever lies between 50 and 60/],
  ['crossed bounds', { columns: [{ ...x, min: 2, max: 1 }] }, /"min" 2 is above its "max" 1/],
  ['shares beyond 1', { columns: [{ ...levelled, shares: { a: 0.9, b: 0.4 } }] }, /shares add up to 1\.3/],
  ['an unknown level', { columns: [{ ...levelled, shares: { e: 1 } }] }, /shares name e/],
  ['a gap that may not be', { columns: [{ ...x, nullable: false, missingRate: 0.1 }] }, /missingRate of 0\.1 and "nullable": false/],
  ['law and expression', { columns: [named('y'), { ...x, expression: 'y + 1' }] }, /x: is computed by its expression/],
  [
    'a circle',
    {
      columns: [
        { name: 'a', kind: 'numeric', expression: 'b + 1' },
        { name: 'b', kind: 'numeric', expression: 'a + 1' },
      ],
    },
    /a is computed of b is computed of a: a circle/,
  ],
  [
    'an unreachable correlation',
    { columns: [x, { name: 'y', kind: 'numeric', law: 'lognormal(0, 2)' }], correlations: [{ between: ['x', 'y'], value: 0.9 }] },
    /x and y can't correlate by 0\.9: .* to 0\.27/,
  ],
  ['a nominal column', { columns: [x, levelled], correlations: [{ between: ['x', 'c'], value: 0.2 }] }, /c has 3 levels without an order/],
  [
    'a lacking level',
    {
      columns: [x, levelled].map((column) => (column === x ? { name: 'x', kind: 'numeric' } : column)) as SchemaInput['columns'],
      given: [{ column: 'x', given: 'c', laws: { a: 'normal(0, 1)', b: 'normal(0, 1)' } }],
    },
    /lacks the level d of c/,
  ],
  [
    'a given circle',
    {
      columns: ['p', 'q'].map((name) => ({ name, kind: 'categorical', levels: ['a'] })),
      given: [
        { column: 'p', given: 'q', shares: { a: { a: 1 } } },
        { column: 'q', given: 'p', shares: { a: { a: 1 } } },
      ],
    },
    /p, which is given q, which is given p: a circle/,
  ],
  ['no columns', { columns: [] }, /columns: there are none/],
  [
    'a day that there is not',
    { columns: [{ name: 't', kind: 'datetime', unit: 'day', format: '%Y-%m-%d', law: 'uniform(2024-02-30, 2024-12-31)' }] },
    /'2024-02-30' is no time/,
  ],
  [
    'a key that comes back',
    { columns: [{ name: 'k', kind: 'id', role: 'sequence-key', pattern: 'K{n:3}' }] },
    /k: is a key that comes back.*two tables/,
  ],
  ['texts that are not there', { columns: [{ name: 't', kind: 'text', policy: 'markov' }] }, /t: has the policy markov/],
  ['a meaning that says nothing', { columns: [{ name: 't', kind: 'text', meaning: 'list' }] }, /t: may hold anything/],
  ['rules that contradict', { columns: [x], rules: ['x > 2', 'x < 1'] }, /no row satisfies all of these/],
])('%s is refused', (_, schema, message) => {
  expect(() => describedModel(parseSchema(schema))).toThrow(message)
})

test('the bounds of a computed column hold in every row, whichever of them are stated', async () => {
  const within = async (bounds: object): Promise<readonly number[]> => {
    const twice = { name: 'twice', kind: 'numeric', decimals: 2, expression: 'x * 2', ...bounds } as const
    const table = await rowsOf({ columns: [{ name: 'x', kind: 'numeric', decimals: 2, law: 'normal(4, 3)' }, twice] }, 300)
    const values = numbers(table, 'twice')
    return [Math.min(...values), Math.max(...values)]
  }
  // Without bounds a third of the rows is below 4 or above 11.
  const [least, greatest] = (await within({ min: 4, max: 11 })) as [number, number]
  expect([least >= 4, greatest <= 11]).toEqual([true, true])
  expect((await within({ max: 11 }))[1]).toBeLessThanOrEqual(11)
  expect((await within({ min: 4 }))[0]).toBeGreaterThanOrEqual(4)
})

test('of four that contradict each other and three that do, the three are named', () => {
  const four = ['m', 'n', 'o', 'p']
  // Four that correlate by -0.4 have a sum of negative variance, 4 - 12 · 0.4; three of them have not.
  const pairs = four.flatMap((a, i) => four.slice(i + 1).map((b): [string, string, number] => [a, b, -0.4]))
  const three: [string, string, number][] = [
    ['w', 'x', 0.9],
    ['x', 'z', 0.9],
    ['w', 'z', -0.5],
  ]
  const correlations = [...three, ...pairs].map(([a, b, value]) => ({ between: [a, b] as [string, string], value }))
  expect(() => describedModel(parseSchema({ columns: ['w', 'x', 'z', ...four].map(named), correlations }))).toThrow(
    'no rows have all of them: w and x 0.9; w and z -0.5; x and z 0.9. Change',
  )
})

test('of an impossible matrix the smallest contradicting set is named', () => {
  const columns = ['v', 'w', 'x', 'y', 'z'].map(named)
  const pairs: [string, string, number][] = [
    ['v', 'w', 0.2],
    ['w', 'x', 0.9],
    ['x', 'z', 0.9],
    ['w', 'z', -0.5],
    ['y', 'z', 0.1],
  ]
  const correlations = pairs.map(([a, b, value]) => ({ between: [a, b] as [string, string], value }))
  expect(() => describedModel(parseSchema({ columns, correlations }))).toThrow(
    'no rows have all of them: w and x 0.9; w and z -0.5; x and z 0.9. Change',
  )
})
