import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { inLine, type SequenceScore, scoreSequences } from './sequence-score.js'

/** A table of sequences, and the column whose runs are compared. */
interface SequenceData {
  readonly name: string
  readonly file: string
  readonly key: string
  readonly order: string
  readonly main: string
}

const sequenceData: readonly SequenceData[] = [
  { name: 'baseball-fielding', file: 'baseball-fielding.csv.gz', key: 'players_id', order: 'year', main: 'POS' },
  { name: 'cdnow-purchases', file: 'cdnow-purchases.csv.gz', key: 'users_id', order: 'date', main: 'cds' },
]

/** Greatest distance of lengths, and greatest ratio to the distance of a real half. */
const mostLength = 0.03
const mostRatio = 1.5
const splitStream = -11

/** What synthetic sequences score against the half that was learned, and what the other, real half scores against it. */
interface SequenceResult {
  readonly data: string
  readonly synthetic: readonly SequenceScore[]
  readonly holdout: readonly SequenceScore[]
}

/**
 * Fits the chain to one half of the sequences of each table, once per seed, each with a split of its own, and scores as many synthetic
 * ones. Prints a table; returns the bars.
 */
export async function benchSequences(seeds: readonly number[]): Promise<Bar[]> {
  const folder = process.env.ROWSMITH_BENCH_DATA
  if (!folder || !existsSync(folder))
    throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds baseball-fielding.csv.gz')
  const results: SequenceResult[] = []
  for (const data of sequenceData) {
    const { table, schema } = await library.readTable(join(folder, data.file), { roles: { key: data.key, order: data.order } })
    const pairs: [SequenceScore, SequenceScore][] = []
    for (const seed of seeds) pairs.push(await scoreSeed(data, table, schema, seed))
    results.push({ data: data.name, synthetic: pairs.map(([own]) => own), holdout: pairs.map(([, real]) => real) })
  }
  console.log(`\n${sequenceTable(results)}`)
  return results.flatMap(sequenceBars)
}

async function scoreSeed(data: SequenceData, table: Table, schema: Schema, seed: number): Promise<[SequenceScore, SequenceScore]> {
  const [half, other] = halves(table, data.key, seed)
  const fitted = await library.fit(half, { schema, model: 'markov-chain', seed })
  const made = await library.sample(fitted, fitted.provenance.sequences?.count ?? 0, { seed })
  const learned = inLine(half, schema)
  const score = (rows: Table): SequenceScore => scoreSequences(learned, inLine(rows, schema), data.key, data.main)
  return [score(made), score(other)]
}

/** The table in two halves, each sequence in one of them as a whole. */
function halves(table: Table, key: string, seed: number): [Table, Table] {
  const { values } = table.column(key)
  const rng = createRng(seed, splitStream)
  const side = new Map<number, number>()
  for (const value of [...new Set(values)].sort((a, b) => a - b)) side.set(value, rng.integer(2))
  const rows = Array.from(values.keys())
  return [0, 1].map((wanted) => table.take(rows.filter((row) => side.get(values[row] as number) === wanted))) as [Table, Table]
}

const measures = ['length', 'gram1', 'gram2', 'gram3', 'autocorrelation', 'change'] as const

function sequenceTable(results: readonly SequenceResult[]): string {
  const rows = results.flatMap(({ data, synthetic, holdout }) => [
    [`${data}: **markov-chain**`, ...measures.map((name) => mean(synthetic, name).toFixed(4))],
    [`${data}: (real holdout)`, ...measures.map((name) => mean(holdout, name).toFixed(4))],
  ])
  return textTable(['sequences', ...measures], rows)
}

function sequenceBars({ data, synthetic, holdout }: SequenceResult): Bar[] {
  return measures.map((name) => {
    const value = mean(synthetic, name)
    const real = mean(holdout, name)
    const isLength = name === 'length'
    return {
      what: `markov-chain on ${data}: ${name}${isLength ? '' : ' over that of a real half'}`,
      measured: isLength ? value.toFixed(4) : `${value.toFixed(4)} / ${real.toFixed(4)}`,
      value: isLength ? value : value / real,
      limit: isLength ? mostLength : mostRatio,
      sense: 'at most' as const,
      digits: isLength ? 3 : 2,
    }
  })
}

function mean(scores: readonly SequenceScore[], name: keyof SequenceScore): number {
  return scores.reduce((sum, score) => sum + score[name], 0) / scores.length
}
