import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../src/evaluate/engine/evaluate.js'
import { calibrated } from '../../../src/evaluate/engine/score-entry.js'
import { dealUnits } from '../../../src/evaluate/engine/units.js'
import { isWorse } from '../../../src/evaluate/verdicts/reading.js'
import { createRng } from '../../../src/random/rng.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

const levels = Array.from({ length: 8 }, (_, i) => `club ${i}`)
const schema = parseSchema({
  columns: [
    { name: 'player', kind: 'integer' },
    { name: 'skill', kind: 'numeric' },
    { name: 'club', kind: 'categorical', levels },
    { name: 'score', kind: 'numeric' },
  ],
})

/** Twenty games of each player, whose skill and club are the same in all of them. */
function games(players: number, seed: number, shift = 0): Table {
  const rng = createRng(seed)
  const rows = 20 * players
  const [player, skill, score] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
  const club = new Int32Array(rows)
  for (let p = 0; p < players; p++) {
    const [own, at] = [rng.normal() + shift, rng.integer(8)]
    for (let g = 0; g < 20; g++) {
      const row = 20 * p + g
      player[row] = seed * 1e6 + p
      skill[row] = own
      club[row] = at
      score[row] = own + rng.normal()
    }
  }
  return new Table([
    { name: 'player', kind: 'integer', values: player },
    { name: 'skill', kind: 'numeric', values: skill },
    { name: 'club', kind: 'categorical', values: club, levels },
    { name: 'score', kind: 'numeric', values: score },
  ])
}

/** Reports on fresh players in which something is worse than real rows. */
async function alarms(unit: string | undefined, runs: number): Promise<number> {
  let count = 0
  for (let run = 0; run < runs; run++) {
    const tables = { training: games(60, 3 * run + 1), holdout: games(60, 3 * run + 2), synthetic: games(60, 3 * run + 3) }
    const shown = {
      ...schema,
      columns: schema.columns.map((column) => (column.name === 'player' ? { ...column, role: 'key' as const } : column)),
    }
    const { lines } = await evaluate(tables, { schema: shown, metrics: 'fast,triples', seed: run, ...(unit ? { unit } : {}) })
    if (lines.some(({ verdict }) => isWorse(verdict))) count++
  }
  return count
}

describe('rows that belong together', () => {
  it('are dealt out by whole units, about as many rows to each side, none to two', () => {
    const units = Int32Array.from({ length: 300 }, (_, row) => Math.floor(row / 7))
    const [a, b, c] = dealUnits(units, 3, 100, createRng(1)) as [Int32Array, Int32Array, Int32Array]
    const of = (rows: Int32Array) => new Set([...rows].map((row) => units[row]))
    for (const side of [a, b, c]) {
      // Within one unit, as none is cut.
      expect(Math.abs(side.length - 100)).toBeLessThanOrEqual(7)
      for (const unit of of(side))
        expect(units.filter((own) => own === unit).length).toBe([...side].filter((row) => units[row] === unit).length)
    }
    expect(new Set([...of(a), ...of(b), ...of(c)]).size).toBe(of(a).size + of(b).size + of(c).size)
  })

  it('calibrated leaves a test alone that is right, and takes out of one that is wrong what real rows show', () => {
    expect(calibrated(0.01, [])).toBe(0.01)
    // Two deviations each, as a test has that counts every row four times.
    const wrong = Array.from({ length: 20 }, () => 0.0455)
    // One of these is left, .317 by the normal distribution; 11.4 deviations are 5.7; and no test becomes surer than it was.
    expect(calibrated(0.0455, wrong)).toBeGreaterThan(0.3)
    expect(calibrated(1e-30, wrong)).toBeLessThan(1e-4)
    expect(calibrated(0.001, [1, 1, 1, 1])).toBeGreaterThan(0.001)
  })

  it('are no reason to call fresh ones worse, as rows taken one by one make them', async () => {
    // Sixty players are no 1,200: nearly every report on fresh ones has something to say, while at most 5 of 100 should.
    expect(await alarms(undefined, 6)).toBeGreaterThanOrEqual(5)
    // More than 2 of 6 come by chance, at 5 %, once in 450 times.
    expect(await alarms('player', 6)).toBeLessThanOrEqual(2)
  }, 120_000)

  it('do not hide what is worse', async () => {
    const tables = { training: games(60, 1), holdout: games(60, 2), synthetic: games(60, 3, 2) }
    const { lines, notes } = await evaluate(tables, { schema, metrics: 'fast', unit: 'player' })
    expect(lines.find(({ level }) => level === 'marginal')?.findings.join()).toMatch(/skill|score/)
    expect(notes.join()).toMatch(/Rows of one player belong together/)
  })
})
