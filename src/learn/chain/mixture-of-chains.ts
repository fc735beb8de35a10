import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../random/rng.js'
import type { SymbolSequences } from './events.js'

/** Chains of order one, and how many sequences follow each. The end of a sequence is the symbol after the last one, if ends count. */
export interface ChainMixture {
  readonly weights: Float64Array
  /** Per component and first symbol. */
  readonly first: Float64Array
  /** Per component, symbol and next symbol. */
  readonly transitions: Float64Array
  /** Of the sequences, in nats. */
  readonly logLikelihood: number
  /** Per sequence and component, the probability that the sequence follows it. */
  readonly shares: Float64Array
}

export interface ChainMixtureOptions {
  readonly components: number
  readonly ends: boolean
  /** Starting points tried; the likeliest result is kept. */
  readonly starts?: number
  readonly rounds?: number
}

/** Rounds stop when one of them gains less than this per sequence. */
const leastGain = 1e-6
/** Events added to each row of probabilities, spread evenly, so that nothing becomes impossible. */
const pseudoEvents = 0.5

/**
 * The mixture of first-order chains under which the sequences are likeliest, by expectation and maximisation from several random
 * starts.
 *
 * @see Cadez, Heckerman, Meek, Smyth and White, 2003, Model-based clustering and visualization of navigation patterns on a web site
 */
export function fitChainMixture(
  sequences: SymbolSequences,
  rng: Rng,
  { components, ends, starts = 5, rounds = 200 }: ChainMixtureOptions,
): ChainMixture {
  let best: ChainMixture | null = null
  for (let start = 0; start < starts; start++) {
    let mixture = maximised(sequences, randomShares(sequences.starts.length - 1, components, rng), components, ends)
    for (let round = 1; round < rounds; round++) {
      const next = maximised(sequences, mixture.shares, components, ends)
      const gain = next.logLikelihood - mixture.logLikelihood
      mixture = next
      if (gain < leastGain * (sequences.starts.length - 1)) break
    }
    if (!best || mixture.logLikelihood > best.logLikelihood) best = mixture
  }
  return best as ChainMixture
}

/** Each sequence mostly in one component. */
function randomShares(sequences: number, components: number, rng: Rng): Float64Array {
  const shares = new Float64Array(sequences * components).fill(0.2 / components)
  for (let i = 0; i < sequences; i++) {
    const own = i * components + rng.integer(components)
    shares[own] += 0.8
  }
  return shares
}

/** Parameters by these shares, then the shares by the parameters. */
function maximised(sequences: SymbolSequences, before: Float64Array, components: number, ends: boolean): ChainMixture {
  const parameters = estimate(sequences, before, components, ends)
  return { ...parameters, ...expectation(sequences, parameters, ends) }
}

type Parameters = Pick<ChainMixture, 'weights' | 'first' | 'transitions'>

function estimate({ codes, symbols, starts }: SymbolSequences, shares: Float64Array, components: number, ends: boolean): Parameters {
  const width = symbols + (ends ? 1 : 0)
  const weights = new Float64Array(components).fill(pseudoEvents)
  const first = new Float64Array(components * symbols).fill(pseudoEvents / symbols)
  const transitions = new Float64Array(components * symbols * width).fill(pseudoEvents / width)
  const add = (to: Float64Array, at: number, share: number): void => {
    to[at] += share
  }
  for (let i = 0; i < starts.length - 1; i++) {
    const [start, end] = [starts[i], starts[i + 1]]
    for (let k = 0; k < components; k++) {
      const share = shares[i * components + k]
      add(weights, k, share)
      add(first, k * symbols + codes[start], share)
      for (let at = start + 1; at < end; at++) {
        add(transitions, (k * symbols + codes[at - 1]) * width + codes[at], share)
      }
      if (ends) add(transitions, (k * symbols + codes[end - 1]) * width + symbols, share)
    }
  }
  normalise(weights, components)
  normalise(first, symbols)
  normalise(transitions, width)
  return { weights, first, transitions }
}

function normalise(values: Float64Array, width: number): void {
  for (let from = 0; from < values.length; from += width) {
    let sum = 0
    for (let i = from; i < from + width; i++) sum += values[i]
    for (let i = from; i < from + width; i++) values[i] /= sum
  }
}

function expectation(
  { codes, symbols, starts }: SymbolSequences,
  { weights, first, transitions }: Parameters,
  ends: boolean,
): Pick<ChainMixture, 'shares' | 'logLikelihood'> {
  const components = weights.length
  const width = symbols + (ends ? 1 : 0)
  const [logWeights, logFirst, logTransitions] = [weights.map((w) => ln(w)), first.map((p) => ln(p)), transitions.map((p) => ln(p))]
  const shares = new Float64Array((starts.length - 1) * components)
  let logLikelihood = 0
  for (let i = 0; i < starts.length - 1; i++) {
    const [start, end] = [starts[i], starts[i + 1]]
    const own = shares.subarray(i * components, (i + 1) * components)
    for (let k = 0; k < components; k++) {
      let log = logWeights[k] + logFirst[k * symbols + codes[start]]
      for (let at = start + 1; at < end; at++) {
        log += logTransitions[(k * symbols + codes[at - 1]) * width + codes[at]]
      }
      if (ends) log += logTransitions[(k * symbols + codes[end - 1]) * width + symbols]
      own[k] = log
    }
    logLikelihood += toShares(own)
  }
  return { shares, logLikelihood }
}

/** Turns logs into shares of their sum, in place; returns the log of the sum. */
function toShares(logs: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (const log of logs) if (log > most) most = log
  let sum = 0
  for (let k = 0; k < logs.length; k++) {
    logs[k] = exp(logs[k] - most)
    sum += logs[k]
  }
  for (let k = 0; k < logs.length; k++) logs[k] /= sum
  return most + ln(sum)
}
