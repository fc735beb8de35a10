import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Evaluation } from '../../src/evaluate/evaluation.js'
import type { Pool } from '../../src/models/synthesizer.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { holdoutFile, peersFolder, trainingFile } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { drawRows } from './draw.js'
import { printRedundancy } from './redundancy.js'

/** Models that represent which columns hang together, as trees, views, a graph or a forest, models that don't, and one that knows of none. */
const ours = {
  structure: ['sequential-trees', 'mixture', 'bayesian-network', 'arf'],
  other: ['gaussian-copula', 'kde', 'smote'],
  floor: ['independent'],
} as const
/** Published tables of the same rows, by models of either sort. */
const published = {
  structure: ['synthpop', 'synthcity-arf', 'synthcity-bayesian_network'],
  other: ['ctgan', 'tvae', 'copulagan', 'synthcity-ddpm', 'synthcity-nflow', 'gaussian_copula', 'mostlyai'],
  floor: [],
} as const

const metrics = {
  marginal: 'marginal-shape',
  pairwise: 'pair-contingency',
  triples: 'triples',
  conditional: 'conditional-agreement',
  joint: 'c2st',
  'joint, by model': 'pcc-likelihood',
  utility: 'tstr',
} as const
type Column = keyof typeof metrics
const sorts = ['structure', 'other', 'floor'] as const

interface Made {
  readonly name: string
  readonly sort: keyof typeof ours
  readonly table: Table
}

interface Scored extends Omit<Made, 'table'> {
  readonly skills: Readonly<Record<Column, number | null>>
  readonly scores: Evaluation['scores']
}

const fewRows = 500
const seeds = [1, 2, 3]

/**
 * What Yang et al. report, on open data: models that represent structure beside others along the spectrum, on 500 rows of Adult and on all
 * of them. Prints a table for each size that is asked for, `few` or `all`; returns the bars.
 */
export async function benchHeadline(sizes: readonly string[], pool: Pool): Promise<Bar[]> {
  const { table: training, schema } = await library.readTable(trainingFile('adult'), { roles: { target: ['income'] } })
  const { table: holdout } = await library.readTable(holdoutFile('adult'), { schema, unseenLevels: 'add' })
  const bars: Bar[] = []
  if (sizes.includes('few')) {
    const runs: Scored[][] = []
    for (const seed of seeds) {
      const rows = drawRows(training, fewRows, seed)
      const made = await modelled(rows, schema, seed, pool)
      runs.push(await scored(rows, drawRows(holdout, 2 * fewRows, seed), made, { schema, metrics: Object.values(metrics), pool }))
    }
    const means = (runs[0] as Scored[]).map((first, i): Scored => ({ ...first, skills: meanSkills(runs.map((run) => run[i] as Scored)) }))
    print(`Skill along the spectrum, ${fewRows} rows of Adult, mean of ${seeds.length} draws`, means)
    bars.push(...barsOf(`${fewRows} rows`, means))
  }
  if (sizes.includes('all')) {
    const made = [...(await modelled(training, schema, 1, pool)), ...(await tablesOfOthers(schema))]
    const found = await scored(training, holdout, made, { schema, metrics: 'standard', pool })
    print(`Skill along the spectrum, ${training.rows} rows of Adult`, found)
    printRedundancy(found.map(({ scores }) => scores))
    bars.push(...barsOf(`${training.rows} rows`, found))
  }
  return bars
}

async function modelled(training: Table, schema: Schema, seed: number, pool: Pool): Promise<Made[]> {
  const made: Made[] = []
  for (const sort of sorts) {
    for (const model of ours[sort]) {
      const fitted = await library.fit(training, { schema, model, seed, pool })
      made.push({ name: model, sort, table: await library.sample(fitted, training.rows, { seed, pool }) })
    }
  }
  return made
}

async function tablesOfOthers(schema: Schema): Promise<Made[]> {
  const made: Made[] = []
  for (const sort of sorts) {
    for (const name of published[sort]) {
      const path = join(peersFolder(), 'adult', `${name}.csv.gz`)
      if (existsSync(path))
        made.push({ name: `${name} (published)`, sort, table: (await library.readTable(path, { schema, unseenLevels: 'add' })).table })
    }
  }
  return made
}

interface Judging {
  readonly schema: Schema
  readonly metrics: string | string[]
  readonly pool: Pool
}

async function scored(training: Table, holdout: Table, made: readonly Made[], judging: Judging): Promise<Scored[]> {
  const { evaluations } = await library.evaluateMany({ training, holdout }, made, judging)
  return made.map(({ name, sort }, i) => {
    const { scores } = evaluations[i] as Evaluation
    return { name, sort, scores, skills: skillsOf(scores) }
  })
}

function skillsOf(scores: Scored['scores']): Scored['skills'] {
  return everyColumn((column) => scores.find(({ metric }) => metric === metrics[column])?.skill ?? null)
}

function meanSkills(runs: readonly Scored[]): Scored['skills'] {
  return everyColumn((column) => meanOf(runs.map(({ skills }) => skills[column])))
}

function everyColumn(value: (column: Column) => number | null): Scored['skills'] {
  return Object.fromEntries((Object.keys(metrics) as Column[]).map((column) => [column, value(column)])) as Scored['skills']
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

function print(title: string, rows: readonly Scored[]): void {
  const columns = Object.keys(metrics) as Column[]
  const cells = rows.map(({ name, sort, skills }) => [name, sort, ...columns.map((column) => skills[column]?.toFixed(3) ?? '')])
  console.log(`\n${title}:\n\n${textTable(['model', 'sort', ...columns], cells)}`)
}

/** By how much the mean skill of models with structure is above that of the others. */
function barsOf(what: string, rows: readonly Scored[]): Bar[] {
  const mean = (sort: Made['sort'], column: Column) =>
    meanOf(rows.filter((row) => row.sort === sort).map(({ skills }) => skills[column])) ?? 0
  return (['pairwise', 'triples', 'conditional', 'joint'] as const).map((column): Bar => {
    const [structure, other] = [mean('structure', column), mean('other', column)]
    const measured = `${structure.toFixed(3)} / ${other.toFixed(3)}`
    return {
      what: `structure above others, ${what}, ${column}`,
      measured,
      value: structure - other,
      limit: 0,
      sense: 'at least',
      digits: 3,
    }
  })
}
