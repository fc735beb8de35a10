import type { Evaluation, Line, Verdict } from '../evaluate/evaluation.js'
import type { Level } from '../evaluate/metric.js'
import { overallVerdict } from '../evaluate/verdicts/lines.js'
import { isWorse } from '../evaluate/verdicts/reading.js'
import { formatHundredths } from './format.js'
import { entryFor } from './readings.js'

/** Each verdict in words, with a sign that needs no colour. */
export const verdictText: Readonly<Record<Verdict, { readonly words: string; readonly sign: string }>> = {
  equal: { words: 'As good as real rows', sign: '●' },
  unasked: { words: 'Not asked', sign: '–' },
  unsure: { words: 'Too few rows to say', sign: '?' },
  beyond: { words: 'Nearer than real rows are', sign: '◉' },
  slight: { words: 'A little worse than real rows', sign: '◕' },
  worse: { words: 'Worse than real rows', sign: '◑' },
  far: { words: 'Far from real rows', sign: '○' },
  beneath: { words: 'Further off than the floor', sign: '✕' },
}

/** `a trained classifier is right in 61 of 100 guesses`; which of a real and a synthetic row is the synthetic one. */
function guessWords(auc: number): string {
  const right = 100 * auc
  return `a trained classifier is right in ${right >= 99.5 && auc < 1 ? 'more than 99' : right.toFixed(0)} of 100 guesses at which of two rows is synthetic (50: it can't tell)`
}

/** Why a line's verdict is what it is: what was found, the score that decided, how many scores there are. */
export function lineWords(evaluation: Evaluation, { findings, veto, worst, auc, scores, equal, verdict }: Line): string[] {
  const entry = worst === null ? undefined : entryFor(evaluation, worst)
  const size = entry && entry.skill !== null ? `, skill ${formatHundredths(entry.skill)}` : ''
  const tail = findings.length > 1 ? `; and ${findings.length - 1} more` : ''
  const guess = auc === null ? [] : [guessWords(auc)]
  // A classifier that can't tell is no reason for a verdict that findings alone have made.
  const isReason = worst !== null || veto === null
  return [
    ...(isReason ? guess : []),
    ...(findings[0] === undefined ? [] : [`${findings[0]}${tail}`]),
    ...(veto === null ? [] : [`what is wrong above is wrong with whole rows: ${veto}`]),
    ...(isReason ? [] : guess),
    ...(entry ? [`${isWorse(verdict) ? 'weakest' : 'nearest'}: ${entry.title.toLowerCase()}${size}`] : []),
    `${equal} of ${scores} ${scores === 1 ? 'score' : 'scores'} as good as real rows`,
  ]
}

/** What a table is for, and which lines have to be right for it. */
const purposes: readonly { readonly words: string; readonly levels: readonly Level[] }[] = [
  { words: 'single-column statistics', levels: ['missingness', 'marginal'] },
  { words: 'relations of two columns', levels: ['missingness', 'marginal', 'pairwise'] },
  { words: 'models of a column', levels: ['marginal', 'pairwise', 'conditional', 'utility'] },
  { words: 'all that real rows are for', levels: ['missingness', 'marginal', 'pairwise', 'conditional', 'joint', 'sequence', 'utility'] },
]

/** The purposes that nothing speaks against and everything that was asked speaks for, those that something speaks against, and those left open. */
export function fitness({ lines }: Pick<Evaluation, 'lines'>): { fit: string[]; open: string[]; unfit: string[] } {
  const verdictAt = (level: Level) => lines.find((line) => line.level === level)?.verdict
  const sorted = { fit: ['developing and testing'], open: [] as string[], unfit: [] as string[] }
  for (const { words, levels } of purposes) {
    const known = levels.flatMap((level) => verdictAt(level) ?? [])
    // The last of the levels is what the purpose is about.
    const isAsked = levels.some(
      (level) => ['marginal', 'pairwise', 'conditional', 'joint'].includes(level) && level === coreOf(levels) && verdictAt(level),
    )
    if (known.some((verdict) => isWorse(verdict))) sorted.unfit.push(words)
    else if (isAsked && known.every((verdict) => verdict === 'equal')) sorted.fit.push(words)
    else sorted.open.push(words)
  }
  return sorted
}

function coreOf(levels: readonly Level[]): Level {
  return levels.filter((level) => level !== 'sequence' && level !== 'utility').at(-1) as Level
}

/** `Fit for: ...; not for: ...; not known for: ...`. */
export function fitnessWords(evaluation: Pick<Evaluation, 'lines'>): string {
  const { fit, open, unfit } = fitness(evaluation)
  return [
    `Fit for: ${fit.join(', ')}`,
    ...(unfit.length > 0 ? [`not for: ${unfit.join(', ')}`] : []),
    ...(open.length > 0 ? [`not known for: ${open.join(', ')}`] : []),
  ].join('; ')
}

/** The one worst thing about a table, in words. */
export function worstWords(evaluation: Evaluation): string {
  const copied = evaluation.lines.find(({ level }) => level === 'privacy')?.findings[0]
  if (copied !== undefined) return copied
  const found = evaluation.shortcomings.flatMap((shortcoming) => shortcoming.findings).sort((a, b) => b.size - a.size)[0]
  if (found) return found.text
  const overall = overallVerdict(evaluation.lines)
  const line = evaluation.lines.find(({ verdict }) => verdict === overall)
  if (line?.findings[0] !== undefined) return line.findings[0]
  const entry = line?.worst ? entryFor(evaluation, line.worst) : undefined
  if (entry) return `${entry.title.toLowerCase()}${entry.skill === null ? '' : `, skill ${formatHundredths(entry.skill)}`}`
  return overall === 'equal' ? 'nothing was found' : 'nothing was found, but not everything could be told'
}

/** What stands for a whole table: its worst line. */
export function overallWords({ lines }: Pick<Evaluation, 'lines'>): string {
  return verdictText[overallVerdict(lines)].words
}
