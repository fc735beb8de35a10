import { beforeAll, describe, expect, it } from 'vitest'
import { prepareMetric } from '../../src/evaluate/context.js'
import { permuteColumns, uniformRows } from '../../src/evaluate/engine/baselines.js'
import { evaluate } from '../../src/evaluate/engine/evaluate.js'
import { prepareJob } from '../../src/evaluate/engine/prepare.js'
import { scoreUnitTask } from '../../src/evaluate/engine/run-units.js'
import type { ScoreEntry } from '../../src/evaluate/evaluation.js'
import { costs, levels, type Metric, type MetricInput, type MetricResult } from '../../src/evaluate/metric.js'
import { computeMetric, parseMetric } from '../../src/evaluate/metrics/define-metric.js'
import { metrics } from '../../src/evaluate/metrics/index.js'
import { createRng } from '../../src/random/rng.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { messy, schema as messySchema } from '../evaluate/metrics/pairwise/messy.js'
import { schema as walkSchema, walks } from '../evaluate/metrics/sequence/walks.js'
import { permutation, schema as plainSchema, population, unwritable } from '../evaluate/tables.js'

/** With a target and a sensitive column, so that metrics which need them have something to say. */
const schema: typeof plainSchema = {
  ...plainSchema,
  columns: plainSchema.columns.map((column) => ({
    ...column,
    ...(column.name === 'weight' || column.name === 'size' ? { role: 'target' as const } : {}),
    ...(column.name === 'rating' ? { sensitive: true } : {}),
  })),
}

const oddSchema = parseSchema({
  columns: [
    { name: 'constant', kind: 'integer' },
    { name: 'empty', kind: 'numeric' },
    { name: 'huge', kind: 'numeric', nullable: false },
    { name: 'שלום <b>', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'one level', kind: 'categorical', levels: ['x'] },
    { name: 'sure', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'day', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
  ],
})

/** Columns that make formulas divide by zero or overflow, and a level the schema doesn't know. */
function oddTable(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const extremes = [-1.7e308, 0, 1.7e308, Number.POSITIVE_INFINITY]
  return new Table(
    [
      { name: 'constant', kind: 'integer', values: new Float64Array(rows).fill(7) },
      { name: 'empty', kind: 'numeric', values: new Float64Array(rows).fill(Number.NaN) },
      { name: 'huge', kind: 'numeric', values: Float64Array.from({ length: rows }, () => extremes[rng.integer(4)] as number) },
      {
        name: 'שלום <b>',
        kind: 'categorical',
        values: Int32Array.from({ length: rows }, () => rng.integer(4) - 1),
        levels: ['b', 'new', 'a'],
      },
      { name: 'one level', kind: 'categorical', values: new Int32Array(rows), levels: ['x'] },
      { name: 'sure', kind: 'boolean', values: Int32Array.from({ length: rows }, () => rng.integer(2)), levels: ['no', 'yes'] },
      { name: 'day', kind: 'datetime', values: Float64Array.from({ length: rows }, () => 18_000 + rng.integer(900)) },
    ],
    rows,
  )
}

const manyLevels = Array.from({ length: 10_000 }, (_, i) => `level ${i}`)
const manySchema = parseSchema({
  columns: [
    { name: 'many', kind: 'categorical', levels: manyLevels, role: 'target', sensitive: true },
    { name: 'x', kind: 'numeric' },
  ],
})

function manyTable(rows: number, seed: number): Table {
  const rng = createRng(seed)
  return new Table([
    { name: 'many', kind: 'categorical', values: Int32Array.from({ length: rows }, () => rng.integer(10_000)), levels: manyLevels },
    { name: 'x', kind: 'numeric', values: Float64Array.from({ length: rows }, () => rng.normal()) },
  ])
}

const watchedSchema = parseSchema({
  columns: [
    { name: 'months', kind: 'numeric', role: 'time' },
    { name: 'died', kind: 'boolean', levels: ['no', 'yes'], role: 'event' },
    { name: 'dose', kind: 'numeric' },
    { name: 'ward', kind: 'categorical', levels: ['east', 'west'], sensitive: true },
  ],
})

/** Patients of whom the lower dose dies sooner; nobody is watched for longer than two years. */
function patients(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const dose = Float64Array.from({ length: rows }, () => rng.normal())
  const months = dose.map((own) => -Math.log(1 - rng.uniform()) * 12 * Math.exp(own))
  const died = Int32Array.from(months, (own) => (own < 24 && rng.uniform() < 0.8 ? 1 : 0))
  return new Table([
    { name: 'months', kind: 'numeric', values: months.map((own) => Math.min(24, own)) },
    { name: 'died', kind: 'boolean', values: died, levels: ['no', 'yes'] },
    { name: 'dose', kind: 'numeric', values: dose },
    { name: 'ward', kind: 'categorical', values: Int32Array.from(dose, () => rng.integer(2)), levels: ['east', 'west'] },
  ])
}

const unfairSchema = parseSchema({
  columns: [
    { name: 'group', kind: 'categorical', levels: ['few', 'many'], sensitive: true },
    { name: 'hired', kind: 'boolean', levels: ['no', 'yes'], role: 'target' },
    { name: 'score', kind: 'numeric' },
  ],
})

/** Applicants of whom one group is hired more often. */
function applicants(rows: number, seed: number): Table {
  const rng = createRng(seed)
  const group = Int32Array.from({ length: rows }, () => (rng.uniform() < 0.6 ? 1 : 0))
  const score = Float64Array.from(group, () => rng.normal())
  const hired = Int32Array.from(group, (own, row) => ((score[row] as number) + 2 * own - 1 + rng.normal() > 0 ? 1 : 0))
  return new Table([
    { name: 'group', kind: 'categorical', values: group, levels: ['few', 'many'] },
    { name: 'hired', kind: 'boolean', values: hired, levels: ['no', 'yes'] },
    { name: 'score', kind: 'numeric', values: score },
  ])
}

const inputs: readonly (readonly [string, MetricInput, typeof schema])[] = [
  ['a usual table', { training: population(90, 1), synthetic: population(80, 2), holdout: population(70, 3) }, schema],
  ['10,000 levels', { training: manyTable(150, 1), synthetic: manyTable(150, 2), holdout: manyTable(150, 3) }, manySchema],
  ['sequences', { training: walks(24, 1), synthetic: walks(20, 2), holdout: walks(22, 3) }, walkSchema],
  ['odd columns and a holdout', { training: oddTable(50, 1), synthetic: oddTable(40, 2), holdout: oddTable(45, 3) }, oddSchema],
  ['one row each, with a holdout', { training: population(1, 1), synthetic: population(1, 2), holdout: population(1, 3) }, schema],
  ['survival', { training: patients(80, 1), synthetic: patients(70, 2), holdout: patients(75, 3) }, watchedSchema],
  ['an empty holdout', { training: population(20, 1), synthetic: population(20, 2), holdout: population(0, 3) }, schema],
  ['no synthetic rows and a holdout', { training: population(20, 1), synthetic: population(0, 2), holdout: population(20, 3) }, schema],
  ['no synthetic rows', { training: population(20, 1), synthetic: population(0, 2) }, schema],
  ['no real rows', { training: population(0, 1), synthetic: population(20, 2) }, schema],
  ['one row', { training: population(1, 1), synthetic: population(1, 2) }, schema],
  ['odd columns', { training: oddTable(50, 1), synthetic: oddTable(40, 2) }, oddSchema],
  ['one odd row', { training: oddTable(1, 1), synthetic: oddTable(1, 2) }, oddSchema],
  ['one column', { training: population(20, 1), synthetic: population(20, 2) }, parseSchema({ columns: [schema.columns[0] as never] })],
  ['only an id', { training: population(20, 1), synthetic: population(20, 2) }, parseSchema({ columns: [schema.columns[5] as never] })],
]

type Prepared = ReturnType<typeof prepareMetric>

/** Tables prepared once for all metrics, so that these share what they learn of them, as they do in an evaluation. */
function prepareOnce(tables: MetricInput, of: typeof schema): () => Prepared {
  let made: Prepared | undefined
  return () => {
    made ??= prepareMetric(tables, { schema: of })
    return made
  }
}
const prepared = new Map(inputs.map(([name, tables, of]) => [name, prepareOnce(tables, of)]))
const few = () => ({ training: population(50, 6), synthetic: population(50, 7), holdout: population(50, 8) })
const [one, other, untouched] = [1, 2, 3].map(() => prepareOnce(few(), schema)) as [() => Prepared, () => Prepared, () => Prepared]

/** The score, computed at once: metrics of the list are synchronous, or they could not run on any thread. */
function compute(metric: Metric, { input, context }: Prepared): MetricResult {
  const result = computeMetric(metric, input, { ...context, rng: createRng(0) })
  expect(result).not.toBeInstanceOf(Promise)
  return result as MetricResult
}

const callSchema = parseSchema({ columns: [{ name: 'called', kind: 'datetime', format: '%Y-%m-%d %H', unit: 's' }] })

function calls(seed: number): Table {
  const rng = createRng(seed)
  const values = Float64Array.from({ length: 250 }, () => 86_400 * rng.integer(365) + 3600 * (8 + rng.integer(4)))
  return new Table([{ name: 'called', kind: 'datetime', values }])
}

/** Tables of real rows of one law, of which a metric has something to say. */
const worlds = {
  rows: { schema, make: (seed: number) => population(130, seed) },
  /** The mixture learns each table anew, and tells these apart already. */
  few: { schema, make: (seed: number) => population(60, seed) },
  /** As many as it takes for groups within them, and for coefficients, to be told from chance. */
  more: { schema, make: (seed: number) => population(250, seed) },
  sequences: { schema: walkSchema, make: (seed: number) => walks(60, seed) },
  /** Rules between columns, and no missing values. */
  rules: { schema: messySchema, make: (seed: number) => messy(seed, 0.03).slice(0, 240) },
  /** Calls by day, between eight and noon. */
  times: { schema: callSchema, make: calls },
  survival: { schema: watchedSchema, make: (seed: number) => patients(240, seed) },
  unfair: { schema: unfairSchema, make: (seed: number) => applicants(400, seed) },
}
type World = keyof typeof worlds

function worldOf({ name, needs }: Metric): World {
  if (needs.includes('sequence-key')) return 'sequences'
  if (needs.includes('survival')) return 'survival'
  if (name.startsWith('pcc-')) return 'few'
  if (name === 'calendar') return 'times'
  if (name === 'fairness-gaps') return 'unfair'
  if (['subgroup-utility', 'regression-overlap'].includes(name)) return 'more'
  return ['pair-rules', 'tabsyn-alpha-precision', 'tabsyn-beta-recall'].includes(name) ? 'rules' : 'rows'
}

interface Evaluated {
  readonly scores: readonly ScoreEntry[]
  /** The bare results for the same tables with rows and columns in another order. */
  readonly turned: ReadonlyMap<string, MetricResult>
}

/** The scores of all metrics of a world, of real rows against real rows. */
async function evaluateTwice(world: World): Promise<Evaluated> {
  const { schema, make } = worlds[world]
  const [training, synthetic, holdout] = [make(6), make(7), make(8)]
  const names = metrics.filter((metric) => worldOf(metric) === world).map(({ name }) => name)
  const { scores } = await evaluate({ training, synthetic, holdout }, { schema, metrics: names.join() })
  const turn = (table: Table, seed: number) => new Table([...table.take(permutation(table.rows, createRng(seed))).columns].reverse())
  // Not that of the schema where rules are, as the protocol of TabSyn leaves out its last column.
  const columns = world === 'rules' ? schema.columns : [...schema.columns].reverse()
  const real = { training: turn(training, 1), holdout: turn(holdout, 3) }
  const job = prepareJob(real, [{ table: turn(synthetic, 2) }], { ...schema, columns }, 0, createRng(0, 0))
  const scored = scoreUnitTask(job, { side: 'synthetic', index: 0, metrics: names })
  return { scores, turned: new Map(scored.map(({ metric, result }) => [metric, result])) }
}

const valuesIn = (details: readonly { readonly columns: readonly string[]; readonly value: number | null }[] = []) =>
  details.map(({ columns, value }) => [columns, value])

const evaluated = new Map<World, Evaluated>()
for (const world of Object.keys(worlds) as World[]) {
  beforeAll(async () => {
    evaluated.set(world, await evaluateTwice(world))
  }, 300_000)
}

describe.each(metrics)('$name', (metric) => {
  it('says what it is: a place on the spectrum, what it tests, and plain words', () => {
    expect(levels).toContain(metric.level)
    expect(costs).toContain(metric.cost)
    for (const text of [metric.title, metric.plain, metric.implies, metric.missing]) expect(text.length).toBeGreaterThan(5)
    expect(metrics.filter(({ name }) => name === metric.name)).toHaveLength(1)
    expect(() => parseMetric(metric)).not.toThrow()
  })

  it('gives a number in its range or a reason, whatever the tables', () => {
    for (const [name, tables] of prepared) {
      const result = compute(metric, tables())
      expect(unwritable(result), name).toEqual([])
      for (const { value, reason } of [result, ...(result.details ?? [])]) {
        if (value === null) expect(reason, name).toMatch(/\.$/)
      }
      const { value } = result
      if (value !== null) expect(value >= metric.range[0] && value <= metric.range[1], `${name}: ${value}`).toBe(true)
    }
  })

  it.runIf(metric.cost === 'fast' && metric.family === 'fidelity')('scores a table against itself at the goal', () => {
    for (const [table, of] of [
      [population(300, 4), schema],
      [oddTable(60, 5), oddSchema],
    ] as const) {
      const { value } = compute(metric, prepareMetric({ training: table, synthetic: table }, { schema: of }))
      if (value !== null) expect(value).toBe(metric.goal === 'maximize' ? metric.range[1] : metric.range[0])
    }
  })

  it('gives the same result for the same tables, and does not change them', () => {
    const first = compute(metric, one())
    expect(compute(metric, other())).toEqual(first)
    for (const name of ['training', 'synthetic', 'holdout'] as const) {
      for (const { input } of [one(), other()]) expect(input[name]?.columns).toEqual(untouched().input[name]?.columns)
    }
  })

  it('scores real rows better than its floor, and depends on the order of neither rows nor columns', () => {
    const { scores, turned } = evaluated.get(worldOf(metric)) as Evaluated
    const entry = scores.find((score) => score.metric === metric.name) as ScoreEntry
    const other = turned.get(metric.name) as MetricResult
    expect(other.value).toBe(entry.value)
    expect(valuesIn(other.details)).toEqual(valuesIn(entry.details))
    expect(unwritable(entry)).toEqual([])
    const [value, ceiling, floor] = [entry.value, entry.baselines.ceiling.value, entry.baselines.floor.value]
    for (const score of [value, ceiling, floor]) expect(score).not.toBeNull()
    if (metric.goal === 'maximize') expect(ceiling).toBeGreaterThan(floor as number)
    else expect(ceiling).toBeLessThan(floor as number)
  })
})

describe('names', () => {
  it('of the literature stand beside the plain title, each for one metric', () => {
    const named = new Map(metrics.flatMap(({ name, standardName }) => (standardName === undefined ? [] : [[name, standardName] as const])))
    expect(named.get('marginal-distance')).toBe('Wasserstein similarity')
    expect(named.get('c2st-logistic')).toBe('Logistic C2ST')
    expect(named.get('pcc-likelihood')).toBe('Held-out log-likelihood')
    expect(new Set(named.values()).size).toBe(named.size)
    expect(evaluated.get('rows')?.scores.find(({ metric }) => metric === 'c2st-logistic')).toMatchObject({ standardName: 'Logistic C2ST' })
  })
})

describe('baselines', () => {
  const { input, context } = prepareMetric({ training: population(2000, 8), synthetic: population(2000, 9) }, { schema })
  const score = async (name: string, synthetic: Table) =>
    (await metrics.find((metric) => metric.name === name)?.compute({ training: input.training, synthetic }, context))?.value as number

  it('permuting columns keeps every margin exactly and destroys what ties columns together', async () => {
    const permuted = permuteColumns(input.training, context.coding, createRng(1))
    for (const name of ['missing-rates', 'marginal-shape', 'marginal-coverage', 'marginal-adherence'])
      expect(await score(name, permuted)).toBe(1)
    for (const name of ['missing-pairs', 'missing-patterns', 'pair-contingency', 'pair-association']) {
      expect(await score(name, permuted), name).toBeLessThan(0.95)
    }
    expect(permuted.column('weight').values.toSorted()).toEqual(input.training.column('weight').values.toSorted())
  })

  it('uniform rows keep to the levels and the range that occur, and are missing half the time where rows ever are', async () => {
    const uniform = uniformRows(input.training, context.columns, 4000, context.coding, createRng(2))
    const missing = (name: string) => context.coding.counts(uniform.column(name)).at(-1) as number
    expect(missing('height')).toBe(0)
    // Binomial with standard deviation 32; 5 of them.
    expect(Math.abs(missing('weight') - 2000)).toBeLessThan(160)
    expect(await score('marginal-adherence', uniform)).toBe(1)
    expect(await score('marginal-shape', uniform)).toBeLessThan(0.9)
    const levelCounts = context.coding.counts(uniform.column('size'))
    // 1000 each of four levels, standard deviation 27.
    for (const count of levelCounts.subarray(0, 4)) expect(Math.abs(count - 1000)).toBeLessThan(140)
  })
})

describe('missing-pairs', () => {
  it('tells rows in which both are missing from rows in which neither is', async () => {
    const two = parseSchema({
      columns: [
        { name: 'x', kind: 'numeric' },
        { name: 'y', kind: 'numeric' },
      ],
    })
    const table = (...values: number[]) =>
      new Table(['x', 'y'].map((name) => ({ name, kind: 'numeric', values: Float64Array.from(values) })))
    const { input, context } = prepareMetric({ training: table(1, Number.NaN), synthetic: table(1, 2) }, { schema: two })
    expect((await metrics.find(({ name }) => name === 'missing-pairs')?.compute(input, context))?.value).toBe(0.5)
  })
})

describe('pair-contingency', () => {
  it('sees a column that is stretched and shifted, because bins are those of the real rows', async () => {
    const real = population(1000, 10)
    const moved = new Table(
      real.columns.map((column) =>
        column.name === 'height' ? { ...column, values: column.values.map((x) => 3 * x + 1000) as never } : column,
      ),
    )
    const { input, context } = prepareMetric({ training: real, synthetic: moved }, { schema, seed: 1 })
    const result = await metrics.find(({ name }) => name === 'pair-contingency')?.compute(input, context)
    expect(result?.details?.find(({ columns }) => columns.join() === 'height,size')?.value).toBeLessThan(0.15)
  })

  it('keeps missing values apart from the greatest ones', async () => {
    const one = parseSchema({
      columns: [
        { name: 'x', kind: 'numeric' },
        { name: 'y', kind: 'boolean', levels: ['a', 'b'] },
      ],
    })
    const table = (last: number) =>
      new Table([
        { name: 'x', kind: 'numeric', values: Float64Array.from([1, 2, 3, last]) },
        { name: 'y', kind: 'boolean', values: Int32Array.from([0, 1, 0, 1]), levels: ['a', 'b'] },
      ])
    const { input, context } = prepareMetric({ training: table(4), synthetic: table(Number.NaN) }, { schema: one })
    expect((await metrics.find(({ name }) => name === 'pair-contingency')?.compute(input, context))?.value).toBe(0.75)
  })
})
