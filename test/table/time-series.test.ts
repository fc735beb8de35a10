import { describe, expect, it } from 'vitest'
import { inferSchema } from '../../src/table/inference/infer.js'
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

describe('rows of one key', () => {
  // A hash, so that neighbours and rows half a table away have nothing in common.
  const mixed = (i: number, of: number) => (Math.imul(i + 1, 2_654_435_761) >>> 8) % of
  const people = Array.from({ length: 300 }, (_, row) => row % 100)
  const table = (shared: (person: number, row: number) => number) => ({
    patient: people.map((person) => `P-${1000 + person * 7}`),
    born: people.map((person, row) => String(1930 + mixed(shared(person, row), 70))),
    height: people.map((person, row) => String(150 + mixed(500 + shared(person, row), 45))),
    weight: people.map((_, row) => String(50 + mixed(900 + row, 60))),
  })

  it('are told by what is the same in all of them', () => {
    expect(
      notes(
        people.map((_, row) => day(mixed(row, 300))),
        table((person) => person),
      ),
    ).toContain(
      'rows of one patient belong together (born, height are the same in them), and are drawn each by itself; to draw them together: -m markov-chain --key patient --order when',
    )
  })

  it.each([
    ['each row has its own', (_: number, row: number) => row],
    ['everybody has the same', () => 1],
    ['one row in twenty is another', (person: number, row: number) => (row % 20 === 0 ? 1000 + row : person)],
  ])('are none where %s', (_, shared) => {
    expect(
      notes(
        people.map((_, row) => day(mixed(row, 300))),
        table(shared),
      ),
    ).not.toContain('belong together')
  })
})
