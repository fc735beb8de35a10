import type { Finding, Trial } from '../finding.js'

/** Chance that the gate, all attacks whose risk is copies, is called detected where nothing leaks. */
export const gateLevel = 0.01
/** The same of all other attacks together, so that with the gate it comes to 5 %. */
export const attackLevel = 0.04

/**
 * Verdicts over all trials: detected where the p-value survives Holm's correction for as many trials as there are, at 4 %, the gate at
 * 1 % among its own. `spoiled` says why nothing can count as not detected, such as a holdout that shares rows with the training table.
 *
 * @see Holm, 1979, A simple sequentially rejective multiple test procedure
 */
export function judgeTrials(trials: readonly Trial[], spoiled: string | null = null): Finding[] {
  const isGate = (trial: Trial): boolean => trial.risk === 'copies'
  const detected = new Set([
    ...rejected(trials.filter(isGate), gateLevel),
    ...rejected(
      trials.filter((trial) => !isGate(trial)),
      attackLevel,
    ),
  ])
  return trials.map((trial) => finding(trial, detected.has(trial), spoiled))
}

function rejected(trials: readonly Trial[], level: number): Trial[] {
  const tested = trials.filter(({ p }) => p !== null).sort((a, b) => (a.p as number) - (b.p as number))
  const first = tested.findIndex(({ p }, i) => (p as number) > level / (tested.length - i))
  return first < 0 ? tested : tested.slice(0, first)
}

function finding(trial: Trial, isDetected: boolean, spoiled: string | null): Finding {
  if (isDetected) return { ...trial, verdict: 'detected', reason: `more success on training rows than on the holdout ${chance(trial.p)}` }
  const weak = spoiled ?? trial.weak ?? (trial.p === null ? 'it could not be tested' : null)
  if (weak !== null) return { ...trial, verdict: 'inconclusive', reason: weak }
  return { ...trial, verdict: 'not detected', reason: `no more success on training rows than on the holdout${ruledOut(trial)}` }
}

function chance(p: number | null): string {
  if (p === null) return ''
  return p < 0.0001 ? '(chance alone: less than 1 in 10,000)' : `(chance alone: p = ${p.toFixed(4)})`
}

function ruledOut({ residual }: Trial): string {
  const most = residual?.interval?.[1]
  return most === undefined ? '' : `; a residual risk above ${(100 * Math.max(0, most)).toFixed(1)} % is unlikely (95 %)`
}
