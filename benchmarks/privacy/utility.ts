import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdoutFile, peersFolder, trainingFile } from '../quality/data.js'
import { runPython } from '../quality/python.js'
import { type Bar, barCells, barHeader } from '../support/bar.js'
import { library } from '../support/library.js'
import { inSeconds, textTable } from '../support/text-table.js'
import { timed } from '../support/time.js'
import { adultSchema, binnedSchema, nurserySchema } from './domains.js'
import { pairDistance } from './pair-distance.js'

const delta = 1e-9
const runs = 3

/** What is expected of a model's mean distance over all pairs, and of the seconds of a fit. */
const distanceBars: Readonly<Record<string, { readonly seconds: number; readonly distance: Readonly<Record<number, number>> }>> = {
  mst: { seconds: 3, distance: { 1: 0.053 } },
  aim: { seconds: 60, distance: { 1: 0.045, 3: 0.038, 10: 0.034 } },
}
const tstrBar = 0.87

/**
 * Prints how near rows of private models come to the real ones: distances of all pairs of columns on Adult in codes, for which figures of
 * other programs are known, and what a classifier learns from rows of Adult and Nursery. Returns the bars.
 */
export async function utilityBench(): Promise<Bar[]> {
  const bars = [...(await benchDistances()), ...(await benchTraining())]
  console.log(`\n${textTable(barHeader, bars.map(barCells))}`)
  return bars
}

async function benchDistances(): Promise<Bar[]> {
  const folder = process.env.ROWSMITH_BENCH_DATA
  if (!folder || !existsSync(join(folder, 'adult-binned.csv'))) {
    console.log('\nDistances of pairs: left out, since ROWSMITH_BENCH_DATA names no folder with adult-binned.csv and its domain')
    return []
  }
  const schema = binnedSchema(folder)
  const { table } = await library.readTable(join(folder, 'adult-binned.csv'), { schema, unseenLevels: 'missing' })
  const bars: Bar[] = []
  const lines: string[][] = []
  for (const model of ['mst', 'aim', 'bayesian-network', 'gaussian-copula', 'independent']) {
    for (const epsilon of [1, 3, 10]) {
      const distances: number[] = []
      const seconds: number[] = []
      for (let seed = 1; seed <= runs; seed++) {
        const took = await timed(async () => {
          const fitted = await library.fit(table, { schema, model, seed, privacy: { epsilon, delta } })
          distances.push(pairDistance(table, await library.sample(fitted, fitted.provenance.rows, { seed })))
        })
        seconds.push(took)
      }
      const distance = mean(distances)
      const slowest = Math.max(...seconds)
      lines.push([model, `${epsilon}`, distance.toFixed(4), distances.map((own) => own.toFixed(4)).join(' '), inSeconds(slowest)])
      bars.push(...distanceBarsOf(model, epsilon, distance, slowest))
    }
  }
  console.log('\nMean total variation distance of all pairs of columns, adult-binned.csv, delta 1e-9 (two real halves: .0305):\n')
  console.log(textTable(['model', 'epsilon', 'distance', 'runs', 'slowest run'], lines))
  return bars
}

function distanceBarsOf(model: string, epsilon: number, distance: number, seconds: number): Bar[] {
  const bars = distanceBars[model]
  const limit = bars?.distance[epsilon]
  if (!bars || limit === undefined) return []
  return [
    { what: `${model}, epsilon ${epsilon}: pairs of Adult`, measured: `${runs} runs`, value: distance, limit, sense: 'at most', digits: 4 },
    {
      what: `${model}, epsilon ${epsilon}: fit and sample`,
      measured: 'slowest run',
      value: seconds,
      limit: bars.seconds,
      sense: 'at most',
      unit: ' s',
    },
  ]
}

/** What score.py says of a table. */
interface Scored {
  readonly tstr: number
  readonly trtr: number
  readonly bi: number
  readonly shape: number
}

async function benchTraining(): Promise<Bar[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'rowsmith-privacy-'))
  try {
    const lines: string[][] = []
    const bars: Bar[] = []
    for (const { name, schema, target } of [
      { name: 'adult', schema: adultSchema, target: 'income' },
      { name: 'nursery', schema: nurserySchema, target: 'c8' },
    ]) {
      const { table } = await library.readTable(trainingFile(name), { schema, unseenLevels: 'missing' })
      for (const model of ['mst', 'aim', 'bayesian-network']) {
        for (const epsilon of [1, 3, 10]) {
          const path = join(scratch, `${name}.${model}.${epsilon}.csv`)
          const fitted = await library.fit(table, { schema, model, privacy: { epsilon, delta } })
          await library.writeTable(path, await library.sample(fitted, table.rows), schema)
          const { tstr, trtr, bi, shape } = scored(name, path, target)
          lines.push([name, model, `${epsilon}`, tstr.toFixed(4), trtr.toFixed(4), bi.toFixed(2), shape.toFixed(2)])
          if (name === 'adult' && model === 'aim' && epsilon === 1) {
            bars.push({ what: 'aim, epsilon 1: AUC on Adult', measured: 'TSTR', value: tstr, limit: tstrBar, sense: 'at least', digits: 4 })
          }
        }
      }
    }
    lines.push(...publishedLines())
    console.log('\nA classifier trained on synthetic rows, on real rows that no model saw (tstr; trtr: trained on real rows):\n')
    console.log(textTable(['table', 'model', 'epsilon', 'tstr', 'trtr', 'bi', 'shape'], lines))
    return bars
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** Tables that another program made with differential privacy, delta 1 / rows, and published. */
function publishedLines(): string[][] {
  return [1.6, 3.4, 10.9].flatMap((epsilon) => {
    const noise = { 1.6: '1.5', 3.4: '1.25', 10.9: '0.75' }[epsilon]
    const path = join(peersFolder(), 'adult', `mostlyai_DP_eps${epsilon}_noise${noise}.csv.gz`)
    if (!existsSync(path)) return []
    const { tstr, trtr, bi, shape } = scored('adult', path, 'income')
    return [['adult', 'published (MOSTLY AI)', `${epsilon}`, tstr.toFixed(4), trtr.toFixed(4), bi.toFixed(2), shape.toFixed(2)]]
  })
}

function scored(name: string, path: string, target: string): Scored {
  const tables = ['--train', trainingFile(name), '--holdout', holdoutFile(name), '--synthetic', path]
  return runPython<Scored>('score.py', [...tables, '--target', target, '--quick', '--json'])
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
