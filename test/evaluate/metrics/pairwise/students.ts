import { groupEffects } from '../../../../src/evaluate/metrics/conditional/group-effects.js'
import { groupRanges } from '../../../../src/evaluate/metrics/pairwise/group-ranges.js'
import { made, resultOf, schemaOf } from '../score.js'

const levels = { group: 3, outcome: 2, first: 3, second: 3 }

/** Students are 5 % of the rows. The outcome hangs on two columns, a little on each; `lost` says of which group no more. */
export const people = (rows: number, seed: number, { lost = -1, old = 0 } = {}) =>
  made(
    rows,
    seed,
    (rng) => {
      const group = rng.uniform() < 0.05 ? 2 : rng.integer(2)
      const [first, second] = [rng.integer(3), rng.integer(3)]
      const chance = group === lost ? 0.5 : 0.1 + 0.2 * (first + second)
      const outcome = Number(rng.uniform() < chance)
      const age = group === 2 ? (rng.uniform() < old ? 60 + rng.integer(20) : 18 + rng.integer(12)) : 18 + rng.integer(62)
      return { group, first, second, outcome, age }
    },
    levels,
  )

const halves = { training: people(4000, 1), holdout: people(4000, 2) }

/** The least p of an effect, and how many were tested. */
export const leastOf = (options: Parameters<typeof people>[2], seed = 3) => {
  const { details = [] } = resultOf(groupEffects, { ...halves, synthetic: people(4000, seed, options) }, schemaOf(halves.training))
  const [least] = [...details].sort((a, b) => (a.p ?? 1) - (b.p ?? 1))
  return { least, tested: details.length }
}

const fewer = { training: people(2000, 5), holdout: people(2000, 6) }

/** What is found of the ages of group c. */
export const oldest = (synthetic: ReturnType<typeof people>) =>
  resultOf(groupRanges, { ...fewer, synthetic }, schemaOf(fewer.training)).details?.find(
    ({ part, columns }) => part === 'group c' && columns[1] === 'age',
  )
