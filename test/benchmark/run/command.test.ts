import { expect, test } from 'vitest'
import { cellKey, hashOf } from '../../../src/benchmark/plan/key.js'
import { filled } from '../../../src/benchmark/plan/plan.js'
import { commandLine, lastWords } from '../../../src/benchmark/run/command.js'
import { metrics } from '../../../src/evaluate/metrics/index.js'

const places = { train: '/a/train.csv', rows: 10, output: "/a folder/it's.csv", seed: 3, schema: '/a/schema.json', dataset: 'd' }

test('places of a command are filled in, each as one word of the shell; other braces stay', () => {
  expect(commandLine(`run {train} {rows} --seed={seed} {x} \${HOME} {train}`, places)).toBe(
    `run /a/train.csv 10 --seed=3 {x} \${HOME} /a/train.csv`,
  )
  expect(commandLine('{output}', places)).toBe("'/a folder/it'\\''s.csv'")
})

test('variables of the environment are filled in, with what else to use, and those that are not set are named', () => {
  const environment = { A: 'a', EMPTY: '' }
  expect(filled(`\${A}/x-$A`, environment)).toEqual({ text: 'a/x-a', missing: [] })
  expect(filled(`\${B:-b/c}/\${EMPTY:-e}`, environment)).toEqual({ text: 'b/c/e', missing: [] })
  expect(filled(`\${B}/$EMPTY`, environment)).toEqual({ text: '/', missing: ['B', 'EMPTY'] })
})

test('the last words of a program are one line, not too long', () => {
  expect(lastWords('first\nsecond\nthird\nfourth\n')).toBe(': second | third | fourth')
  expect(lastWords(' \n')).toBe('')
  expect(lastWords('x'.repeat(9000)).length).toBe(502)
})

test('a cell is known by content: the order of keys is none, everything else counts', () => {
  expect(hashOf({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(hashOf({ b: [1, { c: 2 }], a: 1 }))
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]))
  const [first, second] = metrics as [(typeof metrics)[number], (typeof metrics)[number]]
  const keys = [
    cellKey('d', 's', 1, { metrics: [first], attacks: false }),
    cellKey('e', 's', 1, { metrics: [first], attacks: false }),
    cellKey('d', 't', 1, { metrics: [first], attacks: false }),
    cellKey('d', 's', 2, { metrics: [first], attacks: false }),
    cellKey('d', 's', 1, { metrics: [second], attacks: false }),
    cellKey('d', 's', 1, { metrics: [first], attacks: true }),
    cellKey('d', 's', 1, { metrics: [{ ...first, version: 99 }], attacks: false }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})
