import type { ScoreEntry, Shortcoming } from '../evaluation.js'
import type { Finder } from './finding.js'

const head = { kind: 'lost-temporal-dynamics', title: 'Lost dynamics over time' } as const

/** Whether rows that belong together follow each other as in the real table, by all scores of sequences. */
export const temporal: Finder = ({ scores }): Shortcoming => {
  const known = scores.filter(({ level, value }) => level === 'sequence' && value !== null)
  if (known.length === 0) {
    const text = "Can't be told: no scores of sequences. Name the column that says which rows belong together, if there is one."
    return { ...head, found: null, text, columns: [], size: null }
  }
  const lost = known.filter(isLost).sort((a, b) => lossOf(b) - lossOf(a))
  if (lost.length === 0) return { ...head, found: false, text: 'Rows follow each other as in the real table.', columns: [], size: null }
  const told = lost.map(
    (score) =>
      `${score.title.toLowerCase()} ${(score.value as number).toFixed(2)} (real rows: ${(score.baselines.ceiling.value as number).toFixed(2)})`,
  )
  return {
    ...head,
    found: true,
    text: `Rows that belong together don't follow each other as in the real table: ${told.join('; ')}.`,
    columns: [
      ...new Set(
        lost.flatMap(({ details }) =>
          details.filter(({ value, ceiling }) => value !== null && ceiling !== null && value < ceiling).flatMap(({ columns }) => columns),
        ),
      ),
    ],
    size: Math.min(1, lossOf(lost[0] as ScoreEntry)),
  }
}

/** The part of the skill that is lost. */
function lossOf({ skill }: ScoreEntry): number {
  return 1 - (skill ?? 1)
}

function isLost({ skillInterval }: ScoreEntry): boolean {
  return skillInterval !== null && skillInterval[1] < 1
}
