import { drawPositions } from '../../evaluate/tables/align.js'
import type { Rng } from '../../random/rng.js'
import type { Attacked } from '../attacked.js'
import { type ExchangeSides, leastTail, sumTail, topLooks } from '../evidence/exchange.js'
import { fewestTargets, impossibleTrial, markTrial } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'
import { bestAgreement } from './best-agreement.js'
import { type Equals, equalCells, excessScores, matchedCounts, moreThanOthers, refined } from './matched-counts.js'

/** Sets of columns that the search begins with, and how many of the best of them it goes on from. */
const mostStarts = 60
const climbs = 3
const streams = { halves: 19, starts: 20, sum: 21 } as const

/**
 * The gate for rows copied in part: some cells of one real row, the others made up. Where it is the same columns in every row, they are searched for on one half of the
 * real units and judged on the other; where they change from row to row, it is looked at how well a synthetic row agrees with each real one in whatever columns it does.
 */
export const partialCopies: Attack = {
  name: 'copies-partial',
  title: 'Copies of part of a record',
  risk: 'copies',
  plain:
    'Looks for synthetic rows that agree with one real record in several columns, whichever these are, and differ in the others: the same columns in every row, or others in each.',
  references: [
    {
      author: 'Houssiau, F. et al.',
      year: 2022,
      title: 'TAPAS: a Toolbox for Adversarial Privacy Auditing of Synthetic Data',
      url: 'https://arxiv.org/abs/2211.06550',
    },
  ],
  run: (attacked) => [sameColumns(attacked), anyColumns(attacked)],
}

function sameColumns(attacked: Attacked): Trial {
  const { targets, controls, columns, rng, unit } = attacked
  const target = `the same columns of many ${unit}s`
  const whole = { own: targets.rows, other: controls.rows }
  if (columns.length < 2) return impossibleTrial(partialCopies, target, 'it needs two columns or more')
  if (Math.min(whole.own, whole.other) < 2 * fewestTargets)
    return impossibleTrial(
      partialCopies,
      target,
      `half of the real ${unit}s on either side are fewer than ${fewestTargets}, which say nothing`,
    )
  const [searched, judged] = halves(whole, rng.split(streams.halves))
  const chosen = searchColumns(attacked, searched, rng.split(streams.starts))
  const counts = matchedCounts(project(attacked, chosen))
  const marks = moreThanOthers(counts)
  return markTrial(partialCopies, {
    target,
    marks: Uint8Array.from(judged.units, (i) => marks[i]),
    sides: judged.sides,
    p: sumTail(scoresAt(excessScores(counts), judged), judged.sides, rng.split(streams.sum)),
    figures: [{ label: `columns that were searched out on one half and judged on the other: ${chosen.join(', ')}`, value: chosen.length }],
  })
}

interface Half {
  readonly units: Int32Array
  readonly sides: ExchangeSides
}

/** Two halves of the real units, each with half of the training and half of the holdout ones. */
function halves({ own, other }: ExchangeSides, rng: Rng): [Half, Half] {
  const orders = [drawPositions(own, own, rng.split(0)), drawPositions(other, other, rng.split(1)).map((row) => row + own)] as const
  const half = (cut: (side: Int32Array) => Int32Array): Half => {
    const [first, second] = orders.map((side) => cut(side).sort()) as [Int32Array, Int32Array]
    return { units: Int32Array.from([...first, ...second]), sides: { own: first.length, other: second.length } }
  }
  return [half((side) => side.slice(0, side.length >> 1)), half((side) => side.slice(side.length >> 1))]
}

function scoresAt(scores: Float64Array, { units }: Half): Float64Array {
  return Float64Array.from(units, (unit) => scores[unit])
}

/** Classes of equal cells in all of these columns. */
function project(attacked: Attacked, names: readonly string[]): Equals {
  const [first, ...others] = names.map((name) => equalCells(attacked, name, attacked.synthetic)) as [Equals, ...Equals[]]
  return others.reduce(refined, first)
}

/**
 * The set of columns in which training units of this half are copied most clearly: from sets drawn at random, the best of them bettered by one column more or less for
 * as long as that helps.
 */
function searchColumns(attacked: Attacked, half: Half, rng: Rng): string[] {
  const names = attacked.columns.map(({ name }) => name)
  const known = new Map<string, number>()
  const clarity = (set: readonly number[]): number => {
    const key = set.join()
    const found =
      known.get(key) ??
      clearness(
        scoresAt(
          excessScores(
            matchedCounts(
              project(
                attacked,
                set.map((c) => names[c]),
              ),
            ),
          ),
          half,
        ),
        half.sides,
      )
    known.set(key, found)
    return found
  }
  const starts = Array.from({ length: mostStarts }, (_, i) => {
    const own = rng.split(i)
    return [...drawPositions(names.length, Math.min(names.length, 2 + own.integer(Math.max(1, names.length - 1))), own).sort()]
  })
  const best = starts.sort((a, b) => clarity(b) - clarity(a)).slice(0, climbs)
  const reached = best.map((set) => climb(set, names.length, clarity))
  const chosen = reached.reduce((most, set) => (clarity(set) > clarity(most) ? set : most))
  return chosen.map((c) => names[c])
}

function climb(start: readonly number[], width: number, clarity: (set: readonly number[]) => number): readonly number[] {
  let set = start
  for (;;) {
    const next = Array.from({ length: width }, (_, c) =>
      set.includes(c) ? set.filter((own) => own !== c) : [...set, c].sort((a, b) => a - b),
    )
    const better = next.filter(({ length }) => length > 0).reduce((most, own) => (clarity(own) > clarity(most) ? own : most), set)
    if (better === set) return set
    set = better
  }
}

/** By how many deviations the scores of training units sum up to more than chance gives. */
function clearness(scores: Float64Array, { own, other }: ExchangeSides): number {
  const all = own + other
  let [sum, mine, squares] = [0, 0, 0]
  scores.forEach((score, i) => {
    sum += score
    squares += score * score
    if (i < own) mine += score
  })
  const variance = (own * other * (squares - (sum * sum) / all)) / (all * Math.max(1, all - 1))
  return variance > 1e-12 ? (mine - (own * sum) / all) / Math.sqrt(variance) : 0
}

function anyColumns(attacked: Attacked): Trial {
  const { targets, controls, columns, unit } = attacked
  const sides = { own: targets.rows, other: controls.rows }
  const target = `whatever columns agree, ${unit} by ${unit}`
  if (columns.length < 2) return impossibleTrial(partialCopies, target, 'it needs two columns or more')
  const scores = bestAgreement(attacked)
  return markTrial(partialCopies, {
    ...{ target, sides, marks: Uint8Array.from(scores, (score) => (score > 0 ? 1 : 0)) },
    p: leastTail(topLooks(scores, sides), sides).p,
  })
}
