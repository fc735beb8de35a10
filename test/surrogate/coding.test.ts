import { describe, expect, test } from 'vitest'
import { decodeColumn } from '../../src/models/mixture/decode.js'
import { createRng } from '../../src/random/rng.js'
import { codedColumn, codingOf, type LevelCoding, type NumberCoding } from '../../src/surrogate/coding.js'
import type { ColumnSchema } from '../../src/table/schema.js'
import { repeat } from '../models/mixture-support.js'

describe('coding', () => {
  const numeric = { name: 'x', kind: 'integer' } as ColumnSchema
  const coded = (values: readonly number[]): NumberCoding =>
    codingOf({ name: 'x', kind: 'integer', values: Float64Array.from(values) }, numeric, 1000) as NumberCoding

  test('few distinct numbers are outcomes; of many, those that stick out', () => {
    expect(coded(repeat(500, (i) => i % 7))).toMatchObject({ outcomes: 7, rest: -1, missing: -1 })
    const spiky = coded(repeat(1000, (i) => (i % 2 === 0 ? 40 : i % 100)))
    expect([...spiky.spikes]).toEqual([40])
    expect(spiky).toMatchObject({ outcomes: 2, rest: 1 })
    expect([...coded(repeat(1000, (i) => i % 100)).spikes]).toEqual([])
    // Not few but little known: copied numbers would be the real ones.
    expect([...coded(repeat(20, (i) => i * i)).spikes]).toEqual([])
  })

  test('of ten thousand levels the frequent ones are outcomes and the others share one', () => {
    const values = Int32Array.from({ length: 12_000 }, (_, i) => (i % 2 === 0 ? 0 : 1 + (i % 10_000)))
    const levels = repeat(10_001, (i) => `level ${i}`)
    const column = { name: 'a', kind: 'categorical', levels } as const
    const coding = codingOf({ ...column, values }, column as unknown as ColumnSchema, 10) as LevelCoding
    expect(coding.outcomes).toBe(256)
    const shares = coding.shareOf.filter((_, level) => coding.outcomeOf[level] === 255)
    expect(shares.length).toBeGreaterThan(4000)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
  })

  test('levels that share an outcome come back with their shares', () => {
    const levels = repeat(600, (i) => `level ${i}`)
    const column = { name: 'a', kind: 'categorical', levels } as const
    const values = Int32Array.from({ length: 6000 }, (_, i) => (i % 3 === 0 ? 599 : i % 600))
    const schema = column as unknown as ColumnSchema
    const coding = codingOf({ ...column, values }, schema, 10)
    const { codes } = codedColumn({ ...column, values }, coding, createRng(1))
    const made = decodeColumn(schema, coding, { codes, values: new Float64Array() }, null, createRng(2))
    const counts = new Float64Array(600)
    for (const level of made.values) counts[level] = (counts[level] as number) + 1
    const real = new Float64Array(600)
    for (const level of values) real[level] = (real[level] as number) + 1
    real.forEach((count, level) => {
      if (count === 0) expect(counts[level]).toBe(0)
      // 600 tries at 5 standard deviations and a half of a small count.
      else expect(Math.abs((counts[level] as number) - count)).toBeLessThan(6 * Math.sqrt(count) + 6)
    })
  })
})
