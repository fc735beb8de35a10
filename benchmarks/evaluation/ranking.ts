import type { MetricResult } from '../../src/evaluate/metric.js'
import { measureCloseness } from '../../src/pipeline/holdout/closeness.js'
import { qualityData } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { spearman } from '../support/spearman.js'
import { textTable } from '../support/text-table.js'
import { drawRows } from './draw.js'
import { publishedTables } from './published.js'
import { type Halves, theirNearerTraining, theirSample } from './their-closeness.js'

/** Ours of the same table, each beside theirs. */
type Pairs = Readonly<Record<'pairs' | 'c2st' | 'tstr' | keyof ReturnType<typeof nearerTraining>, readonly [number, number]>>

/** Our scores of the published tables beside those in `results.json` of that folder. Prints a table; returns the bars. */
export async function benchRanking(tables: readonly string[]): Promise<Bar[]> {
  const found: { readonly data: string; readonly synthesizer: string; readonly pairs: Pairs }[] = []
  for await (const { training, holdout, schema, target, made } of publishedTables(tables)) {
    for (const { data, synthesizer, score, table } of made) {
      const synthetic = drawRows(table, training.rows, 0)
      const metrics = ['pair-contingency', 'c2st', 'tstr']
      const scores = await library.scoreTables({ training, holdout, synthetic }, { schema, metrics })
      const partOf = (metric: string, name: string) =>
        (scores.get(metric) as MetricResult).parts?.find((one) => one.name === name)?.value ?? Number.NaN
      const pairs: Pairs = {
        pairs: [scores.get('pair-contingency')?.value as number, score.bi / 100],
        c2st: [partOf('c2st', 'auc'), score.c2st_holdout as number],
        tstr: [partOf('tstr', `${target}/boosted/tstr-auc`), score.tstr as number],
        ...nearerTraining(sameLevels({ training, holdout, synthetic: table }), (score.dcr_share as number) / 100),
      }
      found.push({ data, synthesizer, pairs })
    }
  }
  const names = Object.keys(found[0]?.pairs ?? {}) as (keyof Pairs)[]
  console.log('\nPublished tables, ours / theirs:\n')
  const shown = (pair: readonly [number, number]) => pair.map((value) => value.toFixed(4)).join(' / ')
  console.log(
    textTable(
      ['data', 'synthesizer', ...names],
      found.map((one) => [one.data, one.synthesizer, ...names.map((name) => shown(one.pairs[name]))]),
    ),
  )
  return [
    ...qualityData
      .map(({ name }) => name)
      .flatMap((name) =>
        ranksOf(
          name,
          found.filter(({ data }) => data === name),
        ),
      ),
    ...distancesOf(found),
  ]
}

function ranksOf(data: string, found: readonly { readonly pairs: Pairs }[]): Bar[] {
  if (found.length < 3) return []
  return (['pairs', 'c2st', 'tstr'] as const).map((name): Bar => {
    const side = (k: 0 | 1) => Float64Array.from(found, ({ pairs }) => pairs[name][k])
    const value = spearman(side(0), side(1))
    return {
      what: `Spearman with theirs on ${data}: ${name}`,
      measured: `${found.length} tables`,
      value,
      limit: 0.95,
      sense: 'at least',
      digits: 3,
    }
  })
}

function distancesOf(found: readonly { readonly data: string; readonly synthesizer: string; readonly pairs: Pairs }[]): Bar[] {
  return (['c2st', 'tstr', 'dcr', 'dcr, their distance', 'dcr, all rows'] as const).map((name): Bar => {
    const apart = found.map(({ data, synthesizer, pairs }) => ({
      at: `${data} ${synthesizer}`,
      by: Math.abs(pairs[name][0] - pairs[name][1]),
    }))
    const worst = apart.reduce((most, one) => (one.by > most.by ? one : most))
    return {
      what: `greatest difference from theirs: ${name}`,
      measured: worst.at,
      value: worst.by,
      limit: 0.02,
      sense: 'at most',
      digits: 4,
    }
  })
}

/** Rows that are looked at together. */
const part = 4000

/**
 * The share of synthetic rows that are nearer to a training row, ours beside theirs: by our distance on the rows that they drew, by
 * their distance on those rows, and by our distance beside theirs on all rows, where no draw adds its chance.
 */
function nearerTraining(all: Halves, published: number) {
  const sample = theirSample(all)
  return {
    dcr: [ourShare(sample), published],
    'dcr, their distance': [theirNearerTraining(sample), published],
    'dcr, all rows': [ourShare(all), theirNearerTraining(all)],
  } as const
}

function ourShare({ training, holdout, synthetic }: Halves): number {
  let nearer = 0
  for (let start = 0; start < synthetic.rows; start += part) {
    const rows = synthetic.slice(start, Math.min(start + part, synthetic.rows))
    nearer += rows.rows * measureCloseness(training, holdout, rows).nearerTraining
  }
  return nearer / synthetic.rows
}

/** The tables with the levels of all of them: codes of equal levels are equal. */
function sameLevels({ training, holdout, synthetic }: Halves): Halves {
  const joined = library.concatTables([training, holdout, synthetic])
  const to = [training.rows, training.rows + holdout.rows] as const
  return { training: joined.slice(0, to[0]), holdout: joined.slice(to[0], to[1]), synthetic: joined.slice(to[1], joined.rows) }
}
