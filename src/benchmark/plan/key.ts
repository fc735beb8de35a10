import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Metric } from '../../evaluate/metric.js'
import { fileTypeOfPath } from '../../io/facts.js'
import { listFolder } from '../../io/files.js'
import { version } from '../../version.js'
import type { PlannedDataset, PlannedSynthesizer } from './plan.js'
import { filled } from './plan.js'

/** Raised whenever cells are run in another way, so that none of before counts as done. */
const protocol = 1

/** The content of a file, or of all tables in a folder, as a short text. */
async function hashOfData(path: string): Promise<string> {
  if (isFile(path)) return hashOfFile(path)
  const names = (await listFolder(path)).filter((name) => fileTypeOfPath(name))
  return hashOf(await Promise.all(names.map(async (name) => [name, await hashOfFile(join(path, name))])))
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 24)
}

/** JSON that doesn't depend on the order in which keys were given. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(',')}}`
}

/** All of a dataset that scores depend on: its content and how it is read, not where it lies. */
export async function hashOfDataset({ train, test, schema, ...reading }: PlannedDataset): Promise<string> {
  const content = {
    train: reading.generate ?? (await hashOfData(train)),
    test: test === null ? null : await hashOfFile(test),
    schema: schema === undefined ? null : await hashOfFile(schema),
  }
  return hashOf({ ...reading, ...content })
}

/** All of a synthesizer that scores depend on. Of a command these are its words, and the files that they name. */
export async function hashOfSynthesizer(synthesizer: PlannedSynthesizer): Promise<string> {
  if (!('command' in synthesizer)) return hashOf({ ...synthesizer, rowsmith: version })
  const { folder, ...content } = synthesizer
  const words = filled(synthesizer.command, process.env).text.split(/\s+/)
  const files = await Promise.all(words.filter((word) => isFile(resolve(folder, word))).map((word) => hashOfFile(resolve(folder, word))))
  return hashOf({ ...content, files })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** The name of a cell: the same content, the same name. */
export function cellKey(
  dataset: string,
  synthesizer: string,
  seed: number,
  { metrics, attacks }: { readonly metrics: readonly Metric[]; readonly attacks: boolean },
): string {
  const judges = metrics.map((metric) => `${metric.name}@${metric.version ?? 1}`)
  return hashOf({ protocol, dataset, synthesizer, seed, rowsmith: version, metrics: judges, ...(attacks && { attacks }) })
}
