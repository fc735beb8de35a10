import ln from '@stdlib/math-base-special-ln'
import { ConstraintError } from '../../../errors.js'
import type { Rng } from '../../../random/rng.js'
import { shuffle } from '../../../random/shuffle.js'
import type { Schema } from '../../../table/schema.js'
import type { Given, Step } from '../state.js'
import { Draft } from './draft.js'

/** Rounds of candidates without one that is kept, after which the evidence counts as impossible. */
const fruitlessRounds = 200
/** Stream of the candidates' numbers that no column uses. */
const choiceStream = -1

/** `count` rows with the first columns drawn, up to the last with evidence. */
export function draftGiven(steps: readonly Step[], given: Given, schema: Schema, count: number, rng: Rng): Draft {
  return given.bound === null
    ? resampled(steps, given, schema, count, rng).draft
    : accepted(steps, given as Given & { bound: number }, schema, count, rng)
}

/** Candidates drawn without regard to their weights, and these. */
export function weighted(
  steps: readonly Step[],
  { allowed }: Given,
  schema: Schema,
  count: number,
  rng: Rng,
): { draft: Draft; weights: Float64Array } {
  const draft = Draft.begin(steps, schema, count, rng)
  const weights = new Float64Array(count).fill(1)
  for (const [position, own] of allowed.entries()) {
    const stream = rng.split(position)
    if (!own) draft.draw(steps[position] as Step, stream)
    else {
      const factors = draft.drawAllowed(steps[position] as Step, own, stream)
      for (let row = 0; row < count; row++) weights[row] = (weights[row] as number) * (factors[row] as number)
    }
  }
  return { draft, weights }
}

/** Candidates until enough are kept, each with the chance that its weight is of the bound: exactly the rows given the evidence. */
function accepted(steps: readonly Step[], given: Given & { bound: number }, schema: Schema, count: number, rng: Rng): Draft {
  const kept: Draft[] = []
  let found = 0
  for (let round = 0; found < count; round++) {
    if (found === 0 && round === fruitlessRounds) throw impossible()
    const stream = rng.split(choiceStream, round)
    const { draft, weights } = weighted(steps, given, schema, Math.max(64, count * given.candidates), stream)
    const choice = stream.split(choiceStream)
    const rows = Int32Array.from(weights.keys()).filter((row) => choice.uniform() * given.bound < (weights[row] as number))
    const few = rows.subarray(0, count - found)
    if (few.length === 0) continue
    kept.push(draft.take(few))
    found += few.length
  }
  return kept.length === 0 ? Draft.begin(steps, schema, 0, rng) : Draft.concat(kept)
}

/**
 * Rows drawn again by weight after each column with evidence: close to the rows given the evidence, the closer the more candidates
 * there are. With the log of the evidence's probability, and of how many equally weighted rows the last ones are worth.
 *
 * @see Doucet, de Freitas and Gordon, 2001, Sequential Monte Carlo Methods in Practice
 */
export function resampled(
  steps: readonly Step[],
  { allowed, candidates }: Given,
  schema: Schema,
  count: number,
  rng: Rng,
): { draft: Draft; logProbability: number; worth: number } {
  let draft = Draft.begin(steps, schema, count * candidates, rng)
  let logProbability = 0
  let worth = 1
  const choice = rng.split(choiceStream)
  for (const [position, own] of allowed.entries()) {
    const stream = rng.split(position)
    if (!own) {
      draft.draw(steps[position] as Step, stream)
      continue
    }
    const weights = draft.drawAllowed(steps[position] as Step, own, stream)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    if (!(sum > 0)) {
      if (count === 0) continue
      throw impossible()
    }
    logProbability += ln(sum / draft.rows)
    worth = Math.min(worth, (sum * sum) / weights.reduce((total, weight) => total + weight * weight, 0) / draft.rows)
    draft = draft.take(chosen(weights, sum, position === allowed.length - 1 ? count : draft.rows, choice))
  }
  return { draft, logProbability, worth }
}

/** So many rows by weight, evenly (systematic resampling), in random order. */
function chosen(weights: Float64Array, sum: number, count: number, rng: Rng): Int32Array {
  const rows = new Int32Array(count)
  const step = sum / count
  let upTo = weights[0] as number
  let row = 0
  const first = rng.uniform()
  for (let i = 0; i < count; i++) {
    while (upTo <= (i + first) * step && row < weights.length - 1) upTo += weights[++row] as number
    rows[i] = row
  }
  return shuffle(rows, rng)
}

export function impossible(): ConstraintError {
  return new ConstraintError('conditions', 'the model can make no row that satisfies all of them together; loosen one of them')
}
