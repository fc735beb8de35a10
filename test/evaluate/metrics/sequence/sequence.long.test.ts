import { describe, expect, test } from 'vitest'
import { comparisonsOf, sideOf } from '../../../../src/evaluate/engine/comparisons.js'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import { prepareJob } from '../../../../src/evaluate/engine/prepare.js'
import { scoreUnitTask } from '../../../../src/evaluate/engine/run-units.js'
import type { ScoreEntry } from '../../../../src/evaluate/evaluation.js'
import type { MetricInput } from '../../../../src/evaluate/metric.js'
import { orderedSequences } from '../../../../src/evaluate/metrics/sequence/sequences.js'
import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, score } from '../../scored.js'
import { permutation, unwritable } from '../../tables.js'
import { schema, walks } from './walks.js'

const real = { training: walks(300, 1), holdout: walks(300, 2) }
const names = ['sequence-lengths', 'sequence-grams', 'sequence-changes', 'sequence-autocorrelation', 'sequence-c2st'] as const

async function entries(
  synthetic: Table,
  metrics = 'sequence',
  tables: Omit<MetricInput, 'synthetic'> = real,
): Promise<Record<string, ScoreEntry>> {
  const { scores } = await evaluate({ ...tables, synthetic }, { schema, metrics })
  return Object.fromEntries(scores.map((entry) => [entry.metric, entry]))
}

/**
 * Whether a score is below those of real rows: by seven standard deviations of 20 draws, which chance does in less than one of 10^6
 * cases (Student's t with 19 degrees of freedom). Three draws say little, so that a learner's score must lose a tenth.
 */
function isBehind({ metric, value, baselines: { ceiling } }: ScoreEntry): boolean {
  const loss = (ceiling.value as number) - (value as number)
  return loss > (metric === 'sequence-c2st' ? 0.1 : 7 * (ceiling.sd as number))
}

/** Walks whose rows are dealt out anew: each keeps walker and hour, weather, level and mood go along together. */
function dealt(table: Table, seed: number): Table {
  const rows = table.take(permutation(table.rows, createRng(seed)))
  const kept = ['walker', 'hour']
  return new Table(table.columns.map((column) => (kept.includes(column.name) ? column : rows.column(column.name))))
}

describe('sequences', () => {
  test('other real ones score as real ones do, and worse once rows are dealt out or lengths drawn evenly', async () => {
    const found = await entries(walks(300, 3))
    expect(Object.keys(found)).toEqual(names)
    for (const name of names) {
      const entry = found[name] as ScoreEntry
      expect(isBehind(entry), name).toBe(false)
      const { ceiling, floor } = entry.baselines
      expect(isBehind({ ...entry, value: floor.value }), name).toBe(true)
      expect(entry.skill as number, name).toBeGreaterThan((floor.value as number) / (ceiling.value as number) - 1)
      expect(entry.notes, name).toEqual([expect.stringMatching(/^Compared are sequences: \d+ with \d+ rows real ones/)])
      expect(entry.notes[0], name).toContain(`with ${entry.rows} rows real ones`)
    }
  })

  test('a copy of the training rows can not be told from them, and lengths survive dealing out', async () => {
    const found = await entries(walks(300, 3))
    for (const { metric, baselines } of Object.values(found)) {
      // What trains something scores no copy of its own accord.
      if (metric === 'sequence-c2st') {
        const [copied] = Object.values(await entries(real.training.slice(0), metric, { training: real.training }))
        expect(isBehind(copied as ScoreEntry), metric).toBe(false)
      } else {
        const alone = await entries(walks(300, 3), metric, { training: real.training })
        expect(alone[metric]?.baselines.copy.value, metric).toBe(1)
      }
      expect(isBehind({ ...(found[metric] as ScoreEntry), value: baselines.permuted.value }), metric).toBe(metric !== 'sequence-lengths')
    }
  })

  test('rows dealt out over all sequences are seen by the sequence level, and nowhere lower', async () => {
    const found = await entries(
      dealt(walks(300, 4), 5),
      'marginal-shape,marginal-distance,atoms,pair-contingency,pair-association,c2st,sequence',
    )
    for (const entry of Object.values(found)) {
      const seen = entry.level === 'sequence' && entry.metric !== 'sequence-lengths'
      if (entry.p !== null) expect(entry.p, entry.metric).toBeGreaterThan(1e-6)
      else expect(isBehind(entry), entry.metric).toBe(seen)
    }
  })

  test('each metric sees its own: lengths, runs, changes, dependence', async () => {
    const hasty = await entries(walks(300, 6, { stay: 0.5 }), 'sequence')
    expect(isBehind(hasty['sequence-grams'] as ScoreEntry)).toBe(true)
    expect(isBehind(hasty['sequence-changes'] as ScoreEntry)).toBe(true)
    expect(isBehind(hasty['sequence-lengths'] as ScoreEntry)).toBe(false)
    const short = await entries(walks(300, 7, { longest: 5 }), 'sequence-lengths')
    expect(isBehind(short['sequence-lengths'] as ScoreEntry)).toBe(true)
    const switches = (hasty['sequence-changes'] as ScoreEntry).details.find(({ columns }) => columns[0] === 'weather')
    // Shares of some 1700 steps: the standard error is 0.012.
    expect(Math.abs((switches?.real as number) - 0.2)).toBeLessThan(0.06)
    expect(Math.abs((switches?.synthetic as number) - 0.5)).toBeLessThan(0.06)
    // And that of an autocorrelation of .9 is sqrt((1 - .81) / 1700) = .011.
    const drift = (hasty['sequence-autocorrelation'] as ScoreEntry).details.find(({ columns }) => columns[0] === 'level')
    expect(Math.abs((drift?.real as number) - 0.9)).toBeLessThan(0.06)
  })

  test('the order of rows and columns means nothing where a column puts them in line', async () => {
    const shuffled = (table: Table, seed: number) => new Table([...table.take(permutation(table.rows, createRng(seed))).columns].reverse())
    const made = walks(200, 8)
    const others = { training: shuffled(real.training, 1), holdout: shuffled(real.holdout, 2) }
    expect(await entries(shuffled(made, 3), 'sequence', others)).toEqual(await entries(made))
  })

  test('plain data go to other threads and come to the same', () => {
    const job = prepareJob(real, [{ table: walks(100, 9) }], schema, 1, createRng(1, 0))
    for (const side of ['synthetic', 'draw', 'copy'] as const) {
      const unit = { side, index: 0, metrics: [...names] }
      const results = (of: typeof job) => scoreUnitTask(of, unit).map(({ milliseconds: _, ...rest }) => rest)
      expect(results(structuredClone(job))).toEqual(results(job))
    }
  })

  test('no sequence is on both sides of a baseline, and permuted rows are the same rows', () => {
    const job = prepareJob({ training: real.training }, [{ table: walks(100, 9) }], schema, 1, createRng(1, 0))
    const unit = { side: 'draw', index: 0 } as const
    const { inputsFor } = comparisonsOf(job, unit, sideOf(job, null))
    const given = inputsFor({ needs: ['sequence-key'], floor: 'permuted', cost: 'fast' } as never)
    const pair = (candidate: string) => given.find(([name]) => name === candidate)?.[1]().sequences
    const [half, permuted] = [pair('half'), pair('permuted')]
    const levels = (of: typeof half, side: 'real' | 'synthetic') => [...(of?.[side].table.column('level').values ?? [])]
    expect(half?.real.starts.length).toBe(101)
    expect(levels(half, 'real').some((value) => levels(half, 'synthetic').includes(value))).toBe(false)
    expect(levels(permuted, 'synthetic')).not.toEqual(levels(half, 'synthetic'))
    expect(levels(permuted, 'synthetic').sort()).toEqual(levels(half, 'synthetic').sort())
    expect(permuted?.synthetic.starts).toEqual(half?.synthetic.starts)
  })
})

describe('sequencesOf', () => {
  const table = (hour: number[], level: number[]) =>
    new Table([
      { name: 'walker', kind: 'id', values: Int32Array.of(0, 1, 0, -1, 0, 1), levels: ['a', 'b'] },
      { name: 'hour', kind: 'integer', values: Float64Array.from(hour) },
      { name: 'level', kind: 'numeric', values: Float64Array.from(level) },
    ])
  const small = { ...schema, columns: schema.columns.filter(({ name }) => ['walker', 'hour', 'level'].includes(name)) }
  const compared = small.columns.slice(1)
  const levelsIn = (found: ReturnType<typeof orderedSequences>) =>
    Array.from({ length: (found?.starts.length ?? 1) - 1 }, (_, i) => [
      ...(found?.table.column('level').values.slice(found.starts[i], found.starts[i + 1]) ?? []),
    ]).sort((a, b) => (a[0] as number) - (b[0] as number))

  test('puts rows in line, those without a place behind the one before, and leaves out rows without a key', () => {
    expect(levelsIn(orderedSequences(table([3, 2, 1, 0, Number.NaN, 1], [10, 20, 30, 40, 50, 60]), small, compared))).toEqual([
      [30, 50, 10],
      [60, 20],
    ])
  })

  test('keeps the order of the table where nothing else tells', () => {
    const unordered = parseSchema({ columns: [small.columns[0] as never, { name: 'level', kind: 'numeric' }] })
    expect(levelsIn(orderedSequences(table([0, 0, 0, 0, 0, 0], [1, 20, 3, 4, 5, 6]), unordered, unordered.columns.slice(1)))).toEqual([
      [1, 3, 5],
      [20, 6],
    ])
  })

  test('is nothing without a key in the schema or in the table', () => {
    const whole = table([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])
    expect(orderedSequences(whole, { ...small, columns: compared }, compared)).toBeNull()
    expect(orderedSequences(new Table(whole.columns.slice(1)), small, compared)).toBeNull()
  })
})

describe('scores of small tables', () => {
  const two = parseSchema({
    columns: [
      { name: 'key', kind: 'integer', role: 'sequence-key' },
      { name: 'x', kind: 'categorical', levels: ['a', 'b'] },
      { name: 'n', kind: 'numeric' },
    ],
  })
  const table = (keys: number[], codes: number[], numbers: number[]) =>
    new Table([
      { name: 'key', kind: 'integer', values: Float64Array.from(keys) },
      { name: 'x', kind: 'categorical', values: Int32Array.from(codes), levels: ['a', 'b'] },
      { name: 'n', kind: 'numeric', values: Float64Array.from(numbers) },
    ])
  const training = table([1, 1, 2, 2], [0, 1, 0, 1], [1, 2, 1, 2])

  test('runs are counted with the ends of sequences', async () => {
    // Real: |a b| twice. Synthetic: |a b| and |b a|. Pairs: real |a, ab, b| each 2 of 6; synthetic all six once.
    const synthetic = table([1, 1, 2, 2], [0, 1, 1, 0], [1, 2, 2, 1])
    const result = await score('sequence-grams', { training, synthetic }, two)
    expect(detailOf(result, ['x'], 'single values').value).toBe(1)
    expect(detailOf(result, ['x'], 'runs of two').value).toBeCloseTo(0.5, 12)
    expect(detailOf(result, ['x'], 'runs of three').value).toBeCloseTo(0.5, 12)
    expect(result.value).toBeCloseTo(2 / 3, 12)
  })

  test('changes are compared by their distribution, and by the share that has none', async () => {
    const turned = table([1, 1, 2, 2], [0, 0, 1, 0], [1, 2, 2, 1])
    const changes = await score('sequence-changes', { training, synthetic: turned }, two)
    expect(detailOf(changes, ['n'], 'change').value).toBe(0.5)
    expect(detailOf(changes, ['x'], 'share of steps that change it')).toMatchObject({ value: 0.5, real: 1, synthetic: 0.5 })
    const gaps = table([1, 1, 2, 2], [0, 1, 0, 1], [1, Number.NaN, 1, 2])
    expect(detailOf(await score('sequence-changes', { training, synthetic: gaps }, two), ['n'], 'change').value).toBe(0.5)
  })

  test('lengths are compared sequence by sequence', async () => {
    const synthetic = table([1, 2, 2, 2], [0, 1, 1, 0], [1, 2, 2, 1])
    expect(await score('sequence-lengths', { training, synthetic }, two)).toMatchObject({
      value: 0.5,
      details: [{ columns: ['key'], value: 0.5, real: 2, synthetic: 2 }],
    })
  })

  test('what can not be compared has a reason, and odd numbers are numbers', async () => {
    const without = new Table(training.columns.slice(1))
    const singles = table([1, 2, 3, 4], [0, 1, 0, 1], [1, 2, 1, 2])
    const keyless = table([Number.NaN, Number.NaN, Number.NaN, Number.NaN], [0, 1, 0, 1], [1, 2, 1, 2])
    const odd = table([1, 1, 1, 1], [-1, -1, -1, -1], [1.7e308, -1.7e308, Number.NaN, 1.7e308])
    for (const name of names) {
      expect(await score(name, { training, synthetic: without }, two)).toMatchObject({
        value: null,
        reason: expect.stringMatching(/lacks the column/),
      })
      expect(await score(name, { training, synthetic: keyless }, two)).toMatchObject({
        value: null,
        reason: expect.stringMatching(/no synthetic seq/),
      })
      expect(await score(name, { training: keyless, synthetic: training }, two)).toMatchObject({
        value: null,
        reason: expect.stringMatching(/no real seq/),
      })
      for (const tables of [
        { training, synthetic: singles },
        { training, synthetic: odd },
        { training: odd, synthetic: odd },
        { training: odd, synthetic: training },
        { training: table([], [], []), synthetic: training },
      ]) {
        const result = await score(name, tables, two)
        expect(unwritable(result)).toEqual([])
        if (result.value === null) expect(result.reason).toMatch(/\.$/)
        else expect(result.value >= 0 && result.value <= 1).toBe(true)
      }
    }
  })

  test('one real sequence has a score and no baselines', async () => {
    const one = table([1, 1, 1, 1], [0, 1, 0, 1], [1, 2, 1, 2])
    const { scores } = await evaluate({ training: one, synthetic: one }, { schema: two, metrics: 'sequence-grams' })
    expect(scores[0]).toMatchObject({ value: 1, baselines: { ceiling: { value: null } }, skill: null })
  })

  test('a schema without a key says what to give', async () => {
    const none = { ...two, columns: two.columns.map((column) => ({ ...column, role: 'feature' as const })) } as typeof two
    const { scores } = await evaluate({ training, synthetic: training }, { schema: none, metrics: 'sequence' })
    for (const entry of scores) expect(entry).toMatchObject({ value: null, reason: expect.stringMatching(/^Needs a sequence key/) })
  })
})
