/**
 * What evidence there is about a score, or about a line of scores, from best to worst:
 * - equal: as good as real rows, within a margin: the whole interval of skill is above 1 less the margin
 * - unasked: nothing that could answer the question was computed
 * - unsure: neither that nor worse, which is what too few rows come to
 * - beyond: nearer than other real rows are
 * - slight, worse, far: worse than real rows by more than chance, and by how much: a skill of 0.9 or more, of 0.5 or more, less
 * - beneath: worse than the floor
 */
export const verdicts = ['equal', 'unasked', 'unsure', 'beyond', 'slight', 'worse', 'far', 'beneath'] as const
export type Verdict = (typeof verdicts)[number]

/** Skill that may be lacking where a score counts as good as that of real rows; and where there is no skill, share of the metric's range. */
export const equivalenceMargin = 0.2
export const rawMargin = 0.05

/** False alarms: scores of real rows that count as worse. */
export const falseAlarms = 0.05

export function isWorse(verdict: Verdict): boolean {
  return verdicts.indexOf(verdict) >= verdicts.indexOf('slight')
}

/** The worst of these; `unasked` of none. */
export function worstVerdict(all: readonly Verdict[]): Verdict {
  return all.length === 0 ? 'unasked' : verdicts[Math.max(...all.map((verdict) => verdicts.indexOf(verdict)))]
}
