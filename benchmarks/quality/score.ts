import { readFileSync } from 'node:fs'
import { holdoutFile, type QualityData, trainingFile } from './data.js'
import { brokenRows } from './not-applicable.js'
import { runPython } from './python.js'

/** What the scripts of `peers/` print, by name; their docstrings say what each number means. */
export type Score = Readonly<Record<string, number>>

/** The scores of a synthetic table, computed outside this project. */
export function score(data: QualityData, synthetic: string, quick: boolean): Score {
  const { target, categorical, missing } = data
  const tables = ['--train', trainingFile(data), '--holdout', holdoutFile(data), '--synthetic', synthetic]
  const reading = ['--target', target, '--categorical', categorical.join(','), '--na', missing.join(',')]
  return runPython('score.py', [...tables, ...reading, '--json', ...(quick ? ['--quick'] : [])])
}

/** The same with what is looked at only where bars ask for it: copies beyond chance, rows that stand alone, and N without its partner. */
export function fullScore(data: QualityData, model: string, synthetic: string, quick: boolean): Score {
  const plain = score(data, synthetic, quick)
  const excess = { match_excess: (plain.match_train ?? 0) - (plain.match_holdout ?? 0) }
  return { ...plain, ...excess, ...(data.rare?.includes(model) ? rareScore(data, synthetic) : {}), ...notApplicableScore(data, synthetic) }
}

function rareScore(data: QualityData, synthetic: string): Score {
  const { categorical, missing } = data
  const tables = ['--train', trainingFile(data), '--holdout', holdoutFile(data), '--synthetic', synthetic]
  const { rare_train = 0, rare_holdout = 0 }: Score = runPython('rare.py', [
    ...tables,
    ...['--categorical', categorical.join(','), '--na', missing.join(',')],
  ])
  return { rare_train, rare_holdout, rare_excess: rare_train - rare_holdout }
}

function notApplicableScore(data: QualityData, synthetic: string): Score {
  const { notApplicable } = data
  if (notApplicable === undefined) return {}
  return { broken: brokenRows([trainingFile(data), holdoutFile(data)], synthetic, notApplicable) }
}

/** The real holdout scored as if it were synthetic: the ceiling. What compares the table with the holdout means nothing then and is left out. */
export function holdoutScore(data: QualityData, quick: boolean): Score {
  const { c2st_holdout, tstr, dcr_share, match_train, match_holdout, ...kept } = score(data, holdoutFile(data), quick)
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
