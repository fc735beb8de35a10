import { expect, test } from 'vitest'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { parseSchema } from '../../../src/table/schema.js'

const model = (state: unknown): FittedModel => ({
  format: 'rowsmith-model',
  version: 1,
  model: 'test',
  options: { a: 1 },
  schema: parseSchema({ columns: [{ name: 'x', kind: 'integer' }] }),
  derivations: [],
  state,
  provenance: { rows: 3, seed: 1, rowsmith: '0.1.0' },
})

test('typed arrays of every kind and length come back to the bit', () => {
  const long = Float64Array.from({ length: 1000 }, (_, i) => i / 7)
  const state = {
    few: Float64Array.of(1, 0.1, 1e308, 5e-324),
    odd: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0),
    long,
    codes: Int32Array.of(-1, 2),
    counts: new Uint32Array(100).fill(4e9),
    small: new Uint16Array(40).fill(65535),
    bytes: Uint8Array.of(0, 255),
    floats: Float32Array.of(0.5),
    none: new Float64Array(),
    nested: [{ deep: Int32Array.of(7) }],
    plain: { name: 'x', flag: true, nothing: null, list: [1, 'b'] },
  }
  const back = parseModel(stringifyModel(model(state)))
  expect(back).toEqual(model(state))
  expect(Object.is((back.state as typeof state).odd[2], -0)).toBe(true)
})

test('short arrays stay readable', () => {
  expect(stringifyModel(model({ weights: Float64Array.of(0.5, 2) }))).toContain('{"float64":[0.5,2]}')
})

test.each([
  ['{}', /is not a Rowsmith model/],
  ['[1, 2', /no valid JSON/],
  ['{"format":"rowsmith-model","version":2}', /has version 2, this Rowsmith reads version 1; update Rowsmith/],
  ['{"format":"rowsmith-model","version":1,"model":"x"}', /schema/],
])('%s is refused in words', (text, message) => {
  expect(() => parseModel(text, 'm.json')).toThrow(message)
  expect(() => parseModel(text, 'm.json')).toThrow(/^m\.json: /)
})

test('an array that lost bytes is refused', () => {
  const text = stringifyModel(model({ values: new Float64Array(100) }))
  expect(() => parseModel(text.replace('AAAAAAAA', 'AAAA'))).toThrow(/lost bytes/)
})
