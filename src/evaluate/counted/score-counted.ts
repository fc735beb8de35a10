import type { CodedStatistics, Statistics } from '../../encode/statistics.js'
import type { Progress } from '../../learn/pool.js'
import { createRng, type Rng } from '../../random/rng.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import { comparedColumns, createMemo } from '../context.js'
import type { ScoredKind, ScoredMetric } from '../engine/score-job.js'
import type { CountedScopes, Metric, MetricContext, MetricDetail, MetricInput, MetricResult } from '../metric.js'
import { CommonScale } from '../tables/common-scale.js'
import {
  type Cut,
  codeCount,
  fineCut,
  gapCells,
  type MarginCells,
  marginCells,
  roughCut,
  type SharedCells,
  scopeCells,
  weightedTable,
} from './cells.js'
import { drawnCounts } from './drawn-counts.js'

/** What counts the rows of each table. */
export interface CountedTables {
  readonly training: Statistics
  readonly holdout: Statistics | null
  readonly synthetics: readonly Statistics[]
}

/** What came of metrics that count. */
export interface CountedScores {
  readonly scored: readonly ScoredMetric[]
  /** Names of the metrics. */
  readonly metrics: ReadonlySet<string>
  /** Rows on either side of every comparison. */
  readonly size: number
}

interface CountOptions {
  readonly schema: Schema
  readonly seed: number
  /** Draws of real rows against real rows. */
  readonly draws: (metric: Metric) => number
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
}

/** Two tables to compare, as the counts that both have of cells. */
interface Comparison {
  readonly candidate: ScoredKind | 'all'
  readonly index: number
  /** The counts of its two sides, which may be drawn from those of the tables; the same for the same cells. */
  counts(cells: SharedCells): readonly [Float64Array, Float64Array]
}

/** Cells of a pair of columns beyond which these are not counted together. */
const mostCells = 1 << 22
const countedStream = 5

/**
 * Metrics that count, scored by the counts of all rows: of single columns, gaps, pairs and triples. Synthetic rows are compared with real ones at the
 * size at which real rows can be with other real rows, by counts that are drawn down to it as rows would be; what all rows come to stands beside.
 * Metrics for which columns have too many values are left out.
 */
export async function scoreCounted(metrics: readonly Metric[], tables: CountedTables, options: CountOptions): Promise<CountedScores> {
  const { schema, seed, signal, progress } = options
  const columns = comparedColumns(schema)
  const reference = tables.holdout ?? tables.training
  const sides = [reference, ...tables.synthetics, ...(tables.holdout ? [tables.training] : [])]
  const size = sizeOf(tables)
  const comparisons = comparisonsOf(tables, size, seed, Math.max(0, ...metrics.map(options.draws)))
  const scores = new Scores(comparisons, { schema, columns, seed }, options.draws)
  const margins: MarginCells[] = []
  for (const [i, column] of columns.entries()) {
    signal?.throwIfAborted()
    progress?.(i / (2 * columns.length), `counting ${column.name}`)
    margins.push(await marginCells(sides, column, i))
  }
  const stretched = margins.some((own) => own.stretched)
  const ofColumns = metrics.filter(({ counts }) => counts === 'columns' || (counts === 'values' && !stretched))
  scores.add(ofColumns, margins, columns)
  const ofGaps = metrics.filter(({ counts }) => counts === 'gaps')
  if (ofGaps.length > 0) scores.add(ofGaps, [await gapCells(sides, columns)], columns)
  const ofScopes = metrics.filter((metric): metric is ScopeMetric => typeof metric.counts === 'object')
  for (const parts of new Set(ofScopes.map(({ counts }) => counts.parts))) {
    const cuts = margins.map((own) => (parts === undefined ? fineCut(own) : roughCut(own, parts)))
    if (!areFew(cuts)) continue
    await countScopes(
      ofScopes.filter(({ counts }) => counts.parts === parts),
      { sides, cuts, columns, scores, ...options },
    )
  }
  return { ...scores.result(), size }
}

type ScopeMetric = Metric & { readonly counts: CountedScopes }

/** Whether any two columns have few enough codes to be counted together. */
function areFew(cuts: readonly (Cut | null)[]): cuts is readonly Cut[] {
  const sizes = cuts.map((cut) => (cut ? codeCount(cut) : Number.POSITIVE_INFINITY)).sort((a, b) => b - a)
  return (sizes[0] ?? 1) * (sizes[1] ?? 1) <= mostCells
}

async function countScopes(
  metrics: readonly ScopeMetric[],
  of: CountOptions & { sides: readonly Statistics[]; cuts: readonly Cut[]; columns: readonly ColumnSchema[]; scores: Scores },
): Promise<void> {
  const { sides, cuts, columns, scores, signal, progress } = of
  const coded: CodedStatistics[] = []
  try {
    for (const side of sides) coded.push(await side.code(cuts.map(({ coding }) => coding)))
    const asked = new Map<string, { readonly scope: readonly number[]; readonly metrics: ScopeMetric[] }>()
    for (const metric of metrics) {
      scores.begin(metric)
      for (const scope of metric.counts.of(columns.length, scores.rng)) {
        const known = asked.get(scope.join()) ?? { scope, metrics: [] }
        asked.set(scope.join(), known)
        known.metrics.push(metric)
      }
    }
    let done = 0
    for (const { scope, metrics: own } of asked.values()) {
      signal?.throwIfAborted()
      const names = scope.map((at) => columns[at])
      progress?.(0.5 + done++ / (2 * asked.size), `counting ${names.map(({ name }) => name).join(', ')}`)
      scores.addDetails(own, await scopeCells(coded, cuts, scope, metrics[0]?.counts.parts), names)
    }
  } finally {
    for (const own of coded) await own.close()
  }
}

/** Rows of either side: half of all real rows at most, so that these can be compared with each other. */
function sizeOf({ training, holdout, synthetics }: CountedTables): number {
  const real = training.rows + (holdout?.rows ?? 0)
  const made = synthetics.map(({ rows }) => rows).filter((rows) => rows > 0)
  return Math.min((holdout ?? training).rows, real < 2 ? real : Math.floor(real / 2), ...made)
}

/** Every synthetic table with the real one, by as many rows as real ones can be compared by and by all; and real rows with real rows. */
function comparisonsOf({ holdout, synthetics }: CountedTables, size: number, seed: number, draws: number): Comparison[] {
  const training = holdout ? synthetics.length + 1 : 0
  const rng = (side: number, index: number, key: readonly number[]) => createRng(seed, countedStream, side, index, ...key)
  const pool = ({ counts }: SharedCells) => (training === 0 ? counts[0] : counts[0].map((count, cell) => count + counts[training][cell]))
  return [
    ...synthetics.flatMap((_, index): Comparison[] => [
      {
        candidate: 'synthetic',
        index,
        counts: ({ key, counts }) => [
          drawnCounts(counts[0], size, rng(0, 0, key)),
          drawnCounts(counts[index + 1], size, rng(1, index, key)),
        ],
      },
      { candidate: 'all', index, counts: ({ counts }) => [counts[0], counts[index + 1]] },
    ]),
    ...Array.from(
      { length: draws },
      (_, index): Comparison => ({
        candidate: 'half',
        index,
        counts: (cells) => {
          const all = pool(cells)
          const first = drawnCounts(all, size, rng(2, index, cells.key))
          const others = all.map((count, cell) => count - first[cell])
          return [first, drawnCounts(others, size, rng(3, index, cells.key))]
        },
      }),
    ),
  ]
}

/** Results of metrics, comparison by comparison. */
class Scores {
  readonly #comparisons: readonly Comparison[]
  readonly #of: { readonly schema: Schema; readonly columns: readonly ColumnSchema[]; readonly seed: number }
  readonly #draws: (metric: Metric) => number
  readonly #results = new Map<Metric, Map<Comparison, MetricResult>>()
  readonly #details = new Map<ScopeMetric, Map<Comparison, MetricDetail[]>>()
  readonly rng: Rng

  constructor(
    comparisons: readonly Comparison[],
    of: { schema: Schema; columns: readonly ColumnSchema[]; seed: number },
    draws: (metric: Metric) => number,
  ) {
    this.#comparisons = comparisons
    this.#of = of
    this.#draws = draws
    this.rng = createRng(of.seed)
  }

  begin(metric: ScopeMetric): void {
    this.#details.set(metric, new Map(this.#for(metric).map((comparison) => [comparison, []])))
  }

  /** Scores by cells of all columns, one by one or together. */
  add(metrics: readonly Metric[], cells: readonly SharedCells[], columns: readonly ColumnSchema[]): void {
    for (const metric of metrics) this.#results.set(metric, new Map())
    this.#compute(metrics, cells, columns, (metric, comparison, result) => this.#results.get(metric)?.set(comparison, result))
  }

  /** Scores by cells of a few columns, which are details of a score. */
  addDetails(metrics: readonly ScopeMetric[], cells: SharedCells, columns: readonly ColumnSchema[]): void {
    this.#compute(metrics, [cells], columns, (metric, comparison, { details = [] }) => {
      this.#details
        .get(metric as ScopeMetric)
        ?.get(comparison)
        ?.push(...details)
    })
  }

  #for(metric: Metric): Comparison[] {
    return this.#comparisons.filter(({ candidate, index }) => candidate !== 'half' || index < this.#draws(metric))
  }

  #compute(
    metrics: readonly Metric[],
    cells: readonly SharedCells[],
    columns: readonly ColumnSchema[],
    keep: (metric: Metric, comparison: Comparison, result: MetricResult) => void,
  ): void {
    if (metrics.length === 0 || columns.length === 0) return
    for (const comparison of this.#comparisons) {
      const own = metrics.filter((metric) => this.#for(metric).includes(comparison))
      const { input, context } = this.#prepared(comparison, cells, columns)
      for (const metric of own) keep(metric, comparison, metric.compute(input, context) as MetricResult)
    }
  }

  #prepared(
    { candidate, counts }: Comparison,
    cells: readonly SharedCells[],
    columns: readonly ColumnSchema[],
  ): { readonly input: MetricInput; readonly context: MetricContext } {
    const drawn = cells.map(counts)
    const [real, made] = [0, 1].map((side) =>
      weightedTable(
        cells,
        drawn.map((pair) => pair[side]),
      ),
    )
    return {
      input: { training: real.table, synthetic: made.table },
      context: {
        ...{ schema: this.#of.schema, columns, rng: this.rng, memo: createMemo() },
        coding: new CommonScale([real.table, made.table], [real, made]),
        ...(candidate === 'half' ? { unjudged: true } : {}),
      },
    }
  }

  result(): Omit<CountedScores, 'size'> {
    for (const [metric, comparisons] of this.#details)
      this.#results.set(metric, new Map([...comparisons].map(([comparison, details]) => [comparison, metric.counts.gather(details)])))
    const scored = [...this.#results].flatMap(([metric, results]) =>
      [...results].flatMap(([{ candidate, index }, result]): ScoredMetric[] => {
        if (candidate === 'all') return []
        const all = [...results].find(([other]) => other.candidate === 'all' && other.index === index)?.[1]
        const own = candidate === 'synthetic' && all ? { ...result, parts: [...(result.parts ?? []), allRows(all)] } : result
        return [{ side: candidate === 'half' ? 'draw' : 'synthetic', index, metric: metric.name, candidate, result: own, milliseconds: 0 }]
      }),
    )
    return { scored, metrics: new Set([...this.#results.keys()].map(({ name }) => name)) }
  }
}

function allRows({ value }: MetricResult) {
  return { name: 'all-rows', label: 'The same by all rows of both tables', value }
}
