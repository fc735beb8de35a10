import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

// The programs in examples/ run as they stand, and print what they say.

/** A line, or the start of one, that each prints. */
const printed: Readonly<Record<string, readonly RegExp[]>> = {
  'judge.ts': [/^gaussian-copula: .* 0\.\d+, other real rows reach 0\.\d+$/m, /^independent: /m],
  'private.ts': [/^epsilon 2\.00: /m],
  'sequences.ts': [/^50 customers, \d+ visits$/m],
  'stream.ts': [/^50000 rows are in .*weather\.parquet$/m],
  'typed-rows.ts': [/^100 penguins, \d+ of them above 5 kg$/m],
  'what-if.ts': [/^young managers earn \d{5}$/m, /perhaps a (clerk|manager)$/m, /^the second row is the stranger one$/m],
}

let lines: string[] = []
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.map((value) => `${value}`).join(' ')))
})
afterEach(() => void vi.restoreAllMocks())

test('every program is run here', () => {
  expect(readdirSync('examples').filter((name) => name.endsWith('.ts'))).toEqual(Object.keys(printed))
})

test.each(Object.entries(printed))('%s', async (name, expected) => {
  await import(`../examples/${name.slice(0, -3)}.ts`)
  for (const line of expected) expect(lines.join('\n')).toMatch(line)
})
