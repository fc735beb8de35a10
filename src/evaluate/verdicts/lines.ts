import { holm } from '../../stats/tests/intervals.js'
import type { Baseline, Evaluation, Finding, Line, ScoreDetail, ScoreEntry, Verdict } from '../evaluation.js'
import { type Level, levels, type Metric, spectrum } from '../metric.js'
import { distanceBelow, equivalenceMargin, falseAlarms, isWorse, rawMargin, type Skill, worstVerdict } from './reading.js'

/** Levels below whole rows: what is wrong there is wrong with whole rows, whether or not anything sees it in them. */
const below: readonly Level[] = ['missingness', 'marginal', 'pairwise', 'conditional']

/** The metric that answers whether somebody tells rows apart; without it nobody was asked. */
const classifier = 'c2st'

/**
 * The summary of an evaluation, place by place on the spectrum: each line is as bad as its worst score or finding. Of evidence that real rows are
 * better, as much is asked that in 95 of 100 reports on real rows no line says so: lines share the false alarms evenly (Bonferroni), the
 * scores in a line theirs by Holm. No score is left out: one that has no scale counts as one of which nothing can be said, unless its
 * evidence says worse. A finding vetoes every better verdict for its line, and for whole rows.
 */
export function linesOf({ scores, shortcomings, copied }: Pick<Evaluation, 'scores' | 'shortcomings' | 'copied'>): Line[] {
  const judged = levels.filter((level) => scores.some((entry) => entry.level === level && entry.value !== null))
  const findings = [...shortcomings.flatMap((shortcoming) => shortcoming.findings), ...copying(copied)]
  const found = levels.filter((level) => !judged.includes(level) && findings.some((finding) => finding.level === level))
  const asked = levels.filter((level) => judged.includes(level) || found.includes(level))
  return asked.map((level) => lineOf(level, scores, findings, falseAlarms / Math.max(1, judged.length)))
}

/** Reports on fresh rows that may say that rows are copied. */
const copyAlarms = 0.001

/** That more rows equal rows that were learned from than others, by more than chance: a copy is as good as real rows in all else. */
function copying(copied: Evaluation['copied']): Finding[] {
  if (!copied || copied.p >= copyAlarms) return []
  const share = (count: number) => `${((100 * count) / copied.rows).toFixed(1)} %`
  const text = `${share(copied.training)} of the rows equal one that was learned from, ${share(copied.holdout)} one of as many that were not: rows are copied`
  return [{ level: 'privacy', columns: [], size: copied.training / copied.rows, text }]
}

function lineOf(level: Level, scores: readonly ScoreEntry[], all: readonly Finding[], alpha: number): Line {
  const entries = scores.filter((entry) => entry.level === level && entry.value !== null)
  const own = verdictsIn(entries, alpha).map((verdict) => (level === 'privacy' && verdict === 'equal' ? 'unsure' : verdict))
  const findings = all.filter((finding) => finding.level === level).sort((a, b) => b.size - a.size)
  const under = level === 'joint' ? all.filter((finding) => below.includes(finding.level)) : []
  const auc = level === 'joint' ? aucOf(entries) : null
  const unanswered = level === 'joint' && auc === null
  const verdict = worstVerdict([
    ...(unanswered ? own.map((verdict) => (isWorse(verdict) ? verdict : 'unasked')) : own),
    ...(findings.length + under.length > 0 ? ['worse' as const] : []),
  ])
  const worst = entries[own.indexOf(worstVerdict(own))]
  return {
    level,
    question: unanswered ? 'Are whole rows spread as real ones are? No classifier was asked to tell them apart.' : questionAt(level),
    verdict,
    scores: entries.length,
    equal: own.filter((verdict) => verdict === 'equal').length,
    worst: worst && (isWorse(worstVerdict(own)) || worstVerdict(own) === 'beyond') ? worst.metric : null,
    auc,
    findings: findings.map(({ text }) => text),
    veto: findings.length === 0 ? (under[0]?.text ?? null) : null,
  }
}

/** What is asked at a level; of privacy that nearest rows can't say yes. */
function questionAt(level: Level): string {
  const { question } = spectrum[level]
  return level === 'privacy' ? `${question} Nearest rows can show that they do, never that they don't.` : question
}

/** The verdict of each score of a line, with as much evidence as there have to be for so many. */
function verdictsIn(entries: readonly ScoreEntry[], alpha: number): Verdict[] {
  const known = entries.filter(({ evidence }) => evidence !== null)
  const adjusted = holm(known.map(({ evidence }) => evidence as number))
  return entries.map((entry) => {
    const { value, skill, skillInterval, baselines } = entry
    const at = known.indexOf(entry)
    const evidence = at < 0 ? null : adjusted[at]
    // Rows that were compared at a size without baselines have no evidence, and nothing that could take its place.
    if (evidence === null && entry.verdict === 'unsure') return 'unsure'
    const scale = skill === null ? null : { value: skill, interval: skillInterval }
    return verdictOf({ value, skill: scale, ceiling: baselines.ceiling, floor: baselines.floor, evidence }, entry, alpha, entries.length)
  })
}

/** Out of how many guesses at which of two rows is the synthetic one a trained classifier is right, as a share; null where none was asked. */
function aucOf(entries: readonly ScoreEntry[]): number | null {
  return entries.find(({ metric }) => metric === classifier)?.parts.find(({ name }) => name === 'auc')?.value ?? null
}

/** The worst line's verdict. */
export function overallVerdict(lines: readonly Line[]): Verdict {
  return worstVerdict(lines.map(({ verdict }) => verdict))
}

interface Judgement {
  readonly value: number | null
  readonly skill: Skill | null
  readonly ceiling: Baseline
  readonly floor: Baseline
  readonly evidence: number | null
}

/**
 * How probable what speaks most against a score would be by chance, out of up to three kinds of evidence: that it lies below the ceiling, by the
 * t variable of its interval; its own p; and its worst detail, corrected by Holm. Null without any. Draws that are all alike, as those of scores that
 * count what is rare may be by chance, have no spread to go by: then the other kinds speak alone, where there are any.
 */
export function evidenceAgainst(
  { goal }: Pick<Metric, 'goal'>,
  { value, ceiling }: Pick<Judgement, 'value' | 'ceiling'>,
  own: number | null,
  details: readonly ScoreDetail[],
): number | null {
  if (value === null) return null
  const known = details.flatMap(({ p }) => (p === null ? [] : [p]))
  const worst = known.length === 0 ? null : Math.min(...holm(known))
  const isBlind = ceiling.value === null || ceiling.n < 2 || (ceiling.sd === 0 && (own ?? worst) !== null)
  const below = isBlind ? null : distanceBelow(value, goal, ceiling).p
  const kinds = [below, own, worst].filter((p) => p !== null)
  return kinds.length === 0 ? null : Math.min(1, kinds.length * Math.min(...kinds))
}

/** The verdict by this evidence, where `alpha` is how small it must be to tell; that real rows are further off is asked of `among` scores, each at its part of it. */
export function verdictOf(
  { value, skill, ceiling, floor, evidence }: Judgement,
  { goal, range }: Pick<Metric, 'goal' | 'range'>,
  alpha = falseAlarms,
  among = 1,
): Verdict {
  if (value === null) return 'unasked'
  if (evidence !== null && evidence < alpha) return howMuchWorse({ value, skill, ceiling, floor }, goal)
  if (ceiling.value === null || ceiling.n < 2) return 'unsure'
  const { above, width, pAbove } = distanceBelow(value, goal, ceiling)
  if (above > 1.5 * width && above > 1e-9 && pAbove < alpha / among) return 'beyond'
  if (skill?.interval) return skill.interval[0] >= 1 - equivalenceMargin ? 'equal' : 'unsure'
  return above - width >= -rawMargin * (range[1] - range[0]) ? 'equal' : 'unsure'
}

/** By how much a score is worse of which is known that it is. */
function howMuchWorse({ value, skill, ceiling, floor }: Omit<Judgement, 'evidence'>, goal: Metric['goal']): Verdict {
  if (skill) return skill.value < 0 ? (skill.interval && skill.interval[1] < 0 ? 'beneath' : 'far') : sizeOf(skill.value)
  if (ceiling.value === null || floor.value === null || value === null || ceiling.n < 2) return 'worse'
  const { above, width } = distanceBelow(value, goal, ceiling)
  const apart = Math.abs(ceiling.value - floor.value)
  return -above > apart + 2 * width ? 'beneath' : 'worse'
}

function sizeOf(skill: number): Verdict {
  return skill >= 0.9 ? 'slight' : skill >= 0.5 ? 'worse' : 'far'
}
