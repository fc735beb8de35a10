import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Contestant, Spent } from './contestants.js'

/** One run: how far its rows are off, the mean over all pairs of columns of the total variation distance; null and why where it has none. */
export interface RunRecord extends Contestant, Partial<Spent> {
  readonly dataset: string
  readonly epsilon: number
  readonly seed: number
  readonly distance: number | null
  readonly reason?: string
  /** Of AIM's model, where that was limited. */
  readonly modelMegabytes?: number
}

const path = fileURLToPath(new URL('../peers/private-references.json', import.meta.url))

/** Runs of other people's programs take hours: their figures are kept with the project. */
export function keptRecords(): RunRecord[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunRecord[]) : []
}

/** One line a run, in an order that doesn't depend on when it ran. */
export function keepRecords(records: readonly RunRecord[]): void {
  const lines = [...records].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((record) => `  ${JSON.stringify(record)}`)
  writeFileSync(path, `[\n${lines.join(',\n')}\n]\n`)
}

export function keyOf({ dataset, package: name, method, epsilon, seed }: Omit<RunRecord, 'distance'>): string {
  return [dataset, epsilon, method, name, seed].join('/')
}
