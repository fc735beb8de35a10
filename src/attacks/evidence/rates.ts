import { fisherTail } from '../../stats/tests/binomial.js'
import { newcombeInterval, wilsonInterval } from '../../stats/tests/intervals.js'
import type { Attack, Figure, IntervalEstimate, Trial } from '../finding.js'
import { countMarked, type ExchangeSides } from './exchange.js'

/** Successes out of trials. */
export interface Proportion {
  readonly successes: number
  readonly of: number
}

/** Fewer targets say nothing. */
export const fewestTargets = 50
/** An attack that can't rule out a residual risk above this is too weak to say that there is none. */
const tolerance = 0.1
/** An attack that guesses as well without the synthetic rows, at this level, has failed. */
const level = 0.05

/** A share with its Wilson interval; null without trials. */
export function shareOf({ successes, of }: Proportion): IntervalEstimate | null {
  return of === 0 ? null : { value: successes / of, interval: wilsonInterval(successes, of), successes, of }
}

/**
 * What remains of the success on training rows beyond that on holdout rows: (rate - control) / (1 - control), with Newcombe's interval of the
 * difference; null without trials, or where nothing is left to gain.
 *
 * @see Giomi et al., 2023, A Unified Framework for Quantifying Privacy Risk in Synthetic Data
 */
export function residualOf(rate: Proportion, control: Proportion): IntervalEstimate | null {
  if (rate.of === 0 || control.of === 0 || control.successes === control.of) return null
  const left = 1 - control.successes / control.of
  const [low, high] = newcombeInterval(rate.successes, rate.of, control.successes, control.of)
  const difference = rate.successes / rate.of - control.successes / control.of
  return { value: difference / left, interval: [Math.max(-1, low / left), Math.min(1, high / left)] }
}

export interface RateTrial {
  readonly target: string
  readonly rate: Proportion
  readonly baseline: Proportion
  readonly control: Proportion
  /** Where successes depend on each other, a test that takes that into account; Fisher's exact one otherwise. */
  readonly p?: number
  readonly figures?: readonly Figure[]
  /** Why the attack says nothing, where the numbers don't show it. */
  readonly weak?: string | null
}

/** The trial of an attack that succeeds or fails, target by target. */
export function rateTrial({ name, title, risk }: Attack, { target, rate, baseline, control, p, figures, weak }: RateTrial): Trial {
  const residual = residualOf(rate, control)
  return {
    ...{ attack: name, title, risk, target, residual },
    ...{ rate: shareOf(rate), baseline: shareOf(baseline), control: shareOf(control) },
    ...(figures ? { figures } : {}),
    p: rate.of === 0 || control.of === 0 ? null : (p ?? fisherTail(rate.successes, rate.of, control.successes, control.of)),
    weak: weak ?? weaknessOf(rate, baseline, residual),
  }
}

function weaknessOf(rate: Proportion, baseline: Proportion, residual: IntervalEstimate | null): string | null {
  if (rate.of < fewestTargets) return `only ${rate.of} targets, and fewer than ${fewestTargets} say nothing`
  if (baseline.of > 0 && fisherTail(rate.successes, rate.of, baseline.successes, baseline.of) > level) {
    return 'it does no better than guessing without the synthetic rows, so its failure says nothing'
  }
  return tooWide(residual)
}

export interface MarkTrial {
  readonly target: string
  /** Marks of training and then of holdout units, found without looking at which is which. */
  readonly marks: Uint8Array
  readonly sides: ExchangeSides
  /** Of a test by exchange. */
  readonly p: number
  readonly figures?: readonly Figure[]
}

/** The trial of an attack that marks real units; what guessing would come to is the holdout. */
export function markTrial(attack: Attack, { target, marks, sides, p, figures }: MarkTrial): Trial {
  const least = Math.min(sides.own, sides.other)
  if (least < fewestTargets)
    return impossibleTrial(attack, target, `only ${least} on either side, and fewer than ${fewestTargets} say nothing`)
  const marked = countMarked(marks, sides)
  const [rate, control] = [
    { successes: marked.own, of: sides.own },
    { successes: marked.other, of: sides.other },
  ]
  const residual = residualOf(rate, control)
  const { name, title, risk } = attack
  return {
    ...{ attack: name, title, risk, target, residual, p },
    ...{ rate: shareOf(rate), baseline: null, control: shareOf(control) },
    ...(figures ? { figures } : {}),
    weak: tooWide(residual),
  }
}

/** Why an interval bounds too little; null where it is narrow enough. */
export function tooWide(residual: IntervalEstimate | null): string | null {
  const most = residual?.interval?.[1] ?? 1
  return most > tolerance ? `a residual risk up to ${(100 * most).toFixed(1)} % can't be ruled out; more rows would narrow that` : null
}

/** A trial that can't be made, and why. */
export function impossibleTrial({ name, title, risk }: Attack, target: string, weak: string): Trial {
  return { attack: name, title, risk, target, rate: null, baseline: null, control: null, residual: null, p: null, weak }
}
