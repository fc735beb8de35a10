import { readFile } from 'node:fs/promises'
import { cellTexts, fit, rawCell, rawFromBytes, sample, typeTable } from '../../src/index.js'

const samples = [
  { name: 'Penguins', file: 'penguins.csv', rows: 344, about: '344 birds of three species, with gaps' },
  { name: 'Wages', file: 'wages-1985.csv', rows: 534, about: '534 people: work, schooling, pay' },
  { name: 'Bird strikes', file: 'birdstrikes.csv', rows: 10_000, about: '10,000 reports: places, dates, costs' },
  { name: 'Weather', file: 'weather.csv', rows: 2922, about: '2,922 days in Seattle and New York' },
]

/** Columns of the first screen, and rows on either side. */
const shownColumns = ['Species', 'Island', 'Beak Length (mm)', 'Body Mass (g)', 'Sex']
const shownRows = 5

/** What the build puts into the page: tables to try, and rows that the library, as it is now, makes of the first of them. */
export async function shipped(): Promise<unknown> {
  const bytes = new Uint8Array(await readFile('datasets/penguins.csv'))
  const read = await rawFromBytes(once(bytes), { where: 'penguins.csv' })
  const { table, schema } = typeTable(read, 'penguins.csv', {})
  const made = cellTexts(await sample(await fit(table, { schema, options: { fidelity: 'fast' } }), shownRows), schema)
  const columns = shownColumns
    .map((name) => read.raw.columns.find((column) => column.name === name))
    .filter((column) => column !== undefined)
  // Every seventieth, so that they are not all of one species.
  const real = Array.from({ length: shownRows }, (_, i) => columns.map((column) => rawCell(column, 5 + 70 * i) ?? ''))
  const synthetic = made.rows.map((row) => columns.map(({ name }) => row[made.names.indexOf(name)] ?? ''))
  return { samples, show: { name: 'penguins', rows: table.rows, columns: columns.map(({ name }) => name), real, synthetic } }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
