import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseModel, parseState, stringifyModel } from '../../../src/models/shell/model-file.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { parseSchema } from '../../../src/table/shape/schema.js'

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
  const back = parseState(stringifyModel(model(state)), 'model') as FittedModel
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

const fixture = (name: string): { state: Record<string, unknown>; model: string } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/models/0.1.0/${name}.json`, import.meta.url), 'utf8'))

type Changed = { readonly state: Record<string, never> } & Record<string, unknown>
test.each<[string, string, (file: Changed) => void, RegExp]>([
  [
    'sequential-trees',
    'a tree that leads back to its root',
    (file) => set(file, 'state.ways.0.steps.0.values.trees.0.feature', { int32: [0] }),
    /0\.feature|left/,
  ],
  [
    'gaussian-copula',
    'correlations that are too few',
    (file) => set(file, 'state.correlations', { float64: [0.5] }),
    /state\.correlations: has 1 numbers and needs/,
  ],
  [
    'bayesian-network',
    'a node that comes before its parent',
    (file) => set(file, 'state.nodes.0.parents', [1]),
    /state\.nodes\.0: comes before a column/,
  ],
  ['mixture', 'a category that there is not', (file) => set(file, 'state.model.chains.0.views.0.columns', [99]), /views\.0\.columns/],
  [
    'bootstrap',
    'more rows than it holds',
    (file) => set(file, 'state.rows', 4e9),
    /state\.columns\.0: has \d+ numbers and needs 4000000000/,
  ],
  ['markov-chain', 'a longest sequence without end', (file) => set(file, 'state.longest', 1e15), /state\.longest/],
  [
    'nothing-known',
    'a model that nobody knows',
    (file) => set(file, 'model', 'oracle'),
    /is of the model "oracle", which this Rowsmith doesn't know/,
  ],
])('%s with %s is refused, and the place is said', (name, _, change, message) => {
  const file = fixture(name === 'nothing-known' ? 'kde' : name) as unknown as Changed
  change(file)
  expect(() => parseModel(JSON.stringify(file), 'm.json')).toThrow(message)
  expect(() => parseModel(JSON.stringify(file), 'm.json')).toThrow(/^m\.json: /)
})

/** Puts a value at a place of a JSON value. */
function set(file: unknown, place: string, value: unknown): void {
  const keys = place.split('.')
  const last = keys.pop() as string
  const holder = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], file)
  ;(holder as Record<string, unknown>)[last] = value
}
