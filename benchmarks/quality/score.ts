import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { holdoutFile, type QualityData, trainingFile } from './data.js'

/** What score.py prints, by name; its docstring says what each number means. */
export type Score = Readonly<Record<string, number>>

const script = fileURLToPath(new URL('../peers/score.py', import.meta.url))
const installed = fileURLToPath(new URL('../../results/python/bin/python', import.meta.url))

/** The scores of a synthetic table, computed outside this project. */
export function score({ name, target, categorical, missing }: QualityData, synthetic: string, quick: boolean): Score {
  const python = process.env.ROWSMITH_PYTHON ?? (existsSync(installed) ? installed : 'python3')
  const tables = ['--train', trainingFile(name), '--holdout', holdoutFile(name), '--synthetic', synthetic]
  const reading = ['--target', target, '--categorical', categorical.join(','), '--na', missing.join(',')]
  const { status, stdout, stderr, error } = spawnSync(python, [script, ...tables, ...reading, '--json', ...(quick ? ['--quick'] : [])], {
    encoding: 'utf8',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${python} score.py: left with ${status}; benchmarks/peers/install.sh makes the environment\n${stderr}`)
  return JSON.parse(stdout) as Score
}

/** The real holdout scored as if it were synthetic: the ceiling. What compares the table with the holdout means nothing then and is left out. */
export function holdoutScore(data: QualityData, quick: boolean): Score {
  const { c2st_holdout, tstr, dcr_share, match_train, match_holdout, ...kept } = score(data, holdoutFile(data.name), quick)
  return kept
}

/** The published scores of other synthesizers on this table, best pairs (bi) first. */
export function peerScores(data: string): { readonly synthesizer: string; readonly score: Score }[] {
  const all = JSON.parse(readFileSync(new URL('../peers/results.json', import.meta.url), 'utf8')) as {
    data: string
    synthesizer: string
    score: Score
  }[]
  return all.filter((peer) => peer.data === data).sort((a, b) => (b.score.bi ?? 0) - (a.score.bi ?? 0))
}
