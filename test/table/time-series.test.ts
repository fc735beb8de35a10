import { describe, expect, it } from 'vitest'
import { inferSchema } from '../../src/table/infer.js'
import { rawOf } from './raw-of.js'

const day = (i: number) => new Date(Date.UTC(2015, 2, 1 + i)).toISOString().slice(0, 10)
const notes = (cells: readonly string[], more: Record<string, readonly string[]> = {}) =>
  inferSchema(rawOf({ when: cells, n: cells.map((_, i) => String((i * 7) % 12)), ...more })).notes.join('\n')

describe('a time series', () => {
  it.each([
    ['days', (i: number) => day(i)],
    ['days that fall', (i: number) => day(400 - i)],
    ['working days', (i: number) => day(Math.floor(i / 5) * 7 + (i % 5))],
    ['months', (i: number) => new Date(Date.UTC(2001, i, 1)).toISOString().slice(0, 7)],
  ])('is a table whose rows are %s in line, and that is said', (_, cell) => {
    expect(notes(Array.from({ length: 90 }, (_, i) => cell(i)))).toContain('-m markov-chain --order when')
  })

  it.each([
    ['rows in any order', Array.from({ length: 90 }, (_, i) => day((i * 37) % 91))],
    ['times that come back', Array.from({ length: 90 }, (_, i) => day(i >> 1))],
    ['times at any distance', Array.from({ length: 90 }, (_, i) => day(i * i))],
  ])('is none of %s', (_, cells) => {
    expect(notes(cells)).not.toContain('markov-chain')
  })
})
