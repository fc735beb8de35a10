import type { Reference } from '../evaluate/metric.js'
import type { ConfidenceInterval } from '../stats/tests/intervals.js'
import type { Attacked } from './attacked.js'

/** What an attack would do to a person; the middle three are the criteria of the Article 29 Working Party's Opinion 05/2014. */
const risks = ['copies', 'singling out', 'linkability', 'inference', 'membership', 'reconstruction'] as const
export type Risk = (typeof risks)[number]

/** There is no verdict `safe`: an attack that finds nothing bounds only what this attack finds. */
export type Verdict = 'not detected' | 'detected' | 'inconclusive'

/** A share or another number, with its 95 % interval where there is one. */
export interface IntervalEstimate {
  readonly value: number
  readonly interval?: ConfidenceInterval
  /** Successes and trials, where the number is a share. */
  readonly successes?: number
  readonly of?: number
}

/** A further number of a finding, for people. */
export interface Figure extends Partial<IntervalEstimate> {
  readonly label: string
  /** Why there is no number. */
  readonly reason?: string
}

/** What one attack came to, before it is held against all others. */
export interface Trial {
  /** Name of the attack. */
  readonly attack: string
  readonly title: string
  readonly risk: Risk
  /** What was attacked, in words. */
  readonly target: string
  /** Success on training rows, by an attacker without the synthetic rows, and on holdout rows; null where the attack can't be made. */
  readonly rate: IntervalEstimate | null
  readonly baseline: IntervalEstimate | null
  readonly control: IntervalEstimate | null
  /** What remains of the success beyond that on the holdout, of all there is to gain: (rate - control) / (1 - control). */
  readonly residual: IntervalEstimate | null
  readonly figures?: readonly Figure[]
  /** How probable so much more success on training rows would be if the synthetic rows told no more of them than of others. */
  readonly p: number | null
  /** Why finding nothing would mean nothing: too few rows, no better than guessing. Null where the attack is strong enough. */
  readonly weak: string | null
}

/** What an attack found: its counts on people who were learned from and on others, and the verdict. */
export interface Finding extends Trial {
  readonly verdict: Verdict
  /** The verdict in a sentence. */
  readonly reason: string
}

/** An attack on synthetic rows: one file, and one line in `attacks.ts`. */
export interface Attack {
  /** Unique, kebab-case. */
  readonly name: string
  readonly title: string
  readonly risk: Risk
  /** What the attacker does, for somebody who is no statistician. */
  readonly plain: string
  readonly references: readonly Reference[]
  /** True: people are attacked by one row each even where a key ties several together; else by all of them. */
  readonly byRow?: boolean
  /** One trial per target: a secret, a set of columns. None where there is nothing that the attack is about. */
  run(attacked: Attacked): readonly Trial[]
}
