import { type DependenceTree, fitDependenceTree, treeLogProbabilities } from '../../../learn/graphs/dependence-tree.js'
import type { Work } from '../../../learn/turn.js'
import { mix } from '../../../random/permutation.js'
import { createRng } from '../../../random/rng.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { codingsOf, type SurrogateCoding } from '../../../surrogate/coding.js'
import {
  cellLogDensities,
  marginalCellLogDensities,
  patternLogProbabilities,
  presenceLogProbabilities,
  rowLogDensities,
} from '../../../surrogate/density.js'
import { fittingSurrogate, type Surrogate } from '../../../surrogate/fit.js'
import { isNumberColumn } from '../../../table/column.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import { concatTables, type Table } from '../../../table/table.js'
import { type MetricContext, type MetricInput, memoWork } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { coarse } from '../../tables/features.js'

/** Rows of each table that a surrogate is fitted to, at most: more make it slow, and hardly better. */
export const surrogateRows = 1500
/** Rows whose cells are scored one by one given the others, at most: the mean over all columns of so many is known well enough. */
export const scoredRows = 750
/** Chains of a surrogate, and the points of a margin of numbers: few, lest a margin learns single values by heart. */
const effort = { chains: 2, knots: 50 } as const
/**
 * Sweeps, by the cells that a chain goes over. Rows of a wide table settle in 20: twice as many gain less than a tenth of a nat. Three
 * columns of which no two tell anything of each other are found to belong together by luck, in about 60.
 */
const sweeps = { cells: 450_000, least: 20, most: 60 } as const
/** Rows that each outcome counts for before any is seen, so that what only another table holds is possible too. */
const unseen = 0.5
const stream = 0x7063
/** Fewer rows tell a surrogate nothing. */
export const fewestRows = 10

/** The tables that a surrogate is fitted to, and judges. */
export interface JudgedTables {
  /** Real rows that it is fitted to. */
  readonly fitted: Table
  /** Real rows that it hasn't seen. */
  readonly fresh: Table
  readonly synthetic: Table
}

/** The training rows and the holdout, or for want of that two halves of the training rows, drawn at random. */
export function judgedTables({ training, holdout, synthetic }: MetricInput, { memo, coding }: MetricContext): JudgedTables {
  if (holdout) return { fitted: training, fresh: holdout, synthetic }
  const [fitted, fresh] = memo('halves', [training], () => {
    const positions = drawPositions(training.rows, training.rows, createRng(0, stream))
    const middle = training.rows >> 1
    const take = (from: number, to: number) => coding.take(training, () => positions.subarray(from, to), to - from)
    return [take(0, middle), take(middle, training.rows)] as const
  })
  return { fitted, fresh, synthetic }
}

/** Surrogates of tables that tell their cells alike, so that their densities compare. */
export class SurrogateJudge {
  readonly schema: Schema
  readonly #codings: readonly SurrogateCoding[]
  readonly #key: string
  readonly #context: MetricContext

  constructor({ fitted, fresh, synthetic }: JudgedTables, context: MetricContext) {
    this.#context = context
    this.#key = marginsOf(synthetic, context)
    this.schema = { ...context.schema, columns: context.columns.map((column) => withLevels(column, fitted)), dependencies: [] }
    // The coding of a column follows from how often it has each value, whatever the other columns are: permuted columns have the same.
    this.#codings = context.memo(`codings ${this.#key}`, [fitted, fresh], () =>
      codingsOf(concatTables([fitted, fresh, synthetic]), this.schema, effort.knots),
    )
  }

  /** The surrogate of a table; fitted once for all metrics and comparisons that ask for it. */
  *surrogateOf(table: Table): Work<Surrogate> {
    return yield* memoWork(this.#context.memo, `surrogate ${this.#key}`, [table, this.#codings], () =>
      fittingSurrogate(
        table,
        this.schema,
        { ...effort, sweeps: sweepsFor(table), structureRows: surrogateRows, codings: this.#codings, unseen },
        this.#context.rng.split(stream),
      ),
    )
  }

  /** The log density of each row, in nats, by each chain of a surrogate. */
  *rowsByChain(surrogate: Surrogate, table: Table): Work<readonly Float64Array[]> {
    const { model } = surrogate
    const byChain = model.chains.map((chain) => ({ ...surrogate, model: { ...model, chains: [chain] } }))
    return yield* memoWork(this.#context.memo, 'surrogate rows', [surrogate, table], () =>
      inSlices(table, (rows) => byChain.map((alone) => rowLogDensities(alone, this.schema, rows))),
    )
  }

  /** The log density of each row, in nats. */
  *rows(surrogate: Surrogate, table: Table): Work<Float64Array> {
    const chains = yield* this.rowsByChain(surrogate, table)
    return Float64Array.from({ length: table.rows }, (_, row) => logMeanExp(chains, row))
  }

  /** The log density of each cell given the others of its row, in nats, column by column. */
  *cells(surrogate: Surrogate, table: Table): Work<readonly Float64Array[]> {
    return yield* memoWork(this.#context.memo, 'surrogate cells', [surrogate, table], () =>
      inSlices(table, (rows) => cellLogDensities(surrogate, this.schema, rows)),
    )
  }

  /** The log density of each cell by itself, in nats, column by column. */
  *margins(surrogate: Surrogate, table: Table): Work<readonly Float64Array[]> {
    return yield* inSlices(table, (rows) => marginalCellLogDensities(surrogate, this.schema, rows))
  }

  /** The log probability of each row's pattern of missing cells, in nats. */
  patterns(surrogate: Surrogate, table: Table): Float64Array {
    return patternLogProbabilities(surrogate, this.schema, table)
  }

  /** The log probability that each cell is missing, if it is, or else that it isn't, given the others of its row, column by column. */
  *presence(surrogate: Surrogate, table: Table): Work<readonly Float64Array[]> {
    return yield* inSlices(table, (rows) => presenceLogProbabilities(surrogate, this.schema, rows))
  }
}

/** Rows that are scored between two turns. */
const slice = 150

/** Scores of each row, column by column or chain by chain, slice by slice. */
function* inSlices(table: Table, score: (rows: Table) => readonly Float64Array[]): Work<readonly Float64Array[]> {
  const logs: Float64Array[] = []
  for (let from = 0; from < Math.max(1, table.rows); from += slice) {
    for (const [i, own] of score(table.slice(from, Math.min(table.rows, from + slice))).entries()) {
      logs[i] ??= new Float64Array(table.rows)
      logs[i].set(own, from)
    }
    yield
  }
  return logs
}

function sweepsFor({ rows, columns }: Table): number {
  const affordable = Math.floor(sweeps.cells / (Math.min(rows, surrogateRows) * columns.length))
  return Math.max(sweeps.least, Math.min(sweeps.most, affordable))
}

function logMeanExp(logs: readonly Float64Array[], row: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (const own of logs) most = Math.max(most, own[row])
  if (most === Number.NEGATIVE_INFINITY) return most
  let sum = 0
  for (const own of logs) sum += Math.exp(own[row] - most)
  return most + Math.log(sum / logs.length)
}

/** The column's schema with all levels that any of the tables has. */
function withLevels(schema: ColumnSchema, table: Table): ColumnSchema {
  const column = table.column(schema.name)
  return isNumberColumn(column) ? schema : ({ ...schema, levels: column.levels } as ColumnSchema)
}

/** The same for tables whose columns, each by itself, hold the same values as often. */
function marginsOf({ columns }: Table, { coding }: MetricContext): string {
  let first = 0
  let second = 1
  for (const column of columns) {
    const counts = coding.counts(column)
    for (let code = 0; code < counts.length; code++) {
      const count = counts[code]
      if (count === 0) continue
      first = mix(code, first, count)
      second = mix(count, second, code)
    }
  }
  return `${first} ${second}`
}

/** Parts into which a column is cut. */
const parts = 16

/**
 * The log probability of each row of a table, in nats, by a tree of columns in coarse parts as `source` shows it: a judge that has
 * nothing in common with cross-categorisation. `cutBy` says where columns are cut.
 */
export function treeLogs(table: Table, source: Table, cutBy: Table, context: MetricContext): Float64Array {
  const codesOf = (of: Table): RankCodes[] => context.columns.map(({ name }) => coarse(of.column(name), cutBy.column(name), parts, context))
  const tree: DependenceTree = context.memo('dependence tree', [source, cutBy], () => fitDependenceTree(codesOf(source)))
  return treeLogProbabilities(tree, codesOf(table), table.rows)
}
