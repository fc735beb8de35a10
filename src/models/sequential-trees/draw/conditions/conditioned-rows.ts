import ln from '@stdlib/math-base-special-ln'
import { ConstraintError } from '../../../../errors.js'
import type { Rng } from '../../../../random/rng.js'
import { shuffle } from '../../../../random/shuffle.js'
import type { Schema } from '../../../../table/schema.js'
import type { Conditioning, TreeStep } from '../../state.js'
import { PartialRows } from '../partial-rows.js'

/** Rounds of candidates without one that is kept, after which the evidence counts as impossible. */
const fruitlessRounds = 200
/** Stream of the candidates' numbers that no column uses. */
const choiceStream = -1

/** `count` rows with the first columns drawn, up to the last with evidence. */
export function partialRowsGiven(steps: readonly TreeStep[], given: Conditioning, schema: Schema, count: number, rng: Rng): PartialRows {
  return given.bound === null
    ? resampled(steps, given, schema, count, rng).partial
    : accepted(steps, given as Conditioning & { bound: number }, schema, count, rng)
}

/** Candidates drawn without regard to their weights, and these. */
export function weighted(
  steps: readonly TreeStep[],
  { allowed }: Conditioning,
  schema: Schema,
  count: number,
  rng: Rng,
): { partial: PartialRows; weights: Float64Array } {
  const partial = PartialRows.begin(steps, schema, count, rng)
  const weights = new Float64Array(count).fill(1)
  for (const [position, own] of allowed.entries()) {
    const stream = rng.split(position)
    if (!own) partial.draw(steps[position], stream)
    else {
      const factors = partial.drawAllowed(steps[position], own, stream)
      for (let row = 0; row < count; row++) weights[row] = weights[row] * factors[row]
    }
  }
  return { partial, weights }
}

/** Candidates until enough are kept, each with the chance that its weight is of the bound: exactly the rows given the evidence. */
function accepted(
  steps: readonly TreeStep[],
  given: Conditioning & { bound: number },
  schema: Schema,
  count: number,
  rng: Rng,
): PartialRows {
  const kept: PartialRows[] = []
  let found = 0
  for (let round = 0; found < count; round++) {
    if (found === 0 && round === fruitlessRounds) throw impossibleConditions()
    const stream = rng.split(choiceStream, round)
    const { partial, weights } = weighted(steps, given, schema, Math.max(64, count * given.candidates), stream)
    const choice = stream.split(choiceStream)
    const rows = Int32Array.from(weights.keys()).filter((row) => choice.uniform() * given.bound < weights[row])
    const few = rows.subarray(0, count - found)
    if (few.length === 0) continue
    kept.push(partial.take(few))
    found += few.length
  }
  return kept.length === 0 ? PartialRows.begin(steps, schema, 0, rng) : PartialRows.concat(kept)
}

/**
 * Rows drawn again by weight after each column with evidence: close to the rows given the evidence, the closer the more candidates
 * there are. With the log of the evidence's probability, and of how many equally weighted rows the last ones are worth.
 *
 * @see Doucet, de Freitas and Gordon, 2001, Sequential Monte Carlo Methods in Practice
 */
export function resampled(
  steps: readonly TreeStep[],
  { allowed, candidates }: Conditioning,
  schema: Schema,
  count: number,
  rng: Rng,
): { partial: PartialRows; logProbability: number; worth: number } {
  let partial = PartialRows.begin(steps, schema, count * candidates, rng)
  let logProbability = 0
  let worth = 1
  const choice = rng.split(choiceStream)
  for (const [position, own] of allowed.entries()) {
    const stream = rng.split(position)
    if (!own) {
      partial.draw(steps[position], stream)
      continue
    }
    const weights = partial.drawAllowed(steps[position], own, stream)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    if (!(sum > 0)) {
      if (count === 0) continue
      throw impossibleConditions()
    }
    logProbability += ln(sum / partial.rows)
    worth = Math.min(worth, (sum * sum) / weights.reduce((total, weight) => total + weight * weight, 0) / partial.rows)
    partial = partial.take(chosen(weights, sum, position === allowed.length - 1 ? count : partial.rows, choice))
  }
  return { partial, logProbability, worth }
}

/** So many rows by weight, evenly (systematic resampling), in random order. */
function chosen(weights: Float64Array, sum: number, count: number, rng: Rng): Int32Array {
  const rows = new Int32Array(count)
  const step = sum / count
  let upTo = weights[0]
  let row = 0
  const first = rng.uniform()
  for (let i = 0; i < count; i++) {
    while (upTo <= (i + first) * step && row < weights.length - 1) upTo += weights[++row]
    rows[i] = row
  }
  return shuffle(rows, rng)
}

export function impossibleConditions(): ConstraintError {
  return new ConstraintError('conditions', 'the model can make no row that satisfies all of them together; loosen one of them')
}
