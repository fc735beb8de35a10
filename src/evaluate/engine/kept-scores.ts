import { mix } from '../../random/permutation.js'
import { Table } from '../../table/table.js'
import { version } from '../../version.js'
import { rowKeys } from '../tables/align.js'
import type { PlainTable, Scored, ScoreJob } from './score-job.js'

/** Scores of an earlier run of the same evaluation, and where those of this run are kept, so that it can be taken up again. */
export interface KeptScores {
  readonly scored: readonly Scored[]
  /** Called with the results of one metric or several, as they come; all there are of one table, draw or copy. Not for metrics of one's own. */
  keep(scored: readonly Scored[]): void
}

/** A text that is the same for evaluations whose scores are the same: the release, the seed, the schema, and the content of all tables. */
export function evaluationKey({ schema, seed, training, holdout, synthetics, sizes, sequences, units }: ScoreJob): string {
  const tables = [training, ...(holdout ? [holdout] : []), ...synthetics.map(({ table }) => table)]
  const inLine = [...sequences, ...synthetics.flatMap((made) => (made.sequences ? [made.sequences] : []))]
  const makers = synthetics.map(({ maker }) => maker ?? null)
  const apart = synthetics.map(({ uniqueKeys, writing }) => [uniqueKeys, writing ?? []])
  const told = JSON.stringify([schema, sizes, makers, holdout !== null, apart])
  const content = [...tables, ...inLine.map(({ table }) => table)].map(contentHash)
  const together = units ? textHash(JSON.stringify([units.column, ...units.training, '', ...(units.holdout ?? [])])) : 0
  return [version, seed, textHash(told), together, ...content].join(' ')
}

/** A number of 32 bits that a table shares with those of the same rows in the same order. */
function contentHash({ columns, rows }: PlainTable): number {
  const keys = rowKeys(new Table(columns, rows))
  let hash = rows
  for (let row = 0; row < keys.length; row++) hash = mix(Math.floor(keys[row] / 2 ** 21), hash, keys[row] % 2 ** 21)
  return hash
}

function textHash(text: string): number {
  let hash = text.length
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i), i)
  return hash
}
