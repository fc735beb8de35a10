import { describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { tableFromBytes, tableToBytes } from '../../src/pipeline/tables/bytes.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'

async function read(cells: readonly string[]) {
  const lines = cells.map((cell, i) => `${i % 2 === 0 ? 'u' : 'v'},${cell}`)
  return tableFromBytes(new TextEncoder().encode(`g,dose\n${lines.join('\n')}\n`))
}

function cells(rows: number, other: (rng: ReturnType<typeof createRng>) => string | null): string[] {
  const rng = createRng(3)
  return Array.from({ length: rows }, () => other(rng) ?? (10 + rng.integer(800) / 10).toFixed(1))
}

const share = (texts: readonly unknown[], holds: (text: string) => boolean): number =>
  texts.filter((text) => holds(String(text))).length / texts.length

describe('words among numbers', () => {
  test.each([
    ['detection limits', ['<0.5', '>95'], /^[<>]/],
    ['refusals', ['refused', 'unknown', 'not done'], /^[a-z]/],
    ['errors of a spreadsheet', ['#DIV/0!', '#REF!'], /^#/],
    ['infinities', ['inf', '-inf'], /inf/],
  ])('%s keep their shares under every model, and numbers stay numbers', async (_, words, shape) => {
    const { table, schema } = await read(cells(600, (rng) => (rng.uniform() < 0.12 ? (words[rng.integer(words.length)] as string) : null)))
    expect(schema.columns.map(({ kind }) => kind)).toEqual(['categorical', 'numeric', 'categorical'])
    const real = share(
      toRows(table, schema).map(({ dose }) => dose),
      (text) => shape.test(text) || !Number.isFinite(Number(text)),
    )
    for (const model of ['independent', 'sequential-trees', 'gaussian-copula', 'kde']) {
      const fitted = await fitModel(table, schema, { model, options: model === 'sequential-trees' ? { fidelity: 'fast' } : {} })
      const texts = toRows(await sampleTable(fitted, 1500), schema).map(({ dose }) => dose)
      expect(
        texts.every((text) => words.includes(String(text)) || !Number.isFinite(text) || (Number(text) >= 10 && Number(text) <= 90)),
      ).toBe(true)
      // Binomial, five standard errors.
      expect(Math.abs(share(texts, (text) => shape.test(text) || !Number.isFinite(Number(text))) - real)).toBeLessThan(
        5 * Math.sqrt((0.12 * 0.88) / 1500) + 0.01,
      )
    }
  })

  test('they can be conditioned on, and come back from every format', async () => {
    const { table, schema } = await read(cells(400, (rng) => (rng.uniform() < 0.2 ? 'refused' : rng.uniform() < 0.1 ? 'tbd' : null)))
    const model = await fitModel(table, schema, { model: 'bayesian-network' })
    const rows = toRows(await sampleTable(model, 60, { where: 'dose_form == "refused"' }), schema)
    expect(rows.every(({ dose }) => dose === 'refused')).toBe(true)
    for (const format of ['csv', 'json', 'parquet', 'arrow'] as const) {
      const again = await tableFromBytes(await tableToBytes(table, schema, format), { schema })
      expect(toRows(again.table, schema), format).toEqual(toRows(table, schema))
    }
  })

  test('units and signs around numbers are forms: the number is one, and its unit goes with it', async () => {
    const { table, schema } = await read(
      cells(500, (rng) => (rng.uniform() < 0.3 ? `${100 + rng.integer(50)} lb` : `${40 + rng.integer(30)} kg`)),
    )
    expect(schema.columns[2]).toMatchObject({ levels: ['{} kg', '{} lb'], beside: 'dose' })
    const model = await fitModel(table, schema, { model: 'sequential-trees' })
    const texts = toRows(await sampleTable(model, 500), schema).map(({ dose }) => String(dose))
    expect(texts.every((text) => (text.endsWith(' lb') ? Number.parseInt(text, 10) >= 100 : Number.parseInt(text, 10) < 70))).toBe(true)
  })

  test('words of more than 30 % of the cells, or codes among few numbers, stay words', async () => {
    expect((await read(cells(300, (rng) => (rng.uniform() < 0.45 ? `word ${'abc'[rng.integer(3)]}` : null)))).schema.columns).toHaveLength(
      2,
    )
    expect(
      (await read(Array.from({ length: 300 }, (_, i) => ['1', '2', '3', '4+', 'refused'][i % 5] as string))).schema.columns,
    ).toHaveLength(2)
  })
})
