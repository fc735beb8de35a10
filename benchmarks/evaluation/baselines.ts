import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Evaluation, ScoreEntry } from '../../src/evaluate/evaluation.js'
import type { Pool } from '../../src/models/synthesizer.js'
import type { Table } from '../../src/table/table.js'
import { peersFolder } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { shuffledRows } from './draw.js'

const own = (name: string) => fileURLToPath(new URL(`../../datasets/${name}.csv`, import.meta.url))
const peer = (name: string) => join(peersFolder(), name, 'trn.csv.gz')
const tables: Readonly<Record<string, () => string>> = {
  penguins: () => own('penguins'),
  wages: () => own('wages-1985'),
  weather: () => own('weather'),
  birdstrikes: () => own('birdstrikes'),
  nursery: () => peer('nursery'),
  adult: () => peer('adult'),
}

/** Rows of a table that are looked at: a third each for training, holdout and what plays the synthetic rows. */
const mostRows = 6000

/** One or two metrics a level, without the sequences. */
const metrics = [
  ...['missing-rates', 'missing-patterns', 'marginal-shape', 'marginal-distance', 'pair-contingency', 'pair-association'],
  ...['triples', 'conditional-agreement', 'c2st', 'prdc', 'mmd'],
]
/** Of these, those that permuted columns leave as they are. */
const singleColumns = ['missing-rates', 'marginal-shape', 'marginal-distance']

/** What a copy, other real rows and permuted rows score on six tables. Prints a table; returns the bars. */
export async function benchBaselines(pool: Pool): Promise<Bar[]> {
  const rows: string[][] = []
  const tally = { copies: new Tally(), halves: new Tally(), floors: new Tally(), margins: new Tally() }
  for (const [name, path] of Object.entries(tables)) {
    const { table, schema } = await library.readTable(path())
    const { training, holdout, other } = parted(table)
    const made = [other, permuted(other)].map((table) => ({ table }))
    const copy = await library.scoreTables({ training, synthetic: training }, { schema, metrics })
    const { evaluations } = await library.evaluateMany({ training, holdout }, made, { schema, metrics, pool })
    const [half, perm] = evaluations as [Evaluation, Evaluation]
    for (const metric of metrics) {
      const self = copy.get(metric)?.value ?? null
      const [real, floor] = [half, perm].map(({ scores }) => scores.find((entry) => entry.metric === metric)) as [ScoreEntry, ScoreEntry]
      rows.push([name, metric, shown(self), shown(real.value), withInterval(real), shown(floor.value), withInterval(floor)])
      const at = `${name} ${metric}`
      if (self !== null) tally.copies.add(at, Math.abs(self - 1) < 1e-9)
      if (real.skillInterval) tally.halves.add(at, real.skillInterval[0] <= 1 && real.skillInterval[1] >= 1)
      if (floor.skill !== null && !singleColumns.includes(metric)) tally.floors.add(at, floor.skill < 0.5)
      else if (floor.skillInterval !== null) tally.margins.add(at, floor.skillInterval[1] >= 1)
    }
  }
  console.log('\nA copy beside its originals, other real rows beside real ones, and those with every column permuted:\n')
  console.log(textTable(['table', 'metric', 'copy', 'real', 'skill', 'permuted', 'skill'], rows))
  return [
    tally.copies.bar('copies that score 1', 1),
    tally.halves.bar('real rows whose interval of skill covers 1', 0.88),
    tally.floors.bar('permuted rows nearer to the floor, from pairs up', 0.95),
    tally.margins.bar('permuted rows as good as real ones in single columns', 0.88),
  ]
}

/** How many of several places are as they should be, and which are not. */
class Tally {
  #count = 0
  readonly #others: string[] = []

  add(at: string, isRight: boolean): void {
    this.#count++
    if (!isRight) this.#others.push(at)
  }

  bar(what: string, limit: number): Bar {
    const right = this.#count - this.#others.length
    const others = this.#others.length > 0 ? `, not ${this.#others.join(', ')}` : ''
    return { what, measured: `${right} of ${this.#count}${others}`, value: right / Math.max(1, this.#count), limit, sense: 'at least' }
  }
}

function shown(value: number | null): string {
  return value === null ? '' : value.toFixed(4)
}

function withInterval({ skill, skillInterval }: ScoreEntry): string {
  if (skill === null || skillInterval === null) return 'none'
  return `${skill.toFixed(3)} ± ${((skillInterval[1] - skillInterval[0]) / 2).toFixed(3)}`
}

function parted(table: Table) {
  const order = shuffledRows(table.rows, 0)
  const size = Math.floor(Math.min(mostRows, table.rows) / 3)
  const part = (k: number) => table.take(order.slice(k * size, (k + 1) * size))
  return { training: part(0), holdout: part(1), other: part(2) }
}

/** Every column dealt anew by itself. */
function permuted(table: Table): Table {
  const columns = table.columns.map((column, c) =>
    table
      .select([column.name])
      .take(shuffledRows(table.rows, 1, c))
      .column(column.name),
  )
  return new library.Table(columns, table.rows) as Table
}
