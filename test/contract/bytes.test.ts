import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate, fit, models, sample, stringifyModel, type Table, tableFromBytes, tableToBytes } from '../../src/index.js'
import { visits } from '../support/sequences.js'
import type { Known } from '../support/tables.js'

/**
 * What stays the same to the byte from one commit to the next: the model file and the rows of each model, and the scores of an evaluation.
 * A change that means to alter one writes them anew with ROWSMITH_WRITE_BYTES=1, and its commit says which and why.
 */
const file = new URL('../fixtures/bytes.json', import.meta.url)
const writes = process.env.ROWSMITH_WRITE_BYTES === '1'
const kept: Record<string, unknown> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
const seen: Record<string, unknown> = {}

const digest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 16)

function expectKept(name: string, made: unknown): void {
  seen[name] = made
  if (!writes) expect(made).toEqual(kept[name])
}

let penguins: Known
let drawn: Table
beforeAll(async () => {
  penguins = await tableFromBytes(readFileSync(new URL('../../datasets/penguins.csv', import.meta.url)), { format: 'csv' })
  const model = await fit(penguins.table, { schema: penguins.schema, model: 'gaussian-copula', seed: 7 })
  drawn = await sample(model, 300, { seed: 7 })
})
afterAll(() => {
  if (writes) writeFileSync(file, `${JSON.stringify(sorted(seen), null, 2)}\n`)
})

/** In the order of names. */
function sorted(all: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe('the bytes of earlier commits', () => {
  test.each(models.map(({ name, unit }) => [name, unit] as const))('model and rows of %s', async (name, unit) => {
    const { table, schema } = unit === 'sequence' ? visits(60) : penguins
    const model = await fit(table, { schema, model: name, seed: 7 })
    const rows = await sample(model, 200, { seed: 7 })
    expectKept(name, { model: digest(stringifyModel(model)), rows: digest(await tableToBytes(rows, model.schema, 'csv')) })
  })

  test('scores of an evaluation', async () => {
    const evaluation = await evaluate({ training: penguins.table, synthetic: drawn }, { schema: penguins.schema, seed: 7 })
    expectKept('evaluation', Object.fromEntries(evaluation.scores.map((entry) => [entry.metric, digest(JSON.stringify(entry))])))
  })
})
