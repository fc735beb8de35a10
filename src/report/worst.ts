import type { Evaluation, ScoreDetail, ScoreEntry } from '../evaluate/evaluation.js'

/** How far a column or pair stays behind what real rows score there. */
export function shortfall({ value, ceiling }: ScoreDetail): number {
  return value === null ? Number.NEGATIVE_INFINITY : (ceiling ?? 1) - value
}

/** The columns or pairs that stay furthest behind real rows, furthest first. */
export function worstDetails(entry: ScoreEntry | undefined, count: number): ScoreDetail[] {
  return (entry?.details ?? [])
    .filter(({ value }) => value !== null)
    .sort((a, b) => shortfall(b) - shortfall(a))
    .slice(0, count)
}

export function scoreOf(evaluation: Evaluation, metric: string): ScoreEntry | undefined {
  return evaluation.scores.find((entry) => entry.metric === metric)
}

/** With what synthetic rows were compared, in words. */
export function comparison({ rows, reference }: Evaluation): { readonly synthetic: number; readonly real: number; readonly what: string } {
  return reference === 'holdout'
    ? { synthetic: rows.synthetic, real: rows.holdout ?? 0, what: 'that the model never saw' }
    : { synthetic: rows.synthetic, real: rows.training, what: 'that the model learned from' }
}
