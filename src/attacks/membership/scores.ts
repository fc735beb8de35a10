import { drawPositions } from '../../evaluate/tables/align.js'
import { featuresOf } from '../../evaluate/tables/features.js'
import { boost } from '../../learn/boosting/boosting.js'
import { predictProbabilities } from '../../learn/boosting/loss.js'
import { equivalenceClasses } from '../inference/classes.js'
import { domias, genLra } from './density.js'
import { calibratedDistance, densityProportion, ganLeaks, monteCarlo, rareAgreement } from './nearness.js'
import type { Candidates, MembershipScore } from './score.js'

/** Sets of columns that are looked at where nobody says what the maker of the rows measured. */
const mostPairs = 120
const mostTriples = 80
const stream = 2

/**
 * In the marginals that a maker of synthetic rows may have measured, the candidate's cells hold more synthetic than reference rows: the mean log of
 * that ratio. Which marginals those are is known for a model that is a network of columns; else pairs and triples stand for them.
 */
const mamaMia: MembershipScore = {
  name: 'mama-mia',
  title: 'Marginals of synthetic against reference rows (MAMA-MIA)',
  references: [
    {
      author: 'Golob, S., Pentyala, S., Maratkhan, A. and De Cock, M.',
      year: 2024,
      title: 'Privacy Vulnerabilities in Marginals-based Synthetic Data',
      url: 'https://arxiv.org/abs/2410.05506',
    },
  ],
  score(given) {
    const { attacked, rowsOf } = given
    const sets = attacked.focal ?? drawnSets(given)
    const sums = new Float64Array(given.candidates.rows)
    for (const names of sets) {
      const { count, targets, controls, synthetic } = equivalenceClasses(attacked, names)
      const [made, known] = [new Int32Array(count), new Int32Array(count)]
      for (const id of synthetic) made[id] += 1
      for (const row of rowsOf.reference) {
        const id = controls[row]
        known[id] += 1
      }
      const weight = (rowsOf.reference.length + 1) / (synthetic.length + 1)
      const members = rowsOf.members.length
      for (let i = 0; i < sums.length; i++) {
        const id = i < members ? targets[rowsOf.members[i]] : controls[rowsOf.others[i - members]]
        sums[i] += Math.log(((made[id] + 1) * weight) / (known[id] + 1))
      }
    }
    return sums
  },
}

function drawnSets({ attacked, rng }: Candidates): string[][] {
  const names = attacked.columns.map(({ name }) => name)
  const pairs = names.flatMap((name, i) => names.slice(0, i).map((other) => [other, name]))
  const chosen = Array.from(drawPositions(pairs.length, mostPairs, rng.split(stream)), (i) => pairs[i])
  const triples = Array.from({ length: names.length < 3 ? 0 : mostTriples }, (_, i) =>
    Array.from(drawPositions(names.length, 3, rng.split(stream, i)).sort(), (at) => names[at]),
  )
  return [...(chosen.length > 0 ? chosen : [names]), ...triples]
}

/** Boosted trees that learned to tell synthetic from reference rows take the candidate for synthetic. */
const classifier: MembershipScore = {
  name: 'classifier',
  title: 'Synthetic or reference row, by boosted trees (LOGAN)',
  references: [
    {
      author: 'Hayes, J., Melis, L., Danezis, G. and De Cristofaro, E.',
      year: 2019,
      title: 'LOGAN: Membership Inference Attacks Against Generative Models',
      url: 'https://arxiv.org/abs/1705.07663',
    },
  ],
  score({ attacked, candidates, synthetic, reference }) {
    const features = featuresOf([synthetic, reference, candidates], attacked.columns)
    const known = synthetic.rows + reference.rows
    const codes = new Uint8Array(known + candidates.rows)
    codes.fill(1, 0, synthetic.rows)
    const model = boost(
      features,
      { kind: 'class', codes, classes: 2 },
      Int32Array.from({ length: known }, (_, row) => row),
      { rounds: 60, leaves: 15 },
    )
    const probabilities = predictProbabilities(model, features, known + candidates.rows)
    return Float64Array.from({ length: candidates.rows }, (_, row) => probabilities[(known + row) * 2 + 1])
  },
}

/** The panel: no one attack is best everywhere. */
export const membershipScores: readonly MembershipScore[] = [
  ganLeaks,
  calibratedDistance,
  rareAgreement,
  monteCarlo,
  densityProportion,
  domias,
  genLra,
  classifier,
  mamaMia,
]
