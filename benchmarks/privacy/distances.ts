import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { inSeconds, textTable } from '../support/text-table.js'
import { timed } from '../support/time.js'
import { binnedSchema } from './domains.js'
import { pairDistance } from './pair-distance.js'

const models = ['mst', 'aim', 'bayesian-network', 'gaussian-copula', 'independent']
const epsilons = [1, 3, 10]
const delta = 1e-9
const runs = 3

/** What is expected of a model's mean distance over all pairs, and of the seconds of a fit with its rows. */
const expected: Readonly<Record<string, { readonly seconds: number; readonly distance: Readonly<Record<number, number>> }>> = {
  mst: { seconds: 3, distance: { 1: 0.053 } },
  aim: { seconds: 60, distance: { 1: 0.045, 3: 0.038, 10: 0.034 } },
}

interface Run {
  readonly model: string
  readonly epsilon: number
  readonly distances: readonly number[]
  /** Of the slowest run. */
  readonly seconds: number
}

/** Prints the mean total variation distance of all pairs of columns of adult-binned.csv, model by model. */
export async function benchDistances(): Promise<Bar[]> {
  const folder = process.env.ROWSMITH_BENCH_DATA
  if (!folder || !existsSync(join(folder, 'adult-binned.csv'))) {
    console.log('\nDistances of pairs: left out, since ROWSMITH_BENCH_DATA names no folder with adult-binned.csv and its domain')
    return []
  }
  const schema = binnedSchema(folder)
  const { table } = await library.readTable(join(folder, 'adult-binned.csv'), { schema, guess: false })
  const done: Run[] = []
  for (const model of models) {
    for (const epsilon of epsilons) {
      const distances: number[] = []
      const seconds: number[] = []
      for (let seed = 1; seed <= runs; seed++) {
        let rows = table
        seconds.push(
          await timed(async () => {
            const fitted = await library.fit(table, { schema, model, seed, privacy: { epsilon, delta } })
            rows = await library.sample(fitted, fitted.provenance.rows, { seed })
          }),
        )
        distances.push(pairDistance(table, rows))
      }
      done.push({ model, epsilon, distances, seconds: Math.max(...seconds) })
    }
  }
  console.log('\nMean total variation distance of all pairs of columns, adult-binned.csv, delta 1e-9 (two real halves: .0305):\n')
  console.log(textTable(['model', 'epsilon', 'distance', 'runs', 'slowest run'], done.map(cellsOf)))
  return done.flatMap(barsOf)
}

function cellsOf({ model, epsilon, distances, seconds }: Run): string[] {
  return [model, `${epsilon}`, mean(distances).toFixed(4), distances.map((own) => own.toFixed(4)).join(' '), inSeconds(seconds)]
}

function barsOf({ model, epsilon, distances, seconds }: Run): Bar[] {
  const limits = expected[model]
  const limit = limits?.distance[epsilon]
  if (!limits || limit === undefined) return []
  const what = `${model}, epsilon ${epsilon}`
  const measured = `${runs} runs`
  return [
    { what: `${what}: pairs of Adult`, measured, value: mean(distances), limit, sense: 'at most', digits: 4 },
    { what: `${what}: fit and sample`, measured: 'slowest run', value: seconds, limit: limits.seconds, sense: 'at most', unit: ' s' },
  ]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
