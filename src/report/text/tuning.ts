import type { Audit, Tuning } from '../../pipeline/holdout/audit.js'
import type { LostDependence } from '../../pipeline/holdout/lost-dependence.js'
import type { NearCopies } from '../../pipeline/holdout/near-copies.js'

/** What was found, what was chosen and why, and what it cost, in a few sentences. */
export function renderTuning({ audit, knob, loss }: Tuning): string[] {
  const { nearerTraining, nearerTrainingError, matchesTraining, matchesHoldout, separable, training, splits, strangers } = audit
  const judged = `${splits === 1 ? 'a model' : `${splits} models`} of ${training.toLocaleString('en')} rows each`
  return [
    `${(100 * nearerTraining).toFixed(1)} ± ${percent(2 * nearerTrainingError)} of synthetic rows are nearer to a row the model saw than to one it didn't (50 %: nothing of single rows is kept); from ${judged}`,
    `${percent(matchesTraining)} equal a row it saw, ${percent(matchesHoldout)} one it didn't${keysLeftOut}; boosted trees tell them from unseen rows with AUC ${separable.toFixed(2)}`,
    ...strangersInWords(strangers),
    ...(matchesHoldout >= commonShare
      ? [
          `the table has few combinations of values, so that rows equal real ones by chance: that a row is found says little of a person, but every such row is a real one`,
        ]
      : []),
    ...(knob ? [knobInWords(knob, audit)] : []),
    ...(loss ? [lossInWords(loss, knob)] : []),
  ]
}

/** Below this p-value a difference is not laid to chance. */
const surely = 0.01

function strangersInWords({ any, rare }: Audit['strangers']): string[] {
  if (!any) return []
  const of = ({ training, holdout }: NearCopies): string =>
    `${percent(training)} of the rows it saw and of ${percent(holdout)} of those it didn't`
  const alone = rare ? `, and of rows that stand alone of ${of(rare)}` : ''
  const told = [any, rare].some((found) => found !== null && found.p < surely)
  return [
    `a stranger who looks for near copies finds one of ${of(any)}${alone}: ${told ? 'more than chance, so that single rows can be told' : "a difference that so many rows can't tell from chance"}`,
  ]
}

/** Keys and texts are made anew, so that no row could equal a real one in them. */
const keysLeftOut = ' (keys and free text left out)'
/** From this share on it is said that equal rows come of few combinations. */
const commonShare = 0.2

function knobInWords({ option, value, target, met, allowance, tried }: NonNullable<Tuning['knob']>, { nearerTraining }: Audit): string {
  const promise = `at most ${percent(target)} nearer to rows it saw`
  if (!met) return `the promise of ${promise} was out of reach, even with ${option}=${value}; think twice before you pass these rows on`
  const isWithin = nearerTraining <= target
  const far = isWithin ? 'it is kept' : `the share is above it by less than so few rows can tell (${percent(allowance)})`
  const first = tried[0]
  return tried.length > 1
    ? `${option} raised from ${first.value}, with ${percent(first.nearerTraining)}, to ${value} for the promise of ${promise}: ${far}`
    : `the promise is ${promise}: ${far}, with ${option}=${value}`
}

function lossInWords({ columns: [a, b], real, synthetic }: LostDependence, knob: Tuning['knob']): string {
  const price = `the dependence of ${a} and ${b} falls from ${real.toFixed(2)} to ${synthetic.toFixed(2)} (rank correlation)`
  return (knob?.tried.length ?? 0) > 1
    ? `what that costs: ${price}; -O fidelity=high keeps more of it, and of single rows`
    : `what the model misses: ${price}; -O fidelity=high keeps more of it, and of single rows`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
