import type { Finding, ScoredEvaluation, ScoreEntry, Shortcoming } from '../evaluation.js'
import type { SummaryShares } from '../summary/column-summary.js'
import { bias } from './bias.js'
import { conclude, familyAlarms, nameGuilty, percent, type ShortcomingFinder, type Sign, unscored, worseDetails } from './finding.js'
import { inaccuracy } from './inaccuracy.js'
import { opennessOf, smoothing } from './smoothing.js'

const lossWording = {
  kind: 'incompleteness',
  title: 'Incompleteness',
  found: 'Parts of what is real never occur:',
  none: 'No level, no part of a range and no group that real rows have is lost.',
} as const

/** A real share that synthetic rows must not lack altogether, as large as the shares charts show at all. */
const leastShare = 0.001

/** Levels and ranges of real rows that synthetic rows don't have. */
const incompleteness: ShortcomingFinder = (evaluation) => {
  const lost = holes(evaluation)
  const uncovered = worseDetails(evaluation, 'marginal-coverage').flatMap(({ columns, value, ceiling, size }): Sign[] => {
    const [name] = columns
    const isRange = evaluation.columns.find((column) => column.name === name)?.chart?.type === 'histogram'
    // Levels that have a name are told by it.
    if (!isRange && lost.some((sign) => sign.columns[0] === name)) return []
    const [what, verb] = isRange ? ['its range', 'occurs'] : ['its levels', 'occur']
    const text = `${name}: ${percent(value ?? 0)} of ${what} ${verb}, where other real rows have ${percent(ceiling ?? 1)}`
    return [{ level: 'marginal', columns, size, text }]
  })
  const signs = [...uncovered, ...lost]
  return conclude(lossWording, signs, unscored(evaluation, ['marginal-coverage']))
}

const noiseWording = {
  kind: 'too-little-noise',
  title: 'Too little noise',
  found: 'Columns follow from the others more surely than they really do:',
  none: 'No column follows from the others more surely than it really does.',
} as const

/** Columns whose outcome, given all others, is less open in synthetic rows than it really is. */
const noise: ShortcomingFinder = (evaluation, named) => {
  const signs = opennessOf(evaluation, named).flatMap(({ name, change }): Sign[] => {
    const text = `${name} is ${percent(-change)} less uncertain once the other columns are known`
    return change < 0 ? [{ level: 'conditional', columns: [name], size: -change, text }] : []
  })
  return conclude(noiseWording, signs, unscored(evaluation, ['conditional-agreement']))
}

const temporalHead = { kind: 'lost-temporal-dynamics', title: 'Lost dynamics over time' } as const

/** Whether rows that belong together follow each other as in the real table, by all scores of sequences. */
const temporal: ShortcomingFinder = ({ scores }): Shortcoming => {
  const known = scores.filter(({ level, value }) => level === 'sequence' && value !== null)
  if (known.length === 0) {
    const text = "Can't be told: no scores of sequences. Name the column that says which rows belong together, if there is one."
    return { ...temporalHead, found: null, text, columns: [], size: null, findings: [] }
  }
  const lost = known.filter(isLost).sort((a, b) => lossOf(b) - lossOf(a))
  if (lost.length === 0)
    return { ...temporalHead, found: false, text: 'Rows follow each other as in the real table.', columns: [], size: null, findings: [] }
  const findings = lost.map((score): Finding => {
    const { title, value, baselines, details } = score
    const text = `${title.toLowerCase()} ${(value as number).toFixed(2)} (real rows: ${(baselines.ceiling.value as number).toFixed(2)})`
    const worse = details.filter(({ value, ceiling }) => value !== null && ceiling !== null && value < ceiling)
    return { level: 'sequence', columns: [...new Set(worse.flatMap(({ columns }) => columns))], size: Math.min(1, lossOf(score)), text }
  })
  return {
    ...temporalHead,
    found: true,
    text: `Rows that belong together don't follow each other as in the real table: ${findings.map(({ text }) => text).join('; ')}.`,
    columns: [...new Set(findings.flatMap(({ columns }) => columns))],
    size: findings[0]?.size ?? 0,
    findings,
  }
}

const contradictionWording = {
  kind: 'too-much-consistency',
  title: 'Too much consistency',
  found: 'Real rows are messier; rules that they break now and then are hardly ever broken:',
  none: 'Where real rows break a rule now and then, synthetic rows do as often; or no rule is ever broken.',
} as const

/** Rules that real rows break at a rate, and synthetic rows at less than half of it. */
const consistency: ShortcomingFinder = (evaluation) => {
  const signs = worseDetails(evaluation, 'pair-rules').flatMap(({ columns, part, real = 0, synthetic = 0 }): Sign[] => {
    if (synthetic >= real / 2) return []
    const text = `${columns.join(' and ')}: that ${part} is broken by ${percent(real)} of the real rows and ${percent(synthetic)} of the synthetic ones`
    return [{ level: 'pairwise', columns, size: real - synthetic, text }]
  })
  // A table without rules has no score there, and nothing to be consistent with.
  const asked = evaluation.scores.some(({ metric }) => metric === 'pair-rules')
  return conclude(contradictionWording, signs, asked ? [] : unscored(evaluation, ['pair-rules']))
}

export type { Shortcoming, ShortcomingKind } from '../evaluation.js'

const finders: readonly ShortcomingFinder[] = [bias, incompleteness, inaccuracy, noise, smoothing, temporal, consistency]

/**
 * What synthetic tables are known to lack, and whether this one does: one plain paragraph each, which names columns and sizes, in the
 * order of the list. Nothing is measured anew: a shortcoming whose metrics weren't computed is open (`found` is null), and the text says
 * which they are. A column is named where it is worse than other real rows are, by more than chance and by enough to matter; chance names one
 * in a report in at most 5 of 100. Of columns that are off together, the one at fault is named, not its partners (see `nameGuilty`).
 * @see Hao et al., 2024, Synthetic Data in AI: Challenges, Applications, and Ethical Implications
 */
export function shortcomingsOf(evaluation: ScoredEvaluation): Shortcoming[] {
  const named = nameGuilty(evaluation)
  return finders.map((find) => find(evaluation, named))
}

/** The part of the skill that is lost. */
function lossOf({ skill }: ScoreEntry): number {
  return 1 - (skill ?? 1)
}

/** Worse than real rows, at this score's part of the false alarms. */
function isLost({ evidence, skill }: ScoreEntry, _: number, all: readonly ScoreEntry[]): boolean {
  return evidence !== null && evidence < familyAlarms / all.length && (skill === null || skill < 1)
}

/** Levels and bins that hold real rows and no synthetic ones at all. */
function holes({ columns, rows, unit }: ScoredEvaluation): Sign[] {
  // All rows of a level may be of one unit, and that one is simply not among the synthetic ones.
  if (unit !== null) return []
  return columns.flatMap(({ name, chart }): Sign[] => {
    if (!chart) return []
    // Of 20 rows expected, none comes by chance once in 500 million times.
    const isHole = ({ real, synthetic }: SummaryShares) => synthetic === 0 && real >= Math.max(leastShare, 20 / Math.max(1, rows.synthetic))
    if (chart.type === 'levels') {
      const lost = chart.levels.filter(isHole)
      return lost.length === 0
        ? []
        : [sign(name, lost, `${lost.map(({ label }) => label).join(', ')} never ${lost.length === 1 ? 'occurs' : 'occur'}`)]
    }
    const lost = [...chart.bins, ...chart.atoms].filter(isHole)
    return lost.length === 0
      ? []
      : [
          sign(
            name,
            lost,
            `${lost.length} ${lost.length === 1 ? 'part' : 'parts'} of its range never ${lost.length === 1 ? 'occurs' : 'occur'}`,
          ),
        ]
  })
}

function sign(name: string, lost: readonly SummaryShares[], what: string): Sign {
  const size = lost.reduce((sum, { real }) => sum + real, 0)
  return { level: 'marginal', columns: [name], size, text: `${name}: ${what}, ${percent(size)} of the real rows` }
}
