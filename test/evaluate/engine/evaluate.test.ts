import { describe, expect, it } from 'vitest'
import { OptionError, SchemaError } from '../../../src/errors.js'
import { evaluate } from '../../../src/evaluate/engine/evaluate.js'
import type { Evaluation, ScoreEntry } from '../../../src/evaluate/evaluation.js'
import { metrics } from '../../../src/evaluate/metrics/index.js'
import { createRng } from '../../../src/random/rng.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'
import { fromFloor } from '../null.js'
import { permutation, population, schema, unwritable, withColumn, withPermuted } from '../tables.js'

const rows = 1000
const training = population(rows, 1)
const holdout = population(rows, 2)
const fresh = population(rows, 3)

function entryOf(evaluation: Evaluation, metric: string): ScoreEntry {
  const entry = evaluation.scores.find((score) => score.metric === metric)
  if (!entry) throw new Error(`no score ${metric}`)
  return entry
}

/** Standard deviations below what real rows score. */
function behind(evaluation: Evaluation, metric: string): number {
  const { value, baselines } = entryOf(evaluation, metric)
  return ((baselines.ceiling.value as number) - (value as number)) / Math.max(baselines.ceiling.sd as number, 1e-12)
}

/** Standard deviations that no score of real rows lies off save once in a million tables, as their own is known from a few draws. */
const chance = 6

const noisy = ['missing-rates', 'missing-pairs', 'missing-patterns', 'marginal-shape', 'pair-contingency', 'pair-association']

describe('evaluate', () => {
  it('puts rows drawn from the same population at the ceiling, at every level', async () => {
    const evaluation = await evaluate({ training, holdout, synthetic: fresh }, { schema, metrics: 'fast' })
    for (const metric of noisy) expect(Math.abs(behind(evaluation, metric)), metric).toBeLessThan(chance)
    expect(evaluation.rows).toEqual({ training: rows, synthetic: rows, holdout: rows, compared: rows, comparedOfThree: 666 })
    expect(evaluation.reference).toBe('holdout')
  })

  it('finds a shifted column at the marginal level, and names it first', async () => {
    const shifted = withColumn(fresh, 'height', (value) => value + 1)
    const evaluation = await evaluate({ training, holdout, synthetic: shifted }, { schema, metrics: 'fast' })
    expect(behind(evaluation, 'marginal-shape')).toBeGreaterThan(chance)
    for (const metric of ['missing-rates', 'missing-pairs', 'missing-patterns', 'pair-association']) {
      expect(Math.abs(behind(evaluation, metric)), metric).toBeLessThan(chance)
    }
    const shape = entryOf(evaluation, 'marginal-shape').details
    expect([...shape].sort((a, b) => (a.value as number) - (b.value as number))[0]?.columns).toEqual(['height'])
  })

  it('finds a lost level by coverage and an invented one by adherence', async () => {
    const lost = withColumn(fresh, 'size', (code) => (code === 2 ? 1 : code))
    const lostScore = entryOf(
      await evaluate({ training, holdout, synthetic: lost }, { schema, metrics: 'marginal-coverage' }),
      'marginal-coverage',
    )
    expect(lostScore.details.find(({ columns }) => columns[0] === 'size')?.value).toBe(3 / 4)
    const size = fresh.column('size')
    const invented = new Table(
      fresh.columns.map((column) =>
        column === size
          ? { name: 'size', kind: 'categorical', values: size.values as Int32Array, levels: ['large', 'medium', 'new', 'small'] }
          : column,
      ),
    )
    const inventedScore = entryOf(
      await evaluate({ training, holdout, synthetic: invented }, { schema, metrics: 'marginal-adherence' }),
      'marginal-adherence',
    )
    const share = size.values.filter((code: number) => code === 2).length / rows
    expect(inventedScore.details.find(({ columns }) => columns[0] === 'size')?.value).toBeCloseTo(1 - share, 12)
  })

  it('finds dropped dependence at the pairwise level only', async () => {
    const dropped = withPermuted(fresh, 'height', createRng(9))
    const evaluation = await evaluate({ training, holdout, synthetic: dropped }, { schema, metrics: 'fast' })
    for (const metric of ['missing-rates', 'missing-pairs', 'missing-patterns', 'marginal-shape']) {
      expect(Math.abs(behind(evaluation, metric)), metric).toBeLessThan(chance)
    }
    expect(behind(evaluation, 'pair-contingency')).toBeGreaterThan(chance)
    expect(behind(evaluation, 'pair-association')).toBeGreaterThan(chance)
    // Of three related pairs the weakest is left.
    expect((entryOf(evaluation, 'pair-association').skillInterval as [number, number])[0]).toBeLessThan(1 / 3)
  })

  it('finds values missing at random where they are really missing together', async () => {
    const filled = withPermuted(fresh, 'rating', createRng(10))
    const evaluation = await evaluate({ training, holdout, synthetic: filled }, { schema, metrics: 'fast' })
    expect(Math.abs(behind(evaluation, 'missing-rates'))).toBeLessThan(chance)
    expect(behind(evaluation, 'missing-pairs')).toBeGreaterThan(chance)
    for (const metric of ['missing-pairs', 'missing-patterns']) expect(fromFloor(entryOf(evaluation, metric)), metric).toBeLessThan(chance)
  })

  it('puts permuted columns near skill 0 from pairs up, and even noise near skill 0 for single columns', async () => {
    const permuted = training.names.reduce((table, name, index) => withPermuted(table, name, createRng(20, index)), fresh)
    const evaluation = await evaluate({ training, holdout, synthetic: permuted }, { schema, metrics: 'fast' })
    for (const metric of ['missing-pairs', 'missing-patterns', 'pair-contingency', 'pair-association']) {
      expect(fromFloor(entryOf(evaluation, metric)), metric).toBeLessThan(chance)
    }
    expect(Math.abs(behind(evaluation, 'marginal-shape'))).toBeLessThan(chance)
  })

  it('says so when synthetic rows are the holdout itself', async () => {
    const evaluation = await evaluate({ training, holdout, synthetic: holdout }, { schema, metrics: 'marginal-shape' })
    expect(entryOf(evaluation, 'marginal-shape').value).toBe(1)
    expect(entryOf(evaluation, 'marginal-shape').reading).toBe('nearer to the holdout than other real rows are')
  })

  it('compares with the training rows for want of a holdout, at half their size, and says so', async () => {
    const evaluation = await evaluate({ training, synthetic: fresh }, { schema, metrics: 'marginal-shape' })
    expect(evaluation.reference).toBe('training')
    expect(evaluation.rows).toEqual({ training: rows, synthetic: rows, holdout: null, compared: rows / 2, comparedOfThree: null })
    expect(evaluation.notes.join(' ')).toMatch(/no holdout/)
    expect(evaluation.notes.join(' ')).toMatch(/500 rows with 500/)
  })

  it('does not depend on the order of rows or columns', async () => {
    const shuffled = (table: Table, seed: number) => new Table([...table.take(permutation(table.rows, createRng(seed))).columns].reverse())
    const small = { training: training.slice(0, 250), holdout: holdout.slice(0, 200), synthetic: fresh.slice(0, 300) }
    const other = { training: shuffled(small.training, 1), holdout: shuffled(small.holdout, 2), synthetic: shuffled(small.synthetic, 3) }
    const first = await evaluate(small, { schema, metrics: 'fast' })
    expect(await evaluate(other, { schema, metrics: 'fast' })).toEqual(first)
    const reversed = await evaluate(small, { schema: { ...schema, columns: [...schema.columns].reverse() }, metrics: 'fast' })
    expect(reversed.scores).toEqual(first.scores)
  })

  it('gives the same bytes for the same seed, and other baselines for another', async () => {
    const tables = { training: training.slice(0, 150), synthetic: fresh.slice(0, 150) }
    const first = await evaluate(tables, { schema, metrics: 'fast', seed: 5 })
    expect(JSON.stringify(await evaluate(tables, { schema, metrics: 'fast', seed: 5 }))).toBe(JSON.stringify(first))
    expect((await evaluate(tables, { schema, metrics: 'fast', seed: 6 })).scores[3]?.baselines).not.toEqual(first.scores[3]?.baselines)
  })

  it('is plain JSON without NaN for tables of 0, 1, 2 and 7 rows', async () => {
    for (const [real, made, unseen] of [
      [0, 0, 0],
      [0, 5, 0],
      [1, 0, 1],
      [1, 1, 1],
      [2, 2, 2],
      [7, 3, 1],
    ] as const) {
      const tables = { training: population(real, 1), synthetic: population(made, 2), holdout: population(unseen, 3) }
      const evaluation = await evaluate(tables, { schema, metrics: 'fast' })
      expect(unwritable(evaluation), `${real}, ${made}, ${unseen}`).toEqual([])
      expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
      for (const score of evaluation.scores) if (score.value === null) expect(score.reason, score.metric).toMatch(/\.$/)
    }
  })

  it('leaves out ids and says so', async () => {
    const evaluation = await evaluate({ training: population(20, 1), synthetic: population(20, 2) }, { schema, metrics: 'fast' })
    expect(evaluation.leftOut).toEqual([{ column: 'member', kind: 'id', reason: 'a key: made anew for every row' }])
    expect(JSON.stringify(evaluation)).not.toContain('"m7"')
  })

  it('computes only the metrics asked for, and refuses unknown ones by listing those there are', async () => {
    const tables = { training: training.slice(0, 50), synthetic: fresh.slice(0, 50) }
    const evaluation = await evaluate(tables, { schema, metrics: ['marginal-shape'] })
    expect(evaluation.scores.map(({ metric }) => metric)).toEqual(['marginal-shape'])
    await expect(evaluate(tables, { schema, metrics: ['quality'] })).rejects.toThrow(OptionError)
    await expect(evaluate(tables, { schema, metrics: ['quality'] })).rejects.toThrow(metrics[0]?.name)
  })

  it('stops when aborted, and reports progress from 0 to 1', async () => {
    const tables = { training: training.slice(0, 100), synthetic: fresh.slice(0, 100) }
    const shares: number[] = []
    await evaluate(tables, { schema, metrics: 'fast', progress: (share) => shares.push(share) })
    expect(shares[0]).toBe(0)
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    const controller = new AbortController()
    const running = evaluate(tables, {
      schema,
      metrics: 'fast',
      signal: controller.signal,
      progress: (share) => share > 0.3 && controller.abort(),
    })
    await expect(running).rejects.toThrow(/abort/i)
  })

  it('refuses a table that holds numbers where the schema has levels', async () => {
    const other = parseSchema({ columns: [{ name: 'height', kind: 'categorical', levels: ['1'] }] })
    await expect(evaluate({ training, synthetic: fresh }, { schema: other })).rejects.toThrow(SchemaError)
  })

  it('scores real halves as theory says: 0.8687 sqrt(2 / n) off for numbers, and the mean absolute binomial difference for levels', async () => {
    const columns = 60
    const size = 1000
    const probabilities = [0.4, 0.3, 0.2, 0.1]
    const make = (seed: number) => {
      const rng = createRng(seed)
      const level = (u: number) => (u < 0.4 ? 0 : u < 0.7 ? 1 : u < 0.9 ? 2 : 3)
      return new Table([
        ...Array.from({ length: columns }, (_, i) => ({
          name: `n${i}`,
          kind: 'numeric' as const,
          values: Float64Array.from({ length: size }, () => rng.normal()),
        })),
        ...Array.from({ length: columns }, (_, i) => ({
          name: `c${i}`,
          kind: 'categorical' as const,
          values: Int32Array.from({ length: size }, () => level(rng.uniform())),
          levels: ['a', 'b', 'c', 'd'],
        })),
      ])
    }
    const wide = parseSchema({
      columns: make(0).columns.map(({ name, kind }) =>
        kind === 'categorical' ? { name, kind, levels: ['a', 'b', 'c', 'd'] } : { name, kind: 'numeric' as const },
      ),
    })
    const evaluation = await evaluate(
      { training: make(1), holdout: make(2), synthetic: make(3) },
      { schema: wide, metrics: ['marginal-shape'] },
    )
    const details = entryOf(evaluation, 'marginal-shape').details
    const distance = (kind: string) => {
      const chosen = details.filter(({ columns: [name] }) => name?.startsWith(kind))
      return chosen.reduce((sum, { value }) => sum + 1 - (value as number), 0) / chosen.length
    }
    const unit = Math.sqrt(2 / size)
    // 0.26 is the standard deviation of Kolmogorov's distribution; the mean of 60 columns stays within 5 of its own.
    expect(Math.abs(distance('n') - 0.8687 * unit)).toBeLessThan((5 * 0.26 * unit) / Math.sqrt(columns))
    const expected = 0.5 * probabilities.reduce((sum, p) => sum + Math.sqrt((2 * p * (1 - p) * (2 / size)) / Math.PI), 0)
    // The standard deviation of a TVD is below half its mean here.
    expect(Math.abs(distance('c') - expected)).toBeLessThan((5 * 0.5 * expected) / Math.sqrt(columns))
    // Real halves score the same, for they are draws of the same kind.
    const ceiling = entryOf(evaluation, 'marginal-shape').baselines.ceiling.value as number
    expect(Math.abs(1 - ceiling - (0.8687 * unit + expected) / 2)).toBeLessThan((5 * 0.26 * unit) / Math.sqrt(columns))
  })
})
