import { type Evaluation, type ScoreDetail, type ScoreEntry, verdicts } from '../evaluate/evaluation.js'

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

export function entryFor(evaluation: Evaluation, metric: string): ScoreEntry | undefined {
  return evaluation.scores.find((entry) => entry.metric === metric)
}

/** With what synthetic rows were compared, in words. */
export function comparison({ rows, reference }: Evaluation): { readonly synthetic: number; readonly real: number; readonly what: string } {
  return reference === 'holdout'
    ? { synthetic: rows.synthetic, real: rows.holdout ?? 0, what: 'that the model never saw' }
    : { synthetic: rows.synthetic, real: rows.training, what: 'that the model learned from' }
}

/**
 * The numbers of the tables from the best to the worst: by their worst line, then the next worst and so on; where all lines are alike, by how well
 * a classifier tells rows apart, then by mean skill.
 */
export function ranked(evaluations: readonly Evaluation[]): number[] {
  const keys = evaluations.map(keyOf)
  return evaluations
    .map((_, index) => index)
    .sort((a, b) => {
      const [first, second] = [keys[a], keys[b]]
      const at = first.findIndex((value, i) => value !== (second[i] ?? 0))
      return at < 0 ? a - b : first[at] - (second[at] ?? 0)
    })
}

/** The smaller, the better, place by place. */
function keyOf({ lines, scores }: Evaluation): number[] {
  const worstFirst = lines.map(({ verdict }) => verdicts.indexOf(verdict)).sort((a, b) => b - a)
  const auc = lines.find((line) => line.auc !== null)?.auc ?? 0.5
  const skills = scores.flatMap(({ skill }) => (skill === null ? [] : [Math.min(1, skill)]))
  return [...worstFirst, Math.abs(auc - 0.5), -skills.reduce((sum, skill) => sum + skill, 0) / Math.max(1, skills.length)]
}
