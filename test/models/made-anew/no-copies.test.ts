import { describe, expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { splitWords } from '../../../src/table/grammar/word-chain.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { toRows } from '../../../src/table/rows.js'
import type { ColumnSchema } from '../../../src/table/schema.js'
import { decode } from '../../../src/table/typing/decode.js'
import { rawOf } from '../../table/raw-of.js'

/** Rows from which on a value may stay. */
const fewestShared = 10
const rows = 800

const rng = createRng(29, 3)
const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)] as T
const digits = (n: number): string => Array.from({ length: n }, () => rng.integer(10)).join('')
const word = (): string => Array.from({ length: 2 + rng.integer(2) }, () => pick([...'bdfgklmnprst']) + pick([...'aeiou'])).join('')
const capital = (text: string): string => (text[0] as string).toUpperCase() + text.slice(1)
const names = Array.from({ length: 60 }, () => capital(word()))
const vocabulary = Array.from({ length: 40 }, word)

/** A value of each kind of column that is made anew. Some values of all but the keys are shared by many rows. */
const kinds: Readonly<Record<string, () => string>> = {
  code: () => (rng.integer(5) === 0 ? 'A000' : `A${digits(3)}`),
  customer_id: () => `K${digits(6)}`,
  serial: () => `${pick(['X', 'Y'])}${digits(2)}-${pick(['red', 'blue'])}-${digits(2)}`,
  email: () => `${pick(names)}.${pick(names)}@${pick(['mail.org', `${word()}.net`])}`.toLowerCase(),
  name: () => `${pick(names)} ${pick(names)}`,
  address: () => `${1 + rng.integer(200)} ${pick(names)} Road`,
  zip: () => `${pick(['1', '2', '3'])}${digits(4)}`,
  phone: () => `(${pick(['212', '415'])}) 555-${digits(4)}`,
  website: () => `https://${word()}.com/${word()}`,
  title: () => (rng.integer(4) === 0 ? 'Manager' : `${capital(word())} ${word()}`),
  note: () =>
    `The ${pick(['order', 'parcel', 'letter'])} ${rng.integer(3) === 0 ? word() : pick(vocabulary)} came ${pick(['late', 'early', 'today'])} and was ${pick(vocabulary)} again`,
  pressure: () => `${100 + rng.integer(60)}/${50 + rng.integer(40)}`,
}

const countsOf = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
/** Values that few of these rows have, and none of the others. */
const rareOf = (own: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others)
  return [...countsOf(own)].flatMap(([value, count]) => (count < fewestShared && !known.has(value) ? [value] : []))
}

/** How many values that few rows have came back: of the rows that were learned, and of others of the same law, which nobody saw. */
async function comeBack(kind: string, change: (column: ColumnSchema) => ColumnSchema = (column) => column) {
  const draw = kinds[kind] as () => string
  const keys = new Set<string>()
  const all = Array.from({ length: 2 * rows }, () => {
    let value = draw()
    while (kind === 'customer_id' && keys.has(value)) value = draw()
    keys.add(value)
    return value
  })
  const [seen, unseen] = [all.slice(0, rows), all.slice(rows)]
  const raw = rawOf({ [kind]: seen })
  const inferred = inferSchema(raw).schema
  const schema = { ...inferred, columns: inferred.columns.map(change) }
  const model = await fitModel(decode(raw, schema), schema, { model: 'independent' })
  const made = toRows(await sampleTable(model, 4 * rows), schema).map((row) => String((row as Record<string, string>)[kind]))
  const known = new Set(made)
  const [learned, fresh] = [rareOf(seen, unseen), rareOf(unseen, seen)].map((values) => values.filter((value) => known.has(value)).length)
  return { column: schema.columns[0] as ColumnSchema, made, seen, unseen, learned: learned as number, fresh: fresh as number }
}

/**
 * Where nothing is copied, each value that few rows have is as likely to come back whether the rows with it were learned or not, so that of all that do, those
 * learned are half but for chance: 4.9 standard deviations, one false alarm in a million.
 */
const isCopied = ({ learned, fresh }: { readonly learned: number; readonly fresh: number }): boolean =>
  learned - fresh > 4.9 * Math.sqrt(learned + fresh)

const asText = (policy: 'mask' | 'words' | 'markov' | 'copy') => (column: ColumnSchema) => ({ ...column, policy }) as ColumnSchema

describe('of values that few rows have', () => {
  test.each(Object.keys(kinds))('in a column %s no more come back than by chance', async (kind) => {
    expect(isCopied(await comeBack(kind))).toBe(false)
  })

  const texts = Object.keys(kinds).filter((kind) => !['customer_id', 'pressure'].includes(kind))
  test.each(texts.flatMap((kind) => (['words', 'markov', 'mask'] as const).map((policy) => [kind, policy] as const)))(
    'in a column %s written by the policy %s no more come back than by chance',
    async (kind, policy) => {
      const result = await comeBack(kind, asText(policy))
      expect(result.column.kind).toBe('text')
      expect(isCopied(result)).toBe(false)
    },
  )

  test.each(texts)('copies of %s are found', async (kind) => {
    expect(isCopied(await comeBack(kind, asText('copy')))).toBe(true)
  })
})

test('no two words stand side by side that fewer rows have so, and longer runs of few rows come back by chance alone', async () => {
  const { column, made, seen, unseen } = await comeBack('note')
  expect(column).toMatchObject({ kind: 'text', policy: 'markov' })
  const runsOf = (texts: readonly string[], length: number): string[] =>
    texts.flatMap((text) => {
      const words = splitWords(text)
      return [...new Set(words.slice(length - 1).map((_, i) => words.slice(i, i + length).join('')))]
    })
  const held = countsOf(runsOf(seen, 2))
  for (const run of runsOf(made, 2)) expect(held.get(run) ?? 0).toBeGreaterThanOrEqual(fewestShared)
  for (const length of [3, 4]) {
    const [own, others, known] = [runsOf(seen, length), runsOf(unseen, length), new Set(runsOf(made, length))]
    const back = (runs: readonly string[]): number => runs.filter((run) => known.has(run)).length
    expect(isCopied({ learned: back(rareOf(own, others)), fresh: back(rareOf(others, own)) })).toBe(false)
  }
  expect(new Set(made).size).toBeGreaterThan(10)
})
