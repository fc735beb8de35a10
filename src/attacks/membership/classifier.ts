import { featuresOf } from '../../evaluate/tables/features.js'
import { boost, predictProbabilities } from '../../learn/boosting/boosting.js'
import type { MembershipScore } from './score.js'

/** Boosted trees that learned to tell synthetic from reference rows take the candidate for synthetic. */
export const classifier: MembershipScore = {
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
    return Float64Array.from({ length: candidates.rows }, (_, row) => probabilities[(known + row) * 2 + 1] as number)
  },
}
