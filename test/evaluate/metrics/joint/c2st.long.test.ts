import { describe, expect, test } from 'vitest'
import { c2stTraining } from '../../../../src/evaluate/metrics/joint/c2st.js'
import { createRng } from '../../../../src/random/rng.js'
import { Table } from '../../../../src/table/table.js'
import { population, schema } from '../../tables.js'
import { partOf, resultOf } from '../score.js'

const rows = 1000
const training = population(rows, 1)
const holdout = population(rows, 2)
const fresh = population(rows, 3)
/** Standard deviation of an area between samples of `rows`, times five; scores are twice as far from 1, cross-fitting makes it √2. */
const noise = 5 * Math.SQRT2 * Math.sqrt((2 * rows + 1) / (12 * rows * rows))

describe('c2st-training', () => {
  const run = (synthetic: Table) => resultOf(c2stTraining, { training, holdout, synthetic }, schema)

  test('finds no gap for fresh rows, and copies by an area below one half', () => {
    const real = run(fresh)
    expect(Math.abs(partOf(real, 'gap'))).toBeLessThan(2 * noise)
    expect(real.notes).toEqual([])
    const rng = createRng(8)
    // The numbers of each training row, moved by less than to the next bin, or not.
    const jittered = new Table(
      training.columns.map((column) =>
        column.kind === 'numeric' ? { ...column, values: column.values.map((value) => value + 0.01 * rng.normal()) } : column,
      ),
    )
    const copied = run(jittered)
    expect(partOf(copied, 'auc-training')).toBeLessThan(0.5 - noise)
    expect(partOf(copied, 'gap')).toBeGreaterThan(2 * noise)
    expect(copied.notes).toHaveLength(1)
  })
})
