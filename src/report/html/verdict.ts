import type { ScoreEntry } from '../../evaluate/evaluation.js'

/** How a score lies to its floor and ceiling, from best to worst; `beyond` is better than other real rows are, `unknown` says nothing. */
export const verdicts = ['unknown', 'equal', 'beyond', 'close', 'between', 'far'] as const
export type Verdict = (typeof verdicts)[number]

export function verdictOf({ reading, skill }: Pick<ScoreEntry, 'reading' | 'skill'>): Verdict {
  if (reading === 'indistinguishable from real rows') return 'equal'
  if (skill === null) return 'unknown'
  if (skill > 1) return 'beyond'
  return skill >= 0.9 ? 'close' : skill >= 0.5 ? 'between' : 'far'
}

/** Each in words, with a sign that needs no colour. */
export const verdictText: Readonly<Record<Verdict, { readonly words: string; readonly sign: string }>> = {
  unknown: { words: 'Not known', sign: '?' },
  equal: { words: 'As good as real rows', sign: '●' },
  beyond: { words: 'Nearer than real rows are', sign: '◉' },
  close: { words: 'Close to real rows', sign: '◕' },
  between: { words: 'Nearer to real rows than to the floor', sign: '◑' },
  far: { words: 'Far from real rows', sign: '○' },
}

/** The worst of these. */
export function worstVerdict(entries: readonly ScoreEntry[]): Verdict {
  return verdicts[Math.max(0, ...entries.map((entry) => verdicts.indexOf(verdictOf(entry))))] as Verdict
}
