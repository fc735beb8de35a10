import { drawPositions } from '../../evaluate/tables/align.js'
import type { Attacked } from '../attacked.js'
import { impossibleTrial, rateTrial } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'
import { coarseColumn, type EquivalenceClasses, equivalenceClasses } from './classes.js'

const mostSecrets = 4
/** People whose secrets are solved for at a time. */
const mostPeople = 10_000
/** Sets of columns whose classes are counted, and columns of each. */
const sets = 40
const width = 3
/** Rounds of reweighting that turn squares into absolute values, and steps in each. */
const rounds = 4
const steps = 60
/** Differences below this weigh as if they were this, in people. */
const least = 0.5
const streams = { people: 9, sets: 10 } as const

/**
 * All secrets at once: the counts of synthetic rows with the secret, class by class, are taken for those of the people, and the secrets that fit them
 * best, in absolute differences, are solved for. On the holdout the same is done with the same counts.
 */
export const reconstruction: Attack = {
  name: 'reconstruction-linear',
  title: 'Linear reconstruction of a secret',
  risk: 'reconstruction',
  byRow: true,
  plain:
    'Counts synthetic rows with and without the secret in thousands of small groups, and solves for the secrets of all people that fit these counts best.',
  references: [
    {
      author: 'Annamalai, M. S. M. S., Gadotti, A. and Rocher, L.',
      year: 2024,
      title: 'A Linear Reconstruction Approach for Attribute Inference Attacks against Synthetic Data',
      url: 'https://arxiv.org/abs/2301.10053',
    },
  ],
  run(attacked) {
    return attacked.secrets.slice(0, mostSecrets).map((secret): Trial => {
      const known = (attacked.known ?? attacked.columns.map(({ name }) => name)).filter((name) => name !== secret)
      if (known.length === 0) return impossibleTrial(reconstruction, secret, 'nothing is known to solve by; it needs a second column')
      const split = halvedSecret(attacked, secret)
      const queries = drawSets(attacked, known)
      const [own, other] = (['targets', 'controls'] as const).map((side) => solved(attacked, side, secret, split, queries)) as [
        Solved,
        Solved,
      ]
      return rateTrial(reconstruction, {
        target: `${secret} ${split.words}`,
        rate: { successes: own.right, of: own.of },
        control: { successes: other.right, of: other.of },
        baseline: { successes: own.majority, of: own.of },
      })
    })
  },
}

interface Split {
  readonly words: string
  /** Which codes of the secret count as having it. */
  readonly has: Uint8Array
}

/** The secret as a question of yes or no: the commonest of its codes that no majority of rows has, or numbers above the middle. */
function halvedSecret(attacked: Attacked, secret: string): Split {
  const { count, parts } = coarseColumn(attacked, secret)
  const sizes = new Int32Array(count)
  for (const code of parts[2]) sizes[code] += 1
  const has = new Uint8Array(count)
  const column = attacked.targets.column(secret)
  if ('levels' in column) {
    const candidates = [...sizes.keys()].filter((code) => 2 * sizes[code] <= parts[2].length)
    const code = candidates.reduce((best, own) => (sizes[own] > sizes[best] ? own : best), candidates[0] ?? 0)
    has[code] = 1
    return { words: code === 0 ? 'missing or not' : `${column.levels[code - 1]} or not`, has }
  }
  has.fill(1, (count + 1) >> 1)
  return { words: 'large or small', has }
}

function drawSets({ columns, rng }: Attacked, known: readonly string[]): string[][] {
  const found = new Map<string, string[]>()
  for (let i = 0; i < sets; i++) {
    const size = Math.min(known.length, 1 + (i % width))
    const chosen = Array.from(drawPositions(known.length, size, rng.split(streams.sets, i)).sort(), (at) => known[at])
    found.set(chosen.join('\u0000'), chosen)
  }
  return columns.length > 1 ? [...found.values()] : []
}

interface Solved {
  readonly right: number
  readonly majority: number
  readonly of: number
}

/** Solves for the secrets of people of one side, and counts those that come out right, and how many always guessing the commoner answer would get. */
function solved(
  attacked: Attacked,
  side: 'targets' | 'controls',
  secret: string,
  { has }: Split,
  queries: readonly (readonly string[])[],
): Solved {
  const { synthetic, rng } = attacked
  const people = drawPositions(attacked[side].rows, mostPeople, rng.split(streams.people, side === 'targets' ? 0 : 1)).sort()
  const { parts } = coarseColumn(attacked, secret)
  const secretOf = parts[side === 'targets' ? 0 : 1]
  const withSecret = Uint8Array.from(parts[2], (code) => has[code])
  const counts = queries.map((names) => groupsOf(equivalenceClasses(attacked, names), side, people, withSecret))
  const share = withSecret.reduce((sum, own) => sum + own, 0) / Math.max(1, synthetic.rows)
  const answers = new Float64Array(people.length).fill(share)
  leastAbsolute(counts, answers)
  // As many as among synthetic rows have it: those for whom it fits best.
  const yes = Math.round(share * people.length)
  const order = Int32Array.from(people.keys()).sort((a, b) => answers[b] - answers[a] || a - b)
  const truth = (i: number): number => has[secretOf[people[i]]]
  let [right, owners] = [0, 0]
  order.forEach((i, rank) => {
    right += truth(i) === (rank < yes ? 1 : 0) ? 1 : 0
    owners += truth(i)
  })
  return { right, majority: Math.max(owners, people.length - owners), of: people.length }
}

/** The people of each class, and how many of them have the secret if it is with them as with the synthetic rows of the class. */
interface Groups {
  /** Class of each person; -1 where no synthetic row has it. */
  readonly of: Int32Array
  readonly sizes: Float64Array
  readonly expected: Float64Array
}

function groupsOf(classes: EquivalenceClasses, side: 'targets' | 'controls', people: Int32Array, withSecret: Uint8Array): Groups {
  const { count, synthetic } = classes
  const [found, owning] = [new Float64Array(count), new Float64Array(count)]
  for (let row = 0; row < synthetic.length; row++) {
    const id = synthetic[row]
    found[id] += 1
    owning[id] += withSecret[row]
  }
  const sizes = new Float64Array(count)
  const of = Int32Array.from(people, (row) => {
    const id = classes[side][row]
    if (found[id] === 0) return -1
    sizes[id] += 1
    return id
  })
  return { of, sizes, expected: sizes.map((size, id) => (found[id] === 0 ? 0 : (size * owning[id]) / found[id])) }
}

/** Moves the answers, which stay in [0, 1], to the least sum of absolute differences: squares, reweighted by what is left of each. */
function leastAbsolute(all: readonly Groups[], answers: Float64Array): void {
  const weights = all.map(({ sizes }) => new Float64Array(sizes.length).fill(1))
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < steps; step++) descend(all, weights, answers)
    all.forEach((groups, q) => {
      const rest = restOf(groups, answers)
      weights[q] = rest.map((own) => 1 / Math.max(least, Math.abs(own)))
    })
  }
}

/** What the answers of each class sum up to beyond what is expected. */
function restOf({ of, expected }: Groups, answers: Float64Array): Float64Array {
  const rest = expected.map((count) => -count)
  for (let i = 0; i < of.length; i++) {
    const id = of[i]
    if (id >= 0) rest[id] += answers[i]
  }
  return rest
}

/** One step down, in each direction as far as the sum of the row's curvatures allows, so that no step goes too far. */
function descend(all: readonly Groups[], weights: readonly Float64Array[], answers: Float64Array): void {
  const slope = new Float64Array(answers.length)
  const curvature = new Float64Array(answers.length)
  all.forEach((groups, q) => {
    const rest = restOf(groups, answers)
    const own = weights[q]
    for (let i = 0; i < answers.length; i++) {
      const id = groups.of[i]
      if (id < 0) continue
      slope[i] += own[id] * rest[id]
      curvature[i] += own[id] * groups.sizes[id]
    }
  })
  for (let i = 0; i < answers.length; i++) {
    if (curvature[i] > 0) answers[i] = Math.max(0, Math.min(1, answers[i] - slope[i] / curvature[i]))
  }
}
