import { mix } from '../../random/permutation.js'
import type { Rng } from '../../random/rng.js'
import { normalCdf } from '../../stats/normal/normal.js'
import { ranks } from '../../stats/order/sorted.js'
import { type BoostingOptions, boost, boosting } from '../boosting/boosting.js'
import { predictProbabilities } from '../boosting/loss.js'
import { type Boosted, predictNumbers } from '../boosting/predict.js'
import type { Feature } from '../trees/bins.js'
import { takeRows } from '../trees/bins.js'
import { atOnce, type Work } from '../turn.js'
import { type Interaction, informativeInteractions, withInteractions } from './informative-interactions.js'

/** Learns to tell the second of two samples from the first by some rows, and scores others: the greater, the likelier of the second. */
export interface TwoSampleJudge<Model> {
  learn(rows: Int32Array): Work<Model>
  score(model: Model, rows: Int32Array): Float64Array
}

export interface TwoSampleTest<Model> {
  /** Chance that an unseen row of the second sample scores higher than one of the first of the same fold, ties half; 0.5: can't be told apart. */
  readonly area: number
  /** How probable an area as far from 0.5 would be for two samples of one distribution; null where the rows are too few or all alike, or nobody asks. */
  readonly p: number | null
  /** The models, each learned from all folds but its own. */
  readonly models: readonly Model[]
}

/**
 * Whether a judge tells two samples apart, by rows it hasn't seen: each fold of rows is scored by what was learned from the others.
 * `second` is 1 for the rows of the second sample. Rows of one fold should have no twins in another, see `foldsByContent`.
 *
 * Areas are taken within folds, since scores of different models don't compare. They depend on each other, every row being both
 * learned from and scored, so that their sum varies up to about twice as much as ranks would: `p` comes from another run through the
 * folds, each scored by what was learned from those before it alone. There, whatever was learned, the ranks of the two samples in a
 * fold are those of a random draw, and what the folds deviate adds up like independent deviations do. `tested` false leaves that run out.
 *
 * @see Lopez-Paz and Oquab, 2017, Revisiting Classifier Two-Sample Tests
 * @see Pandeva et al., 2024, E-Valuating Classifier Two-Sample Tests
 */
export function twoSampleTest<Model>(...given: Parameters<typeof testingTwoSamples<Model>>): TwoSampleTest<Model> {
  return atOnce(testingTwoSamples(...given))
}

/** The same as work that stops now and then. */
export function* testingTwoSamples<Model>(
  judge: TwoSampleJudge<Model>,
  fold: Uint8Array,
  second: Uint8Array,
  { tested = true }: { readonly tested?: boolean } = {},
): Work<TwoSampleTest<Model>> {
  const folds = fold.reduce((most, own) => Math.max(most, own), 0) + 1
  const rowsOf = (belongs: (own: number) => boolean) => Int32Array.from(fold.keys()).filter((row) => belongs(fold[row]))
  const ranked = (model: Model, k: number) => {
    const unseen = rowsOf((own) => own === k)
    const labels = Uint8Array.from(unseen, (row) => second[row])
    return rankSum(judge.score(model, unseen), labels)
  }
  const models: Model[] = []
  const crossed: RankSum[] = []
  for (let k = 0; k < folds; k++) {
    const model = yield* judge.learn(rowsOf((own) => own !== k))
    models.push(model)
    crossed.push(ranked(model, k))
    yield
  }
  const forward: RankSum[] = []
  for (let k = 1; tested && k < folds; k++) {
    forward.push(ranked(k === folds - 1 ? models[k] : yield* judge.learn(rowsOf((own) => own < k)), k))
    yield
  }
  const { wins, pairs } = addUp(crossed)
  const onwards = addUp(forward)
  const deviation = Math.sqrt(onwards.variance)
  return {
    area: pairs > 0 ? wins / pairs : 0.5,
    p: deviation > 0 ? 2 * normalCdf(-Math.abs(onwards.wins - onwards.pairs / 2) / deviation) : null,
    models,
  }
}

/** A row that more than so many share is nobody's copy. */
const mostTwins = 10

/**
 * A fold for each row, the same for rows with the same codes: a row and its twin are seen together or not at all, lest a copy gives its
 * original away. Rows that many share go to folds at random, or what is common would never be learned. The samples have no part in it.
 */
export function foldsByContent(features: readonly Feature[], rows: number, folds: number): Uint8Array {
  const hashes = hashRows(features, rows)
  const sharing = new Map<number, number>()
  for (let row = 0; row < rows; row++) sharing.set(hashes[row], (sharing.get(hashes[row]) ?? 0) + 1)
  const fold = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const hash = hashes[row]
    fold[row] = ((sharing.get(hash) as number) > mostTwins ? mix(row, hash, 0) : hash) % folds
  }
  return fold
}

/** Whether each row of the first sample is a row of the second as often, and the other way round: then nothing tells them apart. */
export function haveSameRows(features: readonly Feature[], second: Uint8Array): boolean {
  const hashes = hashRows(features, second.length)
  const [a, b] = [0, 1].map((sample) => hashes.filter((_, row) => second[row] === sample).sort()) as [Uint32Array, Uint32Array]
  return a.length === b.length && a.every((hash, i) => hash === b[i])
}

function hashRows(features: readonly Feature[], rows: number): Uint32Array {
  const hashes = new Uint32Array(rows)
  for (const [f, { codes }] of features.entries()) {
    for (let row = 0; row < rows; row++) hashes[row] = mix(codes[row], hashes[row], f)
  }
  return hashes
}

/** Boosted trees of the log odds of the second sample. */
export function boostedJudge(features: readonly Feature[], second: Uint8Array, options: BoostingOptions = {}): TwoSampleJudge<Boosted> {
  const response = { kind: 'class', codes: second, classes: 2 } as const
  return {
    learn: (rows) => boosting(features, response, rows, options),
    score: (model, rows) => {
      const own = features.map((feature) => takeRows(feature, rows))
      return predictProbabilities(model, own, rows.length).filter((_, i) => i % 2 === 1)
    },
  }
}

/** Boosted trees of features, and of combinations of three of them that were found to tell the samples apart. */
export interface CrossedBoosted {
  readonly boosted: Boosted
  readonly interactions: readonly Interaction[]
}

/** As `boostedJudge`, and it also sees what only three features together show. Which three is learned from the rows that are learned from. */
export function crossedJudge(
  features: readonly Feature[],
  second: Uint8Array,
  options: BoostingOptions,
  rng: Rng,
): TwoSampleJudge<CrossedBoosted> {
  const response = { kind: 'class', codes: second, classes: 2 } as const
  return {
    *learn(rows) {
      const interactions = informativeInteractions(features, response, rows, 3, rng)
      yield
      return { interactions, boosted: yield* boosting(withInteractions(features, interactions), response, rows, options) }
    },
    score: (model, rows) =>
      crossedScores(
        model,
        features.map((feature) => takeRows(feature, rows)),
        rows.length,
      ),
  }
}

/** For each row of the features its chance to be of the second sample. */
export function crossedScores({ boosted, interactions }: CrossedBoosted, features: readonly Feature[], rows: number): Float64Array {
  return predictProbabilities(boosted, withInteractions(features, interactions), rows).filter((_, i) => i % 2 === 1)
}

/**
 * How well boosted trees tell two samples apart: the area under the curve of what they say of rows they haven't seen. 0.5: not at
 * all; 1: always; below 0.5 one sample holds copies of the other. Rows with the same codes are seen together or not at all, lest a
 * copy gives its original away. `second` is 1 for the rows of the second sample.
 */
export function twoSampleArea(
  features: readonly Feature[],
  second: Uint8Array,
  { folds = 3, ...options }: BoostingOptions & { readonly folds?: number } = {},
): number {
  const fold = foldsByContent(features, second.length, folds)
  const values = Float64Array.from(second)
  const all = Int32Array.from(second.keys())
  // Within folds: scores of different models don't compare, and of rows that are all alike each says what share the others have.
  const { wins, pairs } = addUp(
    Array.from({ length: folds }, (_, held) => {
      const seen = all.filter((row) => fold[row] !== held)
      const unseen = all.filter((row) => fold[row] === held)
      const model = boost(features, { kind: 'number', values }, seen, options)
      const own = features.map((feature) => takeRows(feature, unseen))
      return rankSum(
        predictNumbers(model, own, unseen.length),
        Uint8Array.from(unseen, (row) => second[row]),
      )
    }),
  )
  return pairs > 0 ? wins / pairs : 0.5
}

/** The chance that a positive scores higher than a negative, ties half; 0.5 where one of them is missing. */
export function areaUnderCurve(scores: Float64Array, isPositive: Uint8Array): number {
  const { wins, pairs } = rankSum(scores, isPositive)
  return pairs > 0 ? wins / pairs : 0.5
}

interface RankSum {
  /** Pairs of a positive and a negative in which the positive scores higher, ties half. */
  readonly wins: number
  readonly pairs: number
  /** Of `wins`, if which rows are positive had been drawn at random. */
  readonly variance: number
}

/** @see Mann and Whitney, 1947, On a test of whether one of two random variables is stochastically larger than the other */
function rankSum(scores: Float64Array, isPositive: Uint8Array): RankSum {
  const rank = ranks(scores)
  const rows = scores.length
  const middle = (rows + 1) / 2
  let positives = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < rows; i++) {
    const own = rank[i]
    squares += (own - middle) * (own - middle)
    if (isPositive[i] === 0) continue
    positives++
    sum += own
  }
  const pairs = positives * (rows - positives)
  return { wins: sum - (positives * (positives + 1)) / 2, pairs, variance: rows < 2 ? 0 : (pairs * squares) / (rows * (rows - 1)) }
}

function addUp(parts: readonly RankSum[]): RankSum {
  return parts.reduce(
    (sum, { wins, pairs, variance }) => ({ wins: sum.wins + wins, pairs: sum.pairs + pairs, variance: sum.variance + variance }),
    {
      wins: 0,
      pairs: 0,
      variance: 0,
    },
  )
}
