import { featuresOf } from '../../evaluate/tables/features.js'
import { boostClasses } from '../../learn/boosting/class-boosting.js'
import { classWeights } from '../../learn/boosting/class-weights.js'
import { nearestRows } from '../../learn/neighbours/neighbours.js'
import { createRng } from '../../random/rng.js'
import { sorted } from '../../stats/order/sorted.js'
import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import { concatTables, type Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'
import { drawTargets } from '../attacked.js'
import { impossibleTrial, rateTrial } from '../evidence/rates.js'
import type { Attack, Trial } from '../finding.js'

/** Targets in all, at least so many for each secret. */
const mostTargets = 10_000
const targetsPerSecret = 2000
/** Secrets that are tried at most, in the order of the columns. */
const mostSecrets = 12
/** A number counts as guessed when it is off by no more than this share of its true size. */
const tolerated = 0.05
/** More levels are no question to a classifier. */
const mostClasses = 50
const stream = 8

const references = [
  {
    author: 'Giomi, M., Boenisch, F., Wehmeyer, C. and Tasnádi, B.',
    year: 2023,
    title: 'A Unified Framework for Quantifying Privacy Risk in Synthetic Data',
    url: 'https://arxiv.org/abs/2211.10459',
  },
]

/** The secret of the nearest synthetic row, taken for the person's. */
export const inference: Attack = {
  name: 'inference-nearest',
  title: 'Inferring a secret from the nearest row',
  risk: 'inference',
  byRow: true,
  plain: 'Knows all of a person but the secret, and takes that of the synthetic row that is nearest by what is known.',
  references,
  run: (attacked) => each(attacked, inference, (people, secret, known) => nearestGuess(attacked, people, secret, known)),
}

/** The secret as boosted trees foretell it that learned from the synthetic rows. */
export const boostedInference: Attack = {
  name: 'inference-boosted',
  title: 'Inferring a secret by learning',
  risk: 'inference',
  byRow: true,
  plain: 'Knows all of a person but the secret, and guesses it with boosted trees that learned from the synthetic rows.',
  references,
  run(attacked) {
    const learnable = attacked.secrets.filter((secret) => {
      const column = attacked.targets.column(secret)
      return !isNumberColumn(column) && column.levels.length <= mostClasses
    })
    return each({ ...attacked, secrets: learnable }, boostedInference, (people, secret, known) =>
      boostedGuess(attacked, people, secret, known),
    )
  },
}

type Guess = (people: Table, secret: string, known: readonly string[]) => ArrayLike<number>

function each(attacked: Attacked, attack: Attack, guess: Guess): Trial[] {
  const most = Math.max(targetsPerSecret, Math.floor(mostTargets / Math.max(1, attacked.secrets.length)))
  const { own, other } = drawTargets(attacked, most, stream)
  const people = concatTables([own, other])
  return attacked.secrets.slice(0, mostSecrets).map((secret) => {
    const known = (attacked.known ?? attacked.columns.map(({ name }) => name)).filter((name) => name !== secret)
    if (known.length === 0) return impossibleTrial(attack, secret, 'nothing is known to infer it from; it needs a second column')
    const truth = people.column(secret)
    const guesses = guess(people, secret, known)
    const guessed = new Float64Array(own.rows).fill(majorityOf(attacked.synthetic.column(secret)))
    return rateTrial(attack, {
      target: secret,
      rate: { successes: countRight(truth, guesses, 0, own.rows), of: own.rows },
      control: { successes: countRight(truth, guesses, own.rows, people.rows), of: other.rows },
      baseline: { successes: countRight(truth, guessed, 0, own.rows), of: own.rows },
    })
  })
}

function nearestGuess(attacked: Attacked, people: Table, secret: string, known: readonly string[]): Float64Array {
  const { positions } = nearestRows(attacked.mixed(people, known), attacked.mixed(attacked.synthetic, known))
  const { values } = attacked.synthetic.column(secret)
  return Float64Array.from(positions, (row) => values[row])
}

function boostedGuess({ synthetic, columns }: Attacked, people: Table, secret: string, known: readonly string[]): Int32Array {
  const column = synthetic.column(secret)
  const classes = isNumberColumn(column) ? 0 : column.levels.length + 1
  const features = featuresOf(
    [synthetic, people],
    columns.filter(({ name }) => known.includes(name)),
  )
  const rows = Int32Array.from({ length: synthetic.rows }, (_, row) => row)
  const codes = new Int32Array(synthetic.rows + people.rows)
  for (const row of rows) codes[row] = column.values[row] + 1
  // Every tenth row says when to stop.
  const [learned, held] = [rows.filter((row) => row % 10 !== 0), rows.filter((row) => row % 10 === 0)]
  const model = boostClasses(features, { codes, classes }, learned, held, createRng(stream))
  const all = classWeights(model, features, synthetic.rows + people.rows)
  const guesses = new Int32Array(people.rows)
  for (let row = 0; row < people.rows; row++) {
    const weights = all.subarray((synthetic.rows + row) * classes, (synthetic.rows + row + 1) * classes)
    guesses[row] = weights.indexOf(weights.reduce((most, own) => Math.max(most, own), 0)) - 1
  }
  return guesses
}

/** Missing is a value like any other; a number is right within 5 % of its true size. */
function countRight(truth: Column, guesses: ArrayLike<number>, from: number, to: number): number {
  let right = 0
  for (let row = from; row < to; row++) {
    const [value, guess] = [truth.values[row], guesses[row]]
    if (!isNumberColumn(truth)) right += value === guess ? 1 : 0
    else if (isMissing(truth, row)) right += Number.isNaN(guess) ? 1 : 0
    else right += Math.abs(guess / 2 - value / 2) <= (tolerated / 2) * Math.abs(value) ? 1 : 0
  }
  return right
}

/** What somebody guesses who knows only how the column is distributed: its commonest level or missing (-1), its median, NaN where most are missing. */
function majorityOf(column: Column): number {
  if (isNumberColumn(column)) {
    const ascending = sorted(column.values)
    return 2 * ascending.length < column.values.length ? Number.NaN : (ascending[ascending.length >> 1] ?? Number.NaN)
  }
  const counts = new Int32Array(column.levels.length + 1)
  for (const code of column.values) counts[code + 1] += 1
  return counts.indexOf(counts.reduce((most, own) => Math.max(most, own), 0)) - 1
}
