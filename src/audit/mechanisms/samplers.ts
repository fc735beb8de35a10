import exp from '@stdlib/math-base-special-exp'
import { approximately, type Rational, rational, roundedUp, writeRational } from '../../dp/accounting/rational.js'
import { bernoulliExp, bernoulliExpBig } from '../../dp/mechanisms/bernoulli-exp.js'
import { type Bits, uniformBelow } from '../../dp/mechanisms/bits.js'
import { discreteGaussian, discreteLaplace } from '../../dp/mechanisms/discrete-gaussian.js'
import { exponentialMechanism } from '../../dp/mechanisms/exponential-mechanism.js'
import { chiSquareInWords, chiSquareOf, farOut, isSurprising } from '../evidence/chance.js'
import type { Finding } from '../finding.js'

/** What is audited; ours, or those of somebody who wants to see the audit fail. */
export const samplers = { uniformBelow, bernoulliExp, bernoulliExpBig, discreteLaplace, discreteGaussian, exponentialMechanism }
export type Samplers = typeof samplers

export interface SamplerAudit {
  readonly draws: number
  readonly bits: Bits
}

const variances = [rational(1n, 4n), rational(1n), rational(25n), roundedUp(12345.678, 20), rational(2n ** 45n + 1n, 2n ** 40n)]

/** Every sampler against its law: shares by chi-square, symmetry, tails. */
export function auditSamplers(own: Samplers, options: SamplerAudit): Finding[] {
  return [
    ...[2, 3, 6, 1000, 2 ** 31 + 5, 2 ** 49 + 1].map((below) => uniformFinding(own, below, options)),
    reachFinding(own),
    ...[
      [1, 3],
      [1, 1],
      [5, 2],
      [2 ** 40 + 1, 2 ** 41],
    ].map(([n, d]) => bernoulliFinding(own, n, d, options)),
    ...[1, 3, 50].map((scale) => laplaceFinding(own, scale, options)),
    ...variances.flatMap((variance) => gaussianFindings(own, variance, options)),
    choiceFinding(own, options),
  ]
}

function finding(what: string, passed: boolean, detail: string): Finding {
  return { audit: 'samplers', what, passed, detail }
}

/** Counts against a law: the cells' chances add up to 1. */
function chiSquareFinding(what: string, observed: Float64Array, chances: Float64Array, draws: number): Finding {
  const fit = chiSquareOf(observed, chances, draws)
  return finding(`${what}: chi-square`, fit.chance > farOut, chiSquareInWords(fit))
}

function shareFinding(what: string, hits: number, draws: number, share: number): Finding {
  return finding(what, !isSurprising(hits, draws, share), `${hits} of ${draws}, and ${(draws * share).toFixed(0)} are due`)
}

function uniformFinding({ uniformBelow }: Samplers, below: number, { draws, bits }: SamplerAudit): Finding {
  const parts = Math.min(below, 12)
  const counts = new Float64Array(parts)
  const chances = Float64Array.from(counts, (_, i) => (Math.ceil(((i + 1) / parts) * below) - Math.ceil((i / parts) * below)) / below)
  for (let i = 0; i < draws; i++) {
    const at = Math.floor((uniformBelow(bits, below) / below) * parts)
    counts[at] += 1
  }
  return chiSquareFinding(`whole numbers below ${below}`, counts, chances, draws)
}

/** The last value below 2^49 + 1 comes up too seldom to be missed in draws: words are made that it has to come of, the highest bits first. */
function reachFinding({ uniformBelow }: Samplers): Finding {
  let asked = 0
  const drawn = uniformBelow({ word: () => (asked++ % 2 === 0 ? 2 ** 31 : 0) }, 2 ** 49 + 1)
  return finding('whole numbers below 2^49 + 1: the last one', drawn === 2 ** 49, `${drawn} out of the bits of 2^49`)
}

function bernoulliFinding({ bernoulliExp, bernoulliExpBig }: Samplers, n: number, d: number, { draws, bits }: SamplerAudit): Finding {
  let hits = 0
  const big = 2n ** 60n
  // Half of them in large numbers, that take another way.
  for (let i = 0; i < draws / 2; i++) if (bernoulliExp(bits, n, d)) hits++
  for (let i = 0; i < draws / 2; i++) if (bernoulliExpBig(bits, BigInt(n) * big, BigInt(d) * big)) hits++
  return shareFinding(`chance exp(-${n} / ${d})`, hits, draws, exp(-n / d))
}

function laplaceFinding({ discreteLaplace }: Samplers, scale: number, { draws, bits }: SamplerAudit): Finding {
  const { counts, chances } = tally(
    () => discreteLaplace(bits, scale),
    (x) => exp(-Math.abs(x) / scale),
    { most: scale * 4, width: 1, draws },
  )
  return chiSquareFinding(`discrete Laplace of scale ${scale}`, counts, chances, draws)
}

function gaussianFindings({ discreteGaussian }: Samplers, variance: Rational, { draws, bits }: SamplerAudit): Finding[] {
  const what = `discrete Gaussian of variance ${writeRational(variance)}`
  const size = approximately(variance)
  const spread = Math.sqrt(size)
  const tail = Math.ceil(3 * spread)
  const sample = discreteGaussian(variance)
  let [positive, negative, far, fractions] = [0, 0, 0, 0]
  const draw = (): number => {
    const x = sample(bits)
    if (x > 0) positive++
    if (x < 0) negative++
    if (Math.abs(x) > tail) far++
    if (!Number.isSafeInteger(x) || Object.is(x, -0)) fractions++
    return Math.floor(x)
  }
  const law = (x: number): number => exp(-(x * x) / (2 * size))
  const width = Math.max(1, Math.floor(spread / 5))
  const { counts, chances } = tally(draw, law, { most: Math.ceil(4 * spread), width, draws })
  return [
    chiSquareFinding(what, counts, chances, draws),
    shareFinding(`${what}: as often above zero as below`, positive, positive + negative, 1 / 2),
    shareFinding(`${what}: tails beyond three standard deviations`, far, draws, shareBeyond(law, tail)),
    finding(`${what}: whole numbers`, fractions === 0, `${fractions} of ${draws} are none`),
  ]
}

function shareBeyond(law: (x: number) => number, tail: number): number {
  let [all, beyond] = [0, 0]
  for (let x = -4 * tail; x <= 4 * tail; x++) {
    all += law(x)
    if (Math.abs(x) > tail) beyond += law(x)
  }
  return beyond / all
}

interface Tally {
  readonly most: number
  readonly width: number
  readonly draws: number
}

/** Draws by value in cells of that width, all beyond `most` in the first and last, and what the law says of each. */
function tally(draw: () => number, law: (x: number) => number, { most, width, draws }: Tally) {
  const cells = Math.ceil((2 * most + 1) / width)
  const cellOf = (x: number): number => Math.floor((Math.max(-most, Math.min(most, x)) + most) / width)
  const counts = new Float64Array(cells)
  for (let i = 0; i < draws; i++) {
    const cell = cellOf(draw())
    counts[cell] += 1
  }
  const chances = new Float64Array(cells)
  let total = 0
  for (let x = -10 * most; x <= 10 * most; x++) {
    const chance = law(x)
    const cell = cellOf(x)
    chances[cell] += chance
    total += chance
  }
  return { counts, chances: chances.map((chance) => chance / total) }
}

function choiceFinding({ exponentialMechanism }: Samplers, { draws, bits }: SamplerAudit): Finding {
  const scores = [0, 3, 5, -1e12, 4]
  const epsilon = rational(3n, 4n)
  const counts = new Float64Array(scores.length)
  for (let i = 0; i < draws; i++) {
    const at = exponentialMechanism(bits, scores, 2, epsilon)
    counts[at] += 1
  }
  const weights = Float64Array.from(scores, (score) => exp((0.75 * score) / 4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return chiSquareFinding(
    'exponential mechanism',
    counts,
    weights.map((weight) => weight / total),
    draws,
  )
}
