import { join } from 'node:path'
import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { isWorse } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import type { CodeColumn, NumberColumn } from '../../src/table/column.js'
import { type Schema, withSensitive } from '../../src/table/schema.js'
import { concatTables, Table } from '../../src/table/table.js'
import { conform } from '../../src/table/typing/conform.js'
import { peersFolder } from '../quality/data.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { shuffledRows } from './draw.js'
import { namingMetrics } from './named.js'

/** A fault planted into real rows, and what a report must name. */
interface AdultFault {
  readonly what: string
  /** Null where there is none. */
  readonly named: RegExp | null
  /** The table with the fault; other real rows may be lent. */
  plant(table: Table, others: Table, seed: number): Table
}

const faults: readonly AdultFault[] = [
  { what: 'no fault: other rows', named: null, plant: (table) => table },
  { what: '1 % negative ages', named: /^age: negative/, plant: (table, _, seed) => changed(table, 'age', 0.01, seed, (age) => -age) },
  {
    what: '3 % of the hours times ten',
    named: /^hours-per-week: above/,
    plant: (table, _, seed) => changed(table, 'hours-per-week', 0.03, seed, (own) => 10 * own),
  },
  {
    what: '10 % of the rows repeated',
    named: /repeat another/,
    plant: (table) => repeated(table, (row) => (row < table.rows / 10 ? row + Math.floor(table.rows / 2) : row)),
  },
  { what: 'one row 200 times', named: /^one row comes/, plant: (table) => repeated(table, (row) => (row < 200 ? 0 : row)) },
  { what: 'income permuted', named: /income/, plant: (table, _, seed) => permutedAmong(table, 'income', () => true, seed) },
  {
    what: 'the effect on income lost among Tech-support (3 % of the rows)',
    named: /Tech-support/,
    plant: (table, _, seed) => permutedAmong(table, 'income', hasLevel(table, 'occupation', 'Tech-support'), seed),
  },
  {
    what: 'the effect on income lost among the widowed (3 % of the rows, of which 1 in 13 has the higher income)',
    named: /Widowed/,
    plant: (table, _, seed) => permutedAmong(table, 'income', hasLevel(table, 'marital-status', 'Widowed'), seed),
  },
  {
    what: 'two rare countries swapped: Philippines and Germany',
    named: /native-country/,
    plant: (table) => swapped(table, 'native-country', 'Philippines', 'Germany'),
  },
  {
    what: "Black women given white women's rows",
    named: /Female, Black|Black, Female|race Black|race and sex/,
    plant: (table, others) => lent(table, others),
  },
]

/** How often each fault, planted into so many rows of Adult, shows in the summary and is named. Prints a table; returns the bars. */
export async function benchAdult(runs: number, rows: number, pool: Pool): Promise<Bar[]> {
  const { all, schema } = await adult()
  const counts = faults.map(() => ({ shown: 0, named: 0 }))
  for (let run = 0; run < runs; run++) {
    const order = shuffledRows(all.rows, 40, run)
    const part = (at: number) => all.take(order.subarray(at * rows, (at + 1) * rows))
    const [training, holdout, base, others] = [0, 1, 2, 3].map(part) as [Table, Table, Table, Table]
    const made = faults.map(({ plant, what }, f) => ({ table: plant(base, others, 100 * run + f), name: what }))
    const { evaluations } = await library.evaluateMany({ training, holdout }, made, { schema, metrics: namingMetrics, seed: run, pool })
    faults.forEach(({ named }, f) => {
      const { lines, shortcomings } = evaluations[f] as Evaluation
      const own = counts[f] as (typeof counts)[number]
      if (lines.some(({ verdict }) => isWorse(verdict))) own.shown++
      if (named && shortcomings.some(({ findings }) => findings.some(({ text }) => named.test(text)))) own.named++
    })
  }
  console.log(
    `\nFaults planted into ${rows.toLocaleString('en')} rows of Adult, in ${runs} runs: shown in the summary, and named as they are:\n`,
  )
  console.log(
    textTable(
      ['fault', 'shown', 'named'],
      faults.map(({ what, named }, f) => [what, `${counts[f]?.shown}`, named ? `${counts[f]?.named}` : '']),
    ),
  )
  return faults.flatMap(({ what, named }, f): Bar[] =>
    named
      ? [{ what: `named: ${what}`, measured: `${runs} runs`, value: (counts[f]?.named ?? 0) / runs, limit: 0.8, sense: 'at least' }]
      : [],
  )
}

/** Both halves of Adult as one table, with income as target, sex and race sensitive. */
export async function adult(): Promise<{ readonly all: Table; readonly schema: Schema }> {
  const folder = join(peersFolder(), 'adult')
  const { table, schema } = await library.readTable(join(folder, 'trn.csv.gz'), { roles: { target: ['income'] } })
  const { table: other } = await library.readTable(join(folder, 'val.csv.gz'), { schema, unseenLevels: 'add' })
  const wider: Schema = {
    ...schema,
    columns: schema.columns.map((column) => {
      const own = other.column(column.name)
      return 'levels' in own && 'levels' in column ? ({ ...column, levels: [...own.levels] } as typeof column) : column
    }),
  }
  return { all: concatTables([conform(table, wider), conform(other, wider)]), schema: withSensitive(wider, ['sex', 'race']) }
}

function withColumn(table: Table, name: string, values: Float64Array | Int32Array): Table {
  const changed = { ...table.column(name), values } as CodeColumn | NumberColumn
  return new Table(
    table.columns.map((column) => (column.name === name ? changed : column)),
    table.rows,
  )
}

function changed(table: Table, name: string, share: number, seed: number, change: (value: number) => number): Table {
  const rng = createRng(41, seed)
  return withColumn(
    table,
    name,
    (table.column(name).values as Float64Array).map((value) => (rng.uniform() < share ? change(value) : value)),
  )
}

function repeated(table: Table, from: (row: number) => number): Table {
  return table.take(Int32Array.from({ length: table.rows }, (_, row) => from(row)))
}

function hasLevel(table: Table, name: string, level: string): (row: number) => boolean {
  const column = table.column(name) as CodeColumn
  const code = column.levels.indexOf(level)
  return (row) => column.values[row] === code
}

function permutedAmong(table: Table, name: string, belongs: (row: number) => boolean, seed: number): Table {
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter(belongs)
  const order = shuffledRows(rows.length, 42, seed)
  const { values } = table.column(name)
  const dealt = values.slice()
  rows.forEach((row, at) => {
    dealt[row] = values[rows[order[at] as number] as number] as number
  })
  return withColumn(table, name, dealt)
}

function swapped(table: Table, name: string, first: string, second: string): Table {
  const column = table.column(name) as CodeColumn
  const [a, b] = [first, second].map((level) => column.levels.indexOf(level)) as [number, number]
  return withColumn(
    table,
    name,
    column.values.map((code) => (code === a ? b : code === b ? a : code)),
  )
}

/** Rows of Black women in place of which stand those of white women, but for their race. */
function lent(table: Table, others: Table): Table {
  const isOne = (of: Table, race: string) => {
    const [isRace, isFemale] = [hasLevel(of, 'race', race), hasLevel(of, 'sex', 'Female')]
    return (row: number) => isRace(row) && isFemale(row)
  }
  const lenders = Array.from({ length: others.rows }, (_, row) => row).filter(isOne(others, 'White'))
  const isTaken = isOne(table, 'Black')
  let next = 0
  const joined = concatTables([table, others])
  const positions = Int32Array.from({ length: table.rows }, (_, row) => (isTaken(row) ? table.rows + (lenders[next++] as number) : row))
  const made = joined.take(positions)
  const races = (table.column('race') as CodeColumn).values
  return withColumn(made, 'race', Int32Array.from(races))
}
