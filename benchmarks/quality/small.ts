import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { findingsIn } from './attacks.js'
import { type QualityData, trainingFile } from './data.js'
import { mean, meanAndSpread } from './report.js'
import { writeSynthetic } from './rows.js'
import { type Score, score } from './score.js'

/** The default as it comes, with its audit, and the two that it is held against. */
const variants = { default: {}, fast: { fidelity: 'fast' }, high: { fidelity: 'high' } } as const
type Variant = keyof typeof variants

const shown = { c2st_holdout: 3, tstr: 3, dcr_share: 1, bi: 1, detected: 1 } as const
/** How much farther from unseen rows the default may be than what copies more. */
const slack = 0.02
/** In per cent: what the default promises, and two standard errors of a share, times the square root of the rows. */
const promise = 55
const twoErrors = 82
const mostSpread = 1.25
/** What the chances of a false detection, 5 % a table, explain at most. */
const falseAlarms = 2

/** The default, `fast` and `high` on the halves of small tables, and how many attacks detect something. Prints a table; returns the bars. */
export async function benchSmall(tables: readonly QualityData[], seeds: readonly number[], scratch: string): Promise<Bar[]> {
  const lines: string[][] = []
  const found: { data: string; rows: number; scores: Record<Variant, Score[]> }[] = []
  for (const data of tables) {
    const { table } = await library.readTable(trainingFile(data))
    const scores = { default: [], fast: [], high: [] } as Record<Variant, Score[]>
    for (const variant of Object.keys(variants) as Variant[]) {
      for (const seed of seeds) scores[variant].push(await scoreVariant(data, variant, seed, scratch))
      const columns = Object.entries(shown).map(([name, digits]) => meanAndSpread(valuesOf(scores[variant], name), digits))
      lines.push([data.name, variant, ...columns])
    }
    found.push({ data: data.name, rows: table.rows, scores })
  }
  console.log(`\n${textTable(['table', 'fidelity', ...Object.keys(shown)], lines)}`)
  const overall = (variant: Variant): number => mean(found.map(({ scores }) => mean(valuesOf(scores[variant], 'c2st_holdout'))))
  const best = Math.min(overall('fast'), overall('high'))
  return [
    ...found.flatMap(({ data, rows, scores }) => barsOf(data, rows, scores)),
    atMost('default on small tables: attacks that detect something, of one seed', overallDetected(found), falseAlarms, 1),
    atMost('default on small tables: mean c2st_holdout', overall('default'), best + slack, 3),
  ]
}

/** Over all tables, in the mean of the seeds. */
function overallDetected(found: readonly { readonly scores: Record<Variant, Score[]> }[]): number {
  return found.reduce((sum, { scores }) => sum + mean(valuesOf(scores.default, 'detected')), 0)
}

async function scoreVariant(data: QualityData, variant: Variant, seed: number, scratch: string): Promise<Score> {
  const { target, categorical } = data
  const output = join(scratch, `${data.name.replace('/', '-')}.${variant}.${seed}.csv`)
  const how = { model: 'sequential-trees', options: variants[variant], audit: variant === 'default' }
  await writeSynthetic({ training: trainingFile(data), target, categorical, ...how, seed, output })
  const detected = (await findingsIn(data, output, seed)).filter(({ verdict }) => verdict === 'detected').length
  return { ...score(data, output, true), detected }
}

function barsOf(data: string, rows: number, scores: Record<Variant, Score[]>): Bar[] {
  const c2st = (variant: Variant): number[] => valuesOf(scores[variant], 'c2st_holdout')
  const share = mean(valuesOf(scores.default, 'dcr_share'))
  return [
    atMost(`default on ${data}: c2st_holdout`, mean(c2st('default')), mean(c2st('fast')) + slack, 3),
    atMost(`default on ${data}: dcr_share`, share, promise + twoErrors / Math.sqrt(rows), 1),
    ...(c2st('fast').length > 2
      ? [atMost(`default on ${data}: spread of c2st_holdout`, deviation(c2st('default')), mostSpread * deviation(c2st('fast')), 3)]
      : []),
  ]
}

function atMost(what: string, value: number, limit: number, digits: number): Bar {
  return { what, measured: value.toFixed(digits), value, limit, sense: 'at most', digits }
}

function valuesOf(scores: readonly Score[], name: string): number[] {
  return scores.flatMap((own) => own[name] ?? [])
}

function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}
