import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import { peersFolder, qualityData } from '../quality/data.js'
import { library } from '../support/library.js'
import { drawRows } from './draw.js'

/** What score.py found about a published table: scores of another program, LightGBM's among them. */
interface Published {
  readonly data: string
  readonly synthesizer: string
  readonly score: { readonly bi: number; readonly c2st_holdout?: number; readonly tstr?: number; readonly dcr_share?: number }
}

/** The halves of a table, and those tables that were made from it and scored. */
interface PublishedData {
  readonly training: Table
  readonly holdout: Table
  readonly schema: Schema
  readonly target: string
  readonly made: readonly (Published & { readonly table: Table })[]
}

/** The published tables of these names that score.py has scored against a holdout. */
export async function* publishedTables(names: readonly string[]): AsyncGenerator<PublishedData> {
  const published = JSON.parse(readFileSync(join(peersFolder(), 'results.json'), 'utf8')) as Published[]
  for (const data of qualityData.filter(({ name }) => names.includes(name))) {
    const theirs = published.filter(
      (entry) => entry.data === data.name && entry.score.c2st_holdout !== undefined && entry.synthesizer !== 'val',
    )
    if (theirs.length === 0) continue
    const folder = join(peersFolder(), data.name)
    const kinds = Object.fromEntries(data.categorical.map((name) => [name, 'categorical' as const]))
    const { table: training, schema } = await library.readTable(join(folder, 'trn.csv.gz'), { roles: { target: [data.target] }, kinds })
    const { table: holdout } = await library.readTable(join(folder, 'val.csv.gz'), { schema, unseenLevels: 'add' })
    const made = []
    for (const entry of theirs) {
      const { table } = await library.readTable(join(folder, `${entry.synthesizer}.csv.gz`), { schema, unseenLevels: 'add' })
      made.push({ ...entry, table })
    }
    yield { training, holdout, schema, target: data.target, made }
  }
}

/** So many rows of each of the tables, drawn at random. */
export function drawnFrom({ training, holdout, made }: PublishedData, rows: number) {
  return {
    real: { training: drawRows(training, rows, 1), holdout: drawRows(holdout, rows, 2) },
    tables: made.map(({ table, synthesizer }) => ({ table: drawRows(table, rows, 3), name: synthesizer })),
  }
}
