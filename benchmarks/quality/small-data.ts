import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRng } from '../../src/random/rng.js'
import { library } from '../support/library.js'
import { type QualityData, qualityData } from './data.js'

const plain = { categorical: [], missing: [] } as const
/** Halves in the folder of peers. */
const inPeers: readonly QualityData[] = [
  { name: 'small/abalone', target: 'rings', ...plain },
  { name: 'small/concrete', target: 'strength', ...plain },
  { name: 'small/phoneme', target: 'class', ...plain },
  { name: 'small/pima', target: 'diabetes', ...plain },
  { name: 'small/nmes', target: 'visits', ...plain },
]
/** Tables that ship with the project, to be halved. */
const shipped: readonly QualityData[] = [
  { name: 'birdstrikes', target: 'Effect Amount of damage', ...plain },
  { name: 'penguins', target: 'Species', ...plain },
]

const halvingSeed = 1
const stream = -12

/** Tables that the default is judged on beside the large ones. */
export const smallNames: readonly string[] = [...inPeers, ...shipped].map(({ name }) => name)

/** Those of the names, with their halves, which of shipped tables are made in `scratch`. */
export async function smallTables(names: readonly string[], scratch: string): Promise<QualityData[]> {
  const tables: QualityData[] = inPeers.filter(({ name }) => names.includes(name))
  for (const data of shipped.filter(({ name }) => names.includes(name))) tables.push(await halved(data, scratch))
  return tables
}

/** Those and the large ones on which attacks are counted. */
export async function attackedTables(names: readonly string[], scratch: string): Promise<QualityData[]> {
  const large = qualityData.filter(({ name }) => names.includes(name) && attackedLarge.includes(name))
  return [...(await smallTables(names, scratch)), ...large]
}

const attackedLarge: readonly string[] = ['adult', 'credit-default']

async function halved(data: QualityData, scratch: string): Promise<QualityData> {
  const { table, schema } = await library.readTable(fileURLToPath(new URL(`../../datasets/${data.name}.csv`, import.meta.url)))
  const rng = createRng(halvingSeed, stream)
  const order = Array.from({ length: table.rows }, (_, row) => ({ row, at: rng.uniform() }))
  const rows = order.sort((a, b) => a.at - b.at).map(({ row }) => row)
  const half = table.rows >> 1
  const halves = { training: join(scratch, `${data.name}.trn.csv`), holdout: join(scratch, `${data.name}.val.csv`) }
  await library.writeTable(halves.training, table.take(Int32Array.from(rows.slice(0, half)).sort()), schema)
  await library.writeTable(halves.holdout, table.take(Int32Array.from(rows.slice(half, 2 * half)).sort()), schema)
  return { ...data, halves }
}
