import { sampleCorrelation } from 'simple-statistics'
import { describe, expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { toDeclaredTable } from '../../../src/pipeline/tables/input.js'
import { createRng } from '../../../src/random/rng.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { toRows } from '../../../src/table/rows.js'
import { decode } from '../../../src/table/typing/decode.js'
import { rawOf } from '../raw-of.js'

const rng = createRng(17, 1)
const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
const normal = (mean: number, sd: number): number => Math.round(mean + sd * rng.normal())

const kindsOf = (cells: readonly string[], name = 'x'): string[] =>
  inferSchema(rawOf({ [name]: cells })).schema.columns.map(({ kind }) => kind)

describe('several numbers in one cell', () => {
  const ages = range(400, () => 20 + rng.integer(60))
  const pressure = ages.map((age, i) => {
    const high = normal(90 + 0.7 * age, 5)
    return i % 20 === 0 ? '' : `${high}/${normal(0.6 * high, 4)}`
  })
  const raw = rawOf({ age: ages.map(String), pressure })
  const { schema } = inferSchema(raw)

  test('are columns of their own beside the first, and there together', async () => {
    expect(schema.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['age integer', 'pressure integer', 'pressure_2 integer'])
    expect(schema.columns[2]).toMatchObject({ beside: 'pressure', between: '/' })
    const table = decode(raw, schema)
    expect(toRows(table, schema).map((row) => (row as { pressure: string | null }).pressure ?? '')).toEqual(pressure)
    const model = await fitModel(table, schema, { model: 'independent' })
    const drawn = await sampleTable(model, 300)
    const texts = toRows(drawn, schema).map((row) => (row as { pressure: string | null }).pressure)
    expect(texts.filter((text) => text === null).length).toBeGreaterThan(3)
    for (const text of texts) if (text !== null) expect(text).toMatch(/^\d{2,3}\/\d{2,3}$/)
  })

  test('depend on other columns as these numbers do', async () => {
    const table = decode(raw, schema)
    const model = await fitModel(table, schema, { model: 'gaussian-copula' })
    const drawn = await sampleTable(model, 400)
    const real = correlation(table.column('age').values, table.column('pressure').values)
    const own = correlation(drawn.column('age').values, drawn.column('pressure').values)
    // A text of eight forms by the size of its first number kept three quarters of it; rows and ranks of a copula cost a few hundredths.
    expect(own).toBeGreaterThan(0.93 * real)
  })

  test('are read by a schema alone as by decoding', async () => {
    const table = decode(raw, schema)
    const rows = [...pressure, '120', '120/', '1/2/3'].map((pressure, i) => ({ age: ages[i] ?? 30, pressure }))
    const declared = (await toDeclaredTable(rows, schema)).table.slice(0, pressure.length)
    for (const name of ['pressure', 'pressure_2']) expect([...declared.column(name).values]).toEqual([...table.column(name).values])
  })

  test.each([
    ['sizes with a unit', range(300, () => `${5 + rng.integer(45)}x${5 + rng.integer(45)}x${1 + rng.integer(9)} mm`), 3],
    ['places on the globe', range(300, () => `${(52 + rng.uniform()).toFixed(4)}, ${(9 + 5 * rng.uniform()).toFixed(4)}`), 2],
    ['ranges', range(300, () => `${1 + rng.integer(12)}-${12 + rng.integer(100)}`), 2],
  ])('%s are such', (_, cells, parts) => {
    expect(kindsOf(cells).filter((kind) => kind === 'integer' || kind === 'numeric')).toHaveLength(parts)
  })

  test.each([
    ['codes of fixed widths', range(300, () => `${100 + rng.integer(900)}/${1000 + rng.integer(9000)}`), 'x'],
    ['codes with leading zeros', range(300, () => `${rng.integer(90)}/${String(rng.integer(900)).padStart(4, '0')}`), 'x'],
    ['dashes between numbers in no order', range(300, () => `${1 + rng.integer(500)}-${1 + rng.integer(500)}`), 'x'],
    ['versions', range(300, () => `${rng.integer(4)}.${rng.integer(12)}.${rng.integer(30)}`), 'x'],
    ['keys by their name', range(300, () => `${1 + rng.integer(500)}/${1 + rng.integer(5000)}`), 'ref'],
    ['scores of few kinds, which are levels', range(300, () => `${rng.integer(4)}:${rng.integer(3)}`), 'x'],
  ])('%s are none', (_, cells, name) => {
    expect(kindsOf(cells, name)).toHaveLength(1)
  })
})

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = Array.from(a, (_, i) => i).filter((i) => !Number.isNaN((a[i] as number) + (b[i] as number)))
  const of = (values: ArrayLike<number>): number[] => rows.map((i) => values[i] as number)
  return sampleCorrelation(of(a), of(b))
}
