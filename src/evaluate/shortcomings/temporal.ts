import type { Finding, ScoreEntry, Shortcoming } from '../evaluation.js'
import { type Finder, familyAlarms } from './finding.js'

const head = { kind: 'lost-temporal-dynamics', title: 'Lost dynamics over time' } as const

/** Whether rows that belong together follow each other as in the real table, by all scores of sequences. */
export const temporal: Finder = ({ scores }): Shortcoming => {
  const known = scores.filter(({ level, value }) => level === 'sequence' && value !== null)
  if (known.length === 0) {
    const text = "Can't be told: no scores of sequences. Name the column that says which rows belong together, if there is one."
    return { ...head, found: null, text, columns: [], size: null, findings: [] }
  }
  const lost = known.filter(isLost).sort((a, b) => lossOf(b) - lossOf(a))
  if (lost.length === 0)
    return { ...head, found: false, text: 'Rows follow each other as in the real table.', columns: [], size: null, findings: [] }
  const findings = lost.map((score): Finding => {
    const { title, value, baselines, details } = score
    const text = `${title.toLowerCase()} ${(value as number).toFixed(2)} (real rows: ${(baselines.ceiling.value as number).toFixed(2)})`
    const worse = details.filter(({ value, ceiling }) => value !== null && ceiling !== null && value < ceiling)
    return { level: 'sequence', columns: [...new Set(worse.flatMap(({ columns }) => columns))], size: Math.min(1, lossOf(score)), text }
  })
  return {
    ...head,
    found: true,
    text: `Rows that belong together don't follow each other as in the real table: ${findings.map(({ text }) => text).join('; ')}.`,
    columns: [...new Set(findings.flatMap(({ columns }) => columns))],
    size: findings[0]?.size ?? 0,
    findings,
  }
}

/** The part of the skill that is lost. */
function lossOf({ skill }: ScoreEntry): number {
  return 1 - (skill ?? 1)
}

/** Worse than real rows, at this score's part of the false alarms. */
function isLost({ evidence, skill }: ScoreEntry, _: number, all: readonly ScoreEntry[]): boolean {
  return evidence !== null && evidence < familyAlarms / all.length && (skill === null || skill < 1)
}
