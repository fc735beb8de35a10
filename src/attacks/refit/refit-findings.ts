import type { Rng } from '../../random/rng.js'
import { binomialTail } from '../../stats/tests/binomial.js'
import { type Proportion, residualOf, shareOf } from '../evidence/rates.js'
import type { Figure, Trial } from '../finding.js'
import { areaOf, bootstrapInterval, type MembershipScores } from '../membership/roc.js'

/** What one refit shows, target by target. */
export interface RefitView {
  readonly included: Uint8Array
  readonly bits: Uint8Array
  readonly features: Float64Array
  readonly leanings: Float64Array
}

/** What the refits came to. */
export interface RefitFindings {
  readonly trials: readonly Trial[]
  /** Area under the ROC curve of each target that was in or out, in order. */
  readonly areas: readonly number[]
}

/** More right guesses than this share of what is left to gain can't be ruled out: then finding nothing says little. */
const tolerance = 0.2

/**
 * Whether an attacker who knows how the rows were made tells fits with a person from fits without, and one value of a person's secret from another, set by
 * chance, so that what the population tells plays no part. The first half of the refits teaches the attacker, the second half is the test. `worst` is how many of
 * the targets, the first ones, are the most isolated; the others were drawn.
 */
export function refitFindings(refits: readonly RefitView[], worst: number, hidden: number, secret: string | null, rng: Rng): RefitFindings {
  const half = refits.length >> 1
  const [taught, tested] = [refits.slice(0, half), refits.slice(half)]
  const scored = Array.from({ length: hidden }, (_, target) => scoreTarget(taught, tested, target))
  const areas = scored.map(areaOf)
  const trials = [
    membershipTrial(`the ${worst} most isolated people, by ${refits.length} refits`, scored.slice(0, worst), rng.split(0)),
    membershipTrial(`${hidden - worst} people drawn at random, by ${refits.length} refits`, scored.slice(worst), rng.split(1)),
  ]
  const inferred = secret === null ? [] : [secretTrial(taught, tested, secret)]
  return { trials: [...trials, ...inferred], areas: areas.map(({ area }) => area) }
}

/** Scores of the test refits by the features' differences in the taught ones, each over its variance, with and without the target. */
function scoreTarget(
  taught: readonly RefitView[],
  tested: readonly RefitView[],
  target: number,
): MembershipScores & { readonly threshold: number } {
  const width = (taught[0]?.features.length ?? 0) / (taught[0]?.included.length ?? 1)
  const at = (view: RefitView, j: number) => view.features[target * width + j]
  const [within, without] = [1, 0].map((is) => taught.filter(({ included }) => included[target] === is)) as [RefitView[], RefitView[]]
  const weights = Float64Array.from({ length: width }, (_, j) => {
    const [a, b] = [within, without].map((views) => momentsOf(views.map((view) => at(view, j)))) as [Moments, Moments]
    const variance = a.variance + b.variance
    return variance > 0 ? (a.mean - b.mean) / variance : Math.sign(a.mean - b.mean)
  })
  const scoreOf = (view: RefitView): number => weights.reduce((sum, weight, j) => sum + weight * at(view, j), 0)
  const side = (views: readonly RefitView[], is: number) =>
    Float64Array.from(views.filter(({ included }) => included[target] === is).map(scoreOf))
  const threshold = (momentsOf([...side(taught, 1)]).mean + momentsOf([...side(taught, 0)]).mean) / 2
  return { members: side(tested, 1), others: side(tested, 0), threshold }
}

interface Moments {
  readonly mean: number
  readonly variance: number
}

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1) }
}

function membershipTrial(target: string, scored: readonly (MembershipScores & { readonly threshold: number })[], rng: Rng): Trial {
  const guessed = scored.reduce(
    (sum, { members, others, threshold }) => ({
      successes: sum.successes + members.filter((score) => score > threshold).length + others.filter((score) => score <= threshold).length,
      of: sum.of + members.length + others.length,
    }),
    { successes: 0, of: 0 },
  )
  const areas = scored.map((own) => areaOf(own))
  const worst = areas.reduce((most, { area }, i) => (area > (areas[most]?.area ?? 0) ? i : most), 0)
  const figures: Figure[] = scored[worst]
    ? [
        {
          label: 'greatest area under the ROC curve of one person',
          value: areas[worst]?.area ?? 0.5,
          interval: bootstrapInterval(scored[worst], (drawn) => areaOf(drawn).area, rng),
        },
        { label: 'mean area', value: areas.reduce((sum, { area }) => sum + area, 0) / Math.max(1, areas.length) },
      ]
    : []
  // The one test of all guesses, or the best of all people, whichever is the less probable by chance.
  const p = Math.min(
    1,
    2 * Math.min(binomialTail(guessed.successes, guessed.of, 0.5), areas.length * Math.min(1, ...areas.map((own) => own.p))),
  )
  return { ...refitTrial('membership-refits', 'Membership, by refitting', 'membership', target, guessed), figures, p }
}

function secretTrial(taught: readonly RefitView[], tested: readonly RefitView[], secret: string): Trial {
  const targets = taught[0]?.leanings.length ?? 0
  let [successes, of] = [0, 0]
  for (let i = 0; i < targets; i++) {
    // What rows lean to whoever is in: only beyond that do they tell of this person.
    const usual = momentsOf(taught.map(({ leanings }) => leanings[i])).mean
    for (const { leanings, bits } of tested) {
      successes += leanings[i] > usual === (bits[i] === 1) ? 1 : 0
      of++
    }
  }
  const trial = refitTrial(
    'inference-refits',
    'Inference of a secret set by chance, by refitting',
    'inference',
    `${secret} of ${targets} isolated people`,
    { successes, of },
  )
  return { ...trial, p: binomialTail(successes, of, 0.5) }
}

/** A coin decides what is to be guessed, so that half is what guessing and any control come to. */
function refitTrial(attack: string, title: string, risk: Trial['risk'], target: string, guessed: Proportion): Omit<Trial, 'p'> {
  const coin = { successes: guessed.of / 2, of: guessed.of }
  const residual = residualOf(guessed, coin)
  const most = 2 * ((shareOf(guessed)?.interval?.[1] ?? 1) - 0.5)
  return {
    ...{ attack, title, risk, target, rate: shareOf(guessed), baseline: { value: 0.5 }, control: { value: 0.5 } },
    residual: residual && {
      value: residual.value,
      interval: (shareOf(guessed)?.interval ?? [0, 1]).map((end) => 2 * (end - 0.5)) as [number, number],
    },
    weak:
      most > tolerance ? `up to ${(100 * most).toFixed(0)} % more right guesses can't be ruled out; more refits would narrow that` : null,
  }
}
